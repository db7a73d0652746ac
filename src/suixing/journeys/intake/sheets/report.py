"""The office's own sheet with what became of each row, fit to be mended and handed in again.

Only text, numbers and days are written: nothing of the original's formulas, comments, names, hidden sheets or
document properties comes along, and of the columns that are not kept only the titles.
"""

import math
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from suixing.journeys.intake.sheets.cells import identifier_text, text_of
from suixing.journeys.intake.sheets.layout import Layout
from suixing.journeys.intake.sheets.model import (
    MAX_CELL_CHARACTERS,
    MAX_SHEET_ROWS,
    Cell,
    Field,
    Formula,
    SheetRow,
)
from suixing.journeys.intake.sheets.opening import open_sheet
from suixing.journeys.intake.sheets.words import ORIGINAL_ROW_TITLE, OUTCOME_TITLE, REASON_TITLE
from suixing.kernel.errors import Refusal, Sentence

TOO_LONG = Sentence(
    "说明：原表超过 1,048,576 行，电子表格放不下，这里只列出需要改正的行。",
    "The register has more rows than the 1,048,576 of a spreadsheet; only rows to be mended are listed here.",
)
CUT = Sentence(
    "说明：需要改正的行超过 1,048,576 行，这里没有列全。",
    "More than 1,048,576 rows are to be mended; not all of them are listed here.",
)
_SAME_FILE = Sentence(
    "报告不能覆盖提交的登记簿本身，请换一个文件名。",
    "The report must not overwrite the register itself; please choose another name.",
)
_NO_FOLDER = Sentence(
    "无法写入报告：文件夹不存在或没有写入权限。请换一个位置。",
    "The report cannot be written: its folder is missing or not writable. Please choose another place.",
)
_WIDTHS: dict[Field, int] = {
    "name": 14,
    "sex": 6,
    "identifier": 22,
    "born": 13,
    "telephone": 15,
    "home": 44,
    "current": 44,
    "arrived": 13,
    "consent_on": 16,
}
_AS_TEXT: tuple[Field, ...] = ("identifier", "telephone")
_DAY = "yyyy-mm-dd"


class Verdict(NamedTuple):
    """What became of one row. ``outcome`` and ``reasons`` are in both languages.

    Of a row that is ``withheld`` the values are left out: its person took back that they are held.
    """

    number: int
    outcome: str
    reasons: list[str]
    rejected: bool
    withheld: bool = False


def write_report(
    out: Path, sheet_path: Path, layout: Layout, judged: Iterable[Verdict], *, only_rejected: bool = False
) -> tuple[Sentence, ...]:
    """Writes ``out`` as .xlsx, whole or not at all, and says what was left out of it.

    ``judged`` comes in the order of the rows. ``only_rejected`` leaves out all rows that need no mending; so
    does a register that is longer than a spreadsheet can be.
    """
    if out.exists() and sheet_path.exists() and out.samefile(sheet_path):
        raise Refusal(_SAME_FILE)
    with open_sheet(sheet_path) as sheet:
        too_long = sheet.row_estimate > MAX_SHEET_ROWS
        with _replacing(out) as (draft, folder):
            book = xlsxwriter.Workbook(
                str(draft),
                {
                    "constant_memory": True,
                    "tmpdir": str(folder),
                    "strings_to_formulas": False,
                    "strings_to_urls": False,
                    "strings_to_numbers": False,
                },
            )
            try:
                writer = _Writer(book, layout, numbered=only_rejected or too_long)
                writer.write(sheet.rows(), iter(judged), note=TOO_LONG if too_long else None)
            finally:
                book.close()  # an unfinished draft too holds open files
    return writer.notes


