"""What a superior sees of the offices below: how they serve, in counts and times. Never a person, never a file number.

Numbers of rows say roughly how large a sheet was; they are rounded, so that nobody is counted out of them, and how many
people an office has registered is not among them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from suixing.access.queries import Colleague, colleagues_of, officers_at
from suixing.directory.queries import OfficeContact, contact_of
from suixing.journeys.intake.queries import BELOW_DAYS, RunCounts, runs_below, runs_since
from suixing.journeys.models import UNDER_WAY, IntakeRun
from suixing.kernel.errors import Sentence
from suixing.places.queries import OfficeBelow, office_below, offices_below

ROUNDED_TO = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """An office below in counts: officers, intakes that wait or run, when the last one was handed in."""

    office: OfficeBelow
    officers: int
    open_intakes: int
    last_intake: datetime | None


@dataclass(frozen=True, slots=True)
class IntakeBelow:
    """An intake as a superior sees it; ``rows`` and ``rejected`` are None where there are too few to say.

    ``took`` is the time from handing in to the end, None while it is open.
    """

    office: str
    title: Sentence
    handed_in_at: datetime
    took: timedelta | None
    rows: int | None
    rejected: int | None


@dataclass(frozen=True, slots=True)
class OfficeSeen:
    """One office below: how it is reached, who works there, its intakes of the last 30 days."""

    office: OfficeBelow
    contact: OfficeContact | None
    colleagues: list[Colleague]
    intakes: list[IntakeBelow]


def standings(*, office: str, tier: int | None, sought: str, page: int, size: int) -> tuple[list[Standing], int]:
    """A page of the offices below, and how many pages there are."""
    found, last = offices_below(office=office, tier=tier, sought=sought, page=page, size=size)
    codes = [one.code for one in found]
    officers = officers_at(offices=codes)
    counted = IntakeRun.objects.filter(office__in=codes).values("office_id")
    counted = counted.annotate(under_way=Count("pk", filter=Q(state__in=UNDER_WAY)), newest=Max("handed_in_at"))
    runs = {str(one["office_id"]): (int(one["under_way"]), one["newest"]) for one in counted}
    return [Standing(one, officers.get(one.code, 0), *runs.get(one.code, (0, None))) for one in found], last


def see_office(*, office: str, code: str, now: datetime) -> OfficeSeen | None:
    """One office below ``office``; None for any other."""
    found = office_below(office=office, code=code)
    if found is None:
        return None
    runs = runs_since(office=code, since=now - timedelta(days=BELOW_DAYS))
    return OfficeSeen(found, contact_of(code), colleagues_of(office=code), [_seen(run) for run in runs])


def intakes_below(*, office: str, page: int, size: int, now: datetime) -> tuple[list[IntakeBelow], int]:
    """A page of the intakes of the last 30 days at all offices below, newest first, and how many pages there are."""
    runs = runs_below(office=office, now=now)
    last = max(1, -(-len(runs) // size))
    start = (min(max(page, 1), last) - 1) * size
    return [_seen(run) for run in runs[start : start + size]], last


def roughly(count: int) -> int | None:
    """A number of rows, rounded to tens; None below ten."""
    return None if count < ROUNDED_TO else (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def _seen(run: RunCounts) -> IntakeBelow:
    return IntakeBelow(
        run.office, run.title, run.handed_in_at, run.finished_at - run.handed_in_at if run.finished_at else None,
        roughly(run.rows_done), roughly(run.rejected),
    )  # fmt: skip
