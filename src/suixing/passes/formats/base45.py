"""Base45 (RFC 9285): bytes as characters of which a QR code takes 11 bits for two.

Three digits are 16 bits. All groups of a text are reckoned at once, each in a lane of one large number.
"""

from functools import lru_cache

from suixing.passes.formats.reasons import Malformed

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_NO_DIGIT = 255
_VALUES = bytes(ALPHABET.find(bytes((octet,))) & _NO_DIGIT for octet in range(256))
_SIGNS = ALPHABET.ljust(256, b"?")
_MODULO = bytes(octet % 45 for octet in range(256))
_DIVIDED = bytes(octet // 45 for octet in range(256))
# The three digits of 256 times an octet; of an octet alone they are ``_MODULO`` and ``_DIVIDED``.
_UPPER = [bytes(octet * 256 // weight % 45 for octet in range(256)) for weight in (1, 45, 2025)]


def encode(plain: bytes) -> str:
    """Three characters for two bytes, two for a last single one."""
    count = len(plain) // 2
    upper, lower = plain[: 2 * count : 2], plain[1::2]
    low = _sum(upper.translate(_UPPER[0]), lower.translate(_MODULO))
    middle = _sum(upper.translate(_UPPER[1]), lower.translate(_DIVIDED), low.translate(_DIVIDED))
    high = _sum(upper.translate(_UPPER[2]), middle.translate(_DIVIDED))
    digits = bytearray(3 * count)
    digits[::3] = low.translate(_MODULO)
    digits[1::3] = middle.translate(_MODULO)
    digits[2::3] = high
    if len(plain) % 2:
        digits += bytes((plain[-1] % 45, plain[-1] // 45))
    return digits.translate(_SIGNS).decode()


def _sum(first: bytes, *others: bytes) -> bytes:
    """Octet by octet, where no sum exceeds an octet."""
    total = int.from_bytes(first, "big")
    for other in others:
        total += int.from_bytes(other, "big")
    return total.to_bytes(len(first), "big")


def decode(text: str) -> bytes:
    """The bytes of a text; raises Malformed where it is not Base45."""
    try:
        digits = text.encode("ascii").translate(_VALUES)
    except UnicodeEncodeError:
        raise Malformed from None
    rest = len(digits) % 3
    if rest == 1 or _NO_DIGIT in digits:
        raise Malformed
    count = len(digits) // 3
    groups = int.from_bytes(digits[: 3 * count], "big")
    mask = _lowest_octet_of_three(count)
    words = (groups >> 16 & mask) + 45 * (groups >> 8 & mask) + 2025 * (groups & mask)
    held = words.to_bytes(3 * count, "big")
    last = digits[-2] + 45 * digits[-1] if rest else 0
    if 1 in held[::3] or last > 255:
        raise Malformed
    plain = bytearray(2 * count)
    plain[::2] = held[1::3]
    plain[1::2] = held[2::3]
    return bytes(plain) + bytes((last,)) if rest else bytes(plain)


@lru_cache(maxsize=64)
def _lowest_octet_of_three(count: int) -> int:
    return int.from_bytes(b"\0\0\xff" * count, "big")
