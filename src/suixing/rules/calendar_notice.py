"""A year's notice of holidays and make-up working days, as a file (T4). docs/clocks.md describes the format."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suixing.kernel.errors import Refusal, Sentence

NOT_READABLE = Sentence(
    zh="放假通知无法读取：文件既不是有效的 TOML，也不是有效的 JSON。",
    en="The notice of holidays cannot be read: the file is neither valid TOML nor valid JSON.",
)
UNKNOWN_KEY = Sentence(
    zh="放假通知中有不认识的项目“{key}”；可用的项目是 {known}。",
    en='The notice of holidays holds "{key}", which is not known; what can stand there is {known}.',
)
MISSING_KEY = Sentence(
    zh="放假通知缺少“{key}”，或其内容类型不对。",
    en='The notice of holidays lacks "{key}", or what stands there is of another kind.',
)
NOT_A_DAY = Sentence(
    zh="放假通知中的“{text}”不是日期；请写成 2027-01-01 或 2027-01-01..2027-01-03。",
    en='"{text}" in the notice of holidays is no day; write 2027-01-01, or 2027-01-01..2027-01-03.',
)
OTHER_YEAR = Sentence(
    zh="放假通知是 {year} 年的，但日期 {day} 既不在该年，也不在其前后一个月内。",
    en="The notice of holidays is for {year}, but {day} is neither in that year nor within a month around it.",
)
TWICE = Sentence(
    zh="放假通知中 {day} 出现了不止一次。",
    en="The notice of holidays names {day} more than once.",
)
BOTH = Sentence(
    zh="放假通知把 {day} 既列为放假，又列为上班。",
    en="The notice of holidays has {day} both as a holiday and as a working day.",
)
WORKING_ANYWAY = Sentence(
    zh="放假通知把 {day} 列为调休上班，但该日不是周末。",
    en="The notice of holidays has {day} as a make-up working day, but it is no Saturday or Sunday.",
)
NO_HOLIDAY = Sentence(
    zh="放假通知没有列出任何放假日期。",
    en="The notice of holidays names no holiday.",
)
_KEYS = ("year", "source", "working", "holiday")
_HOLIDAY_KEYS = ("zh", "en", "days")
_SATURDAY = 5
_LONGEST_SPAN = 31
_LONGEST_TEXT = 200
_YEARS = range(2004, 2100)


@dataclass(frozen=True, slots=True)
class CalendarNotice:
    """What one year's notice says; every day stands in it once."""

    year: int
    holidays: tuple[tuple[date, str, str], ...]
    """Day off, its name in Chinese, its name in English."""
    working: tuple[date, ...]
    """Saturdays and Sundays on which offices work."""
    source: str


def read_notice(text: str) -> CalendarNotice:
    """A notice from TOML or JSON; ``Refusal`` with one sentence that names the first fault."""
    content = _parsed(text)
    _only(content, _KEYS)
    year = content.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or year not in _YEARS:
        raise Refusal(MISSING_KEY.format(key="year"))
    rows = content.get("holiday")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refusal(MISSING_KEY.format(key="holiday"))
    holidays = []
    for row in rows:
        _only(row, _HOLIDAY_KEYS)
        zh, en = _text(row, "zh"), _text(row, "en")
        holidays += [(day, zh, en) for day in _days(row.get("days"), "days")]
    working = list(_days(content.get("working", []), "working"))
    notice = CalendarNotice(year, tuple(sorted(holidays)), tuple(sorted(working)), _text(content, "source"))
    _check(notice)
    return notice


def _parsed(text: str) -> dict[str, object]:
    try:
        content = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Refusal(NOT_READABLE) from fault
    if not isinstance(content, dict):
        raise Refusal(NOT_READABLE)
    return content


def _only(content: dict[str, object], known: tuple[str, ...]) -> None:
    for key in content:
        if key not in known:
            raise Refusal(UNKNOWN_KEY.format(key=_short(key), known=", ".join(known)))


def _text(content: dict[str, object], key: str) -> str:
    text = content.get(key)
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_TEXT or not text.isprintable():
        raise Refusal(MISSING_KEY.format(key=key))
    return text.strip()


def _days(written: object, key: str) -> Iterator[date]:
    if not isinstance(written, list):
        raise Refusal(MISSING_KEY.format(key=key))
    for one in written:
        if isinstance(one, date) and not isinstance(one, datetime):
            yield one
            continue
        first, between, last = str(one).partition("..")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last if between else first)
        except ValueError as fault:
            raise Refusal(NOT_A_DAY.format(text=_short(str(one)))) from fault
        length = (end - start).days + 1
        if not 1 <= length <= _LONGEST_SPAN:
            raise Refusal(NOT_A_DAY.format(text=_short(str(one))))
        yield from (start + timedelta(days=step) for step in range(length))


def _check(notice: CalendarNotice) -> None:
    off = [day for day, _, _ in notice.holidays]
    if not off:
        raise Refusal(NO_HOLIDAY)
    first, last = date(notice.year - 1, 12, 1), date(notice.year + 1, 1, 31)
    for days in (off, notice.working):
        seen: set[date] = set()
        for day in days:
            if not first <= day <= last:
                raise Refusal(OTHER_YEAR.format(year=notice.year, day=day))
            if day in seen:
                raise Refusal(TWICE.format(day=day))
            seen.add(day)
    for day in notice.working:
        if day in off:
            raise Refusal(BOTH.format(day=day))
        if day.weekday() < _SATURDAY:
            raise Refusal(WORKING_ANYWAY.format(day=day))


def _short(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text[:40])
    return shown + "…" if len(text) > len(shown) else shown
