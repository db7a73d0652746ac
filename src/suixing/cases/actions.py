"""The verbs of cases: open, take a step, take it back, assign, receive from the other side, let go."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from suixing.cases import by_herself, filing, messages, stepping
from suixing.cases.answers_kept import drop_answer, keep_answer
from suixing.cases.by_herself import is_hers_alone
from suixing.cases.closing import close_registration, drop_record, drop_withdrawn, replace_record, seal_record
from suixing.cases.content import Ground, check
from suixing.cases.covering import end_cover, end_feeds, make_feed, set_cover
from suixing.cases.effects import carry_out
from suixing.cases.errors import TooLate
from suixing.cases.filing import locked
from suixing.cases.lodged import (
    InTheBox,
    draw_code,
    link_code,
    mark_taken_up,
    own_taken_back,
    put_in_the_box,
    take_out_of_the_box,
)
from suixing.cases.models import Case, CaseEvent
from suixing.cases.own import take_back_own
from suixing.cases.posting import mark_printed, mark_reached, owe_letter
from suixing.cases.procedures import procedure
from suixing.cases.procedures.steps import Meet, Side
from suixing.cases.standing import leave_answer, make_link
from suixing.cases.stepping import NODE, Taking
from suixing.clocks import actions as clocks
from suixing.clocks.queries import files_moved, last_met
from suixing.exchange import actions as exchange
from suixing.exchange.queries import deliveries
from suixing.journal import actions as journal
from suixing.rules.books import book, book_for
from suixing.rules.counting import CHINA

PURPOSE = "case"
__all__ = [
    "NODE",
    "InTheBox",
    "Side",
    "close_registration",
    "draw_code",
    "drop_answer",
    "drop_record",
    "drop_withdrawn",
    "end_cover",
    "end_feeds",
    "is_hers_alone",
    "keep_answer",
    "leave_answer",
    "link_code",
    "locked",
    "make_feed",
    "make_link",
    "mark_printed",
    "mark_reached",
    "mark_taken_up",
    "owe_letter",
    "own_taken_back",
    "put_in_the_box",
    "replace_record",
    "seal_record",
    "set_cover",
    "take_back_own",
    "take_out_of_the_box",
]  # the rest is defined here


@transaction.atomic
def open_own(
    *, code: str, office: str, person: UUID | None, content: Mapping[str, Any], by: str, now: datetime
) -> Case:
    """Open a case of a procedure of one office alone. Raises BadContent."""
    table = procedure(code)
    held = book_for(place=office, on=_day(now))
    kept = check(table.opening, content, Ground(held, _day(now)))
    case, _ = filing.new_case(
        table=table, office=office, side=Side.OWN, pair=None, counterpart="", joined=True, parent=None, person=person,
        book=held.code, content=kept, now=now,
    )  # fmt: skip
    _opened(case, kept, by=by, now=now)
    return case


@transaction.atomic
def open_pair(
    *, code: str, office: str, answering: str, joined: bool, pair: UUID, person: UUID | None, parent: Case | None,
    content: Mapping[str, Any], by: str, now: datetime,
) -> Case:  # fmt: skip
    """Open the asking side of a pair; it leaves at once where the table begins with the sending. Raises BadContent.

    ``joined``: the other office is reached by the exchange; otherwise its arrival and answer are noted by hand.
    """
    table = procedure(code)
    held = book_for(place=answering, on=_day(now))
    kept = check(table.opening, content, Ground(held, _day(now)))
    case, _ = filing.new_case(
        table=table, office=office, side=Side.ASKING, pair=pair, counterpart=answering, joined=joined, parent=parent,
        person=person, book=held.code, content=kept, now=now,
    )  # fmt: skip
    if joined:
        exchange.open_route(pair=pair, asking=office, answering=answering, now=now)
    if joined and table.first == "sent":
        stepping.send(case, messages.Told("", 0, 0, now, {}, opening=stepping.opening_of(case, kept)), None, now)
    _opened(case, kept, by=by, now=now)
    return case


def _opened(case: Case, kept: Mapping[str, Any], *, by: str, now: datetime) -> None:
    carry_out(case, procedure(case.procedure).opens, kept, at=now, by=by)
    filing.refresh(case, case.state, now)
    _record("case.opened", case, by=by, now=now)


@transaction.atomic
def take_step(
    *, case: UUID, step: str, content: Mapping[str, Any], office: str, seen: int | None, by: str, now: datetime
) -> CaseEvent:
    """Take a step in a case of ``office``. Raises NotThere, ChangedMeanwhile, NotNow or BadContent; nothing is lost.

    ``seen`` is the version that the page showed; None for the machine.
    """
    held = filing.locked(case, office)
    filing.check_version(held, seen)
    stepping.check_by_hand(held, step)
    event = stepping.take(held, Taking(step, content, by, now))
    _record("case.step", held, by=by, now=now)
    return event


@transaction.atomic
def take_back(*, case: UUID, office: str, seen: int | None, by: str, now: datetime) -> None:
    """Take back this office's last step while it has not left: within its minute. Raises TooLate otherwise.

    What the other side did meanwhile counts then as if the step had never been taken.
    """
    held = filing.locked(case, office)
    filing.check_version(held, seen)
    events = filing.events_of(held)
    last = next((event for event in reversed(events) if event.side == held.side), None)
    if (
        last is None or last.held_until is None or last.held_until <= now
        or last.message is None or not exchange.take_back(message=last.message, office=office, now=now)
    ):  # fmt: skip
        raise TooLate
    CaseEvent.objects.filter(pk=last.pk).update(taken_back_at=now)
    for effect in procedure(held.procedure).steps[last.step].clocks:
        # Not where an earlier step had met it: what was done in time stays so.
        if isinstance(effect, Meet) and last_met(file=held.id, duty=effect.duty) == last.at:
            clocks.unmeet(file=held.id, duty=effect.duty, by=by, now=now)
    rest = [event for event in events if event.pk != last.pk]
    folded = filing.fold_case(held, rest)
    stepping.retell(held, rest, folded, now, by=by)
    filing.refresh(held, folded.state, now)
    _record("case.taken_back", held, by=by, now=now)


# Each message is handled in a savepoint of its own; another inside it would undo nothing more.
@transaction.atomic(savepoint=False)
def begin_copy(
    *, pair: UUID, office: str, sender_place: str, told: messages.Told, message: UUID, arrived: datetime, now: datetime
) -> Case:
    """Open the answering side's copy of a pair from its first message, and note its arrival. Raises BadContent."""
    opening = told.opening
    if opening is None:
        raise messages.Unreadable
    table = procedure(opening["procedure"])
    held = book(opening["book"])
    fields = [one for one in table.opening if one.name != "names_office"]
    kept = check(fields, opening["content"], Ground(held, _day(now)))
    case, _ = filing.new_case(
        table=table, office=office, side=Side.ANSWERING, pair=pair, counterpart=opening["office"] or sender_place,
        joined=True, parent=None, person=None, book=held.code, content=kept, now=now,
    )  # fmt: skip
    if told.step:
        stepping.receive(case, told, side=Side.ASKING, message=message, now=now)
    note_arrival(case, arrived=arrived, now=now)
    _record("case.opened", case, by=NODE, now=now)
    return case


