// Answers one JSON object a line: passes issued, shown and verified by implementations from npm.
// Run in the folder where they are installed; what they need of a key is a JWK.
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const installed = createRequire(pathToFileURL(`${process.cwd()}/package.json`));
const load = (name) => import(pathToFileURL(installed.resolve(name)).href);
const { SDJwtVcInstance } = await load('@sd-jwt/sd-jwt-vc');
const { Sign1, ProtectedHeaders } = await load('@auth0/cose');
const { StatusList, createHeaderAndPayload, getListFromStatusListJWT } = await load('@sd-jwt/jwt-status-list');

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' };
const HASHED = { name: 'ECDSA', hash: 'SHA-256' };

async function signer(jwk) {
  const key = await webcrypto.subtle.importKey('jwk', jwk, ES256, false, ['sign']);
  return async (said) =>
    Buffer.from(await webcrypto.subtle.sign(HASHED, key, Buffer.from(said))).toString('base64url');
}

async function verifier(jwk) {
  const { kty, crv, x, y } = jwk;
  const key = await webcrypto.subtle.importKey('jwk', { kty, crv, x, y }, ES256, false, ['verify']);
  return async (said, signature) =>
    webcrypto.subtle.verify(HASHED, key, Buffer.from(signature, 'base64url'), Buffer.from(said));
}

function instance(more) {
  return new SDJwtVcInstance({
    hasher: (said) => createHash('sha256').update(Buffer.from(said)).digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length) => randomBytes(length).toString('base64url'),
    signAlg: 'ES256',
    kbSignAlg: 'ES256',
    ...more,
  });
}

const acts = {
  async issue({ payload, disclosed, header, key }) {
    return instance({ signer: await signer(key) }).issue(payload, { _sd: disclosed }, { header });
  },

  async show({ token, claims, nonce, audience, iat, key }) {
    const chosen = Object.fromEntries(claims.map((name) => [name, true]));
    const bound = key ? { kb: { payload: { iat, aud: audience, nonce } } } : {};
    return instance({ kbSigner: key && (await signer(key)) }).present(token, chosen, bound);
  },

  async verify({ token, key, holder, nonce, at, status, statusKey }) {
    const asked = instance({
      verifier: await verifier(key),
      kbVerifier: holder && (async (said, signature) => (await verifier(holder))(said, signature)),
      statusListFetcher: async () => status,
      statusVerifier: statusKey && (await verifier(statusKey)),
    });
    const options = { currentDate: at, ...(nonce ? { keyBindingNonce: nonce } : {}) };
    const { payload, header, kb } = await asked.verify(token, options);
    return { payload, header, kb: kb?.payload ?? null };
  },

  async makeStatus({ uri, revoked, size, iat, exp, kid, key }) {
    const bits = new Array(size).fill(0);
    for (const place of revoked) bits[place] = 1;
    const list = new StatusList(bits, 1);
    const made = createHeaderAndPayload(list, { sub: uri, iat, exp }, { alg: 'ES256', typ: 'statuslist+jwt', kid });
    // The library asks for an issuer, which the standard does not.
    const said = [made.header, made.payload].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.');
    return `${said}.${await (await signer(key))(said)}`;
  },

  async readStatus({ token, places }) {
    const list = getListFromStatusListJWT(token);
    return places.map((place) => list.getStatus(place));
  },

  async verifyCose({ cose, key }) {
    const imported = await webcrypto.subtle.importKey('jwk', key, ES256, false, ['verify']);
    const read = Sign1.decode(Buffer.from(cose, 'hex'));
    await read.verify(imported, { algorithms: [-7] });
    return Buffer.from(read.payload).toString('hex');
  },

  async signCose({ payload, kid, typ, key }) {
    const imported = await webcrypto.subtle.importKey('jwk', key, ES256, false, ['sign']);
    const header = new ProtectedHeaders([[1, -7], [4, Buffer.from(kid, 'hex')], [16, typ]]);
    const made = await Sign1.sign(header, undefined, Buffer.from(payload, 'hex'), imported);
    return Buffer.from(made.encode()).toString('hex');
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...asked } = JSON.parse(line);
  let answer;
  try {
    answer = { answer: await acts[act](asked) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
