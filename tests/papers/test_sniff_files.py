"""A file is judged by its content; what is not whole, acts, or hangs on behind is not kept."""

import io
import time
import zipfile
from collections.abc import Callable
from itertools import repeat

import pytest

from suixing.kernel.errors import Sentence
from suixing.papers import errors
from suixing.papers.errors import PaperRefused
from suixing.papers.models import LARGEST_BYTES
from suixing.papers.sniffing import gather, sniff
from tests.papers import files


def refused(data: bytes) -> Sentence:
    with pytest.raises(PaperRefused) as found:
        sniff(data)
    return found.value.sentence


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (files.pdf(), "application/pdf"), (files.plain_pdf(), "application/pdf"), (files.jpeg(), "image/jpeg"),
        (files.png(), "image/png"), (files.webp(), "image/webp"),
        (files.packed_pdf(b"<< /Nothing true >>"), "application/pdf"),
        (files.plain_pdf() + b"\r\n\0\0", "application/pdf"),
    ],
)  # fmt: skip
def test_what_is_taken(data: bytes, media_type: str) -> None:
    assert sniff(data).media_type == media_type


@pytest.mark.parametrize("pages", [1, 3])
def test_a_pdf_says_how_many_pages_it_has(pages: int) -> None:
    assert sniff(files.pdf(pages=pages)).pages == pages


def test_a_pdf_is_kept_as_it_came() -> None:
    assert sniff(files.pdf()).content == files.pdf()


@pytest.mark.parametrize(
    "data",
    [
        b"hello", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ" + bytes(99),
        b"\x7fELF" + bytes(99), archive(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), b"GIF89a" + bytes(99),
        b"{\\rtf1 }", b"#!/bin/sh\n", b"\x1f\x8b" + bytes(99), b"II*\0" + bytes(99), b"\0\0\0\x18ftypheic" + bytes(99),
        b"\n" + files.plain_pdf(), b"MZ" + files.plain_pdf(), b"%PDF-9.9\n" + files.plain_pdf(),
        archive() + files.plain_pdf(),
        files.plain_pdf() + archive(), files.plain_pdf() + b"<script>", b"GIF89a" + files.jpeg(), b"RIFF\0\0\0\0WAVE",
        files.webp((b"ANIM", bytes(6))),
    ],
)  # fmt: skip
def test_what_is_not_taken(data: bytes) -> None:
    assert refused(data) == errors.NOT_TAKEN


def test_an_empty_file_is_refused() -> None:
    assert refused(b"") == errors.EMPTY


def test_an_archive_that_is_a_pdf_too_is_refused() -> None:
    """Readers of archives look for their end near the end of a file."""
    hidden = files.plain_pdf().replace(b"\n%%EOF", b"\n%" + archive() + b"\n%%EOF")
    assert refused(hidden) == errors.NOT_TAKEN


@pytest.mark.parametrize(
    "acting",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", b"/OpenAction << /S /J#61vaScript >>",
        b"/OpenAction << /S /#4a#41#56a >> /S /#4aavaScript", b"/S /Launch /F (cmd.exe)",
        b"/Names << /EmbeddedFiles 9 0 R >>",
        b"/Type /EmbeddedFile", b"/AcroForm << /XFA [] >>", b"/S /SubmitForm", b"/S /GoToE", b"/Subtype /RichMedia",
    ],
)  # fmt: skip
@pytest.mark.parametrize("made", [files.plain_pdf, files.packed_pdf])
def test_a_pdf_that_acts_is_refused_in_the_open_and_packed(acting: bytes, made: Callable[..., bytes]) -> None:
    assert refused(made(acting)) == errors.ACTIVE


@pytest.mark.parametrize(
    "kind", [b"", b"/Type /Else", b"% stream\n", b"(stream\n)", b"/Obj#53tm", b"/Type /ObjStm % stream\nstream\n"]
)
def test_packed_objects_are_found_whatever_they_call_themselves(kind: bytes) -> None:
    assert refused(files.packed_pdf(b"/S /JavaScript", kind=kind)) in {
        errors.ACTIVE, errors.BROKEN, errors.NOT_TAKEN,
    }  # fmt: skip


