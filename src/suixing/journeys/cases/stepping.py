"""Take a step, and what follows from it in other cases; take it back; give a case to a colleague."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from suixing.access.queries import works_at
from suixing.cases import actions as cases
from suixing.cases.errors import NotThere
from suixing.cases.queries import Case
from suixing.journeys.cases import files, following
from suixing.kernel.errors import Refusal, Sentence


class NoSuchColleague(Refusal):
    """A case goes to somebody who works here."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("请选择本机构在岗人员；未改动。", "Choose somebody who works at this office. Nothing was changed.")
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """``case`` is None where a registration ended and its file went; then ``number_shown_once`` finds what it left."""

    case: UUID | None
    version: int
    held_until: datetime | None
    number_shown_once: str | None


@transaction.atomic
def take(
    *, case: UUID, step: str, content: Mapping[str, Any], office: str, seen: int | None, by: str, now: datetime
) -> Taken:
    """Take a step of this office. Raises NotThere, ChangedMeanwhile, NotNow or BadContent; then nothing was changed.

    ``files`` of the content are ids of papers of this case, which go along. Raises PaperRefused for one that is lost.
    """
    content, offers = files.prepare(case=case, step=step, content=content, office=office, by=by, now=now)
    event = cases.take_step(case=case, step=step, content=content, office=office, seen=seen, by=by, now=now)
    files.offer(event, offers)
    held = Case.objects.get(pk=case)
    following.after_own_step(held, event, by=by, now=now)
    if held.procedure == "registration" and held.closed_at is not None:
        following.withdraw_pairs(held, ended=step, by=by, now=now)
        number = cases.close_registration(held, ended=step, by=by, now=now)
        return Taken(None, 0, None, number)
    return Taken(held.id, Case.objects.values_list("version", flat=True).get(pk=case), event.held_until, None)


def take_back(*, case: UUID, office: str, seen: int | None, by: str, now: datetime) -> None:
    """Take the last step back while it has not left. Raises TooLate, NotThere or ChangedMeanwhile."""
    cases.take_back(case=case, office=office, seen=seen, by=by, now=now)


@transaction.atomic
def assign(*, case: UUID, office: str, to: str, by: str, now: datetime) -> None:
    """Give a case to a colleague, or to nobody (empty). Raises NotThere or NoSuchColleague."""
    _check_works_here(to, office)
    cases.assign(case=case, office=office, to=to, by=by, now=now)


@transaction.atomic
def assign_many(*, chosen: Sequence[UUID], office: str, to: str, by: str, now: datetime) -> int:
    """Give several cases to a colleague; how many there were. Those that are gone meanwhile are passed over."""
    _check_works_here(to, office)
    done = 0
    for case in chosen:
        try:
            cases.assign(case=case, office=office, to=to, by=by, now=now)
        except NotThere:
            continue
        done += 1
    return done


def _check_works_here(username: str, office: str) -> None:
    if username and not works_at(username=username, office=office):
        raise NoSuchColleague
