"""What a file is, by its content: its name and what the browser calls it are not asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from suixing.papers import pictures
from suixing.papers.errors import EMPTY, NOT_TAKEN, TOO_LARGE, PaperRefused
from suixing.papers.models import LARGEST_BYTES
from suixing.papers.pdf import check_pdf, is_pdf

_STEP = 1 << 20
_PICTURES = (
    (pictures.is_jpeg, pictures.plain_jpeg, "image/jpeg"),
    (pictures.is_png, pictures.plain_png, "image/png"),
    (pictures.is_webp, pictures.plain_webp, "image/webp"),
)


@dataclass(frozen=True, slots=True, repr=False)
class Sniffed:
    """A file that is taken: what it is, what is kept of it, and its pages where they are known."""

    media_type: str
    content: bytes
    pages: int | None


def sniff(data: bytes) -> Sniffed:
    """What ``data`` is; raises PaperRefused for whatever is not taken or not whole."""
    if not data:
        raise PaperRefused(EMPTY)
    if is_pdf(data):
        return Sniffed("application/pdf", data, check_pdf(data))
    for looks_like, plain, media_type in _PICTURES:
        if looks_like(data):
            return Sniffed(media_type, plain(data), 1)
    raise PaperRefused(NOT_TAKEN)


def gather(upload: BinaryIO | Iterable[bytes]) -> bytes:
    """All of an upload, read no further than its size is too much; then raises PaperRefused."""
    parts = iter(lambda: upload.read(_STEP), b"") if hasattr(upload, "read") else upload
    gathered = bytearray()
    for part in parts:
        gathered += part
        if len(gathered) > LARGEST_BYTES:
            raise PaperRefused(TOO_LARGE.format(limit=LARGEST_BYTES >> 20))
    return bytes(gathered)
