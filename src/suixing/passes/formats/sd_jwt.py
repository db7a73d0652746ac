"""The pass for a wallet: an SD-JWT VC (RFC 9901) whose claims are disclosed one by one, bound to the holder's key.

The payload says ``iss``, ``nbf``, ``exp``, ``vct``, ``cnf`` and ``status``; every claim about the person is a
disclosure. There are always ``DIGESTS`` digests, so that their number tells nothing of what the pass can state.
"""

import os
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from suixing.passes.formats.base64url import decode, decode_each, encode, encode_each, encode_joined
from suixing.passes.formats.claims import EVERYTHING, Claim, PassClaims, read_claims
from suixing.passes.formats.jws import ALGORITHM, Jws, make_jws, read_jws, signed_text, value_of
from suixing.passes.formats.keys import PublicKey, SigningKey
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.terms import Terms, read_instant, read_terms, seconds

TYPE = "dc+sd-jwt"
BINDING_TYPE = "kb+jwt"
VCT = "urn:suixing:pass:1"
HASH = "sha-256"
DIGESTS = len(Claim)
MOST_DIGESTS = 64
LONGEST = 32 * 1024
"""Characters of a presentation with its key binding."""
_SALT = 22
"""Characters of a salt, six bits each: 132 bits."""
_SALTS = range(0, _SALT * DIGESTS, _SALT)
_ALWAYS = frozenset({"iss", "nbf", "exp", "vct", "status", "_sd_alg", "_sd"})
_MAY = _ALWAYS | {"cnf", "iat"}
_RESERVED = _MAY | {"...", "sub", "aud", "nonce", "jti", "sd_hash", "vct#integrity"}
_KID = frozenset({"kid"})
_TEXT = frozenset({str})
_BINDING = frozenset({"iat", "aud", "nonce", "sd_hash"})


class SdJwt(NamedTuple):
    """A presentation taken apart; no signature is checked yet."""

    issued: Jws
    terms: Terms
    holder: dict[str, Any] | None
    """The wallet's JWK."""
    digests: list[str]
    disclosures: list[str]
    presented: str
    """What a key binding is made over: all that stands before it, with the last tilde."""
    binding: Jws | None

    @property
    def kid(self) -> str:
        """The issuer's key that it names."""
        return self.issued.kid

    def is_signed_by(self, key: PublicKey) -> bool:
        """Whether the owner of ``key`` issued it."""
        return self.issued.is_signed_by(key)

    def claims(self) -> dict[Claim, Any]:
        """What is disclosed; raises Malformed where the issuer did not sign exactly this (RFC 9901, 7.1)."""
        digests = set(self.digests)
        if len(digests) != len(self.digests):
            raise Malformed(Reason.REPEATED_DIGEST)
        if not digests.issuperset(_digests(self.disclosures)):
            raise Malformed(Reason.UNREFERENCED_DISCLOSURE)
        stated = dict(map(_read_disclosure, decode_each(self.disclosures)))
        if len(stated) != len(self.disclosures):
            raise Malformed(Reason.REPEATED_DISCLOSURE)
        return read_claims(stated)