@pytest.mark.parametrize(
    "filters", [b"/ASCIIHexDecode", b"/LZWDecode", b"9 0 R", b"[/FlateDecode] /DecodeParms << /Predictor 12 >>"]
)
def test_objects_packed_so_that_nobody_can_look_are_refused(filters: bytes) -> None:
    assert refused(files.packed_pdf(b"/S /JavaScript", filters=filters)) == errors.NOT_TAKEN


def test_a_locked_pdf_is_refused() -> None:
    assert refused(files.plain_pdf(trailer=b"/Encrypt 9 0 R")) == errors.LOCKED


@pytest.mark.parametrize("cut", [1, 7, 25])
@pytest.mark.parametrize("made", [files.pdf, files.jpeg, files.png, files.webp])
def test_a_file_cut_off_is_refused(made: Callable[..., bytes], cut: int) -> None:
    whole = made()
    assert refused(whole[:-cut] if made is not files.pdf else whole[: -cut - 6]) == errors.BROKEN


def test_a_picture_is_kept_without_where_it_was_taken() -> None:
    kept = sniff(files.jpeg(files.segment(0xE1, files.exif(6)), files.segment(0xFE, b"a comment"))).content
    assert files.GEOTAG not in kept
    assert b"a comment" not in kept
    assert kept.startswith(files.jpeg()[:20])
    assert b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06" in kept  # still the right way up
    assert sniff(kept).content == kept


def test_what_hangs_behind_a_picture_is_not_kept() -> None:
    for made, extra in ((files.jpeg, archive()), (files.png, b"<script>"), (files.webp, archive())):
        assert sniff(made() + extra).content == sniff(made()).content


def test_texts_in_pictures_are_not_kept() -> None:
    assert (
        sniff(files.png(files.chunk(b"tEXt", b"Author\0me"), files.chunk(b"eXIf", files.GEOTAG))).content == files.png()
    )
    kept = sniff(files.webp((b"EXIF", files.GEOTAG), (b"XMP ", b"<x/>"))).content
    assert files.GEOTAG not in kept
    assert kept == sniff(files.webp()).content


@pytest.mark.parametrize(
    "data",
    [
        files.png(width=60_000), files.png(width=30_000, height=30_000), files.png(width=0), files.jpeg(width=0),
        files.jpeg(width=40_000), files.png().replace(b"IDAT", b"IDAX"), files.jpeg(scan=b"", end=b""),
        b"\xff\xd8\xff\xd9", b"\xff\xd8" + b"\xff" * 50, b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.7",
        b"RIFF\x0e\0\0\0WEBPVP8X\x02\0\0\0\0\0", b"RIFF\x04\0\0\0WEBP",
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused(data: bytes) -> None:
    assert refused(data) == errors.BROKEN


def test_an_upload_is_read_no_further_than_it_is_too_large() -> None:
    with pytest.raises(PaperRefused) as found:
        gather(repeat(bytes(1 << 20)))
    assert "20 MB" in found.value.sentence.en
    assert len(gather(io.BytesIO(bytes(LARGEST_BYTES)))) == LARGEST_BYTES


@pytest.mark.parametrize(
    "hostile",
    [
        b"%PDF-1.7\n" + b"stream\n" * 2_000_000 + b"startxref %%EOF",
        b"%PDF-1.7\n" + b"/Type/Pages " * 1_000_000 + b"/Launch startxref %%EOF",
        b"\xff\xd8\xff\xda\0\x02" + b"\xff" * 10_000_000,
        b"\xff\xd8\xff\xda\0\x02" + b"\xff\x00" * 5_000_000,
        files.packed_pdf(bytes(300 << 20)),
    ],
    ids=["streams", "pages", "fill", "scan", "bomb"],
)
def test_no_file_keeps_the_node_busy(hostile: bytes) -> None:
    begin = time.process_time()
    with pytest.raises(PaperRefused):
        sniff(hostile)
    assert time.process_time() - begin < 8
