"""The lowest office above both is the nation's, on another node: it is told whose duty is late, and until when (T5).

Told in a pair of its own, which nothing ties to a case: the offices, the kind of duty, the dates. Which office waits is
told to the superior alone, never to the late side (X8).
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from suixing.cases import actions as cases
from suixing.cases.actions import locked
from suixing.cases.queries import KIND_MET, KIND_RAISED, Case, plain, read_plain
from suixing.clocks.queries import has_ended
from suixing.exchange import actions as exchange
from suixing.exchange.actions import Inbound, Side
from suixing.exchange.queries import far_office
from suixing.journeys.errors import NotAbove
from suixing.journeys.models import Coordination, Raised
from suixing.places.queries import NATION, is_present_code

AT_ONCE = 200


def raise_to_nation(clock: UUID, *, late: str, waiting: str, duty: str, due: datetime, now: datetime) -> bool:
    """Tell the nation's office on another node of a late duty, once for each clock; whether it was told now."""
    if far_office(NATION) is None or Raised.objects.filter(pk=clock).exists():
        return False
    pair = uuid4()
    body = plain(KIND_RAISED, {"late": late, "waiting": waiting, "duty": duty, "due": due.isoformat()})
    exchange.open_route(pair=pair, asking=waiting, answering=NATION, now=now)
    exchange.send(pair=pair, side=Side.ASKING, kind=KIND_RAISED, body=body, office=waiting, now=now)
    Raised.objects.create(clock=clock, pair=pair, waiting=waiting, raised_at=now)
    return True


def tell_met(*, now: datetime) -> int:
    """Tell the nation's office of what it was told of and is late no more; how many."""
    waiting = Raised.objects.filter(met_at=None).order_by("raised_at").values_list("clock", flat=True)
    return sum(_tell_met(clock, now=now) for clock in waiting[:AT_ONCE] if has_ended(clock=clock))


@transaction.atomic
def _tell_met(clock: UUID, *, now: datetime) -> bool:
    held = Raised.objects.select_for_update(skip_locked=True).filter(pk=clock, met_at=None).first()
    if held is None:
        return False
    body = plain(KIND_MET, {"at": now.isoformat()})
    exchange.send(pair=held.pair, side=Side.ASKING, kind=KIND_MET, body=body, office=held.waiting, now=now)
    Raised.objects.filter(pk=clock).update(met_at=now)
    return True


def raised(inbound: Inbound) -> None:
    """An office of another node waits for a late one: open a coordination here. Raises NotAbove, BadContent.

    A node speaks for its own offices alone.
    """
    told = read_plain(inbound.kind, inbound.body)
    late, waiting = told["late"], told["waiting"]
    if inbound.office != NATION or inbound.side != Side.ASKING or not waiting.startswith(inbound.sender_place):
        raise NotAbove
    if not (is_present_code(late) and is_present_code(waiting)):
        raise NotAbove
    if Coordination.objects.filter(pair=inbound.pair).exists():
        return
    now = inbound.arrived_at
    opened = cases.open_own(code="coordination", office=NATION, person=None, content=told, by=cases.NODE, now=now)
    Coordination.objects.create(
        clock=inbound.pair, pair=inbound.pair, case=opened.id, office_id=NATION, late=late, waiting=waiting,
        duty=told["duty"], due=datetime.fromisoformat(told["due"]), opened_at=now,
    )  # fmt: skip


def met(inbound: Inbound) -> None:
    """The late office acted, or nobody waits any more: nothing is left to coordinate."""
    read_plain(inbound.kind, inbound.body)
    now = inbound.arrived_at
    for held in Coordination.objects.select_for_update().filter(pair=inbound.pair, ended_at=None):
        case = Case.objects.filter(pk=held.case, closed_at=None).first()
        if case is not None:
            cases.take_machine(locked(case.id, case.office_id), "answered", {}, now=now)
        Coordination.objects.filter(pk=held.pk).update(ended_at=now)
