"""What a register is once it is open: rows of cells with the numbers an officer sees in her program."""

from datetime import date, datetime
from typing import Literal, NamedTuple

from suixing.kernel.errors import Refusal, Sentence

MAX_SHEET_ROWS = 1_048_576
"""Rows that a spreadsheet program can show; only a .csv may have more."""
MAX_SHEET_COLUMNS = 16_384
"""Columns that a spreadsheet program can show."""
KEPT_COLUMNS = 512
"""Cells right of this column are left unread: no register has a column of ours there."""
MAX_CELL_CHARACTERS = 32_767
"""Characters that a spreadsheet program can hold in one cell."""
MAX_BLANK_RUN = MAX_SHEET_ROWS
"""Blank rows in succession after which a file is refused."""


class Formula(NamedTuple):
    """A cell that would be computed. It is never computed and its last value is never believed."""

    text: str


Cell = str | int | float | bool | datetime | date | Formula | None

Field = Literal[
    "name",
    "sex",
    "identifier",
    "identifier_kind",
    "born",
    "telephone",
    "home",
    "current",
    "arrived",
    "consent_on",
    "consent_way",
]

Format = Literal["xlsx", "xls", "ods", "csv", "html"]


class SheetRow(NamedTuple):
    """One row as it stands in the sheet.

    ``number`` is 1-based and is what the officer's program shows in its margin; in a .csv it counts records,
    blank ones included, for that is how a program shows the file. ``cells`` may be shorter than the header.
    """

    number: int
    cells: tuple[Cell, ...]


class UnreadableSheet(Refusal):
    """The file cannot be taken as a register; the sentence says why, and that nothing was stored."""

    def __init__(self, sentence: Sentence, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        """The key in ``refusals.SENTENCES``, for tests and statistics."""
