"""Taking a step: the event, what it does to state and clocks, the message that leaves, the entry; all in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from suixing.cases import filing, messages
from suixing.cases.answering import check_answers
from suixing.cases.content import Ground, check
from suixing.cases.effects import can_extend, carry_out, is_urgent
from suixing.cases.errors import NotExtendable, NotNow
from suixing.cases.folding import Folded, may
from suixing.cases.models import Case, CaseEvent
from suixing.cases.procedures import procedure
from suixing.cases.procedures.steps import Field, Kind, Side, Step
from suixing.cases.retelling import changed, stories, told_of
from suixing.clocks import actions as clocks
from suixing.exchange import actions as exchange
from suixing.kernel.errors import Sentence
from suixing.rules.books import book
from suixing.rules.counting import CHINA

NODE = "node"
"""Who acts where no officer of this office did."""
HELD = timedelta(seconds=60)
"""How long a sent answer can be taken back."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A step being taken: by whom (empty for what the other side did), when, with what."""

    step: str
    content: Mapping[str, Any]
    by: str
    at: datetime


def ground_of(case: Case, at: datetime) -> Ground:
    """What the content of this case is held against."""
    return Ground(book(case.book), at.astimezone(CHINA).date())


BY_OTHER_MEANS = ("note_arrival", "answer_noted")
"""What is noted by hand of an office that the exchange does not reach, and of no other."""


def step_of(case: Case, code: str, side: Side, done: list[str]) -> Step:
    """The step, if ``side`` can take it now; raises NotNow."""
    table = procedure(case.procedure)
    if not may(table, case.state, code, side, done) or (case.joined and code in BY_OTHER_MEANS):
        raise NotNow(table.states[case.state].says)
    return table.steps[code]


def check_by_hand(case: Case, code: str) -> None:
    """Raises NotNow for what only the node, or who is outside of the office, brings about."""
    table = procedure(case.procedure)
    if code in table.steps and table.steps[code].machine:
        raise NotNow(table.states[case.state].says)


def take(case: Case, taking: Taking) -> CaseEvent:
    """A step of this office on a locked case. Raises NotNow, NotExtendable or BadContent."""
    events = filing.events_of(case)
    step = step_of(case, taking.step, Side(case.side), [one.step for one in events if one.counted])
    if not can_extend(case, step):
        raise NotExtendable
    content = check(step.form, taking.content, ground_of(case, taking.at))
    closes = procedure(case.procedure).states[step.to].closed
    check_answers(step, content, asked=asked_last(case), before=answered_before(case, events), whole=closes)
    seq = 1 + max((one.seq for one in events if one.side == case.side), default=0)
    turn = 1 + max((one.turn for one in events), default=0)
    event = CaseEvent(
        case=case, side=case.side, seq=seq, turn=turn, step=taking.step, at=taking.at, officer=taking.by,
        sealed=filing.key_of(case).seal_event(content) if content else None,
    )  # fmt: skip
    first = table_begins_unsent(case) and not any(one.message for one in events)
    if step.crosses and case.joined and not (first and closes):
        event.held_until = taking.at + HELD if step.held else None
        opening = opening_of(case, filing.content_of(case)) if first else None
        told = messages.Told(taking.step, seq, turn, taking.at, content, opening)
        event.message = send(case, told, event.held_until, taking.at)
    event.save(force_insert=True)
    carry_out(case, step.clocks, merged(case, content, step), at=taking.at, by=taking.by)
    filing.refresh(case, step.to, taking.at)
    return event


def table_begins_unsent(case: Case) -> bool:
    """Whether the asking side works on it before anything leaves: what the pair is about goes with its first step."""
    return case.side == Side.ASKING and procedure(case.procedure).first != "sent"


