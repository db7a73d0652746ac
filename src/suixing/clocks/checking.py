"""Whether every clock says what its events come to: ``suixing clock check``."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from suixing.clocks.calendars import Calendars, calendars, calendars_with
from suixing.clocks.folding import fold
from suixing.clocks.models import Clock, ClockEvent, Edition

AT_ONCE = 2_000
MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Differing:
    """A clock whose stored values are not those of its events: which columns."""

    clock: uuid.UUID
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """How many clocks were compared, how many differ (the first ones named), and how many wait for a new edition.

    ``older``: ended before the program came with another calendar; only what does not depend on it was compared.
    """

    compared: int
    wrong: int
    named: tuple[Differing, ...]
    waiting: int
    older: int


@transaction.atomic
def check_clocks() -> Checked:
    """Count every clock anew from its events and compare; changes nothing."""
    held = calendars()
    last_shipped = Edition.objects.filter(kind="shipped").order_by("-pk").values_list("pk", flat=True).first() or 0
    unsettled = Edition.objects.filter(settled_at=None).order_by("-pk").values_list("pk", flat=True).first() or 0
    compared = waiting = older = wrong = 0
    named: list[Differing] = []
    clocks = Clock.objects.order_by("pk").iterator(AT_ONCE)
    while batch := list(islice(clocks, AT_ONCE)):
        events: dict[uuid.UUID, list[ClockEvent]] = defaultdict(list)
        for event in ClockEvent.objects.filter(clock__in=batch).order_by("id"):
            events[event.clock_id].append(event)
        for clock in batch:
            compared += 1
            is_open = clock.ended_at is None
            waits = is_open and clock.edition < unsettled
            waiting += waits
            is_older = not is_open and clock.edition < last_shipped
            older += is_older
            used = held if is_open and not waits else calendars_with(clock.edition)
            columns = _differing(clock, events[clock.pk], used, dates=not is_older)
            wrong += bool(columns)
            if columns and len(named) < MOST_NAMED:
                named.append(Differing(clock.pk, columns))
    return Checked(compared, wrong, tuple(named), waiting, older)


def _differing(clock: Clock, events: list[ClockEvent], used: Calendars, *, dates: bool) -> tuple[str, ...]:
    if not events:
        return ("events",)
    story = fold(events)
    told: dict[str, object] = {
        "since": story.start,
        "limit_amount": story.limit and story.limit.amount,
        "limit_unit": story.limit and story.limit.unit.value,
        "floor": story.floor,
        "breached_at": story.breached_at,
        "escalated_at": story.escalated_at,
        "ended_at": story.ended_at,
        "how": story.how,
    }
    if dates and story.start is not None:
        due = story.instant(used.at(clock.place))
        told |= {"due_on": due.on, "due_at": due.at, "provisional": due.provisional}
    return tuple(column for column, value in told.items() if getattr(clock, column) != value)