@transaction.atomic
def file_for_her(
    *, code: str, office: str, person: UUID, content: Mapping[str, Any], by: str, now: datetime
) -> Case:  # fmt: skip
    """Open a pair whose asking side is the person herself, and send it: it has arrived at once. Raises BadContent."""
    case = by_herself.file_for_her(code=code, office=office, person=person, content=content, now=now)
    by_herself.step_for_her(case, "forward", {}, now=now)
    note_arrival(case, arrived=now, now=now)
    _record("case.opened", case, by=by, now=now)
    return case


@transaction.atomic
def step_for_her(*, case: UUID, step: str, content: Mapping[str, Any], office: str, now: datetime) -> None:
    """What an asking office would do, where she herself is the asking side. Raises NotThere, NotNow, BadContent."""
    held = filing.locked(case, office)
    by_herself.step_for_her(held, step, content, now=now)
    _record("case.received", held, by=NODE, now=now)


def note_arrival(case: Case, *, arrived: datetime, now: datetime) -> None:
    """The answering side's node says that the request arrived; both copies' clocks start from it (T2)."""
    table = procedure(case.procedure)
    if "arrive" in table.steps and case.state in table.steps["arrive"].before:
        take_machine(case, "arrive", {"at": arrived.isoformat()}, now=now)


def take_machine(case: Case, step: str, content: Mapping[str, Any], *, by: str = NODE, now: datetime) -> CaseEvent:
    """A step that no officer chooses, on a locked case; ``by`` is whose act brought it about. Raises NotNow."""
    return stepping.take(case, Taking(step, content, by, now))


def destroy(case: Case) -> None:
    """Destroy the content of a case at the person's wish, its papers with it; its clocks stay, and tell nothing of her.

    Where she was asked about, the node asks the other side to do the same (``tell_destroyed``).
    """
    _destroy(case)


