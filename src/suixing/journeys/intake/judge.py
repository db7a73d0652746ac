"""Judge one row of a register: what it says, or why it is not taken in. Writes nothing, asks nobody."""

from dataclasses import dataclass, field
from datetime import date

from suixing.journeys.intake.problems import Problem
from suixing.journeys.intake.sheets.cells import (
    UNREADABLE,
    identifier_text,
    is_formula,
    name_text,
    read_date,
    text_of,
)
from suixing.journeys.intake.sheets.layout import Picked
from suixing.journeys.intake.sheets.model import Cell, Field
from suixing.journeys.intake.sheets.words import CANONICAL
from suixing.places.reading import Reader
from suixing.rules.identifiers import Flaw, Identifier, mask, read_identifier

LONGEST_NAME = 120
LONGEST_TEXT = 500
COUNTY_DIGITS = 6

_COLUMNS: dict[Field, str] = {name: sentence.zh for name, sentence in CANONICAL.items()}
_WAYS = (("phone", "电话手机语音phone"), ("paper", "书面纸质签字签名paper"), ("desk", "现场当面窗口上门desk"))
_SEXES = {"男": 1, "男性": 1, "1": 1, "M": 1, "MALE": 1, "女": 2, "女性": 2, "2": 2, "F": 2, "FEMALE": 2}


# What desks type where they have no name; and a name with a part hidden is none.
_CHINESE_NO_NAMES = ("无", "同上", "不详", "不明", "未知", "待补", "待定", "待查", "空", "略", "无名", "姓名")
_OTHER_NO_NAMES = ("null", "none", "nil", "n/a", "na", "unknown", "xxx", "xx")
_NO_NAMES = frozenset((*_CHINESE_NO_NAMES, *_OTHER_NO_NAMES))
_HIDDEN_PART = ("*", "＊", "某某", "××", "XX")


def is_no_name(name: str) -> bool:
    """Whether a desk typed something where it had no name, or hid a part of it."""
    return name.casefold() in _NO_NAMES or any(mark in name for mark in _HIDDEN_PART)


@dataclass(slots=True)
class Judged:
    """A row as it was understood. Where ``problems`` is not empty, nothing of it is stored."""

    row: int
    problems: list[Problem] = field(default_factory=list)
    masked: str = ""
    name: str = ""
    identifier: Identifier | None = None
    sex: int = 0
    born: date | None = None
    telephone: str = ""
    home_text: str = ""
    current_text: str = ""
    home: str | None = None
    current: str | None = None
    arrived: date | None = None
    consent_on: date | None = None
    way: str = "sheet"

    def refuse(self, column: Field, code: str, other: int | None = None) -> None:
        self.problems.append(Problem(_COLUMNS[column], code, other))

    def entered(self) -> tuple[str, ...]:
        """What the office handed in, as one tuple of texts; equal tuples say nothing new."""
        return (
            self.name,
            str(self.sex),
            str(self.born),
            self.telephone,
            self.home_text,
            self.current_text,
            str(self.home),
            str(self.current),
            str(self.arrived),
            str(self.consent_on),
        )


@dataclass(frozen=True)
class Judge:
    """Judges rows for one office on one day. ``within`` is the office's county: where "here" is."""

    reader: Reader
    today: date
    within: str

    def judge(self, row: int, cells: Picked) -> Judged:
        judged = Judged(row)
        self._name(judged, cells.name)
        self._identifier(judged, cells.identifier)
        self._sex_and_birth(judged, cells)
        judged.telephone = self._text(judged, "telephone", cells.telephone)
        judged.home_text = self._text(judged, "home", cells.home)
        judged.current_text = self._text(judged, "current", cells.current)
        judged.home = self._place(judged, "home", judged.home_text, None)
        judged.current = self._place(judged, "current", judged.current_text, self.within)
        judged.arrived = self._date(judged, "arrived", cells.arrived)
        self._consent(judged, cells)
        return judged

    def _text(self, judged: Judged, column: Field, cell: Cell) -> str:
        """The cell as text; a refused one reads as nothing and has its problem on record."""
        if cell is None:
            return ""
        if is_formula(cell):
            judged.refuse(column, "text.formula")
            return ""
        text = text_of(cell)
        if len(text) > LONGEST_TEXT:
            judged.refuse(column, "text.too_long")
            return ""
        return text

    def _name(self, judged: Judged, cell: Cell) -> None:
        if is_formula(cell):
            judged.refuse("name", "text.formula")
            return
        name = name_text(cell) if cell is not None else ""
        if len(name) > LONGEST_NAME:
            judged.refuse("name", "text.too_long")
        elif not any(character.isalpha() for character in name) or is_no_name(name):
            judged.refuse("name", "name.missing")
        else:
            judged.name = name

    def _identifier(self, judged: Judged, cell: Cell) -> None:
        if is_formula(cell):
            judged.refuse("identifier", "text.formula")
            return
        text, damaged = identifier_text(cell)
        judged.masked = mask(text)
        if damaged:
            judged.refuse("identifier", "identifier.damaged")
            return
        read = read_identifier(text, today=self.today)
        if isinstance(read, Flaw):
            judged.refuse("identifier", read.value)
            return
        judged.identifier = read
        judged.masked = mask(read.value)

    def _sex_and_birth(self, judged: Judged, cells: Picked) -> None:
        # The number is checked and the columns are not, so what it says of sex and birth goes first.
        identifier = judged.identifier
        if identifier is None:
            return
        judged.born = identifier.born
        judged.sex = identifier.sex or _SEXES.get(text_of(cells.sex).upper(), 0)

    def _place(self, judged: Judged, column: Field, text: str, within: str | None) -> str | None:
        if judged.problems and any(
            problem.column == _COLUMNS[column] for problem in judged.problems
        ):  # a formula, or far too long
            return None
        reading = self.reader.read(text, within=within)
        if reading.status == "ambiguous":
            judged.refuse(column, "place.ambiguous")
            return None
        if reading.code is None or len(reading.code) < COUNTY_DIGITS:
            judged.refuse(column, "place.unresolved")
            return None
        return reading.code

    def _date(self, judged: Judged, column: Field, cell: Cell) -> date | None:
        if is_formula(cell):
            judged.refuse(column, "text.formula")
            return None
        read = read_date(cell)
        if read is None or read is UNREADABLE:
            judged.refuse(column, "date.unreadable")
            return None
        if read > self.today:
            judged.refuse(column, "date.future")
            return None
        return read

    def _consent(self, judged: Judged, cells: Picked) -> None:
        read = None if is_formula(cells.consent_on) else read_date(cells.consent_on)
        if read is None or read is UNREADABLE or (judged.born is not None and read < judged.born):
            # Nothing, "yes", "refused", a day before her birth: what stands there is not told apart (G1).
            judged.refuse("consent_on", "consent.missing")
        elif read > self.today:
            judged.refuse("consent_on", "date.future")
        else:
            judged.consent_on = read
        said = text_of(cells.consent_way).lower()
        if said:
            judged.way = next((way for way, words in _WAYS if said[:2] in words), "sheet")
