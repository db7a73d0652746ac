"""Real files to keep: made here byte by byte, so that every test knows what is in them."""

import struct
import zlib

import typst

GEOTAG = b"GPSLatitude"
"""Stands for where a picture was taken; it must not be kept."""


def pdf(text: str = "One page", pages: int = 1) -> bytes:
    """A PDF as an office's own software makes it, with compressed object streams."""
    made = typst.compile(
        b"#set document(date: none)\n" + f"= {text}\n".encode() * 3 + b"#pagebreak()\nNext" * (pages - 1)
    )
    assert isinstance(made, bytes)
    return made


def plain_pdf(inside: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF written by hand; ``inside`` goes into its catalogue."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + inside + b" >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size 4 /Root 1 0 R " + trailer + b" >>\nstartxref\n%d\n%%%%EOF\n" % start


def packed_pdf(hidden: bytes, *, filters: bytes = b"/FlateDecode", kind: bytes = b"/Type /ObjStm") -> bytes:
    """A PDF with a stream of packed objects that holds ``hidden``."""
    packed = zlib.compress(b"9 0 " + hidden)
    stream = b"8 0 obj\n<< " + kind + b" /N 1 /First 4 /Filter " + filters + b" /Length %d >>\nstream\n" % len(packed)
    return plain_pdf().replace(b"xref\n0 4", stream + packed + b"\nendstream\nendobj\nxref\n0 4")


def exif(turn: int = 6) -> bytes:
    """What a phone writes: which way up, and where it was taken."""
    entries = (
        struct.pack(">H", 2) + struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0) + struct.pack(">HHII", 0x8825, 4, 1, 38)
    )
    return b"Exif\0\0" + b"MM\0*\0\0\0\x08" + entries + bytes(4) + GEOTAG


def segment(mark: int, body: bytes) -> bytes:
    return bytes((0xFF, mark)) + struct.pack(">H", len(body) + 2) + body


def jpeg(
    *more: bytes, width: int = 8, height: int = 8, scan: bytes = b"\xf8\xff\x00\x2f", end: bytes = b"\xff\xd9"
) -> bytes:
    """A grey picture of one block; ``more`` are segments before its tables."""
    return b"".join(
        (
            b"\xff\xd8", segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), *more,
            segment(0xDB, b"\0" + bytes([1] * 64)),
            segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"),
            segment(0xC4, b"\0" + bytes([1] + [0] * 15) + b"\0"),
            segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0"),
            segment(0xDA, b"\x01\x01\0\0?\0"), scan, end,
        )
    )  # fmt: skip


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*more: bytes, width: int = 2, height: int = 2) -> bytes:
    """A grey picture; ``more`` are chunks before its content."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(min(height, 100))))
    return b"\x89PNG\r\n\x1a\n" + b"".join((chunk(b"IHDR", header), *more, chunk(b"IDAT", rows), chunk(b"IEND", b"")))


def webp(*more: tuple[bytes, bytes]) -> bytes:
    """A picture of 16 by 16 in the extended form; ``more`` are parts behind it."""
    parts = [
        (b"VP8X", bytes((0x0C, 0, 0, 0)) + bytes((15, 0, 0, 15, 0, 0))),
        (b"VP8L", b"\x2f" + struct.pack("<I", 15 | 15 << 14) + b"\0\0\0\0\0"), *more,
    ]  # fmt: skip
    inner = b"WEBP" + b"".join(
        name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2) for name, body in parts
    )
    return b"RIFF" + struct.pack("<I", len(inner)) + inner
