"""The verbs of clocks. Each stands in the transaction of the act that it belongs to, whose entry tells of both.

An act on one clock locks it first and asks for the calendar then, so that no new edition is missed.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from suixing.clocks.calendars import Calendars, calendars, calendars_for_writing
from suixing.clocks.editions import Loaded, add_closure, adopt_shipped, lift_closure, load_notice
from suixing.clocks.errors import (
    AlreadyExtended,
    AlreadyRunning,
    AlreadySuspended,
    DaysOutOfOrder,
    LimitPassed,
    NoOpenClock,
    NotMet,
    NotSuspended,
)
from suixing.clocks.folding import Story, fold
from suixing.clocks.models import Bears, Clock, ClockEvent, DateChanged, Duty, Kind
from suixing.clocks.recounting import Recounted, recompute
from suixing.journal import actions as journal
from suixing.rules.counting import CHINA
from suixing.rules.limits import Limit

__all__ = [
    "Bears",
    "Duty",
    "Loaded",
    "Recounted",
    "add_closure",
    "adopt_shipped",
    "lift_closure",
    "load_notice",
    "recompute",
]  # the rest is defined here


@dataclass(frozen=True, slots=True)
class Breached:
    """A clock that ran out; ``bears`` says whose duty it was as ``office`` sees it."""

    clock: uuid.UUID
    file: uuid.UUID
    office: str
    duty: Duty
    bears: Bears
    rule: str
    due_at: datetime


@transaction.atomic(savepoint=False)  # where it is refused, so is the step that it belongs to
def start(
    *, file: uuid.UUID, office: str, duty: Duty | str, bears: Bears | str, place: str, limit: Limit, limit_key: str,
    rule: str, book: str, since: datetime, binds_person: bool = False, by: str, now: datetime,
) -> uuid.UUID:  # fmt: skip
    """Start a clock in the copy of ``office``; its number. Raises AlreadyRunning.

    ``since`` is the legal start (T2), ``place`` the division code whose closures hold, ``limit_key`` the limit's
    name in the rule book ``book``.
    """
    if Clock.objects.filter(file=file, duty=duty, ended_at=None).exists():
        raise AlreadyRunning
    held = calendars_for_writing()
    due = Story(start=since, limit=limit).instant(held.at(place))
    clock = Clock.objects.create(
        id=uuid.uuid4(), file=file, office=office, duty=Duty(duty), bears=Bears(bears), place=place,
        limit_amount=limit.amount, limit_unit=limit.unit.value, limit_key=limit_key, rule=rule, book=book, since=since,
        due_on=due.on, due_at=due.at, provisional=due.provisional, binds_person=binds_person, edition=held.edition,
    )  # fmt: skip
    ClockEvent.objects.create(
        clock=clock, kind=Kind.STARTED, at=since, limit_amount=limit.amount, limit_unit=limit.unit.value,
        due_after=due.at, officer=by, recorded_at=now,
    )  # fmt: skip
    return clock.id


@transaction.atomic
def suspend(*, file: uuid.UUID, duty: Duty | str, on: date, reason: str, by: str, now: datetime) -> None:
    """Days from ``on`` do not count until the clock goes on (T3). Raises NoOpenClock, AlreadySuspended, DaysOutOfOrder.

    Where the clock binds a person, the day that she was told stays the earliest one (T4).
    """
    clock, story = _open_clock(file, duty)
    if story.is_suspended:
        raise AlreadySuspended
    last = story.spans[-1].last if story.spans else None
    if on < clock.since.astimezone(CHINA).date() or (last is not None and on <= last):
        raise DaysOutOfOrder
    _append(clock, story, ClockEvent(kind=Kind.SUSPENDED, on=on, reason=reason), by=by, now=now)


@transaction.atomic
def resume(*, file: uuid.UUID, duty: Duty | str, on: date, reason: str = "", by: str, now: datetime) -> None:
    """The clock goes on after ``on``, the last day that does not count.

    Raises NoOpenClock, NotSuspended, DaysOutOfOrder.
    """
    clock, story = _open_clock(file, duty)
    if not story.is_suspended:
        raise NotSuspended
    if on < story.spans[-1].first:
        raise DaysOutOfOrder
    _append(clock, story, ClockEvent(kind=Kind.RESUMED, on=on, reason=reason), by=by, now=now)


@transaction.atomic
def extend(*, file: uuid.UUID, duty: Duty | str, by_limit: Limit, reason: str, by: str, now: datetime) -> None:
    """Lengthen a limit once; whether the rule book allows it the caller has asked.

    Raises NoOpenClock, AlreadyExtended, LimitPassed.
    """
    clock, story = _open_clock(file, duty)
    if story.extension is not None:
        raise AlreadyExtended
    if clock.due_at is not None and clock.due_at < now:
        raise LimitPassed
    event = ClockEvent(
        kind=Kind.EXTENDED, at=now, reason=reason, limit_amount=by_limit.amount, limit_unit=by_limit.unit.value
    )
    _append(clock, story, event, by=by, now=now)


@transaction.atomic
def meet(*, file: uuid.UUID, duty: Duty | str, at: datetime, by: str, now: datetime) -> None:
    """The duty was done at ``at``, in time or late. Raises NoOpenClock."""
    clock, story = _open_clock(file, duty)
    _end(clock, story, Kind.MET, at=at, reason="", by=by, now=now)


@transaction.atomic
def unmeet(*, file: uuid.UUID, duty: Duty | str, reason: str = "taken_back", by: str, now: datetime) -> None:
    """What met the clock was taken back within its minute: it runs as if nothing had been. Raises NotMet."""
    clock = (
        Clock.objects.select_for_update().filter(file=file, duty=duty, how=Kind.MET.value)
        .exclude(ended_at=None).order_by("-ended_at", "-id").first()
    )  # fmt: skip
    if clock is None or Clock.objects.filter(file=file, duty=duty, ended_at=None).exists():
        raise NotMet
    story = fold(ClockEvent.objects.filter(clock=clock).order_by("id"))
    clock.ended_at, clock.how = None, ""
    _append(clock, story, ClockEvent(kind=Kind.UNMET, at=now, reason=reason), by=by, now=now)


@transaction.atomic
def void(*, file: uuid.UUID, duty: Duty | str | None, at: datetime, reason: str, by: str, now: datetime) -> int:
    """End clocks without their duty: one (raises NoOpenClock where it does not run) or all; how many ended."""
    duties = [duty] if duty is not None else _open_duties(file)
    for one in duties:
        clock, story = _open_clock(file, one)
        _end(clock, story, Kind.VOID, at=at, reason=reason, by=by, now=now)
    return len(duties)


@transaction.atomic
def sweep(*, now: datetime, limit: int = 1000, by: str = "worker") -> list[Breached]:
    """Mark the clocks that ran out, the longest ones first; several workers may call it at once."""
    waiting = Clock.objects.select_for_update(skip_locked=True).filter(ended_at=None, breached_at=None, due_at__lt=now)
    found = []
    held = calendars()
    for clock in waiting.order_by("due_at")[:limit]:
        if clock.edition < held.edition:
            recount(clock, fold(_events(clock)), held, by=by, now=now)
        due_at = clock.due_at
        if due_at is None or due_at >= now:
            continue
        clock.breached_at = due_at
        clock.version += 1
        clock.save(update_fields=["breached_at", "version"])
        ClockEvent.objects.create(
            clock=clock, kind=Kind.BREACHED, at=due_at, due_before=due_at, due_after=due_at, officer=by,
            recorded_at=now,
        )  # fmt: skip
        journal.record(
            act="clock.breached", office=clock.office, officer=by, purpose="operation",
            detail={"clock": clock.id, "duty": clock.duty, "bears": clock.bears, "rule": clock.rule, "due_at": due_at},
            now=now,
        )  # fmt: skip
        found.append(breached_of(clock, due_at))
    return found


def breached_of(clock: Clock, due_at: datetime) -> Breached:
    """What others are told of a clock that ran out."""
    return Breached(clock.id, clock.file, clock.office, Duty(clock.duty), Bears(clock.bears), clock.rule, due_at)


@transaction.atomic
def mark_escalated(*, clock: uuid.UUID, by: str, now: datetime) -> bool:
    """A coordination step was opened for this breach (T5); False where it was marked before, or is over."""
    held = Clock.objects.select_for_update().filter(pk=clock, ended_at=None, escalated_at=None).first()
    if held is None:
        return False
    held.escalated_at = now
    held.version += 1
    held.save(update_fields=["escalated_at", "version"])
    ClockEvent.objects.create(
        clock=held, kind=Kind.ESCALATED, at=now, due_before=held.due_at, due_after=held.due_at, officer=by,
        recorded_at=now,
    )  # fmt: skip
    return True


@transaction.atomic
def mark_told(*, changes: Sequence[tuple[int, date]], office: str, now: datetime) -> int:
    """The office was shown these changes of dates: pairs of number and new day; how many were still news.

    One that moved again since it was shown stays to be told.
    """
    told = 0
    for number, after in changes:
        told += DateChanged.objects.filter(pk=number, office=office, after=after, told_at=None).update(told_at=now)
    return told


def forget(*, files: Sequence[uuid.UUID]) -> None:
    """Delete all clocks of files that are erased; the database refuses it for other offices' files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clocks_forget(%s::uuid[])", [list(files)])


