"""The person takes her consent back, or wants everything gone: her open cases end first."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from suixing.cases import actions as cases
from suixing.cases.queries import Case, procedure
from suixing.journeys.cases import following

REASON = {"reason": "person_withdrew"}


def end_open_cases(*, person: UUID, office: str, by: str, now: datetime, opened_by: datetime | None = None) -> int:
    """Withdraw what this office has open for her; the other sides are told. How many cases.

    ``opened_by``: only what was open then; she may have agreed again since.
    """
    ended = 0
    held = Case.objects.filter(person_id=person, office_id=office, closed_at=None).order_by("opened_at")
    if opened_by is not None:
        held = held.filter(opened_at__lte=opened_by)
    for case in held:
        fresh = Case.objects.filter(pk=case.pk, closed_at=None).first()
        if fresh is None:
            continue
        if cases.is_hers_alone(fresh):
            cases.step_for_her(case=case.id, step="withdraw", content=REASON, office=office, now=now)
            ended += 1
        elif "withdraw" in procedure(fresh.procedure).steps_from(fresh.state, cases.Side(fresh.side)):
            cases.take_step(case=case.id, step="withdraw", content=REASON, office=office, seen=None, by=by, now=now)
            ended += 1
        fresh = Case.objects.get(pk=case.pk)
        if fresh.procedure == "registration" and fresh.closed_at is not None:
            following.withdraw_pairs(fresh, ended="withdraw", by=by, now=now)
            cases.close_registration(fresh, ended="withdraw", by=by, now=now)
    return ended


def forget_cases(*, person: UUID, office: str, by: str, now: datetime) -> None:
    """Destroy what this office's cases say about her; the other sides of pairs are asked to do the same."""
    end_open_cases(person=person, office=office, by=by, now=now)
    for case in Case.objects.filter(person_id=person, office_id=office):
        cases.destroy(case)


def forget_everywhere(*, person: UUID) -> None:
    """What offices hold that this session cannot name; the database refuses it for one who is still held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_forget_person(%s)", [person])


def tell_other_sides(*, now: datetime) -> int:
    """The node's part: ask the other sides of what was destroyed to destroy their copies; how many."""
    return sum(cases.tell_destroyed(case=case, now=now) for case in cases.destroyed_untold())
