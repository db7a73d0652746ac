"""The first pass over a text file: its encoding is decided and every line of it is proved readable.

The pass keeps one megabyte in memory. It comes before the first row is given, so that a file which breaks at
its line 900,000 is refused before anything is stored.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from suixing.journeys.intake.sheets.model import MAX_BLANK_RUN, UnreadableSheet
from suixing.journeys.intake.sheets.refusals import refuse

_CHUNK = 1 << 20
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
    position = lines = blank_lines = unfinished = 0
    has_quotes = has_equals = False
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
            blank_lines = blank_lines + ends if _is_blank(chunk) else 0
            if blank_lines > MAX_BLANK_RUN:
                raise refuse("blank_run", row=lines + ends - blank_lines)
            position, lines = position + len(chunk), lines + ends
            has_quotes = has_quotes or b'"' in chunk
            has_equals = has_equals or b"=" in chunk
            last = chunk[-1:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _BrokenCharacter(position, lines + 1, encoding) from None
    return TextFacts(encoding, lines + (last not in b"\r\n"), has_quotes, has_equals)


def _ends(chunk: bytes) -> int:
    """Line ends, of the old Macintosh too."""
    return chunk.count(b"\n") or chunk.count(b"\r")


def _is_blank(chunk: bytes) -> bool:
    return not chunk[:4096].translate(None, _BLANK) and not chunk.translate(None, _BLANK)
