"""Which passes were revoked: a Token Status List, one bit a pass, so long that asking for it names nobody (P5)."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from suixing.passes.formats.base64url import decode, encode
from suixing.passes.formats.jws import Jws, make_jws, read_jws
from suixing.passes.formats.keys import PublicKey, SigningKey
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.terms import read_address, read_instant, seconds

TYPE = "statuslist+jwt"
SIZE = 131072
"""Places of a list."""
BYTES = SIZE // 8
TTL = timedelta(hours=12)
"""After which a copy should be looked at anew; until it expires it still counts."""
LONGEST_LIST = 64 * 1024
"""Characters of the packed list."""
LONGEST = 128 * 1024
_ALWAYS = frozenset({"sub", "iat", "exp", "status_list"})
_MAY = _ALWAYS | {"ttl"}


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list taken apart; its signature is checked by ``is_signed_by``."""

    uri: str
    issued_at: datetime
    expires: datetime
    bits: int
    packed: bytes
    issued: Jws

    @property
    def kid(self) -> str:
        """The issuer's key that it names."""
        return self.issued.kid

    def is_signed_by(self, key: PublicKey) -> bool:
        """Whether the owner of ``key`` issued it."""
        return self.issued.is_signed_by(key)

    def is_revoked(self, index: int) -> bool:
        """Whether the pass at this place is not valid any more; raises IndexError where the list ends before it."""
        if index < 0:
            raise IndexError(index)
        at = index * self.bits
        return bool(self.packed[at >> 3] >> (at & 7) & ((1 << self.bits) - 1))


def issue(key: SigningKey, uri: str, revoked: Iterable[int] | bytes, at: datetime, lasts: timedelta) -> str:
    """A signed list of ``SIZE`` places; ``revoked`` are places, or the 16 KiB of bits, lowest bit first.

    Raises ValueError where a place is none of the list, or the bytes are not as many.
    """
    listed = encode(zlib.compress(revoked if isinstance(revoked, bytes) else bits_of(revoked), 9))
    payload = {
        "sub": uri,
        "iat": seconds(at),
        "exp": seconds(at + lasts),
        "ttl": int(TTL.total_seconds()),
        "status_list": {"bits": 1, "lst": listed},
    }
    if isinstance(revoked, bytes) and len(revoked) != BYTES:
        raise ValueError(f"a list has {BYTES} bytes")
    return make_jws(payload, typ=TYPE, key=key, kid=key.kid)


def bits_of(places: Iterable[int]) -> bytes:
    """The bits of a list in which these places are set."""
    bits = bytearray(BYTES)
    for place in places:
        if not 0 <= place < SIZE:
            raise ValueError("no place of the list")
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def read(token: str) -> StatusList:
    """The list in a token; raises Malformed. At most ``SIZE`` places are unpacked."""
    issued = read_jws(token, typ=TYPE, may_hold=frozenset({"kid"}), longest=LONGEST)
    payload = issued.members()
    if not _ALWAYS <= payload.keys() <= _MAY:
        raise Malformed(Reason.UNKNOWN_MEMBER)
    bits, packed = _unpack(payload["status_list"])
    return StatusList(
        read_address(payload["sub"]), read_instant(payload["iat"]), read_instant(payload["exp"]), bits, packed, issued
    )


def _unpack(listed: Any) -> tuple[int, bytes]:
    if type(listed) is not dict or not {"bits", "lst"} <= listed.keys() <= {"bits", "lst", "aggregation_uri"}:
        raise Malformed
    bits, text = listed["bits"], listed["lst"]
    if type(bits) is not int or bits not in (1, 2, 4, 8) or type(text) is not str or len(text) > LONGEST_LIST:
        raise Malformed
    unpacking = zlib.decompressobj()
    try:
        packed = unpacking.decompress(decode(text), BYTES * bits + 1)
    except zlib.error:
        raise Malformed from None
    if len(packed) > BYTES * bits or not unpacking.eof or unpacking.unused_data:
        raise Malformed
    return bits, packed
