"""What is due at an office: a list by day that is asked for in pieces, counts, and the cases of some numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from suixing.cases.models import Case, Cover
from suixing.cases.procedures import Keeper, procedure
from suixing.clocks.queries import provisional_among
from suixing.kernel.errors import Sentence
from suixing.rules.counting import CHINA

PAGE = 50
MOST_COUNTED = 1000
"""Counts stop here: an office with more is told so, and nobody waits for the rest to be counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """A case in a list. ``waits_for`` is us, other, person or nobody; ``due_on`` the last day of the earliest clock.

    ``ours`` is whether that duty is this office's; ``provisional`` (T4) is known in lists of what is due only.
    """

    case: UUID
    number: str
    title: Sentence
    state: Sentence
    procedure: str
    side: str
    waits_for: str
    counterpart: str
    assigned_to: str
    due_at: datetime | None
    ours: bool
    overdue: bool
    closed_at: datetime | None
    provisional: bool = False

    @property
    def due_on(self) -> date | None:
        """The last day on which it is in time, by Beijing's calendar."""
        return None if self.due_at is None else (self.due_at.astimezone(CHINA) - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of an office.

    ``whose`` is all, mine (whoever must act next), ours (this office must act), nobodys (and nobody does yet) or
    others (waiting for others); ``due`` is any, overdue, today or week; ``procedure`` empty for every one. ``after`` is
    where the page before ended: the instant by which it is ordered, None where there is none, and the case.
    """

    whose: str = "all"
    due: str = "any"
    procedure: str = ""
    closed: bool = False
    after: tuple[datetime | None, UUID] | None = None


def worklist(
    *, office: str, keeper: Keeper, by: str, wanted: Wanted, now: datetime, most: int = PAGE
) -> tuple[list[Item], bool]:
    """What is open at an office, the most overdue first, what has no date last; and whether there is more.

    What is closed comes the latest first.
    """
    held = _wanted(office=office, keeper=keeper, by=by, wanted=wanted, now=now)
    if wanted.closed:
        rows = list(_closed_after(held, wanted.after).order_by("-closed_at", "id")[: most + 1])
    else:
        rows = _due_after(held, wanted.after, most + 1)
    shown = rows[:most]
    unsure = provisional_among([case.id for case in shown if case.due_at is not None])
    return [item_of(case, now, provisional=case.id in unsure) for case in shown], len(rows) > most


def _due_after(held: "QuerySet[Case]", after: tuple[datetime | None, UUID] | None, most: int) -> list[Case]:
    """From where the page before ended: what has a date, then what has none, each read along the index."""
    held = held.order_by(F("due_at").asc(nulls_last=True), "id")
    if after is None:
        return list(held[:most])
    due, case = after
    if due is None:
        return list(held.filter(due_at=None, id__gt=case)[:most])
    rows = list(held.filter(due_at__gte=due).exclude(due_at=due, id__lte=case)[:most])
    return rows if len(rows) == most else [*rows, *held.filter(due_at=None)[: most - len(rows)]]


def _closed_after(held: "QuerySet[Case]", after: tuple[datetime | None, UUID] | None) -> "QuerySet[Case]":
    if after is None or after[0] is None:
        return held
    closed, case = after
    return held.filter(closed_at__lte=closed).exclude(closed_at=closed, id__lte=case)


def _wanted(*, office: str, keeper: Keeper, by: str, wanted: Wanted, now: datetime) -> "QuerySet[Case]":
    held = Case.objects.filter(office_id=office, keeper=keeper.value, closed_at__isnull=not wanted.closed)
    held = held.defer("sealed", "wrapped_key")
    if wanted.procedure:
        held = held.filter(procedure=wanted.procedure)
    if wanted.whose == "mine":
        held = held.filter(assigned_to__in=_hers(office, by, now))
    elif wanted.whose == "ours":
        held = held.filter(ours=True)
    elif wanted.whose == "nobodys":
        held = held.filter(ours=True, assigned_to="")
    elif wanted.whose == "others":
        held = held.filter(ours=False)
    midnight = _midnight(now)
    if wanted.due == "overdue":
        held = held.filter(due_at__lt=now)
    elif wanted.due == "today":
        held = held.filter(due_at__gte=now, due_at__lte=midnight + timedelta(days=1))
    elif wanted.due == "week":
        held = held.filter(due_at__gte=now, due_at__lte=midnight + timedelta(days=7))
    return held


def item_of(case: Case, now: datetime, *, provisional: bool = False) -> Item:
    """A case as a list shows it; nothing of its content."""
    table = procedure(case.procedure)
    waits = {case.side: "us", "person": "person", "nobody": "nobody"}.get(case.turn, "other")
    return Item(
        case.id, case.number, table.title, table.states[case.state].says, case.procedure, case.side, waits,
        case.counterpart, case.assigned_to, case.due_at, case.ours,
        case.closed_at is None and case.due_at is not None and case.due_at < now, case.closed_at, provisional,
    )  # fmt: skip


_FEW = """(SELECT count(*) FROM (SELECT FROM cases_case WHERE office_id = %(office)s AND keeper = %(keeper)s
    AND closed_at IS NULL AND {only} LIMIT %(most)s) counted) AS {name}"""
_COUNTED = {
    "overdue": "ours AND due_at < %(now)s",
    "today": "ours AND due_at >= %(now)s AND due_at <= %(today)s",
    "week": "ours AND due_at >= %(now)s AND due_at <= %(week)s",
    "mine": "assigned_to = ANY (%(hers)s) AND assigned_to <> ''",
    "nobodys": "ours AND assigned_to = ''",
    "others": "NOT ours",
}
_COUNTS = "SELECT " + ", ".join(_FEW.replace("{only}", only).replace("{name}", name) for name, only in _COUNTED.items())


def counts(*, office: str, keeper: Keeper, by: str, now: datetime) -> dict[str, int]:
    """How many open cases this office must act in: overdue, due today, within a week, hers, nobody's, and others'.

    Each is the length of the list that ``worklist`` gives for ``whose`` ours (or mine, nobodys, others) and that
    ``due``, at most ``MOST_COUNTED``. One query.
    """
    midnight = _midnight(now)
    values = {
        "office": office, "keeper": keeper.value, "most": MOST_COUNTED, "now": now, "hers": _hers(office, by, now),
        "today": midnight + timedelta(days=1), "week": midnight + timedelta(days=7),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        row = cursor.fetchone()
    return dict(zip(_COUNTED, row, strict=True)) if row else {}


def items(*, cases: Sequence[UUID], office: str, now: datetime) -> dict[UUID, Item]:
    """Those of these cases that are the office's and that the officer may see."""
    held = Case.objects.filter(pk__in=cases, office_id=office).defer("sealed", "wrapped_key")
    return {case.id: item_of(case, now) for case in held}


def covered_by(*, office: str, by: str, today: date) -> list[str]:
    """Whose work this officer does while they are away."""
    held = Cover.objects.filter(office_id=office, by=by, first__lte=today, last__gte=today)
    return list(held.values_list("officer", flat=True))


def _hers(office: str, by: str, now: datetime) -> list[str]:
    return [by, *covered_by(office=office, by=by, today=now.astimezone(CHINA).date())]


def _midnight(now: datetime) -> datetime:
    return now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
