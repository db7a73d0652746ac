"""Rows of a .csv, as fast as the standard module gives them."""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

from suixing.journeys.intake.sheets.cells import is_formula
from suixing.journeys.intake.sheets.layout import Layout, find_layout
from suixing.journeys.intake.sheets.model import MAX_SHEET_COLUMNS, Cell, Formula, SheetRow, UnreadableSheet
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.text_file import TextFacts, survey

_DELIMITERS = ",;\t"


class CsvFile:
    """One .csv whose encoding is proved and whose delimiter is the one under which its header makes sense."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._facts: TextFacts = survey(path)
        self.row_estimate = self._facts.lines
        self._delimiter, self.layout = self._find_header()
        if self._facts.has_long_lines:
            for _ in self.rows():
                pass  # a row too wide is refused before the first one is given

    def rows(self) -> Iterator[SheetRow]:
        """Every record; its number counts records from 1, as a spreadsheet program shows them."""
        return self._rows(self._delimiter)

    def _find_header(self) -> tuple[str, Layout]:
        found: list[tuple[int, str, Layout]] = []
        refusal: UnreadableSheet | None = None
        for delimiter in _DELIMITERS:
            try:
                layout = find_layout(self._rows(delimiter))
            except UnreadableSheet as error:
                # "No header" is what every wrong delimiter gives; anything else is the better answer.
                if refusal is None or refusal.code == "no_header":
                    refusal = error
                continue
            found.append((len(layout.columns), delimiter, layout))
        if not found:
            raise refusal or refuse("no_header")
        _, delimiter, layout = max(found, key=lambda one: one[0])
        return delimiter, layout

    def _rows(self, delimiter: str) -> Iterator[SheetRow]:
        with self._path.open(encoding=self._facts.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            plain = not (self._facts.has_quotes or self._facts.has_equals or self._facts.has_long_lines)
            try:
                if plain:
                    yield from map(SheetRow._make, zip(itertools.count(1), map(tuple, reader)))
                else:
                    yield from _careful(reader, delimiter)
            except csv.Error:
                raise refuse("long_cell", row=reader.line_num) from None
            except UnicodeDecodeError:
                raise refuse("damaged") from None  # the file changed after the first pass


def _careful(reader: "csv.Reader", delimiter: str) -> Iterator[SheetRow]:  # type: ignore[name-defined]
    """Records of a file that is not plain: formulas are told, swallowed rows and rows too wide are refused."""
    before = 0
    for number, record in enumerate(reader, 1):
        cells: tuple[Cell, ...] = tuple(record)
        if reader.line_num - before > 1 and _swallows(record, delimiter):
            raise refuse("open_quote", row=number)
        before = reader.line_num
        if len(record) > MAX_SHEET_COLUMNS:
            raise refuse("too_many_columns", row=number)
        for cell in record:
            if cell[:1] in "=＝" and cell:
                cells = tuple(Formula(text) if text and is_formula(text) else text for text in record)
                break
        yield SheetRow(number, cells)


def _swallows(record: list[str], delimiter: str) -> bool:
    """Whether one cell holds what looks like whole rows: the sign of a quotation mark without its partner."""
    return any(
        line.count(delimiter) >= 3 for cell in record if "\n" in cell or "\r" in cell for line in cell.splitlines()[1:]
    )
