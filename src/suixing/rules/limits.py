"""Limits as rule books and agreements write them: an amount and a unit (T1)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from suixing.kernel.errors import Refusal, Sentence


class Unit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


LONGEST = {Unit.HOURS: 10_000, Unit.WORKING_DAYS: 2_500, Unit.DAYS: 3_650, Unit.MONTHS: 120}

UNREADABLE = Sentence(
    zh="看不懂期限“{text}”；请写成“15 working days”“30 days”“24 hours”或“3 months”。",
    en='The limit "{text}" cannot be read; write it like "15 working days", "30 days", "24 hours" or "3 months".',
)
OUT_OF_RANGE = Sentence(
    zh="期限“{text}”无法使用：至少为 1，至多为 {longest}。",
    en='The limit "{text}" cannot be used: it is at least 1 and at most {longest}.',
)
_SAID = {
    Unit.HOURS: Sentence(zh="{n} 小时", en="{n} hours"),
    Unit.WORKING_DAYS: Sentence(zh="{n} 个工作日", en="{n} working days"),
    Unit.DAYS: Sentence(zh="{n} 日", en="{n} days"),
    Unit.MONTHS: Sentence(zh="{n} 个月", en="{n} months"),
}
_UNITS = {
    "hour": Unit.HOURS,
    "小时": Unit.HOURS,
    "working day": Unit.WORKING_DAYS,
    "工作日": Unit.WORKING_DAYS,
    "day": Unit.DAYS,
    "calendar day": Unit.DAYS,
    "日": Unit.DAYS,
    "天": Unit.DAYS,
    "自然日": Unit.DAYS,
    "month": Unit.MONTHS,
    "月": Unit.MONTHS,
}
_WRITTEN = re.compile(r"(\d{1,9}) ?个? ?([a-z]+(?: [a-z]+)?|[\u4e00-\u9fff]+)")
_LONGEST_QUOTED = 40
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of one unit; within the bounds of ``LONGEST``, or ``Refusal``."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LONGEST[self.unit]:
            longest = LONGEST[self.unit]
            raise Refusal(OUT_OF_RANGE.format(text=f"{self.amount} {self.unit.replace('_', ' ')}", longest=longest))

    def said(self) -> Sentence:
        """``15 个工作日``, ``15 working days``; one of something has no plural."""
        said = _SAID[self.unit].format(n=self.amount)
        return said if self.amount != 1 else Sentence(said.zh, said.en.removesuffix("s"))

    def __str__(self) -> str:
        return self.said().en


def read_limit(text: str) -> Limit:
    """A limit as a person writes it, in English or Chinese; case and surplus blanks do not matter.

    Raises ``Refusal`` for what cannot be read, for nothing, and for more than ``LONGEST``.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    found = _WRITTEN.fullmatch(plain)
    unit = _UNITS.get(found[2].removesuffix("s")) if found else None
    if found is None or unit is None:
        raise Refusal(UNREADABLE.format(text=_quoted(text)))
    amount = int(found[1])
    if not 1 <= amount <= LONGEST[unit]:
        raise Refusal(OUT_OF_RANGE.format(text=_quoted(text), longest=LONGEST[unit]))
    return Limit(amount, unit)


def never_longer(one: Limit, other: Limit) -> bool:
    """Whether ``one`` ends no later than ``other`` from every start, with every calendar and every suspension.

    Conservative where the units differ: working days are never taken to be shorter than another unit, because closures
    can stretch them; a day is never shorter than hours, because it may move past days off; a month has 28 to 31 days.
    """
    if one.unit == other.unit:
        return one.amount <= other.amount
    most_days = {
        Unit.HOURS: -(-one.amount // 24),
        Unit.DAYS: one.amount,
        Unit.MONTHS: one.amount * _LONGEST_MONTH,
    }.get(one.unit)
    least_days = {
        Unit.WORKING_DAYS: other.amount,
        Unit.DAYS: other.amount,
        Unit.MONTHS: other.amount * _SHORTEST_MONTH,
    }.get(other.unit)
    return most_days is not None and least_days is not None and most_days <= least_days


def shorter(usual: Limit, agreed: Limit) -> Limit:
    """The limit that holds where two offices agreed on one (X6): the agreed one only if it is never the longer."""
    return agreed if never_longer(agreed, usual) else usual


def _quoted(text: str) -> str:
    """What was written, short and without what would move a cursor."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_QUOTED])
    return shown + "…" if len(text) > _LONGEST_QUOTED else shown
