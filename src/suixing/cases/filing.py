"""Rows of cases: a new one, its events, and the state folded from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from suixing.cases.errors import ChangedMeanwhile, NotThere
from suixing.cases.folding import Folded, Happened, fold
from suixing.cases.models import Case, CaseEvent
from suixing.cases.procedures import procedure
from suixing.cases.procedures.steps import Procedure, Side
from suixing.cases.sealing import CaseKey, draw, make_key, open_key
from suixing.clocks import queries as clocks


def new_case(
    *, table: Procedure, office: str, side: Side, pair: UUID | None, counterpart: str, joined: bool,
    parent: Case | None, person: UUID | None, book: str, content: Mapping[str, Any], now: datetime,
) -> tuple[Case, CaseKey]:  # fmt: skip
    """Store a case in its first state, its content under a key of its own."""
    ident = uuid4()
    key, wrapped = make_key(ident)
    case = Case(
        id=ident, number=draw(2), office_id=office, procedure=table.code, keeper=table.keeper.value, side=side.value,
        pair=pair, counterpart=counterpart, joined=joined, parent=parent, person_id=person, book=book,
        state=table.first, turn=table.states[table.first].turn.value, opened_at=now, changed_at=now,
        wrapped_key=wrapped, sealed=key.seal_content(dict(content)),
    )  # fmt: skip
    case.save(force_insert=True)
    return case, key


def locked(ident: UUID, office: str) -> Case:
    """The case, so that nobody else changes it in this transaction; raises NotThere for another office's."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=ident, office_id=office).first()
    if case is None:
        raise NotThere()
    return case


def check_version(case: Case, seen: int | None) -> None:
    """Raises ChangedMeanwhile where the page showed an older state."""
    if seen is not None and case.version != seen:
        raise ChangedMeanwhile()


def events_of(case: Case) -> list[CaseEvent]:
    """What happened and was not taken back, in the order on which both sides agree, whatever came here first."""
    held = CaseEvent.objects.filter(case=case, taken_back_at=None)
    return sorted(held, key=lambda event: as_happened(event).place)


def as_happened(event: CaseEvent) -> Happened:
    """What folding needs to know of an event."""
    return Happened(Side(event.side), event.seq, event.turn, event.step)


def fold_case(case: Case, events: list[CaseEvent]) -> Folded:
    """The state of a case by its table."""
    return fold(procedure(case.procedure), [as_happened(event) for event in events])


def refresh(case: Case, state: str, now: datetime) -> None:
    """Write state, turn, closing and what is due next."""
    found = procedure(case.procedure).states[state]
    case.state, case.turn = state, found.turn.value
    case.closed_at = (case.closed_at or now) if found.closed else None
    case.changed_at, case.version = now, case.version + 1
    due = clocks.earliest_due([case.id]).get(case.id)
    case.due_at, case.ours = (
        (None, found.turn.value in (case.side, "person")) if due is None else (due[0], due[1] == "own")
    )
    case.save(
        update_fields=["state", "turn", "closed_at", "changed_at", "version", "due_at", "ours", "assigned_to", "parent"]
    )


def key_of(case: Case) -> CaseKey:
    """The case's key; raises NotThere where its content was destroyed."""
    if case.wrapped_key is None:
        raise NotThere()
    return open_key(case.id, bytes(case.wrapped_key))


def content_of(case: Case) -> dict[str, Any]:
    """What the case was opened with; empty where it was destroyed."""
    if case.wrapped_key is None or case.sealed is None:
        return {}
    return key_of(case).open_content(bytes(case.sealed))
