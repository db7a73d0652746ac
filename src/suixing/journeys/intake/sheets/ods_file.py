"""Rows of an .ods as they stand in its XML: formulas are seen as formulas, repeated blanks cost nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from suixing.journeys.intake.sheets.archive import Archive
from suixing.journeys.intake.sheets.model import (
    KEPT_COLUMNS,
    MAX_CELL_CHARACTERS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROWS,
    Cell,
    Formula,
    SheetRow,
)
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.xml_events import feed, local, safe_parser

_CONTENT = "content.xml"
_MAX_REPEATED_CELLS = 4_000_000
"""Cells that repetition of written rows may make: a few bytes could otherwise become a million full rows."""


@dataclass(frozen=True)
class SheetPart:
    """One table, by its place among the tables that are shown."""

    name: str
    index: int


class OdsFile:
    """An .ods with its visible tables."""

    def __init__(self, path: Path, beat: Callable[[], None] = lambda: None) -> None:
        self._archive = Archive(path)
        self._beat = beat
        if "META-INF/manifest.xml" in self._archive.names:
            manifest = self._archive.read("META-INF/manifest.xml")
            if b"encryption-data" in manifest:
                raise refuse("password")
        if _CONTENT not in self._archive.names:
            raise refuse("damaged")
        self.sheets, self.hidden = self._tables()
        if not self.sheets:
            raise refuse("hidden_only" if self.hidden else "damaged")

    def _tables(self) -> tuple[list[SheetPart], int]:
        """All tables; hidden ones are told by the style they name, which stands before them."""
        shown: list[SheetPart] = []
        hidden_styles: set[str] = set()
        style = ""
        count = hidden = depth = 0

        def start(tag: str, of: dict[str, str]) -> None:
            nonlocal style, count, hidden, depth
            name = local(tag)
            if name == "style":
                style = _of(of, "name")
            elif name == "table-properties" and _of(of, "display") == "false":
                hidden_styles.add(style)
            elif name == "table":
                if depth == 0:
                    if _of(of, "style-name") in hidden_styles:
                        hidden += 1
                    else:
                        shown.append(SheetPart(_of(of, "name"), count))
                    count += 1
                depth += 1

        def end(tag: str) -> None:
            nonlocal depth
            depth -= local(tag) == "table"

        parser = safe_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        with self._archive.open(_CONTENT) as stream:
            for _ in feed(parser, stream, self._beat):
                pass
        return shown, hidden

    def estimate(self, sheet: SheetPart) -> int:  # noqa: ARG002 - all tables share one part
        return self._archive.count(_CONTENT, (b"<table:table-row",))

    def megabytes(self, sheet: SheetPart) -> float:  # noqa: ARG002 - all tables share one part
        return 2 * self._archive.size(_CONTENT) / 1e6

    def rows(self, sheet: SheetPart) -> Iterator[SheetRow]:
        reader = _TableReader(sheet.index)
        with self._archive.open(_CONTENT) as stream:
            for _ in feed(reader.parser, stream, self._beat):
                yield from reader.taken()

    def close(self) -> None:
        self._archive.close()


def _of(attributes: dict[str, str], name: str) -> str:
    for key, value in attributes.items():
        if key.endswith(name) and local(key) == name:
            return value
    return ""


class _TableReader:
    """Collects the rows of one table; nested tables, comments and drawings are passed over."""

    def __init__(self, index: int) -> None:
        self._index, self._table, self._depth, self._aside = index, -1, 0, 0
        self._done: list[SheetRow] = []
        self._cells: list[Cell] = []
        self._row = self._column = self._row_times = self._times = self._made = self._length = 0
        self._attributes: dict[str, str] = {}
        self._text_parts: list[str] = []
        self._paragraphs = 0
        self._inside = False
        self.parser = safe_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def taken(self) -> list[SheetRow]:
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, of: dict[str, str]) -> None:
        name = local(tag)
        if name == "table":
            self._depth += 1
            self._table += self._depth == 1
        elif name in ("annotation", "frame", "shapes"):
            self._aside += 1
        if self._table != self._index or self._depth != 1 or self._aside:
            return
        if name == "table-row":
            self._row_times, self._cells, self._column = int(_of(of, "number-rows-repeated") or 1), [], 0
        elif name in ("table-cell", "covered-table-cell"):
            self._attributes = {local(key): value for key, value in of.items()}
            self._times = max(1, int(self._attributes.get("number-columns-repeated", 1)))
            self._text_parts, self._paragraphs, self._length = [], 0, 0
            self._inside = True
        elif self._inside:
            self._start_text(name, of)

    def _start_text(self, name: str, of: dict[str, str]) -> None:
        if name in ("p", "h"):
            if self._paragraphs:
                self._text("\n")
            self._paragraphs += 1
        elif name == "s":
            self._text(" " * min(int(_of(of, "c") or 1), MAX_CELL_CHARACTERS + 1))
        elif name in ("tab", "line-break"):
            self._text("\t" if name == "tab" else "\n")

    def _text(self, data: str) -> None:
        if self._inside and self._paragraphs and not self._aside:
            self._length += len(data)
            if self._length > MAX_CELL_CHARACTERS:
                raise refuse("long_cell", row=self._row + 1)
            self._text_parts.append(data)

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name == "table":
            self._depth -= 1
        elif name in ("annotation", "frame", "shapes"):
            self._aside -= 1
        elif self._table == self._index and self._depth == 1 and not self._aside:
            if name in ("table-cell", "covered-table-cell"):
                self._end_cell()
            elif name == "table-row":
                self._end_row()

    def _end_cell(self) -> None:
        self._inside = False
        value = self._value()
        before = self._column
        self._column += self._times
        if value is None:
            return
        if self._column > MAX_SHEET_COLUMNS:
            raise refuse("too_many_columns", row=self._row + 1)
        if before < KEPT_COLUMNS:
            self._cells.extend([None] * (before - len(self._cells)))
            self._cells.extend([value] * min(self._times, KEPT_COLUMNS - before))

    def _value(self) -> Cell:
        of = self._attributes
        if "formula" in of:
            return Formula("=" + of["formula"].partition("=")[2][:MAX_CELL_CHARACTERS])
        kind = of.get("value-type", "")
        text = "".join(self._text_parts)
        if kind in ("float", "currency", "percentage"):
            number = float(of["value"])
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "date":
            try:
                return datetime.fromisoformat(of["date-value"]).replace(tzinfo=None)
            except ValueError:
                return text or None
        if kind == "boolean":
            return of.get("boolean-value") == "true"
        return of.get("string-value", text)[: MAX_CELL_CHARACTERS + 1] or None

    def _end_row(self) -> None:
        times = max(1, self._row_times)
        if not self._cells:
            self._row += times
            return
        self._made += times * len(self._cells)
        if self._row + times > MAX_SHEET_ROWS:
            raise refuse("too_many_rows")
        if times > 1 and self._made > _MAX_REPEATED_CELLS:
            raise refuse("bomb")
        cells = tuple(self._cells)
        self._done.extend(SheetRow(self._row + step, cells) for step in range(1, times + 1))
        self._row += times
