"""Pictures of papers: their structure is walked from end to end, and only what shows the picture is kept.

Phones write into a picture where and when it was taken and with what; editors write more, and anything can be hung on
behind the end. All of it is left out. The picture itself stays bit by bit as it was, and so does which way up it is.
"""

import re
import zlib
from collections.abc import Iterator

from suixing.papers.errors import BROKEN, NOT_TAKEN, PaperRefused

LONGEST_SIDE = 32_000
MOST_PIXELS = 250_000_000

_JPEG_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN, _END = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Tables, frames and scans; of what applications write only colour: JFIF, ICC profiles, Adobe's transform.
_JPEG_KEPT = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, _START_OF_SCAN}
_JPEG_COLOUR = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_EXIF = b"Exif\0\0"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD"}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
_WEBP_ABOUT = 0x08 | 0x04
"""Flags that say that descriptions follow, which are left out."""


def is_jpeg(data: bytes) -> bool:
    """By its first bytes."""
    return data.startswith(b"\xff\xd8\xff")


def is_png(data: bytes) -> bool:
    """By its first bytes."""
    return data.startswith(_PNG)


def is_webp(data: bytes) -> bool:
    """By its first bytes."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def plain_jpeg(data: bytes) -> bytes:
    """The picture alone (ITU-T T.81); raises PaperRefused where it is not whole."""
    kept, sized, scanned, turned = [b"\xff\xd8"], False, False, False
    for mark, body, scan in _segments(data):
        if mark in _FRAMES:
            _check_size(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
            sized = True
        if mark == _START_OF_SCAN:
            scanned = True
        if mark == 0xE1 and body.startswith(_EXIF) and not turned:
            turned = True
            kept.append(_which_way_up(body[len(_EXIF) :]))
        elif mark in _JPEG_KEPT or (mark in _JPEG_COLOUR and body.startswith(_JPEG_COLOUR[mark])):
            kept.append(bytes((0xFF, mark)) + (len(body) + 2).to_bytes(2, "big") + body + scan)
    if not (sized and scanned):
        raise PaperRefused(BROKEN)
    return b"".join((*kept, b"\xff\xd9"))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Mark, content and, after the start of a scan, what was scanned; up to the end of the picture."""
    at = 2
    while True:
        start = at
        while data[at : at + 1] == b"\xff":
            at += 1
        if at == start or at >= len(data):
            raise PaperRefused(BROKEN)
        mark = data[at]
        if mark == _END:
            return
        length = int.from_bytes(data[at + 1 : at + 3], "big")
        body = data[at + 3 : at + 1 + length]
        if length < 2 or len(body) != length - 2:
            raise PaperRefused(BROKEN)
        at += 1 + length
        scan = b""
        if mark == _START_OF_SCAN:
            found = _JPEG_MARK.search(data, at)
            if found is None:
                raise PaperRefused(BROKEN)
            scan, at = data[at : found.start()], found.start()
        yield mark, body, scan


def _which_way_up(tiff: bytes) -> bytes:
    """A segment that says nothing but how the picture is to be turned; empty where it stands upright."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(tiff[:4])
    if order is None:
        return b""
    big = order == "big"

    def whole(start: int, length: int) -> int:
        return int.from_bytes(tiff[start : start + length], "big" if big else "little")

    first = whole(4, 4)
    for entry in range(first + 2, first + 2 + 12 * whole(first, 2), 12):
        if whole(entry, 2) == 0x0112 and 2 <= whole(entry + 8, 2) <= 8:
            turn = bytes((0, whole(entry + 8, 2)))
            said = _EXIF + b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + turn + bytes(6)
            return b"\xff\xe1" + (len(said) + 2).to_bytes(2, "big") + said
    return b""


def plain_png(data: bytes) -> bytes:
    """The picture alone (ISO/IEC 15948); raises PaperRefused where it is not whole."""
    kept, at = [_PNG], len(_PNG)
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]).to_bytes(4, "big") != data[end - 4 : end]:
            raise PaperRefused(BROKEN)
        if not names:
            if name != b"IHDR" or length != 13:
                raise PaperRefused(BROKEN)
            _check_size(int.from_bytes(data[at + 8 : at + 12], "big"), int.from_bytes(data[at + 12 : at + 16], "big"))
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        names.append(name)
        at = end
    if b"IDAT" not in names:
        raise PaperRefused(BROKEN)
    return b"".join(kept)


def plain_webp(data: bytes) -> bytes:
    """The picture alone (RFC 9649); raises PaperRefused where it is not whole, or moves."""
    end, at, kept, shown = 8 + int.from_bytes(data[4:8], "little"), 12, [], False
    if end > len(data):
        raise PaperRefused(BROKEN)
    while at < end:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if len(body) != length or at > end:
            raise PaperRefused(BROKEN)
        if name in {b"ANIM", b"ANMF"}:
            raise PaperRefused(NOT_TAKEN)
        if name not in _WEBP_KEPT:
            continue
        if name not in {b"ALPH", b"ICCP"}:
            _check_size(*_size_of_webp(name, body))
            shown = shown or name != b"VP8X"
        if name == b"VP8X":
            body = bytes((body[0] & ~_WEBP_ABOUT,)) + body[1:]
        kept.append(name + length.to_bytes(4, "little") + body + bytes(length % 2))
    if not shown:
        raise PaperRefused(BROKEN)
    inner = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(inner).to_bytes(4, "little") + inner


def _size_of_webp(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L" and body[:1] == b"\x2f":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise PaperRefused(BROKEN)


def _check_size(width: int, height: int) -> None:
    """A picture that would fill the memory of who looks at it is no paper."""
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= MOST_PIXELS):
        raise PaperRefused(BROKEN)
