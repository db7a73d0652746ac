"""Where the header of a register is and which column means what."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, get_args

from suixing.journeys.intake.sheets.cells import text_of
from suixing.journeys.intake.sheets.model import MAX_SHEET_COLUMNS, Cell, Field, Formula, SheetRow
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.words import CANONICAL, is_harmless, is_own, normal, recognise
from suixing.kernel.errors import Sentence

FIELDS: tuple[Field, ...] = get_args(Field)
HEADER_ROWS = 50
"""Rows with something in them among which the header must be."""
HEADER_REACH = 2_000
"""Rows, blank ones included, among which the header must be."""
_REQUIRED: tuple[Field, ...] = ("home", "current", "arrived", "consent_on")
_ASIDE = ("备注", "remark", "remarks", "note", "notes")
_EXACTLY = 3
_LONG_NUMBER = re.compile("[0-9]{4}")
_NO_TITLE = re.compile("[0-9]{4}|^[^\u3400-\u9fff]*$")
_WHO: tuple[Field, ...] = ("name", "identifier")
_SEVERAL: tuple[Field, ...] = ("home", "current")


class Picked(NamedTuple):
    """The cells of a row that are ours; ``None`` where the sheet has no such column."""

    name: Cell
    sex: Cell
    identifier: Cell
    identifier_kind: Cell
    born: Cell
    telephone: Cell
    home: Cell
    current: Cell
    arrived: Cell
    consent_on: Cell
    consent_way: Cell


@dataclass(frozen=True)
class Layout:
    """The header of one sheet.

    ``columns`` maps a field to its 0-based columns, several only for an address. ``above`` holds what is
    written over the header, ``kept`` the columns whose values stay, ``own`` those that a report appended.
    ``words`` holds, for each header row, what stands in its columns, without blanks.
    """

    columns: dict[Field, tuple[int, ...]]
    titles: tuple[str, ...]
    header_rows: tuple[int, ...]
    above: frozenset[str] = frozenset()
    not_kept: tuple[str, ...] = ()
    kept: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    notes: tuple[Sentence, ...] = ()
    words: tuple[dict[int, str], ...] = ()

    @cached_property
    def _width(self) -> int:
        return 1 + max(column for columns in self.columns.values() for column in columns)

    @cached_property
    def _single(self) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
        # A field without a column reads the blank that pick() puts behind the last one.
        return itemgetter(*(self.columns.get(name, (self._width,))[0] for name in FIELDS))

    @cached_property
    def _joined(self) -> tuple[Field, ...]:
        return tuple(name for name in _SEVERAL if len(self.columns.get(name, ())) > 1)

    @property
    def data_start(self) -> int:
        """The number of the first row after the header."""
        return self.header_rows[-1] + 1

    @property
    def missing(self) -> tuple[Field, ...]:
        """Fields without which no row can be accepted and for which the sheet has no column."""
        return tuple(name for name in _REQUIRED if name not in self.columns)

    def title(self, name: Field) -> str:
        """The words above the column in this very sheet; the canonical ones if there is no such column."""
        columns = self.columns.get(name)
        return "、".join(self.titles[column] for column in columns) if columns else CANONICAL[name].zh

    def repeats_title(self, column: int, text: str) -> bool:
        """Whether the text is what a header row says in this column."""
        word = "".join(text.split())
        return any(row.get(column) == word for row in self.words)

    def pick(self, row: SheetRow) -> Picked:
        """The cells that are ours; an address over several columns is joined in their order."""
        cells = row.cells
        width = self._width
        short = width + 1 - len(cells)
        cells = cells + (None,) * short if short > 0 else (*cells[:width], None)
        picked = Picked._make(self._single(cells))
        if self._joined:
            return picked._replace(**{name: self._address(cells, name) for name in self._joined})
        return picked

    def _address(self, cells: Sequence[Cell], name: Field) -> Cell:
        joined = ""
        for column in self.columns[name]:
            cell = cells[column]
            if isinstance(cell, Formula):
                return cell
            part = text_of(cell)
            # A detailed address often repeats what the columns before it said.
            if part.startswith(joined):
                joined = part
            elif not joined.endswith(part):
                joined += part
        return joined or None


def find_layout(rows: Iterable[SheetRow]) -> Layout:
    """The header among the first rows; raises ``UnreadableSheet`` (``blank``, ``no_header``) without one.

    A row counts as header if it has a column for the name and one for the identifier, by itself or together
    with the row below it (a group row above, or merged cells that span both).
    """
    head = _head(rows)
    if not head:
        raise refuse("blank")
    candidates = [found for index in range(len(head)) for found in _candidates(head, index)]
    # The same row without the groups above it would take a spouse's column for hers.
    shadowed = {found.rows[-1] for found in candidates if found.is_grouped}
    candidates = [found for found in candidates if found.is_grouped or found.rows[0] not in shadowed]
    if not candidates:
        raise refuse("no_header")
    best = max(candidates, key=lambda found: found.score)
    return _layout(best, head)


class _Candidate(NamedTuple):
    columns: dict[Field, tuple[int, ...]]
    titles: tuple[str, ...]
    rows: tuple[int, ...]
    is_grouped: bool = False

    @property
    def score(self) -> tuple[int, int, int, int]:
        matched = sum(map(len, self.columns.values()))
        return len(self.columns), matched, -len(self.rows), -self.rows[0]


def _candidates(head: Sequence[tuple[int, tuple[str, ...]]], index: int) -> Iterator[_Candidate]:
    """The row as header by itself, and together with the row below it."""
    number, titles = head[index]
    alone = _columns(titles, ())
    is_header = _is_header(alone)
    if is_header:
        yield _Candidate(alone, titles, (number,))
    if index + 1 == len(head) or head[index + 1][0] != number + 1 or not _can_group(titles):
        return
    below = head[index + 1][1]
    words, groups = _two_rows(titles, below)
    columns = _columns(words, groups)
    # Under a complete header there may be the parts of an address; anything else there is the first person.
    if _is_header(columns) and (not is_header or _all_titles(titles, below, groups)):
        yield _Candidate(columns, words, (number, number + 1), _is_header(_columns(below, ())))


def _is_header(columns: dict[Field, tuple[int, ...]]) -> bool:
    return "name" in columns and "identifier" in columns


def _can_group(upper: Sequence[str]) -> bool:
    """A title line is one cell, a reporting line has a colon: neither says what the columns below mean."""
    texts = [text for text in upper if text]
    return len(texts) > 1 and not any(re.search("[:：]", text) for text in texts)


def _all_titles(upper: Sequence[str], lower: Sequence[str], groups: Sequence[str]) -> bool:
    """Whether nothing in the lower row can be a person's: titles of ours, of a report, or the upper ones again."""
    who = {column for name, columns in _columns(upper, ()).items() if name in _WHO for column in columns}
    texts = [(column, text) for column, text in enumerate(lower) if text]
    ours = [_is_title(text, "" if column in who else groups[column]) for column, text in texts]
    return any(ours) and all(
        known or is_own(text) or is_harmless(text) or normal(text) in _ASIDE or upper[column : column + 1] == (text,)
        for known, (column, text) in zip(ours, texts, strict=True)
    )