def issue(key: SigningKey, terms: Terms, claims: PassClaims, holder: Mapping[str, Any] | None) -> str:
    """A pass with all its disclosures; ``holder`` is the wallet's public JWK, None where there is no wallet."""
    randomness = encode(os.urandom(_SALT * DIGESTS * 3 // 4))
    held = claims.chosen(EVERYTHING)
    disclosures = encode_joined(
        [orjson.dumps((randomness[at : at + _SALT], name, held[name])) for at, name in zip(_SALTS, held, strict=False)]
    )
    digests = encode_each([sha256(one).digest() for one in disclosures.split(b"~")])
    while len(digests) < DIGESTS:
        digests.append(encode(os.urandom(32)))  # a decoy: whoever sees a digest cannot tell
    digests.sort()
    before, between = _around(terms.issuer, terms.not_before, terms.expires, terms.status_uri)
    held_by = b"" if holder is None else b',"cnf":' + orjson.dumps({"jwk": PublicKey.from_jwk(holder).jwk})
    payload = b'%b%d%b%b"]%b}' % (before, terms.status_index, between, '","'.join(digests).encode(), held_by)
    return f"{signed_text(_header(key.kid), payload, key)}~{disclosures.decode()}~"


@lru_cache(maxsize=16)
def _around(issuer: str, not_before: datetime, expires: datetime, status_uri: str) -> tuple[bytes, bytes]:
    """The payload as JSON before the place in the status list, and from there to the first digest.

    All passes of a day say the same there, so it is written once.
    """
    said = {
        "iss": issuer,
        "nbf": seconds(not_before),
        "exp": seconds(expires),
        "vct": VCT,
        "status": {"status_list": {"idx": 0, "uri": status_uri}},
        "_sd_alg": HASH,
        "_sd": [""],
    }
    before, _, after = orjson.dumps(said).partition(b'"idx":0')
    return before + b'"idx":', after.removesuffix(b'"]}')


def select(token: str, claims: Collection[Claim]) -> str:
    """A presentation of these claims and no others, by the holder; raises Malformed."""
    held = read(token)
    wanted = set(claims)
    kept = [one for one in held.disclosures if _read_disclosure(decode(one))[0] in wanted]
    return "~".join([held.presented.split("~", 1)[0], *kept, ""])


def bind(presentation: str, holder_key: SigningKey, nonce: str, audience: str, at: datetime) -> str:
    """The presentation with the holder's proof that it is shown now, to this audience."""
    payload = {"iat": seconds(at), "aud": audience, "nonce": nonce, "sd_hash": _digest(presentation)}
    return presentation + make_jws(payload, typ=BINDING_TYPE, key=holder_key)


def read(text: str) -> SdJwt:
    """A token or presentation, with or without key binding; raises Malformed."""
    if len(text) > LONGEST:
        raise Malformed(Reason.TOO_LONG)
    presented, tilde, binding = text.rpartition("~")
    if not tilde or not text.isascii():
        raise Malformed(Reason.NOT_A_PASS)
    token, *disclosures = presented.split("~")
    if len(disclosures) > MOST_DIGESTS:
        raise Malformed(Reason.TOO_LONG)
    issued = read_jws(token, typ=TYPE, may_hold=_KID, longest=LONGEST)
    payload = issued.members()
    if not _ALWAYS <= payload.keys() <= _MAY:
        raise Malformed(Reason.UNKNOWN_MEMBER)
    if payload["vct"] != VCT or payload["_sd_alg"] != HASH:
        raise Malformed(Reason.NOT_A_PASS)
    digests = payload["_sd"]
    if type(digests) is not list or len(digests) > MOST_DIGESTS or not set(map(type, digests)) <= _TEXT:
        raise Malformed
    terms = read_terms(iss=payload["iss"], nbf=payload["nbf"], exp=payload["exp"], status=payload["status"])
    if "iat" in payload:
        read_instant(payload["iat"])
    holder = _read_holder(payload["cnf"]) if "cnf" in payload else None
    bound = read_jws(binding, typ=BINDING_TYPE, may_hold=_KID, longest=LONGEST) if binding else None
    return SdJwt(issued, terms, holder, digests, disclosures, presented + "~", bound)


def read_binding(shown: SdJwt) -> dict[str, Any]:
    """What the holder says: ``iat``, ``aud``, ``nonce``; raises Malformed where it is not for this presentation.

    Whether she signed it is another question: ``is_bound``.
    """
    if shown.binding is None or shown.holder is None:
        raise Malformed(Reason.BINDING_MISSING)
    said = shown.binding.members()
    if said.keys() != _BINDING or type(said["iat"]) is not int or said["sd_hash"] != _digest(shown.presented):
        raise Malformed(Reason.BINDING)
    return said


def is_bound(shown: SdJwt) -> bool:
    """Whether the key that the issuer wrote down signed the binding; raises Malformed where it is no key."""
    if shown.binding is None or shown.holder is None:
        return False
    return shown.binding.is_signed_by(PublicKey.from_jwk(shown.holder))


@lru_cache(maxsize=16)
def _header(kid: str) -> str:
    return encode(orjson.dumps({"alg": ALGORITHM, "typ": TYPE, "kid": kid}))


def _digest(text: str) -> str:
    return encode(sha256(text.encode()).digest())


def _digests(texts: list[str]) -> list[str]:
    return encode_each([sha256(text.encode()).digest() for text in texts])


def _read_disclosure(disclosure: bytes) -> tuple[str, Any]:
    parts = value_of(disclosure)
    if type(parts) is not list or len(parts) != 3 or type(parts[0]) is not str or type(parts[1]) is not str:
        raise Malformed
    if parts[1] in _RESERVED or parts[1].startswith("_sd"):
        raise Malformed(Reason.SHADOWING_CLAIM)
    return parts[1], parts[2]


def _read_holder(cnf: Any) -> dict[str, Any]:
    jwk = cnf.get("jwk") if type(cnf) is dict and len(cnf) == 1 else None
    if type(jwk) is not dict:
        raise Malformed
    return jwk
