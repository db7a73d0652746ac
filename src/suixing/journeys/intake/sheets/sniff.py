"""What a file is, by its content; its name is not asked, for exports are often named wrongly."""

import mmap
import os
import re
import stat
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


def sniff(path: Path) -> Format:
    """The format of the file, or ``UnreadableSheet``: no such file, no permission, empty, no spreadsheet."""
    head = _first_bytes(path)
    if not head:
        raise refuse("empty")
    if head.startswith(_ZIP):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    for magic, kind in _MAGIC:
        # BM, MZ, #! and RIFF are also how an honest text may begin.
        if head.startswith(magic) and (len(magic) > 4 or not _is_text(head)):
            raise refuse("not_a_sheet", kind=kind)
    if head.startswith((b"%PDF-", b"{\\rtf")):
        raise refuse("not_a_sheet", kind="pdf" if head.startswith(b"%") else "word")
    if not _is_text(head):
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
    """Whether the bytes can be text; single NULs are left to the reader, which names their line."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = len(head) - len(head.translate(None, bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))))
    if control > max(2, len(head) // 200):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:-4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start > len(head) // 2 and error.start > 256:
                return True
        else:
            return True
    return False


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
            return "xls"
        kinds = {"WordDocument": "word", "PowerPoint Document": "slides"}
        kind = next((kind for stream, kind in kinds.items() if has(stream)), "ole")
    raise refuse("not_a_sheet", kind=kind)
