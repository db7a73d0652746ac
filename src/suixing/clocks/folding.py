"""What the events of a clock come to: all that counting needs, and how the clock stands. No table is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from suixing.clocks.models import Kind
from suixing.rules.calendar import WorkingCalendar
from suixing.rules.counting import Due, DueOnly, Span, count, due_only
from suixing.rules.limits import Limit, Unit


class Event(Protocol):
    """An event as it is stored (``models.ClockEvent`` says what each value means)."""

    @property
    def kind(self) -> str: ...

    @property
    def on(self) -> date | None: ...

    @property
    def at(self) -> datetime | None: ...

    @property
    def limit_amount(self) -> int | None: ...

    @property
    def limit_unit(self) -> str: ...

    @property
    def floor(self) -> date | None: ...

    @property
    def due_after(self) -> datetime | None: ...

    @property
    def recorded_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Story:
    """A clock as its events tell it; ``spans`` are its suspensions, the last one open where it ends in None."""

    start: datetime | None = None
    limit: Limit | None = None
    spans: tuple[Span, ...] = ()
    extension: Limit | None = None
    floor: date | None = None
    breached_at: datetime | None = None
    escalated_at: datetime | None = None
    ended_at: datetime | None = None
    how: str = ""

    @property
    def is_suspended(self) -> bool:
        """Whether a suspension is open."""
        return bool(self.spans) and self.spans[-1].last is None

    def due(self, calendar: WorkingCalendar) -> Due:
        """When it is due by this calendar (T1, T3, T4)."""
        if self.start is None or self.limit is None:
            raise ValueError("a clock begins with its start")
        return count(
            start=self.start, limit=self.limit, calendar=calendar, suspended=self.spans, extension=self.extension,
            not_before=self.floor,
        )  # fmt: skip

    def instant(self, calendar: WorkingCalendar) -> DueOnly:
        """What ``due`` says without why, many times as quick."""
        if self.start is None or self.limit is None:
            raise ValueError("a clock begins with its start")
        return due_only(
            start=self.start, limit=self.limit, calendar=calendar, suspended=self.spans, extension=self.extension,
            not_before=self.floor,
        )  # fmt: skip


def fold(events: Iterable[Event], story: Story | None = None) -> Story:
    """The story after these events, in the order in which they were recorded."""
    told = story or Story()
    for event in events:
        told = _after(told, event)
    return told


def limit_of(amount: int, unit: str) -> Limit:
    """A stored limit."""
    return Limit(amount, Unit(unit))


def _after(told: Story, event: Event) -> Story:
    told = _moved(told, event)
    kind = Kind(event.kind)
    if kind in (Kind.MET, Kind.VOID):
        in_time = kind == Kind.MET and _not_after(event.at, event.due_after)
        breached = None if in_time else told.breached_at
        return replace(told, ended_at=event.at, how=kind.value, breached_at=breached)
    if kind == Kind.UNMET:
        told = replace(told, ended_at=None, how="")
    if kind == Kind.BREACHED:
        return replace(told, breached_at=event.at)
    if kind == Kind.ESCALATED:
        return replace(told, escalated_at=event.at)
    # A breach that a later date shows to have been none (T4: the calendar was not published yet).
    if told.breached_at is not None and _not_after(event.recorded_at, event.due_after):
        return replace(told, breached_at=None)
    return told


def _moved(told: Story, event: Event) -> Story:
    kind = Kind(event.kind)
    if kind == Kind.STARTED and event.limit_amount is not None:
        return Story(start=event.at, limit=limit_of(event.limit_amount, event.limit_unit))
    if kind == Kind.EXTENDED and event.limit_amount is not None:
        return replace(told, extension=limit_of(event.limit_amount, event.limit_unit))
    if kind == Kind.SUSPENDED and event.on is not None:
        told = replace(told, spans=(*told.spans, Span(event.on, None)))
    if kind == Kind.RESUMED:
        told = replace(told, spans=(*told.spans[:-1], Span(told.spans[-1].first, event.on)))
    return told if event.floor is None else replace(told, floor=event.floor)


def _not_after(at: datetime | None, due: datetime | None) -> bool:
    return due is None or (at is not None and at <= due)
