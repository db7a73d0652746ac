"""CBOR (RFC 8949) in its deterministic form, and a strict reader of what a pass can hold.

Read are whole numbers, byte and text strings, arrays, maps, true, false and tags, all of definite length, in the
shortest writing of each length and number, no key of a map twice, at most eight levels deep. Maps may be in any order.
"""

from collections.abc import Callable
from typing import Any

from suixing.passes.formats.reasons import Malformed, Reason

DEEPEST = 8
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_SHORTEST = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)


class Tagged:
    """A value under a tag."""

    __slots__ = ("tag", "value")

    def __init__(self, tag: int, value: Any) -> None:
        self.tag = tag
        self.value = value


def encode(value: Any) -> bytes:
    """The deterministic writing (RFC 8949, 4.2.1) of int, bytes, str, bool, list and dict."""
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(_UNSIGNED, value) if value >= 0 else head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return head(_BYTES, len(value)) + value
    if isinstance(value, str):
        plain = value.encode()
        return head(_TEXT, len(plain)) + plain
    if isinstance(value, list):
        return head(_ARRAY, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        pairs = sorted([(encode(key), encode(one)) for key, one in value.items()])
        return head(_MAP, len(pairs)) + b"".join([part for pair in pairs for part in pair])
    raise TypeError(f"CBOR of a pass holds no {type(value).__name__}")


def head(major: int, number: int) -> bytes:
    """Major type and argument in their shortest writing."""
    if number < 24:
        return bytes((major << 5 | number,))
    if number < 1 << 8:
        return bytes((major << 5 | 24, number))
    if number < 1 << 16:
        return bytes((major << 5 | 25,)) + number.to_bytes(2, "big")
    if number < 1 << 32:
        return bytes((major << 5 | 26,)) + number.to_bytes(4, "big")
    return bytes((major << 5 | 27,)) + number.to_bytes(8, "big")


def decode(plain: bytes) -> Any:
    """The one value that the bytes hold, to their end; tags as ``Tagged``. Raises Malformed."""
    try:
        value, end = _read(plain, 0, DEEPEST)
    except (IndexError, UnicodeDecodeError):
        raise Malformed from None
    if end != len(plain):
        raise Malformed
    return value


def _read(plain: bytes, at: int, deeper: int) -> tuple[Any, int]:
    first = plain[at]
    major, number = first >> 5, first & 31
    at += 1
    if number > 23:
        number, at = _read_wide(plain, at, number)
    if major == _UNSIGNED:
        return number, at
    if major in _STRINGS:
        end = at + number
        if end > len(plain):
            raise Malformed
        return (plain[at:end].decode() if major == _TEXT else plain[at:end]), end
    if major == _NEGATIVE:
        return -1 - number, at
    return _FURTHER[major](plain, at, number, deeper - 1)


def _read_wide(plain: bytes, at: int, width: int) -> tuple[int, int]:
    end = at + _WIDTHS.get(width, len(plain))
    number = int.from_bytes(plain[at:end], "big")
    if end > len(plain) or number < _SHORTEST.get(width, number + 1):
        raise Malformed
    return number, end


def _read_tagged(plain: bytes, at: int, tag: int, deeper: int) -> tuple[Tagged, int]:
    if deeper < 0:
        raise Malformed
    value, at = _read(plain, at, deeper)
    return Tagged(tag, value), at


def _read_truth(_plain: bytes, at: int, number: int, _deeper: int) -> tuple[bool, int]:
    if number not in _TRUTHS:
        raise Malformed
    return _TRUTHS[number], at


def _read_array(plain: bytes, at: int, count: int, deeper: int) -> tuple[list[Any], int]:
    if deeper < 0 or count > len(plain):
        raise Malformed
    held = []
    for _ in range(count):
        value, at = _read(plain, at, deeper)
        held.append(value)
    return held, at


def _read_map(plain: bytes, at: int, count: int, deeper: int) -> tuple[dict[Any, Any], int]:
    if deeper < 0 or count > len(plain):
        raise Malformed
    held: dict[Any, Any] = {}
    for _ in range(count):
        key: Any = plain[at]
        if key < 24:
            at += 1
        else:
            key, at = _read(plain, at, 0)
            if type(key) is not int and type(key) is not str:
                raise Malformed
        if key in held:
            raise Malformed(Reason.REPEATED_MEMBER)
        held[key], at = _read(plain, at, deeper)
    return held, at


_STRINGS = (_TEXT, _BYTES)
_TRUTHS = {20: False, 21: True}
_FURTHER: dict[int, Callable[[bytes, int, int, int], tuple[Any, int]]] = {
    _TAG: _read_tagged, _ARRAY: _read_array, _MAP: _read_map, _SIMPLE: _read_truth,
}  # fmt: skip
