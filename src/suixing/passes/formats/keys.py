"""ES256 keys: ECDSA on P-256 with SHA-256 (RFC 7518, 3.4), as JSON web keys (RFC 7517) and as PEM."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from suixing.passes.formats.base64url import decode, encode
from suixing.passes.formats.reasons import Malformed

SIGNATURE_BYTES = 64
_COORDINATE_BYTES = 32
_ES256 = ECDSA(SHA256())
_CURVE = SECP256R1()


class PublicKey:
    """The half that verifies; equal to another by its thumbprint."""

    def __init__(self, x: str, y: str) -> None:
        """The point whose coordinates are these, base64url; raises Malformed where there is none."""
        point = decode(x), decode(y)
        try:
            self._key = EllipticCurvePublicKey.from_encoded_point(_CURVE, b"\x04" + point[0] + point[1])
        except ValueError:
            raise Malformed from None
        if len(point[0]) != _COORDINATE_BYTES:
            raise Malformed
        self.x = x
        self.y = y

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> "PublicKey":
        """The key of a JWK; members besides ``kty``, ``crv``, ``x``, ``y`` are let be. Raises Malformed.

        A JWK with a private half (``d``) is refused: whoever publishes one has lost it.
        """
        x, y = jwk.get("x"), jwk.get("y")
        if (
            jwk.get("kty") != "EC"
            or jwk.get("crv") != "P-256"
            or "d" in jwk
            or type(x) is not str
            or type(y) is not str
        ):
            raise Malformed
        return cls(x, y)

    @property
    def jwk(self) -> dict[str, str]:
        """``kty``, ``crv``, ``x``, ``y``."""
        return {"kty": "EC", "crv": "P-256", "x": self.x, "y": self.y}

    @cached_property
    def thumbprint(self) -> str:
        """Its name: base64url of SHA-256 over its canonical JWK (RFC 7638)."""
        canonical = f'{{"crv":"P-256","kty":"EC","x":"{self.x}","y":"{self.y}"}}'
        return encode(hashlib.sha256(canonical.encode()).digest())

    @cached_property
    def short(self) -> bytes:
        """The first 8 bytes of the thumbprint: what a CWT names the key by."""
        return decode(self.thumbprint)[:8]

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the 64 bytes ``r || s`` were made over ``message`` by this key's owner."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            self._key.verify(encode_dss_signature(r, s), message, _ES256)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.thumbprint == self.thumbprint

    def __hash__(self) -> int:
        return hash(self.thumbprint)


class SigningKey:
    """The half that signs. ``kid`` is the thumbprint of RFC 7638."""

    __slots__ = ("_key", "kid", "public")

    def __init__(self, private: EllipticCurvePrivateKey) -> None:
        if not isinstance(private, EllipticCurvePrivateKey) or private.curve.name != _CURVE.name:
            raise Malformed
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._key = private
        self.public = PublicKey(encode(point[1:33]), encode(point[33:]))
        self.kid = self.public.thumbprint

    @classmethod
    def from_pem(cls, pem: bytes) -> "SigningKey":
        """The key of an unencrypted PEM; raises Malformed where it is no P-256 key."""
        try:
            private = load_pem_private_key(pem, None)
        except (ValueError, TypeError):
            raise Malformed from None
        if not isinstance(private, EllipticCurvePrivateKey):
            raise Malformed
        return cls(private)

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public half as ``kty``, ``crv``, ``x``, ``y``."""
        return self.public.jwk

    @property
    def short(self) -> bytes:
        """What a CWT names the key by: 8 bytes."""
        return self.public.short

    def sign(self, message: bytes) -> bytes:
        """64 bytes, ``r || s``."""
        # DER of two numbers, each at most 33 octets long, so that every length is one octet.
        signed = self._key.sign(message, _ES256)
        end = 4 + signed[3]
        return signed[4:end][-32:].rjust(32, b"\0") + signed[end + 2 :][-32:].rjust(32, b"\0")

    def pem(self) -> bytes:
        """PKCS#8, unencrypted: for a file that only its owner can read."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def new_signing_key() -> SigningKey:
    """A fresh key."""
    return SigningKey(generate_private_key(_CURVE))
