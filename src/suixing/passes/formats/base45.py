"""Base45 (RFC 9285): bytes as characters of which a QR code takes 11 bits for two.

Three digits are 16 bits. All groups of a text are reckoned at once, each in a lane of one large number.
"""

from functools import lru_cache

from suixing.passes.formats.reasons import Malformed

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = bytes(ALPHABET.find(bytes((octet,))) & 0xFF for octet in range(256))
_SIGNS = ALPHABET.ljust(256, b"?")


def encode(plain: bytes) -> str:
    """Three characters for two bytes, two for a last single one."""
    count = len(plain) // 2
    lanes = bytearray(8 * count)
    lanes[6::8] = plain[: 2 * count : 2]
    lanes[7::8] = plain[1::2]
    words = int.from_bytes(lanes, "big")
    # Dividing by a constant is multiplying and shifting: exact for words of 16 bits, and for what is below 2025.
    high = words * 66281 >> 27 & _lowest_16_bits(count)
    rest = words - 2025 * high
    middle = rest * 2913 >> 17 & _lowest_16_bits(count)
    digits = bytearray(3 * count)
    for place, digit in enumerate((rest - 45 * middle, middle, high)):
        digits[place::3] = digit.to_bytes(8 * count, "big")[7::8]
    if len(plain) % 2:
        digits += bytes((plain[-1] % 45, plain[-1] // 45))
    return digits.translate(_SIGNS).decode()


def decode(text: str) -> bytes:
    """The bytes of a text; raises Malformed where it is not Base45."""
    try:
        signs = text.encode("ascii")
    except UnicodeEncodeError:
        raise Malformed from None
    rest = len(signs) % 3
    if rest == 1 or signs.translate(None, ALPHABET):
        raise Malformed
    digits = signs.translate(_VALUES)
    count = len(digits) // 3
    words = 0
    for place, weight in enumerate((1, 45, 2025)):
        lanes = bytearray(4 * count)
        lanes[3::4] = digits[place : 3 * count : 3]
        words += weight * int.from_bytes(lanes, "big")
    held = words.to_bytes(4 * count, "big")
    last = digits[-2] + 45 * digits[-1] if rest else 0
    if any(held[1::4]) or last > 255:
        raise Malformed
    plain = bytearray(2 * count)
    plain[::2] = held[2::4]
    plain[1::2] = held[3::4]
    return bytes(plain) + bytes((last,)) if rest else bytes(plain)


@lru_cache(maxsize=64)
def _lowest_16_bits(count: int) -> int:
    return int.from_bytes(b"\0\0\0\0\0\0\xff\xff" * count, "big")
