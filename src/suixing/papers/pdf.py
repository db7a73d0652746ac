"""PDFs: whole, not encrypted, and without anything in them that acts.

What acts is named in the file by words of the format (ISO 32000-2), in the open or inside compressed streams, which
are therefore opened too, as far as memory and time allow. It is no search for viruses: a paper is never run here, it
is handed out as a download, and this keeps out what a reader at a desk would act on.
"""

import re
import zlib
from itertools import islice

from suixing.papers.errors import ACTIVE, BROKEN, LOCKED, NOT_TAKEN, PaperRefused

ENDS_WITHIN = 1024
MOST_UNPACKED = 256 << 20
"""Bytes of all streams together."""
PICTURE_UNPACKED = 1 << 20
"""Of a stream that is a picture only its beginning is unpacked."""
MOST_STREAMS = 30_000
MOST_ROOTS = 10_000
_STEP = 1 << 20

_ACTS = (
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"Rendition", b"SubmitForm",
    b"ImportData", b"GoToE", b"FileAttachment",
)  # fmt: skip
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_ENDS_WITHIN = 66 << 10
_STREAM = re.compile(rb"(end)?stream(?:\r\n|\n|\r)?")
_PAGES = re.compile(rb"/Type\s{0,8}/Pages\b")
_COUNT = re.compile(rb"/Count\s{1,8}(\d{1,5})\b")
_NEAR = 300
"""Bytes between the words that make an object the root of the pages, and how many there are."""


def _named(*words: bytes) -> re.Pattern[bytes]:
    """A name of the format, whichever of its letters are written as ``#4A``."""

    def letter(one: int) -> bytes:
        return b"(?:" + bytes((one,)) + f"|#(?i:{one:02x}))".encode()

    return re.compile(b"/(?:" + b"|".join(b"".join(map(letter, word)) for word in words) + rb")(?![A-Za-z0-9#])")


_ACTING = _named(*_ACTS)
_ENCRYPTED = _named(b"Encrypt")
_PICTURE = _named(b"Image")
_OBJECTS = _named(b"ObjStm")
_FLATE = _named(b"FlateDecode", b"Fl")
_PREDICTED = _named(b"Predictor")


def is_pdf(data: bytes) -> bool:
    """By its first bytes: the header stands at the very beginning."""
    return re.match(rb"%PDF-[12]\.\d", data) is not None


def check_pdf(data: bytes) -> int | None:
    """How many pages it says it has, if it says so plainly; raises PaperRefused where it is not taken."""
    end = data.rfind(b"%%EOF")
    if end < max(0, len(data) - ENDS_WITHIN) or b"startxref" not in data[-ENDS_WITHIN:]:
        raise PaperRefused(BROKEN)
    if data[end + 5 :].strip(b"\r\n\t\0 ") or _ARCHIVE_END in data[-_ARCHIVE_ENDS_WITHIN:]:
        raise PaperRefused(NOT_TAKEN)  # something else hangs on behind it
    if _ENCRYPTED.search(data):
        raise PaperRefused(LOCKED)
    pages = _look(data)
    left, last = MOST_UNPACKED, 0
    for number, stream in enumerate(_STREAM.finditer(data)):
        said, last = data[last : stream.start()], stream.end()
        if stream[1]:
            continue
        if number > MOST_STREAMS:
            raise PaperRefused(NOT_TAKEN)
        unpacked = _unpack(data, stream.end(), said, left)
        left -= len(unpacked)
        pages = max(pages, _look(unpacked))
    return pages or None


def _look(text: bytes) -> int:
    if _ACTING.search(text):
        raise PaperRefused(ACTIVE)
    pages = 0
    for root in islice(_PAGES.finditer(text), MOST_ROOTS):
        before = text[max(0, root.start() - _NEAR) : root.start()].rpartition(b"<<")[2]
        after = text[root.end() : root.end() + _NEAR].partition(b">>")[0]
        pages = max([pages, *map(int, _COUNT.findall(before + b" " + after))])
    return pages


def _unpack(data: bytes, start: int, said: bytes, left: int) -> bytes:
    """The content of a stream that begins at ``start``; empty where it is not deflated.

    ``said`` is what stands before it. Objects that are packed in another way cannot be looked through.
    """
    objects = _OBJECTS.search(said) is not None
    if objects and (not _FLATE.search(said) or _PREDICTED.search(said)):
        raise PaperRefused(NOT_TAKEN)
    most = left if objects or not _PICTURE.search(said) else min(left, PICTURE_UNPACKED)
    unpacking, gathered, packed, at = zlib.decompressobj(), bytearray(), memoryview(data), start
    try:
        while not unpacking.eof and at < len(data) and len(gathered) <= most:
            # What is left over of a step is left over only where the bound is reached.
            gathered += unpacking.decompress(packed[at : at + _STEP], most + 1 - len(gathered))
            at += _STEP
    except zlib.error:
        if objects:
            raise PaperRefused(BROKEN) from None
    if len(gathered) > left:
        raise PaperRefused(NOT_TAKEN)
    return bytes(gathered)
