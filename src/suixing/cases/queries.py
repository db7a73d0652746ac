"""What others ask of cases: what is due, one case with its clocks and its timeline, where a case stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from suixing.cases import filing
from suixing.cases.content import listed, open_questions
from suixing.cases.errors import NotThere
from suixing.cases.models import AnswerTemplate, Case, CaseEvent, Cover
from suixing.cases.procedures import PROCEDURES, Keeper, Side, procedure
from suixing.cases.procedures.steps import Step
from suixing.cases.sealing import link_digest, token_digest
from suixing.cases.stepping import opened
from suixing.clocks.queries import Shown, clocks_of
from suixing.exchange.queries import Delivery, deliveries
from suixing.kernel.errors import Sentence
from suixing.rules.books import RuleBook, book
from suixing.rules.counting import CHINA

__all__ = ["PROCEDURES", "Keeper", "Side", "listed", "open_questions"]  # the rest is defined here

PAGE = 50


@dataclass(frozen=True, slots=True)
class Item:
    """A case in a list. ``waits_for`` is us, other, person or nobody; ``due_on`` the last day of the earliest clock."""

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

    @property
    def due_on(self) -> date | None:
        """The last day on which it is in time, by Beijing's calendar."""
        return None if self.due_at is None else (self.due_at.astimezone(CHINA) - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of an office: ``whose`` is all, mine, nobodys or others (waiting for others); ``due`` is any,
    overdue, today or week; ``procedure`` empty for every one. ``after`` is where the page before ended."""

    whose: str = "all"
    due: str = "any"
    procedure: str = ""
    closed: bool = False
    after: tuple[str, str] | None = None


def worklist(
    *, office: str, keeper: Keeper, by: str, wanted: Wanted, now: datetime, most: int = PAGE
) -> tuple[list[Item], bool]:
    """What is open at an office, the most overdue first, what has no date last; and whether there is more."""
    held = _wanted(office=office, keeper=keeper, by=by, wanted=wanted, now=now)
    if wanted.closed:
        rows = list(held.order_by("-closed_at", "id")[: most + 1])
    else:
        rows = list(_after(held, wanted.after).order_by(_due_last(), "id")[: most + 1])
    return [item_of(case, now) for case in rows[:most]], len(rows) > most


def _due_last() -> Any:
    from django.db.models import F  # noqa: PLC0415 - only here

    return F("due_at").asc(nulls_last=True)


def _after(held: "QuerySet[Case]", after: tuple[str, str] | None) -> "QuerySet[Case]":
    if after is None:
        return held
    due, ident = after
    if not due:
        return held.filter(due_at=None, id__gt=ident)
    return held.filter(Q(due_at__gt=due) | Q(due_at=due, id__gt=ident) | Q(due_at=None))


def _wanted(*, office: str, keeper: Keeper, by: str, wanted: Wanted, now: datetime) -> "QuerySet[Case]":
    held = Case.objects.filter(office_id=office, keeper=keeper.value, closed_at__isnull=not wanted.closed)
    held = held.defer("sealed", "wrapped_key")
    if wanted.procedure:
        held = held.filter(procedure=wanted.procedure)
    if wanted.whose == "mine":
        held = held.filter(assigned_to__in=[by, *covered_by(office=office, by=by, today=now.astimezone(CHINA).date())])
    elif wanted.whose == "nobodys":
        held = held.filter(assigned_to="")
    elif wanted.whose == "others":
        held = held.filter(ours=False)
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    if wanted.due == "overdue":
        held = held.filter(due_at__lt=now)
    elif wanted.due == "today":
        held = held.filter(due_at__lte=midnight + timedelta(days=1))
    elif wanted.due == "week":
        held = held.filter(due_at__lte=midnight + timedelta(days=7))
    return held


def item_of(case: Case, now: datetime) -> Item:
    """A case as a list shows it; nothing of its content."""
    table = procedure(case.procedure)
    waits = {case.side: "us", "person": "person", "nobody": "nobody"}.get(case.turn, "other")
    return Item(
        case.id, case.number, table.title, table.states[case.state].says, case.procedure, case.side, waits,
        case.counterpart, case.assigned_to, case.due_at, case.ours,
        case.closed_at is None and case.due_at is not None and case.due_at < now, case.closed_at,
    )  # fmt: skip


def counts(*, office: str, keeper: Keeper, by: str, now: datetime) -> dict[str, int]:
    """How many open cases are overdue, due today, this week, mine and nobody's; bounded by what is open."""
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = [by, *covered_by(office=office, by=by, today=now.astimezone(CHINA).date())]
    open_ones = Case.objects.filter(office_id=office, keeper=keeper.value, closed_at=None)
    return open_ones.filter(ours=True).aggregate(
        overdue=Count("id", filter=Q(due_at__lt=now)),
        today=Count("id", filter=Q(due_at__gte=now, due_at__lte=midnight + timedelta(days=1))),
        week=Count("id", filter=Q(due_at__gte=now, due_at__lte=midnight + timedelta(days=7))),
        mine=Count("id", filter=Q(assigned_to__in=mine)),
        nobodys=Count("id", filter=Q(assigned_to="")),
    )


def covered_by(*, office: str, by: str, today: date) -> list[str]:
    """Whose work this officer does while they are away."""
    held = Cover.objects.filter(office_id=office, by=by, first__lte=today, last__gte=today)
    return list(held.values_list("officer", flat=True))


def case_numbered(*, number: str, office: str) -> UUID | None:
    """The open or closed case of this office with this number."""
    return Case.objects.filter(number=number.strip().upper(), office_id=office).values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline. ``mine``: this office did it; ``counted`` False: it came too late for that."""

    at: datetime
    step: str
    says: Sentence
    side: str
    mine: bool
    officer: str
    rules: tuple[str, ...]
    counted: bool
    content: dict[str, Any]
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, opened. ``steps`` are what this office can do now; ``version`` goes back with the step."""

    case: UUID
    item: Item
    office: str
    person: UUID | None
    version: int
    opened_at: datetime
    book: RuleBook
    content: dict[str, Any]
    timeline: tuple[Told, ...]
    clocks: tuple[Shown, ...]
    deliveries: tuple[Delivery, ...]
    pairs: tuple[Item, ...]
    parent: UUID | None
    joined: bool
    pair: UUID | None
    steps: dict[str, Step]


def case_seen(*, case: UUID, office: str, now: datetime) -> Seen:
    """A case of this office with all that its page shows; raises NotThere. Who shows it records the reading (A5)."""
    held = Case.objects.filter(pk=case, office_id=office).first()
    if held is None:
        raise NotThere
    table = procedure(held.procedure)
    events = filing.events_of(held)
    done = [one.step for one in events if one.counted]
    steps = (
        table.steps_from(held.state, Side(held.side))
        if held.closed_at is None or held.procedure == "verification"
        else {}
    )
    return Seen(
        case=held.id, item=item_of(held, now), office=held.office_id, person=held.person_id, version=held.version,
        opened_at=held.opened_at, book=book(held.book), content=filing.content_of(held),
        timeline=tuple(_told(held, event) for event in events),
        clocks=clocks_of(file=held.id, now=now),
        deliveries=deliveries(pair=held.pair, office=office) if held.pair and held.joined else (),
        pairs=tuple(item_of(one, now) for one in held.pairs.order_by("opened_at")),
        parent=held.parent_id, joined=held.joined, pair=held.pair,
        steps={
            code: step for code, step in steps.items()
            if not (step.once and code in done) and not (held.joined and _by_other_means(code))
        },
    )  # fmt: skip


def _by_other_means(code: str) -> bool:
    """Steps for an office that the exchange does not reach."""
    return code in ("note_arrival", "answer_noted")


def _told(case: Case, event: CaseEvent) -> Told:
    step = procedure(case.procedure).steps[event.step]
    return Told(
        event.at, event.step, step.says, event.side, event.side == case.side, event.officer, step.rules, event.counted,
        opened(case, event), event.held_until,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case, or a pair that it waits for, stands, for who holds its code. No content."""

    title: Sentence
    state: Sentence
    waits_for: str
    office: str
    counterpart: str
    opened_at: datetime
    closed_at: datetime | None
    due_on: date | None
    provisional: bool
    overdue: bool
    suspended: bool
    ours: bool
    ended: str


def standing(code: str) -> tuple[Standing, ...]:
    """What a code from a letter shows: the case first, then what it waits for; empty for no valid code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_status(%s)", [link_digest(code)])
        rows = cursor.fetchall()
    return tuple(_standing(row) for row in rows)


ENDED = Sentence("已办结，结果见发给您的书面文件", "Closed: the paper that you were given says how")


def _standing(row: Sequence[Any]) -> Standing:
    code, side, state, turn, office, counterpart, opened_at, closed_at, due_on, provisional, late, stands, bears = row[
        :13
    ]
    table = PROCEDURES.get(code)
    waits = {side: "us", "person": "person", "nobody": "nobody"}.get(turn, "other")
    return Standing(
        title=table.title if table else Sentence("办件", "Case"), state=table.states[state].says if table else ENDED,
        waits_for=waits, office=office, counterpart=counterpart, opened_at=opened_at, closed_at=closed_at,
        due_on=due_on, provisional=provisional, overdue=late, suspended=stands, ours=bears == "own", ended=row[15],
    )  # fmt: skip


def due_by_day(token: str) -> list[tuple[date, int]] | None:
    """How many cases are due, by day, for a calendar feed; None where the token does not hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_feed_holds(%s)", [token_digest(token)])
        row = cursor.fetchone()
        if row is None or not row[0]:
            return None
        cursor.execute("SELECT due_on, files FROM cases_due_by_day(%s)", [token_digest(token)])
        return [(day, files) for day, files in cursor.fetchall()]


def templates_for(*, office: str, code: str, step: str) -> list[tuple[int, str, list[str]]]:
    """Answers kept for the next time: number, name, codes."""
    held = AnswerTemplate.objects.filter(office_id=office, procedure=code, step=step).order_by("name")
    return list(held.values_list("id", "name", "codes"))
