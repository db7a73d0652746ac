"""A clock ran out: registrations go on without the silent office, and the lowest office above both is told (T5).

Where that is the nation's and works on another node, it is told by a message (``raising``).

What goes up is whose duty it is, of what kind and since when; never a person, a paper, a case or its procedure.
"""

from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, OperationalError, transaction

from suixing.cases import actions as cases
from suixing.cases.actions import locked
from suixing.cases.queries import Case, Side
from suixing.clocks import actions as clocks
from suixing.clocks.actions import Breached
from suixing.clocks.queries import has_ended, to_escalate, told_above
from suixing.journeys.cases import following, raising
from suixing.journeys.models import Coordination
from suixing.kernel.errors import Refusal
from suixing.places.queries import is_open_office, lowest_open_over_both, superiors


def escalate_waiting(*, now: datetime, limit: int = 1000) -> list[str]:
    """Escalate whatever ran out, in a transaction each, also what an earlier worker left.

    What could not be, in one word each: the clock and the kind of fault. It is tried again.
    """
    failed = []
    for one in to_escalate(limit=limit):
        try:
            _escalate(one, now=now)
        except OperationalError:
            raise
        except (DatabaseError, Refusal, ValueError, LookupError) as fault:
            failed.append(f"{one.clock} {type(fault).__name__}")
    return failed


@transaction.atomic
def _escalate(one: Breached, *, now: datetime) -> bool:
    if not clocks.mark_escalated(clock=one.clock, by=cases.NODE, now=now):
        return False
    case = Case.objects.filter(pk=one.file).first()
    if case is None:
        return False
    if case.parent_id is not None:
        following.go_on_if_nothing_is_open(locked(case.parent_id, case.office_id), by=cases.NODE, now=now)
    # Both copies of a pair know of the breach; the side that waits tells it. Coordination itself is not coordinated.
    # Where nobody asks but the person herself, no other office tells.
    told_by_other = case.side == Side.ANSWERING and one.bears == "own" and not cases.is_hers_alone(case)
    if case.procedure == "coordination" or told_by_other:
        return False
    if one.bears == "other":
        late, waiting = case.counterpart, case.office_id
        above = lowest_open_over_both(late, waiting)
    else:
        # What it has not sent yet no other office waits for; and all that is its own looks alike above.
        late = waiting = case.office_id
        above = _first_open_above(late)
    if above is None:
        return raising.raise_to_nation(
            one.clock, late=late, waiting=waiting, duty=told_above(one.duty), due=one.due_at, now=now
        )
    _coordinate(one.clock, above, late=late, waiting=waiting, duty=told_above(one.duty), due=one.due_at, now=now)
    return True


def _first_open_above(code: str) -> str | None:
    return next((above for above in superiors(code) if is_open_office(above)), None)


def _coordinate(clock: UUID, above: str, *, late: str, waiting: str, duty: str, due: datetime, now: datetime) -> None:
    content = {"late": late, "waiting": waiting, "duty": duty, "due": due.isoformat()}
    opened = cases.open_own(code="coordination", office=above, person=None, content=content, by=cases.NODE, now=now)
    Coordination.objects.create(
        clock=clock, case=opened.id, office_id=above, late=late, waiting=waiting, duty=duty, due=due, opened_at=now
    )


def pass_up_waiting(*, now: datetime) -> int:
    """Where an office passed one up, open it one open tier higher, and end what another node was told of; how many."""
    done = raising.tell_met(now=now)
    for one in Coordination.objects.filter(passed_on_at=None, ended_at=None).order_by("id")[:200]:
        done += _follow(one.pk, now=now)
    return done


@transaction.atomic
def _follow(number: int, *, now: datetime) -> bool:
    held = Coordination.objects.select_for_update(skip_locked=True).filter(pk=number, passed_on_at=None).first()
    case = Case.objects.filter(pk=held.case).first() if held else None
    if held is None or case is None:
        return False
    if case.closed_at is None and held.pair is None and has_ended(clock=held.clock):
        cases.take_machine(locked(case.id, case.office_id), "answered", {}, now=now)
        case.refresh_from_db()
    if case.closed_at is None:
        return False
    if case.state != "passed_up":
        Coordination.objects.filter(pk=number).update(ended_at=now)
        return False
    above = _first_open_above(held.office_id)
    Coordination.objects.filter(pk=number).update(passed_on_at=now)
    if above is None:
        return raising.raise_to_nation(
            held.clock, late=held.late, waiting=held.waiting, duty=held.duty, due=held.due, now=now
        )
    _coordinate(held.clock, above, late=held.late, waiting=held.waiting, duty=held.duty, due=held.due, now=now)
    return True
