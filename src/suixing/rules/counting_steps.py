"""The arithmetic of clocks, over positions of the calendar instead of dates (T1, T3).

A position is a day as its distance from the calendar's first day; an hour is counted from that day's midnight. Spans
are suspended positions, in order, joined, both ends included; one that is still open ends at ``OPEN``.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from suixing.kernel.errors import Refusal
from suixing.rules.calendar import ENDS_OUTSIDE, WorkingCalendar
from suixing.rules.limits import Limit, Unit

# Beyond every position that a calendar can have; what ends past it waits for the suspension to end.
OPEN = 10_000_000

Spans = tuple[tuple[int, int], ...]


class End(NamedTuple):
    """Where a limit ends."""

    day: int
    """The last day; meaningless while ``held``."""
    hour: int
    """The hour at which it is over."""
    first_part: int
    """The last day that counted of the limit without its extension."""
    counted: int
    """The last day that counted; ``day`` is later where the end moved past days off."""
    held: bool = False
    """An open suspension stands before the end."""
    left: int = 0
    """While held: what is still to be counted, in ``left_unit``."""
    left_unit: Unit = Unit.DAYS


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Suspensions in order, joined where they touch or overlap."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def end_of(calendar: WorkingCalendar, spans: Spans, start: int, limit: Limit, extension: Limit | None = None) -> End:
    """Where a limit that starts within the hour ``start`` ends with its extension.

    Limit and extension are both in hours, or neither. Raises ``Refusal`` where that is past the calendar.
    """
    if limit.unit is Unit.HOURS:
        return _end_in_hours(start + 1, limit.amount, extension, spans)
    first = counted = _count(start // 24, limit, calendar, spans)
    last_unit: Unit = limit.unit
    if extension is not None and first < OPEN:
        counted = _count(first, extension, calendar, spans)
        last_unit = extension.unit
    if counted >= OPEN:
        unit = Unit.WORKING_DAYS if last_unit is Unit.WORKING_DAYS else Unit.DAYS
        left = counted - OPEN
        if extension is not None and first >= OPEN and extension.unit is unit:
            left += extension.amount
        return End(OPEN, OPEN, first, counted, held=True, left=left, left_unit=unit)
    day = counted if last_unit is Unit.WORKING_DAYS else next_working(counted, calendar, spans)
    if day >= OPEN:
        return End(OPEN, OPEN, first, counted, held=True, left=0, left_unit=Unit.DAYS)
    return End(day, (day + 1) * 24, first, counted)


def _end_in_hours(begins: int, amount: int, extension: Limit | None, spans: Spans) -> End:
    first = ends = _advance(begins, amount, spans, 24)
    if extension is not None:
        ends = _advance(first, extension.amount, spans, 24) if first < OPEN else first + extension.amount
    after = (OPEN + 1) * 24
    if ends > after:
        first_day = OPEN if first > after else (first - 1) // 24
        return End(OPEN, OPEN, first_day, OPEN, held=True, left=ends - after, left_unit=Unit.HOURS)
    day = (ends - 1) // 24
    return End(day, ends, (first - 1) // 24, day)


def _count(begin: int, limit: Limit, calendar: WorkingCalendar, spans: Spans) -> int:
    """The last day that counts; past ``OPEN`` by what is left, where an open suspension stands before it."""
    if limit.unit is Unit.WORKING_DAYS:
        return nth_working(begin, limit.amount, calendar, spans)
    days = limit.amount if limit.unit is Unit.DAYS else days_of_months(begin, limit.amount, calendar)
    return _advance(begin + 1, days, spans, 1) - 1


def nth_working(begin: int, amount: int, calendar: WorkingCalendar, spans: Spans) -> int:
    """The ``amount``-th working day after ``begin`` that is not suspended."""
    ranks, working = calendar.ranks, calendar.working_positions
    index = ranks[begin] + amount - 1
    for begins, last in spans:
        if last <= begin:
            continue
        first = max(begins, begin + 1)
        if index < len(working) and working[index] < first:
            break
        if first >= len(ranks):
            break
        if last >= OPEN:
            return OPEN + index - ranks[first - 1] + 1
        index += ranks[min(last, len(ranks) - 1)] - ranks[first - 1]
    if index >= len(working):
        raise Refusal(ENDS_OUTSIDE.format(last=calendar.last))
    return working[index]


def _advance(begins: int, amount: int, spans: Spans, size: int) -> int:
    """Where ``amount`` units that are not suspended end, counted from the boundary ``begins``; a day has ``size``."""
    ends = begins + amount
    for first, last in spans:
        stands, goes_on = first * size, (last + 1) * size
        if goes_on <= begins:
            continue
        stands = max(stands, begins)
        if ends <= stands:
            break
        ends += goes_on - stands
    return ends


def days_of_months(begin: int, months: int, calendar: WorkingCalendar) -> int:
    """How many days lie between a day and the same day of a later month, or that month's last day."""
    start = calendar.day_at(begin)
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    following = date(year + month // 12, month % 12 + 1, 1).toordinal()
    length = following - date(year, month, 1).toordinal()
    return date(year, month, min(start.day, length)).toordinal() - start.toordinal()


def next_working(day: int, calendar: WorkingCalendar, spans: Spans) -> int:
    """The day itself where offices work, else the next working day that is not suspended; ``OPEN`` while held."""
    if day >= len(calendar.working):
        raise Refusal(ENDS_OUTSIDE.format(last=calendar.last))
    if calendar.working[day]:
        return day
    return min(nth_working(day, 1, calendar, spans), OPEN)
