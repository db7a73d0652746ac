"""Rows of an .xls, read by calamine. It shows values only: of a formula the value that was stored last."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from suixing.journeys.intake.sheets.model import MAX_CELL_CHARACTERS, Cell, SheetRow
from suixing.journeys.intake.sheets.refusals import refuse


@dataclass(frozen=True)
class SheetPart:
    """One visible worksheet, by its place in the workbook."""

    name: str
    index: int


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a parser of hostile bytes comes up with, its panics too, becomes a refusal."""
    try:
        yield
    except MemoryError:
        raise
    except calamine.PasswordError:
        raise refuse("password") from None
    except BaseException:  # noqa: BLE001 - a panic of native code is no Exception
        raise refuse("damaged") from None


class XlsFile:
    """An .xls with its visible sheets. calamine holds a sheet in memory as a whole: give it a limit."""

    def __init__(self, path: Path) -> None:
        # From an open file, for by a path calamine would believe the name.
        with _told(), path.open("rb") as file:
            self._book = calamine.CalamineWorkbook.from_object(file)
        parts = list(enumerate(self._book.sheets_metadata))
        sheets = [(index, one) for index, one in parts if one.typ == calamine.SheetTypeEnum.WorkSheet]
        self.sheets = [
            SheetPart(one.name, index) for index, one in sheets if one.visible == calamine.SheetVisibleEnum.Visible
        ]
        if not self.sheets:
            raise refuse("hidden_only" if sheets else "damaged")
        self._open: tuple[int, calamine.CalamineSheet] | None = None

    def _sheet(self, part: SheetPart) -> calamine.CalamineSheet:
        if self._open is None or self._open[0] != part.index:
            with _told():
                self._open = part.index, self._book.get_sheet_by_index(part.index)
        return self._open[1]

    def estimate(self, part: SheetPart) -> int:
        end = self._sheet(part).end
        return end[0] + 1 if end else 0

    def megabytes(self, part: SheetPart) -> float:
        return self._sheet(part).width * self.estimate(part) / 1e5

    def rows(self, part: SheetPart) -> Iterator[SheetRow]:
        sheet = self._sheet(part)
        offset: tuple[Cell, ...] = (None,) * (sheet.start[1] if sheet.start else 0)
        # The rows count from the top of the sheet, the columns from the first that is written.
        for number, values in enumerate(sheet.iter_rows(), 1):
            cells = offset + tuple(map(_cell, values))
            if any(cell is not None for cell in cells):
                for cell in cells:
                    if type(cell) is str and len(cell) > MAX_CELL_CHARACTERS:
                        raise refuse("long_cell", row=number)
                yield SheetRow(number, cells)

    def close(self) -> None:
        self._open = None


def _cell(value: str | int | float | bool | date | datetime | time | timedelta) -> Cell:
    if isinstance(value, str):
        return value or None
    if isinstance(value, time | timedelta):
        return str(value)
    return value
