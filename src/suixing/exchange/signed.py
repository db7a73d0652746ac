"""A signed text (JWS, RFC 7515, compact) by one node: what it says, and the key that it names for it.

Only EdDSA is known, and a header says nothing but ``alg``, ``kid`` and ``typ``. A text has one writing: whatever else
decodes to the same bytes is refused. Pure.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "EdDSA"
LONGEST_HEADER = 512
LONGEST_TEXT = 16 * 1024 * 1024
"""Signs of a whole text: more than any carrier takes at once, and a bound for what is read from a file."""

_MEMBERS = {"alg", "kid", "typ"}
_SIGNATURE_LENGTH = 86
"""Signs of 64 bytes."""


class Unsigned(Exception):  # noqa: N818 - it is what the check found
    """A text that is not what a node signed; ``why`` is ``malformed`` or ``bad_signature``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_jws(payload: bytes, *, kid: str, typ: str, private: bytes) -> str:
    """``payload`` signed by the 32-byte private key, which the receiver finds under ``kid``."""
    said = _header(kid, typ) + b"." + encode(payload)
    return (said + b"." + encode(_private_key(private).sign(said))).decode()


def header_of(text: str) -> dict[str, str]:
    """``alg``, ``kid`` and ``typ`` as they are claimed; raises Unsigned where the text is not of this form."""
    return dict(_members(_parts(text)[0]))


def read_jws(text: str, *, public: bytes, typ: str) -> bytes:
    """The payload that the owner of ``public`` signed as a ``typ``; raises Unsigned."""
    header, payload, signature = _parts(text)
    if _members(header)["typ"] != typ:
        raise Unsigned("malformed")
    plain = _decode_or_refuse(payload)
    signed = _decode_or_refuse(signature)
    try:
        _public_key(public).verify(signed, f"{header}.{payload}".encode())
    except (InvalidSignature, ValueError):
        raise Unsigned("bad_signature") from None
    return plain


def encode(plain: bytes) -> bytes:
    """Base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(plain).rstrip(b"=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text in its one writing; raises ValueError."""
    plain = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(plain) != text.encode("ascii"):
        raise ValueError("not base64url in its one writing")
    return plain


def _parts(text: str) -> tuple[str, str, str]:
    parts = text.split(".", 3) if len(text) <= LONGEST_TEXT and text.isascii() else []
    if len(parts) != 3 or len(parts[0]) > LONGEST_HEADER or len(parts[2]) != _SIGNATURE_LENGTH:
        raise Unsigned("malformed")
    return parts[0], parts[1], parts[2]


def _decode_or_refuse(text: str) -> bytes:
    try:
        return decode(text)
    except ValueError:
        raise Unsigned("malformed") from None


@lru_cache(maxsize=256)
def _header(kid: str, typ: str) -> bytes:
    return encode(json.dumps({"alg": ALGORITHM, "kid": kid, "typ": typ}, separators=(",", ":")).encode())


@lru_cache(maxsize=256)
def _members(header: str) -> dict[str, str]:
    """What a header says. One node's texts all have the same one, so that it is read once."""
    try:
        pairs = json.loads(decode(header), object_pairs_hook=list)
    except (ValueError, RecursionError):
        raise Unsigned("malformed") from None
    if not isinstance(pairs, list) or not all(isinstance(one, tuple) for one in pairs):
        raise Unsigned("malformed")
    said = dict(pairs)
    if len(pairs) != len(said) or said.keys() != _MEMBERS or said["alg"] != ALGORITHM:
        raise Unsigned("malformed")
    if not all(isinstance(one, str) for one in said.values()):
        raise Unsigned("malformed")
    return said


@lru_cache(maxsize=16)
def _private_key(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(private)


@lru_cache(maxsize=256)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
