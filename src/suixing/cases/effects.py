"""What a step does to the clocks of a case, on this office's copy."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from suixing.cases.models import Case
from suixing.cases.procedures import procedure
from suixing.cases.procedures.steps import Effect, Extend, Meet, Resume, Side, Start, Step, Suspend, Void
from suixing.clocks import actions as clocks
from suixing.clocks.queries import duties_running, limits_running
from suixing.places.queries import agreed_limits
from suixing.rules.books import book, book_for, effective_limit
from suixing.rules.limits import Limit, Unit


def carry_out(case: Case, effects: tuple[Effect, ...], content: Mapping[str, Any], *, at: datetime, by: str) -> None:
    """In order; ``content`` is the step's own, or the opening's."""
    running = duties_running(file=case.id) if effects else set()
    for effect in effects:
        if not isinstance(effect, Start) and effect.duty not in running:
            continue  # nothing of the kind runs in this copy
        match effect:
            case Start():
                _start(case, effect, content, at=at, by=by)
            case Meet(duty):
                clocks.meet(file=case.id, duty=duty, at=at, by=by, now=at)
            case Void(duty):
                clocks.void(file=case.id, duty=duty, at=at, reason="withdrawn", by=by, now=at)
            case Suspend(duty, on):
                clocks.suspend(
                    file=case.id, duty=duty, on=date.fromisoformat(content[on]), reason="papers_missing", by=by, now=at
                )
            case Resume(duty, on):
                clocks.resume(file=case.id, duty=duty, on=date.fromisoformat(content[on]), by=by, now=at)
            case Extend(duty):
                by_limit = extension_of(case, effect)
                if by_limit is not None:
                    clocks.extend(
                        file=case.id, duty=duty, by_limit=by_limit, reason=str(content.get("reason", "")), by=by, now=at
                    )


def extension_of(case: Case, effect: Extend) -> Limit | None:
    """By how much the clock that runs may be extended; None where its own limit says nothing of it.

    One that is marked urgent has another limit, and one agreed in hours cannot grow by days.
    """
    held = limits_running(file=case.id).get(effect.duty)
    if held is None:
        return None
    code, key, unit = held
    extension = book(code).limits[key].extension
    same = extension is not None and (extension.unit is Unit.HOURS) == (unit is Unit.HOURS)
    return extension if same else None


def can_extend(case: Case, step: Step) -> bool:
    """Whether each clock that this step would extend is one that may be."""
    return all(extension_of(case, one) is not None for one in step.clocks if isinstance(one, Extend))


def is_theirs_alone(case: Case, start: Start) -> bool:
    """What the asking office owes is its own affair: the other side's copy has no clock of it (X8)."""
    return start.bears is Side.ASKING and case.side == Side.ANSWERING


def _start(case: Case, start: Start, content: Mapping[str, Any], *, at: datetime, by: str) -> None:
    if is_theirs_alone(case, start):
        return
    mine = start.bears == case.side
    key = _key(start, content)
    place = case.office_id if mine else case.counterpart
    since = datetime.fromisoformat(content[start.since]) if start.since else at
    limit, rule, held_in = limit_of(case, key, mine=mine, since=since)
    clocks.start(
        file=case.id, office=case.office_id, duty=start.duty, bears="own" if mine else "other", place=place,
        limit=limit, limit_key=key, rule=rule, book=held_in, since=since, binds_person=start.binds_person,
        by=by, now=at,
    )  # fmt: skip


def is_urgent(case: Case, content: Mapping[str, Any], *, at: datetime) -> bool:
    """Whether the answering side's limit is in hours: then no message of the pair waits for others to leave with.

    Both copies say the same, and every message of the pair is like the others.
    """
    table = procedure(case.procedure)
    effects = [*table.opens, *(effect for step in table.steps.values() for effect in step.clocks)]
    keys = {_key(one, content) for one in effects if isinstance(one, Start) and one.bears is Side.ANSWERING}
    mine = case.side == Side.ANSWERING
    return any(limit_of(case, key, mine=mine, since=at)[0].unit is Unit.HOURS for key in sorted(keys))


def _key(start: Start, content: Mapping[str, Any]) -> str:
    flag, instead = start.instead
    if flag and content.get(flag):
        return instead
    chosen = content.get(start.by) if start.by else None
    return f"{start.limit}_{chosen}" if chosen else start.limit


def limit_of(case: Case, key: str, *, mine: bool, since: datetime) -> tuple[Limit, str, str]:
    """The limit, its rule, and the book it stands in; an agreement's where it is shorter (X6).

    A pair keeps the book of the place that answers; what the asking office owes stands in its own place's.
    """
    held = book(case.book)
    if case.side == Side.ASKING and mine:
        held = book_for(place=case.office_id, on=since.date())
    agreed = agreed_limits(first=case.office_id, second=case.counterpart, key=key, on=since.date())
    return effective_limit(held, key, agreed), ", ".join(held.limits[key].rules), held.code
