"""What somebody sees on her own pages of cases about her: how they stand, what happened, what they wait for, letters.

The database gives her session the rows that are open to it, and no other; each query names whose they are besides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from suixing.cases import filing
from suixing.cases.errors import NotThere
from suixing.cases.models import Case, CaseEvent, Letter
from suixing.cases.procedures import PROCEDURES, procedure
from suixing.cases.procedures.steps import Side
from suixing.cases.worklist import Item, item_of
from suixing.clocks.queries import Shown, clocks_of, provisional_among
from suixing.kernel.errors import Sentence
from suixing.rules.books import book

MOST = 500
"""Cases and letters on one page; an office that opened more for one person would be known."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One case as her list shows it; ``office`` is whose copy it is, ``part_of`` the case of hers that waits for it.

    ``by_herself``: the other side is she, and no office.
    """

    item: Item
    office: str
    opened_at: datetime
    part_of: UUID | None
    by_herself: bool


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One thing that happened: by the office that holds the case, by the other one, or by the system."""

    at: datetime
    says: Sentence
    mine: bool
    machine: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class OwnWait:
    """What a case of hers waits for that is about somebody else: where it stands, never whose it is."""

    state: Sentence
    waits_for: str
    counterpart: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper that lies in a case: its kind, since when, whether the other office sent it."""

    number: int
    kind: Sentence
    added_at: datetime
    sent: bool


@dataclass(frozen=True, slots=True)
class OwnView:
    """One case of hers, opened. ``can_take_back``: the procedure lets her, from the state in which it is."""

    case: OwnCase
    history: tuple[OwnStep, ...]
    clocks: tuple[Shown, ...]
    parts: tuple[OwnCase, ...]
    waits: tuple[OwnWait, ...]
    papers: tuple[OwnPaper, ...]
    can_take_back: bool


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter made for her: owed or printed, and how it reached her as far as that was noted."""

    number: int
    case: UUID
    title: Sentence
    kind: str
    office: str
    made_at: datetime
    printed_at: datetime | None
    reached_on: date | None
    channel: str


def own_cases(*, person: UUID, now: datetime) -> list[OwnCase]:
    """Her cases that are open to this session: what is not closed first, then the newest first. Two queries."""
    held = list(_hers(person).defer("sealed", "wrapped_key").order_by("-opened_at", "id")[:MOST])
    unsure = provisional_among([case.id for case in held if case.due_at is not None])
    seen = {case.id for case in held}
    shown = [_own(case, now, seen, provisional=case.id in unsure) for case in held]
    return sorted(shown, key=lambda one: one.item.closed_at is not None)


def own_case(*, person: UUID, case: UUID, now: datetime) -> OwnView:
    """One case of hers that is open to this session; raises NotThere for every other one."""
    held = _hers(person).filter(pk=case).first()
    if held is None:
        raise NotThere
    clocks = clocks_of(file=held.id, now=now)
    parts = list(_hers(person).filter(parent=held).defer("sealed", "wrapped_key").order_by("opened_at", "id"))
    running = [one for one in clocks if one.ended_at is None]
    return OwnView(
        case=_own(held, now, {held.parent_id}, provisional=any(one.provisional for one in running)),
        history=tuple(_step(held, event) for event in filing.events_of(held)),
        clocks=clocks,
        parts=tuple(_own(one, now, {held.id}) for one in parts),
        waits=_waits(held.id),
        papers=_papers(held),
        can_take_back=_can_take_back(held),
    )


def _hers(person: UUID) -> Any:
    return Case.objects.filter(person_id=person)


def _own(case: Case, now: datetime, seen: set[UUID] | set[UUID | None], *, provisional: bool = False) -> OwnCase:
    part_of = case.parent_id if case.parent_id in seen else None
    item = item_of(case, now, provisional=provisional)
    return OwnCase(item, case.office_id, case.opened_at, part_of, _asked_by_herself(case))


def _step(case: Case, event: CaseEvent) -> OwnStep:
    says = procedure(case.procedure).steps[event.step].says
    mine = event.side == case.side
    return OwnStep(event.at, says, mine, mine and event.officer in ("", "node"), event.counted)


def _rows(statement: str, case: UUID) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [case])
        return list(cursor.fetchall())


def _waits(case: UUID) -> tuple[OwnWait, ...]:
    found = _rows("SELECT procedure, side, state, turn, counterpart, due_at FROM cases_own_waits(%s)", case)
    return tuple(
        OwnWait(
            PROCEDURES[code].states[state].says,
            {side: "us", "person": "person", "nobody": "nobody"}.get(turn, "other"), counterpart, due_at,
        )
        for code, side, state, turn, counterpart, due_at in found
    )  # fmt: skip


def _papers(case: Case) -> tuple[OwnPaper, ...]:
    kinds = book(case.book).papers
    found = _rows("SELECT number, code, added_at, sent FROM cases_own_papers(%s)", case.id)
    return tuple(OwnPaper(number, kinds[code].said, at, sent) for number, code, at, sent in found if code in kinds)


def _can_take_back(case: Case) -> bool:
    """A part of something is taken back with that; what another office asked is not hers to take back here."""
    if case.closed_at is not None or case.parent_id is not None:
        return False
    side = Side.ASKING if _asked_by_herself(case) else Side(case.side)
    return "withdraw" in procedure(case.procedure).steps_from(case.state, side)


def _asked_by_herself(case: Case) -> bool:
    """Whether nobody but she asks in this pair: the office that answers has the only copy."""
    return case.side == Side.ANSWERING and not case.joined


def take_back_own(*, person: UUID, case: UUID) -> None:
    """Ask the node to take back a case of hers; asked twice it is one. Raises NotThere where she may not."""
    held = _hers(person).filter(pk=case).first()
    if held is None or not _can_take_back(held) or not _rows("SELECT cases_take_back_own(%s)", case)[0][0]:
        raise NotThere


def own_letters(*, person: UUID, case: UUID | None = None) -> list[OwnLetter]:
    """Letters of her cases that are open to this session, the newest first; of one case where it is named."""
    held = Letter.objects.filter(case__person_id=person).select_related("case").defer("case__sealed")
    if case is not None:
        held = held.filter(case_id=case)
    return [_letter(one) for one in held.order_by("-due_at", "-id")[:MOST]]


def own_letter(*, person: UUID, letter: int) -> OwnLetter:
    """One of them; raises NotThere for every other one."""
    held = Letter.objects.filter(case__person_id=person, pk=letter).select_related("case").first()
    if held is None:
        raise NotThere
    return _letter(held)


def _letter(one: Letter) -> OwnLetter:
    return OwnLetter(
        one.pk, one.case_id, procedure(one.case.procedure).title, one.kind, one.office_id, one.due_at, one.printed_at,
        one.reached_on, one.channel,
    )  # fmt: skip


def office_of_own(*, person: UUID, case: UUID) -> str:
    """At which office a case of hers lies that is open to this session; raises NotThere."""
    office = _hers(person).filter(pk=case).values_list("office_id", flat=True).first()
    if office is None:
        raise NotThere
    return str(office)