def opening_of(case: Case, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the other side learns of a new pair: nothing of the case that asks, the office only if she agreed (X8)."""
    names = bool(kept.get("names_office")) or case.procedure == "move"
    return {
        "procedure": case.procedure,
        "book": case.book,
        "office": case.office_id if names else "",
        "content": {name: value for name, value in kept.items() if name != "names_office"},
    }


def merged(case: Case, content: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """A step's content, and below it what the case was opened with: a clock may be chosen by either."""
    return {**(filing.content_of(case) if step.clocks else {}), **content}


def send(case: Case, told: messages.Told, leave_at: datetime | None, now: datetime) -> Any:
    """Put an event of this side into the outbox; its message number."""
    if case.pair is None:
        raise AssertionError("only the two sides of a pair send")
    return exchange.send(
        pair=case.pair, side=case.side, kind=messages.KIND_EVENT if told.opening is None else messages.KIND_ASKED,
        body=told.encoded(), office=case.office_id, leave_at=leave_at, now=now,
        urgent=is_urgent(case, filing.content_of(case), at=now),
    )  # fmt: skip


def receive(case: Case, told: messages.Told, *, side: Side, message: Any, now: datetime) -> bool:
    """An event of the other side on a locked case; whether it changed anything. Raises BadContent.

    What came too late is kept. Where it belongs before something that was done here meanwhile, state and clocks
    are told again from the beginning, so that both copies agree.
    """
    if CaseEvent.objects.filter(case=case, side=side.value, seq=told.seq, taken_back_at=None).exists():
        return False
    table = procedure(case.procedure)
    found = table.steps.get(told.step)
    fields: tuple[Field, ...] = found.form if found is not None and found.by is side and found.crosses else ()
    if found is None or found.by is not side or not found.crosses:
        raise messages.Unreadable
    content = check(fields, told.content, ground_of(case, now))
    before = filing.events_of(case)
    event = CaseEvent.objects.create(
        case=case, side=side.value, seq=told.seq, turn=told.turn, step=told.step, at=told.at, message=message,
        sealed=filing.key_of(case).seal_event(content) if content else None,
    )  # fmt: skip
    folded = filing.fold_case(case, [*before, event])
    counts = folded.counts(filing.as_happened(event))
    if _is_last(folded, event) and _unchanged(before, folded):
        if counts:
            carry_out(case, found.clocks, merged(case, content, found), at=told.at, by=NODE)
        else:
            CaseEvent.objects.filter(pk=event.pk).update(counted=False)
    else:
        retell(case, before, folded, now)
    filing.refresh(case, folded.state, now)
    return counts


def _is_last(folded: Folded, event: CaseEvent) -> bool:
    return folded.order[-1] == filing.as_happened(event)


def _unchanged(before: list[CaseEvent], folded: Folded) -> bool:
    return all(folded.counts(filing.as_happened(one)) == one.counted for one in before)


def retell(case: Case, before: list[CaseEvent], folded: Folded, now: datetime, by: str = "") -> None:
    """Bring the clocks of a case to what counts now, in the order that both sides agree on; ``before`` is as it was.

    ``by`` is who brought it about; left out, the node, which tells each event in the name of who took the step.
    """
    events = filing.events_of(case)
    was = stories(case, [event for event in before if event.counted])
    counted = [event for event in events if folded.counts(filing.as_happened(event))]
    for event in events:
        if event.counted != (event in counted):
            CaseEvent.objects.filter(pk=event.pk).update(counted=not event.counted)
    ended, again = changed(was, stories(case, counted))
    for duty in sorted(ended):
        clocks.void(file=case.id, duty=duty, at=now, reason="order", by=by or NODE, now=now)
    by_number = {event.pk: event for event in counted}
    for told in told_of(case, counted):
        if told not in again:
            continue
        if told.event is None:
            carry_out(case, (told.effect,), filing.content_of(case), at=case.opened_at, by=by or NODE)
            continue
        event = by_number[told.event]
        content = merged(case, opened(case, event), procedure(case.procedure).steps[event.step])
        carry_out(case, (told.effect,), content, at=event.at, by=by or event.officer or NODE)


def opened(case: Case, event: CaseEvent) -> dict[str, Any]:
    """What an event holds; empty where there was nothing or it was destroyed."""
    if event.sealed is None or case.wrapped_key is None:
        return {}
    return filing.key_of(case).open_event(bytes(event.sealed))


def asked_last(case: Case) -> dict[str, Any]:
    """What the asking side asks now: what the pair was opened with, as it was put right since."""
    asked = filing.content_of(case)
    fields = {field.name for field in procedure(case.procedure).opening}
    for event in filing.events_of(case):
        if event.counted and event.side == Side.ASKING:
            asked |= {name: value for name, value in opened(case, event).items() if name in fields}
    return asked


def answered_before(case: Case, events: list[CaseEvent]) -> dict[str, Any]:
    """What was answered in part since it was asked last."""
    answered: dict[str, Any] = {}
    for event in events:
        if event.counted and event.step == "ask_again":
            answered = {}
        elif event.counted:
            answered |= opened(case, event).get("answers", {})
    return answered


def kinds_that_never_cross() -> frozenset[Kind]:
    """Free text stays in its office."""
    return frozenset({Kind.TEXT})


def label(case: Case) -> Sentence:
    """How the case stands, in words."""
    return procedure(case.procedure).states[case.state].says
