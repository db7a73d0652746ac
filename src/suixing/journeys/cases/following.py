"""What follows in other cases when something happened in one."""

from datetime import datetime

from suixing.cases import actions as cases
from suixing.cases.actions import leave_answer, locked, owe_letter
from suixing.cases.queries import Answer, Case, CaseEvent, LetterKind, Side, asked_last, content_of, opened
from suixing.clocks.queries import clocks_of
from suixing.journeys.cases import issuing, lodging, moving
from suixing.journeys.cases.opening import ask

WAITED_FOR = ("verification", "request")


LETTERS = {"tell_missing": LetterKind.MISSING, "tell_mistaken": LetterKind.MISSING, "show": LetterKind.REQUEST}
"""Steps after which she gets a letter (T3; X1)."""


def after_own_step(case: Case, event: CaseEvent, *, by: str, now: datetime) -> None:
    """Within the step's own transaction."""
    if event.step in LETTERS:
        owe_letter(case, kind=LETTERS[event.step], now=now)
    if case.procedure == "complaint" and case.closed_at is not None:
        answer_complaint(case, event)
    if case.procedure == "registration" and event.step == "ask":
        ask_home_offices(case, event, by=by, now=now)
    if case.procedure == "pass_application" and event.step == "issue":
        issuing.issue(case, by=by, now=now)
    if event.step == "redirect" and cases.is_hers_alone(case):
        ask_where_it_falls(case, now=now)
    if case.procedure == "move" and event.step == "accept":
        moving.take_over(case, by=by, now=now)
    if case.parent_id and case.closed_at is not None:
        go_on_with_parent(case, by=by, now=now)


def answer_complaint(case: Case, event: CaseEvent) -> None:
    """The answer waits for who holds the code. Where it falls to another tier, she alone hands it on (A1)."""
    said = opened(case, event)
    answer = Answer(str(said.get("text", "")), str(said.get("office", "")))
    if answer.to:
        lodging.check_tier(office=answer.to, about=content_of(case)["about"])
    leave_answer(case, answer)


def after_their_step(case: Case, step: str, *, at: datetime, now: datetime) -> None:
    """Within the transaction in which the other side's step was applied here, which it took ``at``."""
    if step == "redirect" and case.side == Side.ASKING:
        ask_where_it_falls(case, now=now)
    if case.procedure == "move" and step == "accept":
        moving.hand_over(case, at=at)
    if case.parent_id and case.closed_at is not None:
        go_on_with_parent(case, by=cases.NODE, now=now)


def ask_home_offices(case: Case, event: CaseEvent, *, by: str, now: datetime) -> None:
    """Each one named is asked about apart, at her or his own home office, as a plain verification (V2).

    Not at all where a valid pass says it, or where the household is registered at this very office.
    """
    content, said = content_of(case), opened(case, event)
    for place, named in enumerate(content["parties"]["named"]):
        home = named["home"]
        if named["pass"] or not home or home == case.office_id:
            continue
        ask(
            code="verification", office=case.office_id, other=home, parent=case, by=by, now=now,
            person=case.person_id if place == 0 else None,
            content={
                "subject": {name: named[name] for name in ("name", "identifier", "born", "sex")},
                "questions": said["questions"],
                "names_office": said.get("names_office", False),
            },
        )  # fmt: skip
    go_on_if_nothing_is_open(case, by=by, now=now)


def withdraw_pairs(case: Case, *, ended: str, by: str, now: datetime) -> None:
    """A registration that was not made waits for nobody. One that was made leaves what is late as it is (V3)."""
    if ended == "register":
        return
    for pair in Case.objects.filter(parent=case, closed_at=None):
        cases.take_step(
            case=pair.id, step="withdraw", content={"reason": "person_withdrew"}, office=case.office_id, seen=None,
            by=by, now=now,
        )  # fmt: skip


def ask_where_it_falls(case: Case, *, now: datetime) -> None:
    """The office that was asked said whose it is: the same is asked there, and that office's clock is its own."""
    last = CaseEvent.objects.filter(case=case, step="redirect", taken_back_at=None).order_by("-turn").first()
    other = opened(case, last).get("office", "") if last else ""
    if not other or other in (case.office_id, case.counterpart):
        return
    ask(
        code=case.procedure, office=case.office_id, other=other, person=case.person_id, parent=case.parent,
        content=asked_last(case), by=cases.NODE, now=now,
    )  # fmt: skip


def go_on_with_parent(case: Case, *, by: str, now: datetime) -> None:
    """A pair that a registration waits for is closed."""
    if case.parent_id is not None:
        go_on_if_nothing_is_open(locked(case.parent_id, case.office_id), by=by, now=now)


def go_on_if_nothing_is_open(parent: Case, *, by: str, now: datetime) -> None:
    """All home offices have answered: verified. Whoever is still silent has run out of time: goes on without (V3)."""
    if parent.procedure != "registration" or parent.state != "verifying":
        return
    waiting = list(Case.objects.filter(parent=parent, closed_at=None))
    if any(not _ran_out(one, now) for one in waiting):
        return
    cases.take_machine(parent, "go_on" if waiting else "verified", {}, by=by, now=now)


def _ran_out(case: Case, now: datetime) -> bool:
    return any(
        clock.duty == "answer" and clock.ended_at is None and clock.due_at is not None and clock.due_at < now
        for clock in clocks_of(file=case.id, now=now)
    )
