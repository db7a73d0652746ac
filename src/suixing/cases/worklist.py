"""What is due at an office: a list by day that is asked for in pieces, counts, and the cases of some numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from suixing.cases.models import Case, Cover
from suixing.cases.procedures import Keeper, procedure
from suixing.clocks.queries import provisional_among
from suixing.kernel.errors import Sentence
from suixing.rules.counting import CHINA

PAGE = 50


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
        rows = list(_due_after(held, wanted.after).order_by(F("due_at").asc(nulls_last=True), "id")[: most + 1])
    shown = rows[:most]
    unsure = provisional_among([case.id for case in shown if case.due_at is not None])
    return [item_of(case, now, provisional=case.id in unsure) for case in shown], len(rows) > most


def _due_after(held: "QuerySet[Case]", after: tuple[datetime | None, UUID] | None) -> "QuerySet[Case]":
    if after is None:
        return held
    due, case = after
    if due is None:
        return held.filter(due_at=None, id__gt=case)
    return held.filter(Q(due_at__gt=due) | Q(due_at=due, id__gt=case) | Q(due_at=None))


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
        held = held.filter(assigned_to__in=_hers(office=office, by=by, now=now))
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


def counts(*, office: str, keeper: Keeper, by: str, now: datetime) -> dict[str, int]:
    """How many open cases this office must act in: overdue, due today, within a week, hers, and nobody's.

    Each is the length of the list that ``worklist`` gives for ``whose`` ours (or mine, nobodys) and that ``due``.
    """
    midnight = _midnight(now)
    open_ones = Case.objects.filter(office_id=office, keeper=keeper.value, closed_at=None)
    ours = Q(ours=True)
    return open_ones.aggregate(
        overdue=Count("id", filter=ours & Q(due_at__lt=now)),
        today=Count("id", filter=ours & Q(due_at__gte=now, due_at__lte=midnight + timedelta(days=1))),
        week=Count("id", filter=ours & Q(due_at__gte=now, due_at__lte=midnight + timedelta(days=7))),
        mine=Count("id", filter=Q(assigned_to__in=_hers(office=office, by=by, now=now))),
        nobodys=Count("id", filter=ours & Q(assigned_to="")),
        others=Count("id", filter=Q(ours=False)),
    )


def items(*, cases: Sequence[UUID], office: str, now: datetime) -> dict[UUID, Item]:
    """Those of these cases that are the office's and that the officer may see."""
    held = Case.objects.filter(pk__in=cases, office_id=office).defer("sealed", "wrapped_key")
    return {case.id: item_of(case, now) for case in held}


def covered_by(*, office: str, by: str, today: date) -> list[str]:
    """Whose work this officer does while they are away."""
    held = Cover.objects.filter(office_id=office, by=by, first__lte=today, last__gte=today)
    return list(held.values_list("officer", flat=True))


def _hers(*, office: str, by: str, now: datetime) -> list[str]:
    return [by, *covered_by(office=office, by=by, today=now.astimezone(CHINA).date())]


def _midnight(now: datetime) -> datetime:
    return now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