def _is_title(text: str, group: str) -> bool:
    """Only exact words count together with the group: 张伟 below 姓名, or a day below 流入日期, is a person's."""
    if recognise(text):
        return not _LONG_NUMBER.search(text)
    match = recognise(text, group)
    return match is not None and match[1] == _EXACTLY and not _NO_TITLE.search(text)


def _head(rows: Iterable[SheetRow]) -> list[tuple[int, tuple[str, ...]]]:
    head: list[tuple[int, tuple[str, ...]]] = []
    for seen, row in enumerate(rows, 1):
        if len(row.cells) > MAX_SHEET_COLUMNS:
            raise refuse("too_many_columns", row=row.number)
        titles = tuple(_title(cell) for cell in row.cells)
        if any(titles):
            head.append((row.number, titles))
        if len(head) >= HEADER_ROWS or seen >= HEADER_REACH:
            break
    return head


def _title(cell: Cell) -> str:
    text = text_of(cell)[:200]
    # As it stands in the sheet, full-width brackets included, if there is anything to see in it.
    return cell.strip()[:200] if text and isinstance(cell, str) else text


def _both(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """What stands directly above a column: the lower words, or the upper where a cell spans both rows."""
    width = max(len(upper), len(lower))
    padded = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    return tuple(below or above for above, below in zip(*padded, strict=True))


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles and the group above each: a group reaches right until the next one begins."""
    titles = _both(upper, lower)
    groups, group = [], ""
    for column in range(len(titles)):
        above = upper[column] if column < len(upper) else ""
        group = above or group
        has_lower = column < len(lower) and bool(lower[column])
        groups.append(group if has_lower and len(group) <= 20 else "")
    return titles, tuple(groups)


def _columns(titles: Sequence[str], groups: Sequence[str]) -> dict[Field, tuple[int, ...]]:
    found: dict[Field, list[tuple[int, int]]] = {}
    for column, title in enumerate(titles):
        if not title or is_own(title):
            continue
        match = recognise(title, groups[column] if groups else "")
        if match:
            found.setdefault(match[0], []).append((column, match[1]))
    columns: dict[Field, tuple[int, ...]] = {}
    for name in FIELDS:
        candidates = found.get(name, [])
        if not candidates:
            continue
        strongest = max(strength for _, strength in candidates)
        same = tuple(column for column, strength in candidates if strength == strongest)
        columns[name] = same if name in _SEVERAL else same[:1]
    return columns


def _layout(header: _Candidate, head: Sequence[tuple[int, tuple[str, ...]]]) -> Layout:
    columns, titles = header.columns, header.titles
    above = [row for row in head if row[0] < header.rows[0]]
    ours = {column for several in columns.values() for column in several}
    own = frozenset(column for column, title in enumerate(titles) if title and is_own(title))
    harmless = {column for column, title in enumerate(titles) if is_harmless(title)}
    not_kept = [
        " ".join(title.split()) for column, title in enumerate(titles) if title and column not in ours | own | harmless
    ]
    missing = [name for name in _REQUIRED if name not in columns]
    notes = [
        Sentence(
            f"表中没有“{CANONICAL[name].zh}”一列，因此每一行都不能接受。请补上这一列。",
            f"The sheet has no column “{CANONICAL[name].en}” ({CANONICAL[name].zh});"
            " no row can be accepted without it. Please add it.",
        )
        for name in missing
    ]
    return Layout(
        columns=columns,
        titles=titles,
        header_rows=header.rows,
        above=frozenset(text_of(text) for _, row in above for text in row if text),
        not_kept=tuple(dict.fromkeys(not_kept)),
        kept=frozenset(ours | harmless),
        own=own,
        notes=tuple(notes),
        words=tuple(_words(row) for number, row in head if number in header.rows),
    )


def _words(titles: Sequence[str]) -> dict[int, str]:
    return {column: "".join(text_of(title).split()) for column, title in enumerate(titles) if title}