def destroyed_untold() -> list[UUID]:
    """Cases whose content was destroyed and whose other side does not know yet."""
    waiting = Case.objects.filter(side=Side.ASKING.value, joined=True, wrapped_key=None)
    return list(waiting.values_list("id", flat=True))


@transaction.atomic
def tell_destroyed(*, case: UUID, now: datetime) -> bool:
    """Ask the other side to destroy its copy too; False while something is still to leave before, or somebody does it.

    With that there is nothing more to say in this pair, and nothing of what was said is left.
    """
    waiting = Case.objects.filter(pk=case, joined=True, wrapped_key=None)
    held = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if held is None or held.pair is None:
        return False
    exchange.forget(pair=held.pair, office=held.office_id)
    sent = deliveries(pair=held.pair, office=held.office_id)
    if any(one.side == held.side and not (one.relayed or one.refused) for one in sent):
        return False
    exchange.send(
        pair=held.pair, side=held.side, kind=messages.KIND_FORGOTTEN, office=held.office_id, now=now,
        body=messages.plain(messages.KIND_FORGOTTEN, {"at": now.isoformat()}),
    )  # fmt: skip
    Case.objects.filter(pk=case).update(joined=False)
    return True


@transaction.atomic
def destroy_copy(*, pair: UUID, office: str, now: datetime) -> None:
    """The answering side's copy of what was destroyed at the asking side."""
    case = Case.objects.select_for_update(of=("self",)).filter(pair=pair, office_id=office).first()
    if case is None:
        return
    _destroy(case)
    journal.record(act="case.destroyed", office=office, officer=NODE, purpose=PURPOSE, now=now)


def _destroy(case: Case) -> None:
    CaseEvent.objects.filter(case=case).update(sealed=None)
    Case.objects.filter(pk=case.pk).update(person=None, parent=None, wrapped_key=None, sealed=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_forget_rest(ARRAY[%s]::uuid[])", [case.pk])


# Each message is handled in a savepoint of its own; another inside it would undo nothing more.
@transaction.atomic(savepoint=False)
def receive(
    *, pair: UUID, office: str, told: messages.Told, side: Side, message: UUID, arrived: datetime, now: datetime
) -> tuple[Case, bool]:
    """Apply what the other side did to this office's copy; the case, and whether it changed anything."""
    mine = Side.ANSWERING if side is Side.ASKING else Side.ASKING
    case = Case.objects.select_for_update(of=("self",)).get(pair=pair, side=mine.value, office_id=office)
    changed = stepping.receive(case, told, side=side, message=message, now=now)
    if changed and side is Side.ASKING:
        note_arrival(case, arrived=arrived, now=now)
    _record("case.received", case, by=NODE, now=now)
    return case, changed


_FOLLOW = """
    UPDATE cases_case c SET due_at = k.due_at, ours = k.bears = 'own'
    FROM (SELECT DISTINCT ON (file) file, due_at, bears FROM clocks_clock
          WHERE ended_at IS NULL AND due_at IS NOT NULL AND file = ANY (%(files)s) ORDER BY file, due_at, id) k
    WHERE c.id = k.file AND c.closed_at IS NULL AND (c.due_at, c.ours) IS DISTINCT FROM (k.due_at, k.bears = 'own')
"""
FOLLOWED_AT_ONCE = 5000


def follow_clocks(*, since: datetime | None) -> int:
    """Bring what lists show as due up to clocks that a new calendar moved since then; how many cases.

    In short transactions: nobody waits for it.
    """
    moved = files_moved(since=since)
    done = 0
    for start in range(0, len(moved), FOLLOWED_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOW, {"files": moved[start : start + FOLLOWED_AT_ONCE]})
            done += cursor.rowcount
    return done


@transaction.atomic
def assign(*, case: UUID, office: str, to: str, by: str, now: datetime) -> None:
    """Give a case to an officer of the office, or to nobody (empty). Raises NotThere."""
    held = filing.locked(case, office)
    Case.objects.filter(pk=held.pk).update(assigned_to=to)
    _record("case.assigned", held, by=by, now=now)


def hand_over(*, office: str, officer: str, to: str) -> int:
    """What was an officer's becomes another's, or nobody's; how many open cases."""
    return Case.objects.filter(office_id=office, assigned_to=officer, closed_at=None).update(assigned_to=to)


def _record(act: str, case: Case, *, by: str, now: datetime) -> None:
    """Which case and which procedure is not said: entries about a person must not tell what she did here."""
    subjects = [case.person_id] if case.person_id else []
    journal.record(act=act, office=case.office_id, officer=by or NODE, purpose=PURPOSE, subjects=subjects, now=now)


def _day(now: datetime) -> date:
    return now.astimezone(CHINA).date()
