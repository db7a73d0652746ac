"""Why a limit ends when it does, in words that can be checked on a wall calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from suixing.kernel.errors import Sentence
from suixing.rules.calendar import CLOSED, WEEKEND, WorkingCalendar
from suixing.rules.counting_steps import OPEN, End, Spans, days_of_months
from suixing.rules.limits import Limit, Unit

SUSPENDED = Sentence(zh="期限中止", en="clock suspended")
KEPT = Sentence(zh="届满日不提前", en="due date never moves earlier")

_START_DAY = Sentence(zh="起算日 {day}不计。", en="The day of the start, {day_en}, does not count.")
_START_HOUR = Sentence(
    zh="起算的那个小时不计，自 {at} 起算。", en="The hour of the start does not count; counting begins at {at}."
)
_HOLIDAY = Sentence(zh="{name}（{days}）不计。", en="{name_en} ({days_en}) does not count.")
_WEEKENDS = Sentence(zh="周末 {n} 天不计。", en="Weekend days that do not count: {n}.")
_CLOSURES = Sentence(zh="当地停止办公（{days}）不计。", en="Local closure ({days_en}) does not count.")
_MADE_UP = Sentence(zh="调休上班日（{days}）计入。", en="Make-up working days on a weekend count: {days_en}.")
_STOOD = Sentence(
    zh="{days} 期限中止，其中 {amount}不计。", en="The clock was suspended {days_en}: {amount_en} of it do not count."
)
_STANDS = Sentence(
    zh="自 {day} 起期限中止，至今未恢复；恢复后还剩 {left}，届满日届时确定。",
    en="The clock has been suspended since {day} and has not resumed; {left_en} will be left then, and only then is "
    "the date known.",
)
_NTH_WORKING = Sentence(zh="第 {n} 个工作日是 {day}。", en="Working day number {n} is {day_en}.")
_NTH_DAY = Sentence(zh="第 {n} 日是 {day}。", en="Day number {n} is {day_en}.")
_MONTHS = Sentence(
    zh="{limit}至对应日（该月没有对应日的，至月末）共 {n} 日，末日是 {day}。",
    en="{limit_en} to the same day of the month, or to its last day where it has none, are {n} days; the last is "
    "{day_en}.",
)
_ROLLED = Sentence(
    zh="{day}休息（{why}），期限顺延到下一个工作日 {to}。",
    en="{day_en} is a day off ({why_en}), so that the limit ends on the next working day, {to_en}.",
)
_EXTENDED = Sentence(
    zh="期限延长 {limit}，自 {day}的次日接着计算。",
    en="The limit is extended by {limit_en}, counted on from the day after {day_en}.",
)
_EXTENDED_HOURS = Sentence(zh="期限延长 {limit}，接着计算。", en="The limit is extended by {limit_en}, counted on.")
_FLOOR = Sentence(
    zh="按现行日历应在 {day}届满；已告知的日期不提前，仍为 {to}。",
    en="By the present calendar it would end on {day_en}; a date that was told does not move earlier, so it stays "
    "{to_en}.",
)
_ENDS = Sentence(zh="期限至 {day}24:00 届满。", en="The limit ends on {day_en} at 24:00.")
_ENDS_AT = Sentence(zh="期限至 {at} 届满。", en="The limit ends at {at}.")
_PROVISIONAL = Sentence(
    zh="放假安排只公布到 {until}，该日期为暂定，公布后重新计算。",
    en="Holidays are published only up to {until}: the date is provisional and will be counted anew when they are.",
)
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


class Found(NamedTuple):
    """What was counted, in positions of the calendar."""

    calendar: WorkingCalendar
    start: datetime
    begin: int
    limit: Limit
    extension: Limit | None
    spans: Spans
    end: End
    floor: int | None


class Explained(NamedTuple):
    """The explanation, and the sentences of it that name what moved the date."""

    whole: Sentence
    moved_by: tuple[Sentence, ...]


class _Day(NamedTuple):
    position: int
    why: Sentence


def not_counted(found: Found) -> tuple[tuple[date, Sentence], ...]:
    """Every day after the start, up to the due day, that did not count, in order."""
    return tuple((found.calendar.day_at(one.position), one.why) for one in _not_counted(found))


def explain(found: Found) -> Explained:
    """All that moved the date, in the order in which one goes through a calendar."""
    moved = [*_moved_by_calendar(found), *_moved_by_suspensions(found)]
    end = found.end
    whole = [_start(found), *moved]
    if not end.held:
        whole += _last_counted(found)
        late = list(_moved_at_the_end(found))
        moved += late
        whole += late
        whole += _ending(found)
    elif found.extension is not None:
        extended = _extended(found, found.extension)
        moved.append(extended)
        whole.append(extended)
    return Explained(Sentence("".join(one.zh for one in whole), " ".join(one.en for one in whole)), tuple(moved))


def _start(found: Found) -> Sentence:
    if found.limit.unit is Unit.HOURS:
        begins = found.start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return _START_HOUR.format(at=f"{begins:%Y-%m-%d %H:%M}")
    return _START_DAY.format(**_named("day", found.calendar.day_at(found.begin)))


def _stretches(found: Found) -> Iterator[tuple[int, int, bool]]:
    """First and last position of each part that was counted, and whether in working days."""
    end, limit, extension = found.end, found.limit, found.extension
    stop = found.spans[-1][0] - 1 if end.held else end.counted
    first = min(end.first_part, stop)
    yield found.begin + 1, first, limit.unit is Unit.WORKING_DAYS
    if extension is not None and end.first_part < OPEN:
        yield first + 1, stop, extension.unit is Unit.WORKING_DAYS


def _not_counted(found: Found) -> Iterator[_Day]:
    calendar, end = found.calendar, found.end
    for first, last, in_working_days in _stretches(found):
        for position in range(first, last + 1):
            if in_working_days and not calendar.working[position]:
                yield _Day(position, _why_off(calendar, position))
            elif _is_suspended(position, found.spans):
                yield _Day(position, SUSPENDED)
    if end.held:
        return
    for position in range(end.counted, end.day):
        off = not calendar.working[position]
        yield _Day(position, _why_off(calendar, position) if off else SUSPENDED)
    for position in range(end.day + 1, (found.floor or 0) + 1):
        yield _Day(position, KEPT)


def _moved_by_calendar(found: Found) -> Iterator[Sentence]:
    """Holidays by name, closures, weekends in number, and make-up days, of what was counted in working days."""
    calendar = found.calendar
    off: list[_Day] = []
    made_up: list[int] = []
    for first, last, in_working_days in _stretches(found):
        if not in_working_days:
            continue
        for position in range(first, last + 1):
            day = calendar.day_at(position)
            if not calendar.working[position]:
                off.append(_Day(position, _why_off(calendar, position)))
            elif calendar.why_working(day) and not _is_suspended(position, found.spans):
                made_up.append(position)
    holidays = [one for one in off if one.why not in (WEEKEND, CLOSED)]
    for why, days in groupby(holidays, key=lambda one: one.why):
        yield _HOLIDAY.format(name=why.zh, name_en=why.en, **_ranges(calendar, [one.position for one in days]))
    closed = [one.position for one in off if one.why == CLOSED]
    if closed:
        yield _CLOSURES.format(**_ranges(calendar, closed))
    weekends = sum(1 for one in off if one.why == WEEKEND)
    if weekends:
        yield _WEEKENDS.format(n=weekends)
    if made_up:
        yield _MADE_UP.format(**_ranges(calendar, made_up))


def _moved_by_suspensions(found: Found) -> Iterator[Sentence]:
    calendar, end = found.calendar, found.end
    for first, last in found.spans:
        if last >= OPEN:
            if end.held:
                left = _amount(end.left, end.left_unit)
                yield _STANDS.format(day=calendar.day_at(first), left=left.zh, left_en=left.en)
            return
        first_counted = max(first, found.begin + 1) if found.limit.unit is not Unit.HOURS else max(first, found.begin)
        if last < first_counted or (not end.held and first > end.day):
            continue
        amount = _covered(found, first_counted, last)
        if not amount:
            continue
        unit = (found.extension or found.limit).unit if first > end.first_part else found.limit.unit
        said = _amount(amount, Unit.DAYS if unit is Unit.MONTHS else unit)
        yield _STOOD.format(
            amount=said.zh,
            amount_en=said.en,
            **_ranges(calendar, list(range(first, last + 1)) if first >= 0 else list(range(last + 1))),
        )


def _covered(found: Found, first: int, last: int) -> int:
    """How many hours, days or working days of the limit a suspension covers."""
    if found.limit.unit is Unit.HOURS:
        begins = found.begin * 24 + found.start.hour + 1
        return max(0, (last + 1) * 24 - max(first * 24, begins))
    unit = (found.extension or found.limit).unit if first > found.end.first_part else found.limit.unit
    ranks = found.calendar.ranks
    if unit is Unit.WORKING_DAYS:
        return ranks[last] - ranks[first - 1]
    return last - first + 1


def _last_counted(found: Found) -> Iterator[Sentence]:
    end, calendar, limit = found.end, found.calendar, found.limit
    if limit.unit is Unit.HOURS:
        return
    day = _named("day", calendar.day_at(end.first_part))
    if limit.unit is Unit.MONTHS:
        said = limit.said()
        n = days_of_months(found.begin, limit.amount, calendar)
        yield _MONTHS.format(limit=said.zh, limit_en=said.en, n=n, **day)
    else:
        yield (_NTH_WORKING if limit.unit is Unit.WORKING_DAYS else _NTH_DAY).format(n=limit.amount, **day)


def _moved_at_the_end(found: Found) -> Iterator[Sentence]:
    end, calendar = found.end, found.calendar
    if found.extension is not None:
        yield _extended(found, found.extension)
    if end.day != end.counted:
        why = _why_off(calendar, end.counted)
        yield _ROLLED.format(
            why=why.zh,
            why_en=why.en,
            **_named("day", calendar.day_at(end.counted)),
            **_named("to", calendar.day_at(end.day)),
        )
    if found.floor is not None and found.floor > end.day:
        yield _FLOOR.format(**_named("day", calendar.day_at(end.day)), **_named("to", calendar.day_at(found.floor)))


def _extended(found: Found, extension: Limit) -> Sentence:
    end, said = found.end, extension.said()
    if extension.unit is Unit.HOURS or end.first_part >= OPEN:
        return _EXTENDED_HOURS.format(limit=said.zh, limit_en=said.en)
    return _EXTENDED.format(limit=said.zh, limit_en=said.en, **_named("day", found.calendar.day_at(end.first_part)))


def _ending(found: Found) -> Iterator[Sentence]:
    end, calendar = found.end, found.calendar
    floored = found.floor is not None and found.floor > end.day
    on = calendar.day_at(found.floor if floored and found.floor is not None else end.day)
    if found.limit.unit is Unit.HOURS and not floored and end.hour % 24:
        yield _ENDS_AT.format(at=f"{on} {end.hour % 24:02d}:00")
    else:
        yield _ENDS.format(**_named("day", on))
    if on > calendar.published_until:
        yield _PROVISIONAL.format(until=calendar.published_until)


def _why_off(calendar: WorkingCalendar, position: int) -> Sentence:
    return calendar.why_off(calendar.day_at(position)) or WEEKEND


def _is_suspended(position: int, spans: Spans) -> bool:
    return any(first <= position <= last for first, last in spans)


def _amount(amount: int, unit: Unit) -> Sentence:
    """Said like a limit, but it may be nothing."""
    if amount:
        return Limit(amount, unit).said()
    one = Limit(1, unit).said()
    return Sentence(one.zh.replace("1", "0", 1), one.en.replace("1", "0", 1) + "s")


def _named(key: str, day: date) -> dict[str, str]:
    """A day with its day of the week, for a sentence with the placeholder ``key``."""
    return {key: f"{day}（星期{_WEEKDAYS[day.weekday()]}）", f"{key}_en": f"{day} ({day:%A})"}


def _ranges(calendar: WorkingCalendar, positions: list[int]) -> dict[str, str]:
    """Days that follow each other as from-to, for a sentence with the placeholder ``days``."""
    zh, en = [], []
    for _, group in groupby(enumerate(sorted(positions)), key=lambda pair: pair[1] - pair[0]):
        run = [position for _, position in group]
        first, last = calendar.day_at(run[0]), calendar.day_at(run[-1])
        zh.append(f"{first}" if first == last else f"{first} 至 {last}")
        en.append(f"{first}" if first == last else f"{first} to {last}")
    return {"days": "、".join(zh), "days_en": ", ".join(en)}
