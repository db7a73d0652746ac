"""The first pass over a text file: its encoding is decided and every line of it is proved readable.

The pass keeps one megabyte in memory. It comes before the first row is given, so that a file which breaks at
its line 900,000 is refused before anything is stored.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from suixing.journeys.intake.sheets.model import MAX_BLANK_RUN, MAX_SHEET_COLUMNS, UnreadableSheet
from suixing.journeys.intake.sheets.refusals import refuse

_CHUNK = 1 << 20
_LONG = MAX_SHEET_COLUMNS
"""No shorter line has more columns than a sheet can have."""
_MAX_LINE = 4 << 20
_BLANK = b' ,;\t\r\n"'
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CERTAIN = 150
"""So many bytes beyond ASCII that are valid UTF-8 cannot be so by chance: then UTF-8 is meant."""
_HIGH = bytes(range(128, 256))


@dataclass(frozen=True)
class TextFacts:
    """What the first pass found."""

    encoding: str
    lines: int
    has_quotes: bool
    has_equals: bool
    has_long_lines: bool


def survey(path: Path) -> TextFacts:
    """Reads the whole file once; raises ``UnreadableSheet`` at the first line that is broken."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _pass(path, encoding)
    try:
        return _pass(path, "utf-8")
    except _BrokenCharacter as broken:
        if _high_bytes(path, broken.position) >= _CERTAIN:
            raise
        try:
            return _pass(path, "gb18030")
        except _BrokenCharacter as other:
            raise (broken if broken.position > other.position else other) from None


class _BrokenCharacter(UnreadableSheet):
    def __init__(self, position: int, line: int, encoding: str) -> None:
        known = refuse("encoding", row=line, encoding=encoding.upper().removesuffix("-SIG"))
        super().__init__(known.sentence, known.code)
        self.position = position


def _high_bytes(path: Path, end: int) -> int:
    with path.open("rb") as file:
        start = file.read(min(end, _CHUNK))
    return len(start) - len(start.translate(None, _HIGH))


def _pass(path: Path, encoding: str) -> TextFacts:
    decoder = codecs.getincrementaldecoder(encoding)()
    wide = encoding == "utf-16"
    position = lines = written = unfinished = 0
    has_quotes = has_equals = has_long = False
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _BrokenCharacter(
                    position + error.start, lines + 1 + _ends(chunk[: max(error.start, 0)]), encoding
                ) from None
            if not wide and (nul := chunk.find(b"\0")) >= 0:
                raise refuse("nul", row=lines + 1 + _ends(chunk[:nul]))
            ends = _ends(chunk)
            unfinished = len(chunk) - chunk.rfind(b"\n") if ends else unfinished + len(chunk)
            if unfinished > _MAX_LINE:
                raise refuse("long_line", row=lines + ends + 1)
            if content := len(chunk.rstrip(_BLANK)):
                written = lines + ends - chunk.count(_line_end(chunk), content) + 1
            if lines + ends - written > MAX_BLANK_RUN:
                raise refuse("blank_run", row=written)
            has_long = has_long or _has_long_line(last + chunk, _line_end(chunk))
            position, lines = position + len(chunk), lines + ends
            has_quotes = has_quotes or b'"' in chunk
            has_equals = has_equals or b"=" in chunk
            last = (last + chunk)[-_LONG:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _BrokenCharacter(position, lines + 1, encoding) from None
    return TextFacts(encoding, lines + (last[-1:] not in b"\r\n"), has_quotes, has_equals, has_long or wide)


def _line_end(chunk: bytes) -> bytes:
    """What ends a line, on the old Macintosh too."""
    return b"\n" if b"\n" in chunk else b"\r"


def _ends(chunk: bytes) -> int:
    return chunk.count(_line_end(chunk))


def _has_long_line(text: bytes, end: bytes) -> bool:
    """Whether a line may have more columns than a sheet; looks at one line in each sixteen kilobytes."""
    start = 0
    while start + _LONG <= len(text):
        start = text.rfind(end, start, start + _LONG) + 1
        if not start:
            return True
    return False