def recount(clock: Clock, story: Story, held: Calendars, *, by: str, now: datetime) -> None:
    """Count a locked clock anew with this calendar, and append what that changes (T4)."""
    due = story.instant(held.at(clock.place))
    if due.at != clock.due_at:
        _append(clock, story, ClockEvent(kind=Kind.RECOMPUTED, at=now), by=by, now=now)
    else:
        clock.provisional, clock.edition = due.provisional, held.edition
        clock.save(update_fields=["provisional", "edition"])


def _events(clock: Clock) -> list[ClockEvent]:
    return list(ClockEvent.objects.filter(clock=clock).order_by("id"))


def _open_duties(file: uuid.UUID) -> list[str]:
    return list(Clock.objects.filter(file=file, ended_at=None).order_by("id").values_list("duty", flat=True))


def _open_clock(file: uuid.UUID, duty: Duty | str) -> tuple[Clock, Story]:
    """The clock, locked, and what its events tell."""
    clock = Clock.objects.select_for_update().filter(file=file, duty=duty, ended_at=None).first()
    if clock is None:
        raise NoOpenClock
    return clock, fold(_events(clock))


def _append(clock: Clock, story: Story, event: ClockEvent, *, by: str, now: datetime) -> None:
    """Append the event and store what follows from it, counted with the calendar in force.

    Where a date that binds a person would come to lie earlier, or a suspension takes it away for now, the event keeps
    it as the floor (T4).
    """
    held = calendars()
    event.clock, event.officer, event.recorded_at, event.due_before = clock, by, now, clock.due_at
    due = fold([event], story).instant(held.at(clock.place))
    if clock.binds_person and clock.due_on is not None and (due.on is None or due.on < clock.due_on):
        event.floor = max(clock.due_on, clock.floor or clock.due_on)
    after = fold([event], story)
    due = after.instant(held.at(clock.place))
    event.due_after = due.at
    event.save()
    clock.due_on, clock.due_at, clock.provisional = due.on, due.at, due.provisional
    clock.floor, clock.edition = after.floor, held.edition
    clock.breached_at = fold([event], story).breached_at
    clock.version += 1
    clock.save(update_fields=_CHANGED)


_CHANGED = ["due_on", "due_at", "provisional", "floor", "edition", "breached_at", "ended_at", "how", "version"]


def _end(clock: Clock, story: Story, kind: Kind, *, at: datetime, reason: str, by: str, now: datetime) -> None:
    event = ClockEvent(
        clock=clock, kind=kind, at=at, reason=reason, due_before=clock.due_at, due_after=clock.due_at, officer=by,
        recorded_at=now,
    )  # fmt: skip
    after = fold([event], story)
    event.save()
    clock.ended_at, clock.how, clock.breached_at = after.ended_at, after.how, after.breached_at
    clock.version += 1
    clock.save(update_fields=["ended_at", "how", "breached_at", "version"])
