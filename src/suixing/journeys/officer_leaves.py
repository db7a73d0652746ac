"""An officer leaves: in one step she is signed out everywhere, barred, and her open work is her successor's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from suixing.access import actions as access
from suixing.access.actions import DOOR
from suixing.access.queries import active_member
from suixing.access.roles import MEETS_PERSONS, Role
from suixing.journal import actions as journal
from suixing.journeys.errors import SuccessorCannot, SuccessorNeeded
from suixing.journeys.intake.queries import RunCounts, open_runs_of, runs_numbered
from suixing.journeys.models import HandingOver


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What went over when an officer left: her intakes as they stand now; ``openings`` ended."""

    successor: str | None
    by: str
    at: datetime
    intakes: list[RunCounts]
    openings: int


def open_work(*, officer: str, office: str, now: datetime) -> list[RunCounts]:
    """What would be handed over now: her intakes that wait, run, or broke off and can be tried again."""
    return open_runs_of(office=office, officer=officer, now=now)


def leave(*, number: int, successor: int | None, office: str, seen: str, by: str, now: datetime) -> None:
    """End an officer's service and hand her work over, all of it or nothing.

    ``successor`` is an officer of the same office, None only where no intake is open: then her cases are nobody's.
    Raises NoSuchOfficer, NotAdministrator, OwnAccount, OfficerChangedMeanwhile, LastAdministrator, SuccessorNeeded or
    SuccessorCannot.
    """
    with transaction.atomic(using=DOOR):
        officer = access.check_may_leave(number=number, office=office, seen=seen, by=by)
        heir = None if successor in (None, number) else active_member(number=int(str(successor)), office=office)
        access.end_service(officer=officer, by=by, now=now)
        openings = access.end_openings(officer=officer.username)
        runs = _hand_over(officer.username, heir.username if heir else None, by, now, openings)
        if runs and heir is None:
            raise SuccessorNeeded
        if runs and heir is not None and not heir.has_role(Role.DESK_OFFICER):
            raise SuccessorCannot
        # Who may not work on cases gets none: they are nobody's then, and stand so in the worklist.
        fit = heir is not None and heir.has_role(*MEETS_PERSONS, Role.SUPERVISOR)
        cases = _hand_cases_over(officer.username, heir.username if heir and fit else "")
        journal.record(
            act="officer.work_handed_over", office=office, officer=by, purpose="staff",
            detail={
                "officer": officer.username, "successor": heir.username if heir else None, "intakes": len(runs),
                "openings": openings, "cases": cases,
            },
            now=now, using=DOOR,
        )  # fmt: skip


def handed_over(*, officer: str, office: str) -> list[HandedOver]:
    """What this officer handed over whenever she left the office, the newest first."""
    held = list(HandingOver.objects.filter(office=office, officer=officer).order_by("-handed_at", "-pk"))
    runs = {run.id: run for run in runs_numbered(office=office, numbers=[one for row in held for one in row.intakes])}
    return [
        HandedOver(
            row.successor, row.handed_by, row.handed_at, [runs[one] for one in row.intakes if one in runs], row.openings
        )
        for row in held
    ]


def _hand_over(who: str, heir: str | None, by: str, now: datetime, openings: int) -> list[UUID]:
    with connections[DOOR].cursor() as cursor:
        cursor.execute("SELECT journeys_hand_over(%s, %s, %s, %s, %s)", [who, heir, by, now, openings])
        return [run for (run,) in cursor.fetchall()]


def _hand_cases_over(who: str, heir: str) -> int:
    """Open cases become the heir's, or nobody's where it is empty; how many."""
    with connections[DOOR].cursor() as cursor:
        cursor.execute("SELECT cases_hand_over(%s, %s)", [who, heir])
        return int(cursor.fetchone()[0])