@contextmanager
def _replacing(out: Path) -> Iterator[tuple[Path, Path]]:
    """A draft in a folder beside ``out`` that takes its place at the end; no draft is left behind."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".report-", dir=out.absolute().parent))
    except OSError:
        raise Refusal(_NO_FOLDER) from None
    try:
        draft = folder / "report.xlsx"
        yield draft, folder
        draft.chmod(0o600)
        draft.replace(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Writer:
    def __init__(self, book: Any, layout: Layout, *, numbered: bool) -> None:
        self._layout, self._numbered = layout, numbered
        self._sheet = book.add_worksheet("登记簿 Register")
        self.notes: tuple[Sentence, ...] = ()
        width = max((column + 1 for column, title in enumerate(layout.titles) if title), default=1)
        self._columns = [column for column in range(width) if column not in layout.own]
        self._field_of = {column: name for name, columns in layout.columns.items() for column in columns}
        self._last = len(self._columns) + (2 if numbered else 1)
        red = {"bg_color": "#FDE7E9"}
        self._title = book.add_format({"bold": True, "align": "center", "valign": "vcenter"})
        self._head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "border": 1})
        self._formats = {
            (rejected, kind): book.add_format((red if rejected else {}) | extra)
            for rejected in (False, True)
            for kind, extra in (
                ("plain", {}),
                ("text", {"num_format": "@"}),
                ("day", {"num_format": _DAY}),
                ("reason", {"text_wrap": True, "valign": "top"}),
            )
        }
        self._set_widths()

    def _set_widths(self) -> None:
        for place, column in enumerate(self._columns):
            name = self._field_of.get(column)
            width = _WIDTHS.get(name, 14) if name else 8
            text = self._formats[False, "text"] if name in _AS_TEXT else None
            # The column itself is text, so that a number typed anew into it is not spoilt again.
            self._sheet.set_column(place, place, width, text)
        self._sheet.set_column(len(self._columns), len(self._columns), 18)
        self._sheet.set_column(len(self._columns) + 1, len(self._columns) + 1, 70)
        self._sheet.freeze_panes(self._layout.data_start - 1, 0)

    def write(self, rows: Iterator[SheetRow], judged: Iterator[Verdict], note: Sentence | None) -> None:
        """Rows and judgements run side by side in the order of row numbers."""
        start = self._layout.data_start
        target = start - 1
        verdict = next(judged, None)
        cut = False
        for row in rows:
            if row.number < start:
                self._write_above(row)
                continue
            verdict_here = None
            if verdict and verdict.number <= row.number:
                if verdict.number < row.number:
                    raise ValueError(f"no row {verdict.number} for its judgement, or out of order")
                verdict_here, verdict = verdict, next(judged, None)
            if not self._numbered:
                self._write_row(row.number - 1, row, verdict_here)
                target = max(target, row.number)
            elif verdict_here and verdict_here.rejected:
                if target >= MAX_SHEET_ROWS - 1:
                    cut = True
                    continue
                self._write_row(target, row, verdict_here)
                target += 1
        if verdict is not None:
            raise ValueError(f"no row {verdict.number} for its judgement")
        self._sheet.autofilter(self._layout.header_rows[-1] - 1, 0, max(target - 1, start - 1), self._last)
        self.notes = ((note,) if note else ()) + ((CUT,) if cut else ())
        if self.notes:
            self._sheet.write_string(target, 0, self.notes[-1].both())

    def _write_above(self, row: SheetRow) -> None:
        """Title lines as they are; a line of one cell is spread over the sheet as such lines mostly were."""
        index = row.number - 1
        written = [column for column, cell in enumerate(row.cells) if text_of(cell)]
        if row.number in self._layout.header_rows:
            for place, column in enumerate(self._columns):
                self._sheet.write_string(index, place, _text(_at(row, column)), self._head)
            if row.number == self._layout.header_rows[-1]:
                titles = [OUTCOME_TITLE, REASON_TITLE] + [ORIGINAL_ROW_TITLE] * self._numbered
                for place, title in enumerate(titles, len(self._columns)):
                    self._sheet.write_string(index, place, title, self._head)
        elif written == [0] and len(self._columns) > 1:
            self._sheet.merge_range(index, 0, index, len(self._columns) - 1, "", self._title)
            self._sheet.write_string(index, 0, _text(row.cells[0]), self._title)
        else:
            for place, column in enumerate(self._columns):
                self._write_cell(index, place, _at(row, column), None, rejected=False)

    def _write_row(self, index: int, row: SheetRow, verdict: Verdict | None) -> None:
        rejected = bool(verdict and verdict.rejected)
        kept = self._layout.kept
        for place, column in enumerate(self._columns):
            cell = None if verdict and verdict.withheld else _at(row, column)
            # The header once more at a page break keeps its titles; other values not kept are dropped.
            if column not in kept and (verdict or not self._layout.repeats_title(column, text_of(cell))):
                cell = None
            self._write_cell(index, place, cell, self._field_of.get(column), rejected=rejected)
        if verdict:
            reason = self._formats[rejected, "reason"]
            self._sheet.write_string(index, len(self._columns), verdict.outcome[:MAX_CELL_CHARACTERS], reason)
            text = "\n".join(verdict.reasons)[:MAX_CELL_CHARACTERS]
            self._sheet.write_string(index, len(self._columns) + 1, text, reason)
            if self._numbered:
                self._sheet.write_number(index, len(self._columns) + 2, row.number)

    def _write_cell(self, index: int, place: int, cell: Cell, name: Field | None, *, rejected: bool) -> None:
        plain = self._formats[rejected, "plain"]
        text = self._formats[rejected, "text"]
        if cell is None or cell == "":
            if rejected:
                self._sheet.write_blank(index, place, None, text if name in _AS_TEXT else plain)
        elif isinstance(cell, bool):
            self._sheet.write_boolean(index, place, cell, plain)
        elif isinstance(cell, int | float):
            if name in _AS_TEXT or not math.isfinite(cell):
                self._sheet.write_string(index, place, identifier_text(cell)[0], text)
            else:
                self._sheet.write_number(index, place, cell, plain)
        elif isinstance(cell, date) and cell.year >= 1900:
            whole = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
            self._sheet.write_datetime(index, place, whole, self._formats[rejected, "day"])
        else:
            self._sheet.write_string(index, place, _text(cell), text)


def _at(row: SheetRow, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else None


def _text(cell: Cell) -> str:
    """Text as it stood, never longer than a cell can hold. What would be computed is written as text."""
    raw = cell if isinstance(cell, str) else cell.text if isinstance(cell, Formula) else text_of(cell)
    return raw[:MAX_CELL_CHARACTERS]
