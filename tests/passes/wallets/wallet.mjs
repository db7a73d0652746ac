// A wallet made of libraries by others. Reads one command as JSON, writes what came of it as JSON.
import { createHash, randomBytes, webcrypto } from "node:crypto";
import { clientAuthenticationAnonymous, setGlobalConfig } from "@openid4vc/oauth2";
import { Openid4vciClient } from "@openid4vc/openid4vci";
import { Openid4vpClient } from "@openid4vc/openid4vp";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

setGlobalConfig({ allowInsecureUrls: true }); // the site under test is on this machine

const EC = { name: "ECDSA", namedCurve: "P-256" };
const text = new TextEncoder();
const b64u = (data) => Buffer.from(data).toString("base64url");

async function signer(jwk) {
  const key = await webcrypto.subtle.importKey("jwk", jwk, EC, false, ["sign"]);
  return async (data) => b64u(await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, text.encode(data)));
}

async function verifier(jwk) {
  const key = await webcrypto.subtle.importKey("jwk", jwk, EC, false, ["verify"]);
  return (data, signature) =>
    webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, Buffer.from(signature, "base64url"), text.encode(data));
}

async function newKey() {
  const pair = await webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
  const { kty, crv, x, y, d } = await webcrypto.subtle.exportKey("jwk", pair.privateKey);
  return { holder: { kty, crv, x, y, d }, shown: { kty, crv, x, y } };
}

function callbacks(holder) {
  return {
    fetch,
    hash: (data, alg) => createHash(alg.replace("sha-", "sha")).update(data).digest(),
    generateRandom: (count) => randomBytes(count),
    clientAuthentication: clientAuthenticationAnonymous(),
    signJwt: async (by, { header, payload }) => {
      const said = `${b64u(JSON.stringify(header))}.${b64u(JSON.stringify(payload))}`;
      return { jwt: `${said}.${await (await signer(holder))(said)}`, signerJwk: by.publicJwk };
    },
    verifyJwt: async () => ({ verified: false }),
  };
}

function vc(verify, sign) {
  return new SDJwtVcInstance({
    hasher: (data, alg) => createHash(alg.replace("sha-", "sha")).update(data).digest(),
    hashAlg: "sha-256",
    saltGenerator: (length) => randomBytes(length).toString("hex"),
    verifier: verify,
    signer: async () => "",
    signAlg: "ES256",
    kbSigner: sign,
    kbSignAlg: "ES256",
  });
}

async function issuerKey(address, credential) {
  const named = JSON.parse(Buffer.from(credential.split(".")[0], "base64url"));
  const { jwks } = await (await fetch(`${address}/.well-known/jwt-vc-issuer`)).json();
  return jwks.keys.find((one) => one.kid === named.kid);
}

async function receive({ offer, number }) {
  const { holder, shown } = await newKey();
  const client = new Openid4vciClient({ callbacks: callbacks(holder) });
  const resolved = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(resolved.credential_issuer);
  const [credentialConfigurationId] = resolved.credential_configuration_ids;
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer: resolved,
    issuerMetadata,
    txCode: number,
  });
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const { jwt } = await client.createCredentialRequestJwtProof({
    issuerMetadata,
    credentialConfigurationId,
    nonce,
    issuedAt: new Date(),
    signer: { method: "jwk", alg: "ES256", publicJwk: shown },
  });
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId,
    accessToken: accessTokenResponse.access_token,
    proofs: { jwt: [jwt] },
  });
  const credential = credentialResponse.credentials[0].credential;
  const verify = await verifier(await issuerKey(resolved.credential_issuer, credential));
  const held = vc(verify);
  await held.verify(credential);
  return {
    credential,
    holder,
    shown,
    claims: await held.getClaims(credential),
    keys: await held.keys(credential),
    configuration: issuerMetadata.credentialIssuer.credential_configurations_supported[credentialConfigurationId],
    known: issuerMetadata.knownCredentialConfigurations[credentialConfigurationId] !== undefined,
    version: issuerMetadata.originalDraftVersion,
  };
}

async function present({ request, credential, holder, nonce, answer_at }) {
  const client = new Openid4vpClient({ callbacks: callbacks(holder) });
  const { params } = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: request });
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  const asked = resolved.authorizationRequestPayload;
  const [query] = resolved.dcql.query.credentials;
  const frame = Object.fromEntries((query.claims ?? []).map((one) => [one.path[0], true]));
  const presented = await vc(undefined, await signer(holder)).present(credential, frame, {
    kb: {
      payload: {
        iat: Math.floor(Date.now() / 1000),
        aud: resolved.client.effective ?? asked.client_id,
        nonce: nonce ?? asked.nonce,
      },
    },
  });
  const { authorizationResponsePayload } = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: asked,
    authorizationResponsePayload: { vp_token: { [query.id]: [presented] } },
  });
  const { response } = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: answer_at ? { ...asked, response_uri: answer_at } : asked,
    authorizationResponsePayload,
  });
  return { status: response.status, said: await response.json(), asked, presented, query };
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { what, ...told } = JSON.parse(Buffer.concat(chunks));
process.stdout.write(JSON.stringify(await { receive, present }[what](told)));
