"""What the templates in ``templates/parts/`` are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from suixing.kernel.errors import Sentence
from suixing.web.words import Link

__all__ = ["Column", "Link", "Notice", "Pager", "SummaryRow", "Table", "Task"]

Text = Sentence | str
Tone = Literal["plain", "good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of a summary list: what it is, what it says, and where it is changed."""

    key: Text
    value: object
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right."""

    heading: Text
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Cells are whatever ``words.shown`` can show; ``empty`` says what to do when there is no row."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    empty: Text = ""

    @property
    def lines(self) -> list[list[tuple[Column, object]]]:
        """Each row's cells beside their columns."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Task:
    """One entry of a task list with its state; without ``href`` it cannot be begun yet."""

    title: Text
    state: Text
    href: str = ""
    hint: Text = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Notice:
    """What has happened, above the content of a page."""

    heading: Text
    text: object = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Pager:
    """The way to the neighbouring pages of a list; ``here`` is 1 on the first."""

    here: int
    last: int
    before: str = ""
    after: str = ""
