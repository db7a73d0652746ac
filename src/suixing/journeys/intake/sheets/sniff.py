"""What a file is, by its content; its name is not asked, for exports are often named wrongly."""

import mmap
import os
import re
import stat
import struct
import zipfile
from pathlib import Path

from suixing.journeys.intake.sheets.model import Format
from suixing.journeys.intake.sheets.refusals import refuse

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"{\\rtf", "word"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HEAD = 65_536
_FILEPASS = 0x2F
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))


def sniff(path: Path) -> Format:
    """The format of the file, or ``UnreadableSheet``: no such file, no permission, empty, no spreadsheet."""
    head = _first_bytes(path)
    if not head:
        raise refuse("empty")
    if head.startswith(_ZIP):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    is_text = _is_text(head)
    for magic, kind in _MAGIC:
        # Two letters are also how an honest text may begin.
        if head.startswith(magic) and (len(magic) > 2 or not is_text):
            raise refuse("not_a_sheet", kind=kind)
    if not is_text:
        raise refuse("not_a_sheet", kind="binary")
    return _text_kind(head)


def _first_bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refuse("directory")
        if not stat.S_ISREG(mode):
            raise refuse("not_regular")
        # Without blocking: what was a file a moment ago may be a pipe now.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(_HEAD)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refuse("missing") from None
    except PermissionError:
        raise refuse("forbidden") from None
    except OSError:
        raise refuse("disk") from None


def _is_text(head: bytes) -> bool:
    """Whether so few bytes are control characters that the reader can say which line is broken."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = len(head) - len(head.translate(None, _CONTROL))
    return control <= max(2, len(head) // 200)


def _text_kind(head: bytes) -> Format:
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith("mime-version:") or "content-type: multipart/related" in start[:2000]:
        raise refuse("other_sheet", kind="mht")
    if not start.startswith("<"):
        return "csv"
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and "<workbook" in start:
        raise refuse("other_sheet", kind="xml2003")
    if "<office:document" in start:
        raise refuse("other_sheet", kind="fods")
    if re.search(r"<(html|table|meta|head|body|!doctype html|style|div|tr)\b", start):
        return "html"
    if re.match(r"<(\?xml|!doctype|!--|\w+[\s>/])", start):
        raise refuse("not_a_sheet", kind="xml")
    return "csv"


def _zip_kind(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mime = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype").strip()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise refuse("damaged") from None
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if mime.startswith(b"application/vnd.oasis.opendocument."):
        raise refuse("not_a_sheet", kind="slides" if b"presentation" in mime else "word")
    if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in names):
        raise refuse("other_sheet", kind="xlsb")
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            raise refuse("not_a_sheet", kind="word")
        if any(name.startswith("ppt/") for name in names):
            raise refuse("not_a_sheet", kind="slides")
        return "xlsx"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    raise refuse("not_a_sheet", kind="archive")


def _ole_kind(path: Path) -> Format:
    """An .xls, or what else Microsoft kept in such containers; names of streams are UTF-16."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if len(content) < 1536:
            raise refuse("damaged")

        def has(stream: str) -> bool:
            return content.find(stream.encode("utf-16-le") + b"\x00\x00") >= 0

        if has("EncryptedPackage"):
            raise refuse("password")
        if has("Workbook") or has("Book"):
            if _is_locked(content):
                raise refuse("password")
            return "xls"
        kinds = {"WordDocument": "word", "PowerPoint Document": "slides"}
        kind = next((kind for stream, kind in kinds.items() if has(stream)), "ole")
    raise refuse("not_a_sheet", kind=kind)


def _is_locked(content: mmap.mmap) -> bool:
    """Whether the first records of the workbook announce a password; calamine misses its oldest kind."""
    for opening in (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00"):
        at = content.find(opening)
        for _ in range(12):
            if at < 0 or at + 4 > len(content):
                break
            record, length = struct.unpack_from("<HH", content, at)
            if record == _FILEPASS:
                return True
            at += 4 + length
    return False
