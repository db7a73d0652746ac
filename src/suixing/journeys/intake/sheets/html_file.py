"""Rows of a web page that was named .xls: many an information system exports its tables so."""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from suixing.journeys.intake.sheets.model import KEPT_COLUMNS, MAX_CELL_CHARACTERS, Cell, SheetRow
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.text_file import survey

_CHUNK = 1 << 16
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_MAX_BYTES = 256 << 20


@dataclass(frozen=True)
class SheetPart:
    """The page: its tables are read one below the other, as a spreadsheet program shows them."""

    name: str = ""


class HtmlFile:
    """The tables of one page."""

    sheets = (SheetPart(),)

    def __init__(self, path: Path, beat: Callable[[], None] = lambda: None) -> None:
        if path.stat().st_size > _MAX_BYTES:
            raise refuse("too_large")
        self._path, self._beat = path, beat
        facts = survey(path)
        self._encoding = facts.encoding
        with path.open("rb") as file:
            said = _CHARSET.search(file.read(4096))
        if said and facts.encoding == "utf-8" and said[1].lower() in (b"gb2312", b"gbk", b"gb18030"):
            self._encoding = "gb18030" if not _is_utf8(path) else "utf-8"

    def estimate(self, part: SheetPart) -> int:  # noqa: ARG002 - there is but one
        with self._path.open("rb") as file:
            return sum(chunk.lower().count(b"<tr") for chunk in iter(lambda: file.read(_CHUNK), b""))

    def megabytes(self, part: SheetPart) -> float:  # noqa: ARG002 - there is but one
        return 2 * self._path.stat().st_size / 1e6

    def rows(self, part: SheetPart) -> Iterator[SheetRow]:  # noqa: ARG002 - there is but one
        reader = _TableReader()
        with self._path.open(encoding=self._encoding, newline="") as file:
            while chunk := file.read(_CHUNK):
                reader.feed(chunk)
                if len(reader.rawdata) > 4 * _CHUNK:
                    raise refuse("damaged")  # a tag without an end, which the parser would scan for ever
                self._beat()
                yield from reader.taken()
            reader.close()
            reader.end_row()
            yield from reader.taken()

    def close(self) -> None:
        pass


def _is_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return False
    return True


class _TableReader(HTMLParser):
    """Collects rows; a cell over several rows or columns is written in its first place only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[SheetRow] = []
        self._row = 0
        self._cells: dict[int, str] = {}
        self._column = 0
        self._hanging: dict[int, int] = {}  # column: how many further rows a cell from above covers
        self._text: list[str] | None = None
        self._length = self._span = self._rows = 0
        self._in_row = False

    def taken(self) -> list[SheetRow]:
        done, self._done = self._done, []
        return done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.end_row()
            self._row += 1
            self._in_row, self._column = True, 0
        elif tag in ("td", "th") and self._in_row:
            self._end_cell()
            while self._hanging.get(self._column, 0):
                self._column += 1
            of = dict(attrs)
            self._span, self._rows = _count(of.get("colspan")), _count(of.get("rowspan"))
            self._text, self._length = [], 0
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._length += len(data)
            if self._length > MAX_CELL_CHARACTERS:
                raise refuse("long_cell", row=self._row)
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text = " ".join("".join(self._text).split())
        self._text = None
        if self._column + self._span > 16_384:
            raise refuse("too_many_columns", row=self._row)
        if text and self._column < KEPT_COLUMNS:
            self._cells[self._column] = text
        for column in range(self._column, self._column + self._span):
            if self._rows > 1:
                self._hanging[column] = self._rows
        self._column += self._span

    def end_row(self) -> None:
        if not self._in_row:
            return
        self._end_cell()
        self._in_row = False
        self._hanging = {column: rows - 1 for column, rows in self._hanging.items() if rows > 1}
        if self._cells:
            cells: list[Cell] = [None] * (max(self._cells) + 1)
            for column, text in self._cells.items():
                cells[column] = text
            self._done.append(SheetRow(self._row, tuple(cells)))
            self._cells = {}


def _count(value: str | None) -> int:
    return max(1, min(int(value), 20_000)) if value and value.strip().isascii() and value.strip().isdigit() else 1
