"""What ``suixing clock`` is given, read into what ``rules`` counts; every fault is one sentence."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.calendar import WorkingCalendar, shipped_calendar
from suixing.rules.counting import CHINA, Due, Span, count
from suixing.rules.limits import Limit, read_limit

NOT_AN_INSTANT = Sentence(
    zh="看不懂起算时间“{text}”；请写成 2026-09-28T16:30+08:00 或 2026-09-28。",
    en='The start "{text}" cannot be read; write it like 2026-09-28T16:30+08:00 or 2026-09-28.',
)
NOT_A_DAY = Sentence(
    zh="看不懂日期“{text}”，或没有这一天；请写成 2026-09-28。",
    en='"{text}" is no day; write it like 2026-09-28.',
)
NOT_A_SPAN = Sentence(
    zh="看不懂中止期间“{text}”；请写成 2026-10-08..2026-10-12，尚未恢复的写成 2026-10-08..。",
    en='The suspension "{text}" cannot be read; write it like 2026-10-08..2026-10-12, or 2026-10-08.. if it goes on.',
)
NOT_AN_OBJECT = Sentence(
    zh="该行不是 JSON 对象，无法计算。",
    en="The line is no JSON object and cannot be counted.",
)
UNKNOWN_KEY = Sentence(
    zh="该行有不认识的项目“{key}”；可用的项目是 {known}。",
    en='The line holds "{key}", which is not known; what can stand there is {known}.',
)
WRONG_KIND = Sentence(
    zh="该行缺少“{key}”，或其内容类型不对。",
    en='The line lacks "{key}", or what stands there is of another kind.',
)
_KEYS = ("from", "limit", "suspended", "local_closures")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII | re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_QUOTED = 40
_MOST_DAYS = 1_000


class Asked(NamedTuple):
    """One clock to be counted."""

    start: datetime
    limit: Limit
    suspended: tuple[Span, ...]
    closures: frozenset[date]

    def due(self) -> Due:
        """When it is due by the shipped calendar."""
        return count(start=self.start, limit=self.limit, calendar=_calendar(self.closures), suspended=self.suspended)


def asked(*, limit: str, start: str, suspended: Iterable[str] = (), closures: Iterable[str] = ()) -> Asked:
    """One clock from texts; ``Refusal`` for what cannot be read, or is outside of the calendar."""
    return Asked(
        _instant(start),
        read_limit(limit),
        tuple(_span(text) for text in suspended),
        frozenset(_day(text) for text in closures),
    )


def asked_by(line: object) -> Asked:
    """One clock from a line of a batch: a JSON object with ``from``, ``limit``, ``suspended``, ``local_closures``."""
    if not isinstance(line, dict):
        raise Refusal(NOT_AN_OBJECT)
    for key in line:
        if key not in _KEYS:
            raise Refusal(UNKNOWN_KEY.format(key=_quoted(key), known=", ".join(_KEYS)))
    for key in ("from", "limit"):
        if not isinstance(line.get(key), str):
            raise Refusal(WRONG_KIND.format(key=key))
    return asked(
        limit=line["limit"],
        start=line["from"],
        suspended=_texts(line, "suspended"),
        closures=_texts(line, "local_closures"),
    )


def _texts(line: dict[str, object], key: str) -> list[str]:
    texts = line.get(key, [])
    if not isinstance(texts, list) or len(texts) > _MOST_DAYS or not all(isinstance(text, str) for text in texts):
        raise Refusal(WRONG_KIND.format(key=key))
    return texts


def _instant(text: str) -> datetime:
    plain = text.strip()
    try:
        if not _INSTANT.fullmatch(plain):
            raise ValueError
        read = datetime.fromisoformat(plain.upper())
    except ValueError as fault:
        raise Refusal(NOT_AN_INSTANT.format(text=_quoted(text))) from fault
    return read if read.tzinfo else read.replace(tzinfo=CHINA)


def _day(text: str) -> date:
    plain = text.strip()
    try:
        if not _DAY.fullmatch(plain):
            raise ValueError
        day = date.fromisoformat(plain)
    except ValueError as fault:
        raise Refusal(NOT_A_DAY.format(text=_quoted(text))) from fault
    shipped_calendar().position_of(day)
    return day


def _span(text: str) -> Span:
    first, between, last = text.strip().partition("..")
    if not between:
        raise Refusal(NOT_A_SPAN.format(text=_quoted(text)))
    return Span(_day(first), _day(last) if last.strip() else None)


@lru_cache(maxsize=256)
def _calendar(closures: frozenset[date]) -> WorkingCalendar:
    return shipped_calendar().with_closures(closures)


def _quoted(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_QUOTED])
    return shown + "…" if len(text) > _LONGEST_QUOTED else shown
