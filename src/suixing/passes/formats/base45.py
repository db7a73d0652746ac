"""Base45 (RFC 9285): bytes as characters of which a QR code takes 11 bits for two."""

import struct
from functools import lru_cache

from suixing.passes.formats.reasons import Malformed

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = bytes(ALPHABET.find(bytes((octet,))) & 0xFF for octet in range(256))
_SIGNS = ALPHABET.decode()
_PAIRS = [low + high for high in _SIGNS for low in _SIGNS]


@lru_cache(maxsize=64)
def _words(count: int) -> struct.Struct:
    return struct.Struct(f">{count}H")


def encode(plain: bytes) -> str:
    """Three characters for two bytes, two for a last single one."""
    count = len(plain) // 2
    pairs, signs = _PAIRS, _SIGNS
    text = "".join([pairs[word % 2025] + signs[word // 2025] for word in _words(count).unpack_from(plain)])
    return text + pairs[plain[-1]] if len(plain) % 2 else text


def decode(text: str) -> bytes:
    """The bytes of a text; raises Malformed where it is not Base45."""
    try:
        ascii_text = text.encode("ascii")
    except UnicodeEncodeError:
        raise Malformed from None
    if ascii_text.translate(None, ALPHABET) or len(ascii_text) % 3 == 1:
        raise Malformed
    digits = ascii_text.translate(_VALUES)
    rest = len(digits) % 3
    whole = digits[:-2] if rest else digits
    words = [low + 45 * middle + 2025 * high for low, middle, high in zip(*[iter(whole)] * 3, strict=True)]
    last = digits[-2] + 45 * digits[-1] if rest else 0
    try:
        return _words(len(words)).pack(*words) + (bytes((last,)) if rest else b"")
    except (struct.error, ValueError):
        raise Malformed from None
