"""What others ask of clocks: how they stand and why, which date comes first, what is late."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from suixing.clocks.actions import Breached, breached_of
from suixing.clocks.calendars import calendars, calendars_with
from suixing.clocks.checking import Checked, check_clocks
from suixing.clocks.folding import Story, fold, limit_of
from suixing.clocks.models import Bears, Clock, ClockEvent, DateChanged, Duty
from suixing.kernel.errors import Sentence
from suixing.rules.calendar import WorkingCalendar
from suixing.rules.counting import CHINA, Span, due_day
from suixing.rules.limits import Limit, Unit

__all__ = ["Checked", "check_clocks"]  # the rest is defined here


class State(StrEnum):
    """How a clock stands. Late is an open one that ran out; met late is an ended one."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    LATE = "late"
    MET = "met"
    MET_LATE = "met_late"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Shown:
    """A clock with why it is due when it is; the last of ``suspended`` ends in None while the clock stands still.

    ``not_counted`` holds each day after the start that did not count, with why; ``moved_by`` the sentences of the
    explanation that name what moved the date.
    """

    clock: uuid.UUID
    duty: Duty
    bears: Bears
    rule: str
    limit: Sentence
    limit_key: str
    since: datetime
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    suspended: tuple[Span, ...]
    extension: Limit | None
    state: State
    ended_at: datetime | None
    breached_at: datetime | None
    escalated_at: datetime | None
    explanation: Sentence
    not_counted: tuple[tuple[date, Sentence], ...]
    moved_by: tuple[Sentence, ...]


class LateDuty(StrEnum):
    """What superiors are told of a duty that was not done in time: not so much that it would tell the procedure."""

    ANSWER = "answer"
    NOTIFY = "notify"
    COORDINATE = "coordinate"
    HANDLE = "handle"


def told_above(duty: Duty | str) -> LateDuty:
    """What superiors are told; ``clocks_late`` in the database says the same."""
    return LateDuty(duty) if duty in tuple(LateDuty) else LateDuty.HANDLE


@dataclass(frozen=True, slots=True)
class Late:
    """An open clock that ran out, for superiors: whose and since when, never in which file.

    ``rule`` is empty where it would tell what ``duty`` does not.
    """

    clock: uuid.UUID
    office: str
    duty: LateDuty
    bears: Bears
    rule: str
    due_at: datetime
    days_late: int


@dataclass(frozen=True, slots=True)
class LateAtOffice:
    """What is late in one office's copies: by its own duty, and where it waits for another."""

    office: str
    own: int
    other: int
    rows: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A due date that a new calendar moved and that the office was not told yet."""

    number: int
    file: uuid.UUID
    duty: Duty
    bears: Bears
    before: date
    after: date
    at: datetime


def last_day_of(limit: Limit, *, since: date, place: str) -> date | None:
    """The last day of a limit that no clock counts, by the calendar in force at ``place``; not one in hours."""
    return due_day(since, limit, calendars().at(place))


def clocks_of(*, file: uuid.UUID, now: datetime | None = None) -> tuple[Shown, ...]:
    """Every clock of a file, the oldest first, as it stands at ``now``."""
    held = list(Clock.objects.filter(file=file).order_by("since", "id"))
    if not held:
        return ()
    events: dict[uuid.UUID, list[ClockEvent]] = defaultdict(list)
    for event in ClockEvent.objects.filter(clock__in=held).order_by("id"):
        events[event.clock_id].append(event)
    at = now or timezone.now()
    return tuple(_shown(clock, fold(events[clock.id]), at) for clock in held)


def calendar_for(place: str) -> WorkingCalendar:
    """The calendar in force for a division."""
    return calendars().at(place)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the offices of a place are closed."""

    place: str
    day: date
    reason: str


def closures() -> tuple[ClosedDay, ...]:
    """Every closure in force, by day."""
    held = sorted(calendars().closures, key=lambda one: (one.day, one.place))
    return tuple(ClosedDay(one.place, one.day, one.reason) for one in held)


def earliest_due(files: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[datetime, Bears]]:
    """For each file with a running clock, when the first one is due and who bears it."""
    running = Clock.objects.filter(file__in=list(files), ended_at=None).exclude(due_at=None)
    first = running.order_by("file", "due_at", "id").distinct("file").values_list("file", "due_at", "bears")
    return {file: (due_at, Bears(bears)) for file, due_at, bears in first if due_at is not None}


