"""Clocks as pure functions: from a start, a limit, a calendar and suspensions to the due instant and its explanation.

Rules T1 (how limits are counted), T3 (suspension), T4 (provisional dates and the floor). ``count`` explains;
``due_only``, ``due_day`` and ``due_days`` give the same without words, for millions of clocks. docs/clocks.md has the
law in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.calendar import WorkingCalendar
from suixing.rules.counting_steps import OPEN, Spans, end_of, merged
from suixing.rules.counting_words import Found, explain, not_counted
from suixing.rules.limits import Limit, Unit

CHINA = timezone(timedelta(hours=8))

NAIVE = Sentence(
    zh="起算时间必须带有时区。",
    en="The instant from which a limit is counted must have a time zone.",
)
BACKWARDS = Sentence(
    zh="中止期间 {first} 至 {last} 的末日早于首日。",
    en="The suspension from {first} to {last} ends before it begins.",
)
HOURS_HAVE_NO_DAY = Sentence(
    zh="以小时计的期限须从时刻起算，不能只给日期。",
    en="A limit in hours is counted from an instant, not from a day.",
)
MIXED = Sentence(
    zh="以小时计的期限只能按小时延长，其他期限不能按小时延长。",
    en="A limit in hours can be extended only by hours, and no other limit by hours.",
)
# From so many starts on, looking each up in a table of all starts is quicker than counting each.
_MANY = 5_000


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a clock stands still, both included; ``last`` None: it still does."""

    first: date
    last: date | None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise Refusal(BACKWARDS.format(first=self.first, last=self.last))


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends, and why then.

    ``on`` is the last day (of Asia/Shanghai), ``at`` the instant at which the limit is over. Both are None while an
    open suspension holds the clock; then ``remaining`` says how much is left, in ``remaining_unit`` (months are
    counted as days; 0 where only the move past days off is left). ``not_counted`` holds every day after the start, up
    to ``on``, that did not count: the days between without them are exactly the limit. ``moved_by`` is the part of the
    explanation that names what moved the date.
    """

    on: date | None
    at: datetime | None
    provisional: bool
    not_counted: tuple[tuple[date, Sentence], ...]
    moved_by: tuple[Sentence, ...]
    explanation: Sentence
    remaining: int | None = None
    remaining_unit: Unit | None = None


class DueOnly(NamedTuple):
    """``Due`` without its words."""

    on: date | None
    at: datetime | None
    provisional: bool


def count(
    *,
    start: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    suspended: Sequence[Span] = (),
    extension: Limit | None = None,
    not_before: date | None = None,
) -> Due:
    """When a clock that started at ``start`` is due (T1, T3), and why.

    ``extension`` is counted on from the end of the first part, before that moved past days off. ``not_before`` is the
    floor of T4. Raises ``Refusal`` for an instant without time zone, for days outside of the calendar, and for hours
    mixed with other units.
    """
    found = _find(_Clock(start, limit, calendar, suspended, extension, not_before))
    due = _instant(found)
    text = explain(found)
    end = found.end
    return Due(
        on=due.on,
        at=due.at,
        provisional=due.provisional,
        not_counted=not_counted(found),
        moved_by=text.moved_by,
        explanation=text.whole,
        remaining=end.left if end.held else None,
        remaining_unit=end.left_unit if end.held else None,
    )


def due_only(
    *,
    start: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    suspended: Sequence[Span] = (),
    extension: Limit | None = None,
    not_before: date | None = None,
) -> DueOnly:
    """The day and instant of ``count``, without the words; for computing many clocks anew."""
    return _instant(_find(_Clock(start, limit, calendar, suspended, extension, not_before)))


def due_day(start_day: date, limit: Limit, calendar: WorkingCalendar, suspended: Sequence[Span] = ()) -> date | None:
    """The day on which ``count`` says that a limit in days, working days or months is due; None while it is held.

    Raises ``Refusal`` as ``count`` does, and for a limit in hours.
    """
    if limit.unit is Unit.HOURS:
        raise Refusal(HOURS_HAVE_NO_DAY)
    end = end_of(calendar, _positions(suspended, calendar), calendar.position_of(start_day) * 24, limit)
    return None if end.held else calendar.day_at(end.day)


def due_days(start_days: Iterable[date], limit: Limit, calendar: WorkingCalendar) -> list[date]:
    """``due_day`` of many starts without suspensions."""
    starts = start_days if isinstance(start_days, Sequence) else list(start_days)
    if len(starts) >= _MANY:
        table = _table(limit, calendar)
        try:
            return [table[start] for start in starts]
        except KeyError:
            # A start outside of the table: counted one by one, or refused.
            pass
    return [due for due in (due_day(start, limit, calendar) for start in starts) if due is not None]


@lru_cache(maxsize=32)
def _table(limit: Limit, calendar: WorkingCalendar) -> dict[date, date]:
    """The due day of every start day up to the end of the published years."""
    size = calendar.position_of(calendar.published_until) + 1
    days = [calendar.day_at(position) for position in range(len(calendar.working))]
    if limit.unit is Unit.HOURS:
        raise Refusal(HOURS_HAVE_NO_DAY)
    return {days[begin]: days[end_of(calendar, (), begin * 24, limit).day] for begin in range(size)}


class _Clock(NamedTuple):
    """What ``count`` and ``due_only`` are given."""

    start: datetime
    limit: Limit
    calendar: WorkingCalendar
    suspended: Sequence[Span]
    extension: Limit | None
    not_before: date | None


def _find(clock: _Clock) -> Found:
    start, limit, calendar, suspended, extension, not_before = clock
    if start.tzinfo is None:
        raise Refusal(NAIVE)
    if extension is not None and (extension.unit is Unit.HOURS) != (limit.unit is Unit.HOURS):
        raise Refusal(MIXED)
    try:
        local = start.astimezone(CHINA)
    except OverflowError:
        # The first or the last day that a date can be.
        local = start.replace(tzinfo=CHINA)
    spans = _positions(suspended, calendar)
    begin = calendar.position_of(local.date())
    end = end_of(calendar, spans, begin * 24 + local.hour, limit, extension)
    floor = None if not_before is None else calendar.position_of(not_before)
    return Found(calendar, local, begin, limit, extension, spans, end, floor)


def _instant(found: Found) -> DueOnly:
    end, calendar = found.end, found.calendar
    if end.held:
        return DueOnly(None, None, provisional=False)
    day, hour = end.day, end.hour
    if found.floor is not None and found.floor > day:
        day, hour = found.floor, (found.floor + 1) * 24
    on = calendar.day_at(day)
    at = datetime.combine(calendar.first, time(), CHINA) + timedelta(hours=hour)
    return DueOnly(on, at, on > calendar.published_until)


def _positions(suspended: Sequence[Span], calendar: WorkingCalendar) -> Spans:
    """Suspensions as positions of the calendar."""
    if not suspended:
        return ()
    first = calendar.first.toordinal()
    return merged(
        (span.first.toordinal() - first, OPEN if span.last is None else span.last.toordinal() - first)
        for span in suspended
    )
