"""Signed texts (JWS, RFC 7515, compact) under ES256, strictly read: one algorithm, one writing, no member twice.

What a header may hold is a closed set, so that no token brings a key, an address of one, or an extension (``crit``).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

import orjson

from suixing.passes.formats.base64url import decode, encode
from suixing.passes.formats.keys import PublicKey, SigningKey
from suixing.passes.formats.reasons import Malformed, Reason

ALGORITHM = "ES256"
LONGEST_HEADER = 1024
_SIGNATURE_LENGTH = 86
"""Characters of 64 bytes."""
_HEADER = frozenset({"alg", "typ"})


class Jws(NamedTuple):
    """A text taken apart, its signature not yet checked."""

    header: Mapping[str, Any]
    payload: bytes
    signed: bytes
    signature: bytes

    @property
    def kid(self) -> str:
        """The key that is named; empty where none is."""
        kid = self.header.get("kid", "")
        return kid if type(kid) is str else ""

    def members(self) -> dict[str, Any]:
        """The payload, a JSON object; raises Malformed."""
        return members(self.payload)

    def is_signed_by(self, key: PublicKey) -> bool:
        """Whether the owner of ``key`` signed it."""
        return key.verify(self.signed, self.signature)


def make_jws(payload: Mapping[str, Any], *, typ: str, key: SigningKey, **header: Any) -> str:
    """``payload`` as compact JSON, signed; ``header`` is what stands beside ``alg`` and ``typ``."""
    said = encode(orjson.dumps({"alg": ALGORITHM, "typ": typ, **header}))
    return signed_text(said, orjson.dumps(payload), key)


def signed_text(header: str, payload: bytes, key: SigningKey) -> str:
    """``header`` (base64url) and ``payload`` (JSON), signed."""
    said = f"{header}.{encode(payload)}"
    return f"{said}.{encode(key.sign(said.encode()))}"


def read_jws(text: str, *, typ: str, may_hold: frozenset[str], longest: int) -> Jws:
    """A compact JWS of this type whose header holds ``alg``, ``typ`` and nothing but ``may_hold`` besides.

    Raises Malformed: with ``ALGORITHM`` where it names any other than ES256, however it is written.
    """
    parts = text.split(".", 3) if len(text) <= longest else []
    if len(parts) != 3 or len(parts[0]) > LONGEST_HEADER or not text.isascii():
        raise Malformed(Reason.TOO_LONG if len(text) > longest else Reason.MALFORMED)
    header = _header_of(parts[0], typ, may_hold)
    if len(parts[2]) != _SIGNATURE_LENGTH:
        raise Malformed(Reason.SIGNATURE)
    return Jws(header, decode(parts[1]), text[: -_SIGNATURE_LENGTH - 1].encode("ascii"), decode(parts[2]))


@lru_cache(maxsize=64)
def _header_of(text: str, typ: str, may_hold: frozenset[str]) -> Mapping[str, Any]:
    """The members of a header that is as it should be. One issuer's tokens all have the same: it is read once."""
    header = header_of(text)
    if header.get("alg") != ALGORITHM:
        raise Malformed(Reason.ALGORITHM)
    if header.get("typ") != typ:
        raise Malformed(Reason.NOT_A_PASS)
    if not header.keys() - may_hold <= _HEADER:
        raise Malformed(Reason.UNKNOWN_MEMBER)
    return header


def header_of(text: str) -> Mapping[str, Any]:
    """The members of a header, whatever they are; raises Malformed."""
    return members(decode(text))


def members(plain: bytes) -> dict[str, Any]:
    """A JSON object in UTF-8, no member twice, no number that JSON does not know; raises Malformed."""
    found = value_of(plain)
    if type(found) is not dict:
        raise Malformed
    return found


def value_of(plain: bytes) -> Any:
    """Any JSON value, as strictly.

    What was written compactly, as here, comes out the same when it is written again; then no member was dropped for
    standing there twice. Everything else is read by a slower reader that looks at each.
    """
    try:
        value = orjson.loads(plain)
        if orjson.dumps(value) == plain:
            return value
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass
    try:
        return _DECODER.decode(plain.decode())
    except (ValueError, RecursionError):
        raise Malformed from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise Malformed(Reason.REPEATED_MEMBER)
    return held


def _no_number(_text: str) -> NoReturn:
    raise Malformed


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number)
