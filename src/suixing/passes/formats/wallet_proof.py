"""A wallet's proof that it holds a key (OpenID4VCI 1.0, appendix F.1): a JWT signed by the key that it brings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from suixing.passes.formats.jws import read_jws
from suixing.passes.formats.keys import PublicKey
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.terms import seconds

TYPE = "openid4vci-proof+jwt"
LONGEST = 8 * 1024
"""Characters."""
LASTS = int(timedelta(minutes=10).total_seconds())
CLOCKS_DIFFER = 60
"""Seconds by which a wallet's clock may be ahead."""
_MAY_HOLD = frozenset({"jwk"})


@dataclass(frozen=True, slots=True)
class WalletProof:
    """The key that is to hold the pass, and the nonce that was signed with it; not yet whether that is fresh."""

    holder: PublicKey
    nonce: str


def read_proof(text: str, *, audience: str, at: datetime) -> WalletProof:
    """A proof for this issuer, made a moment ago; raises Malformed for whatever else it is.

    The key is a P-256 key in the header (``jwk``); a key named otherwise, or another algorithm, is refused.
    """
    jws = read_jws(text, typ=TYPE, may_hold=_MAY_HOLD, longest=LONGEST)
    jwk = jws.header.get("jwk")
    if type(jwk) is not dict:
        raise Malformed(Reason.BINDING)
    holder = PublicKey.from_jwk(jwk)
    if not jws.is_signed_by(holder):
        raise Malformed(Reason.SIGNATURE)
    said = jws.members()
    nonce, made = said.get("nonce"), said.get("iat")
    if said.get("aud") not in (audience, [audience]) or type(nonce) is not str or type(made) is not int:
        raise Malformed(Reason.BINDING)
    if not -CLOCKS_DIFFER <= seconds(at) - made <= LASTS:
        raise Malformed(Reason.BINDING_REPLAYED)
    return WalletProof(holder, nonce)