def provisional_among(files: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those whose next date rests on a calendar that is not published yet (T4)."""
    running = Clock.objects.filter(file__in=list(files), ended_at=None, provisional=True)
    return set(running.values_list("file", flat=True))


_LATE = """
    SELECT clock, office, duty, bears, rule, due_at FROM clocks_late(%s) ORDER BY office, due_at, clock
"""


def late_by_office(offices: Sequence[str], *, now: datetime | None = None) -> tuple[LateAtOffice, ...]:
    """What is late at these offices; only the officer's own and those below hers are answered for."""
    at = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [list(offices)])
        rows = cursor.fetchall()
    by_office: dict[str, list[Late]] = {office: [] for office in offices}
    for clock, office, duty, bears, rule, due_at in rows:
        late = Late(clock, office, LateDuty(duty), Bears(bears), rule, due_at, _days_late(due_at, at))
        by_office[office].append(late)
    return tuple(
        LateAtOffice(office, _borne(late, Bears.OWN), _borne(late, Bears.OTHER), tuple(late))
        for office, late in by_office.items()
    )


def to_escalate(*, limit: int = 1000) -> list[Breached]:
    """Open clocks that ran out and were not escalated, the longest ones first."""
    waiting = Clock.objects.filter(ended_at=None, breached_at__isnull=False, escalated_at=None).order_by("due_at")
    return [breached_of(clock, clock.due_at) for clock in waiting[:limit] if clock.due_at is not None]


def duties_running(*, file: uuid.UUID) -> set[str]:
    """The duties of a file whose clocks are open, standing still included."""
    return set(Clock.objects.filter(file=file, ended_at=None).values_list("duty", flat=True))


def limits_running(*, file: uuid.UUID) -> dict[str, tuple[str, str, Unit]]:
    """The open clocks of a file by duty: the rule book, the key in it, and the unit in which the limit is counted."""
    held = Clock.objects.filter(file=file, ended_at=None).values_list("duty", "book", "limit_key", "limit_unit")
    return {duty: (book, key, Unit(unit)) for duty, book, key, unit in held}


def files_moved(*, since: datetime | None) -> list[uuid.UUID]:
    """The files in which a new calendar moved a date, since then or of which the office was not told yet."""
    moved = DateChanged.objects.filter(told_at=None) if since is None else DateChanged.objects.filter(at__gte=since)
    return list(moved.order_by("file").values_list("file", flat=True).distinct())


def last_met(*, file: uuid.UUID, duty: str) -> datetime | None:
    """When a duty of a file was done the last time; None where it never was."""
    met = Clock.objects.filter(file=file, duty=duty, how="met").order_by("-ended_at")
    return met.values_list("ended_at", flat=True).first()


def has_ended(*, clock: uuid.UUID) -> bool:
    """Whether the duty was done, or fell away, or went with its file."""
    return not Clock.objects.filter(pk=clock, ended_at=None).exists()


def date_changes_for(*, office: str) -> tuple[Change, ...]:
    """The dates that a new calendar moved, until the office was told (T4); one notice for all of them."""
    changes = DateChanged.objects.filter(office=office, told_at=None, clock__ended_at=None).select_related("clock")
    return tuple(
        Change(one.pk, one.file, Duty(one.clock.duty), Bears(one.clock.bears), one.before, one.after, one.at)
        for one in changes.order_by("after", "id")
        if one.before != one.after
    )


def _borne(late: list[Late], bears: Bears) -> int:
    return sum(1 for one in late if one.bears == bears)


def _days_late(due_at: datetime, now: datetime) -> int:
    """Days of Asia/Shanghai that began since: one from the first minute on."""
    return max(0, (now.astimezone(CHINA).date() - due_at.astimezone(CHINA).date()).days) + 1


def _shown(clock: Clock, story: Story, now: datetime) -> Shown:
    due = story.due(calendars_with(clock.edition).at(clock.place))
    return Shown(
        clock=clock.id, duty=Duty(clock.duty), bears=Bears(clock.bears), rule=clock.rule,
        limit=limit_of(clock.limit_amount, clock.limit_unit).said(), limit_key=clock.limit_key, since=clock.since,
        due_on=clock.due_on, due_at=clock.due_at, provisional=clock.provisional, suspended=story.spans,
        extension=story.extension, state=_state(clock, story, now), ended_at=clock.ended_at,
        breached_at=clock.breached_at, escalated_at=clock.escalated_at, explanation=due.explanation,
        not_counted=due.not_counted, moved_by=due.moved_by,
    )  # fmt: skip


def _state(clock: Clock, story: Story, now: datetime) -> State:
    if clock.how == "void":
        return State.VOID
    if clock.ended_at is not None:
        late = clock.due_at is not None and clock.ended_at > clock.due_at
        return State.MET_LATE if late else State.MET
    if clock.due_at is None and story.is_suspended:
        return State.SUSPENDED
    return State.LATE if clock.due_at is not None and clock.due_at < now else State.RUNNING
