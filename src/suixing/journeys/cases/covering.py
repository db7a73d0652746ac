"""Around the cases: who covers for whom, calendar feeds, kept answers, dates that a calendar moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suixing.access.queries import works_at
from suixing.cases import actions as cases
from suixing.cases import queries
from suixing.cases.queries import Covering, Ground, Item, Kept
from suixing.clocks import actions as clocks
from suixing.clocks.queries import Change, date_changes_for
from suixing.journeys.cases.stepping import NoSuchColleague
from suixing.rules.books import book_for
from suixing.rules.counting import CHINA


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date that a new calendar moved, and the case that it is about."""

    change: Change
    item: Item


@transaction.atomic
def cover(*, office: str, officer: str, by_officer: str, first: date, last: date, by: str, now: datetime) -> None:
    """``by_officer`` does the work of ``officer`` on these days, both included.

    Raises NoSuchColleague for who is not in service here, or CoverUnclear.
    """
    for one in (officer, by_officer):
        if not works_at(username=one, office=office):
            raise NoSuchColleague
    cases.set_cover(
        office=office, officer=officer, by_officer=by_officer, first=first, last=last, today=_day(now), by=by, now=now
    )


def end_cover(*, cover_id: int, office: str, by: str, now: datetime) -> None:
    """End a cover now; one that has ended already stays so."""
    cases.end_cover(number=cover_id, office=office, by=by, now=now)


def covers(*, office: str, now: datetime) -> list[Covering]:
    """Who does whose work at an office, today or later."""
    return queries.covers_of(office=office, today=_day(now))


def make_feed(*, office: str, officer: str, now: datetime) -> str:
    """The token of a new calendar feed of this officer's, told once; the one before ends."""
    return cases.make_feed(office=office, officer=officer, now=now)


def end_feeds(*, office: str, officer: str, now: datetime) -> None:
    """No calendar of this officer is answered any more."""
    cases.end_feeds(office=office, officer=officer, now=now)


def feed_until(*, officer: str, now: datetime) -> datetime | None:
    """Until when this officer's calendar feed is answered; None where she has none."""
    return queries.feed_until(officer=officer, now=now)


def kept_answers(*, office: str) -> list[Kept]:
    """The answers that an office keeps."""
    return queries.kept_answers(office=office)


def ground_for(*, office: str, now: datetime) -> Ground:
    """The rule book by which an office answers today."""
    return Ground(book_for(place=office, on=_day(now)), _day(now))


def keep_answer(
    *, office: str, procedure: str, step: str, name: str, content: Mapping[str, Any], by: str, now: datetime
) -> None:
    """Keep an answer for the next time, under a name. Raises BadContent or NameTaken."""
    cases.keep_answer(
        office=office, procedure=procedure, step=step, name=name, content=content,
        ground=ground_for(office=office, now=now), by=by, now=now,
    )  # fmt: skip


def drop_answer(*, number: int, office: str, by: str, now: datetime) -> None:
    """Take a kept answer out; one that was taken out already stays so."""
    cases.drop_answer(number=number, office=office, by=by, now=now)


def dates_moved(*, office: str, now: datetime) -> list[Moved]:
    """What a new calendar moved and the office was not told, as far as this officer may see the cases (T4)."""
    changes = date_changes_for(office=office)
    if not changes:
        return []
    held = queries.items(cases=[change.file for change in changes], office=office, now=now)
    return [Moved(change, held[change.file]) for change in changes if change.file in held]


def dates_told(*, changes: Sequence[tuple[int, date]], office: str, now: datetime) -> None:
    """The office has read this notice; a date that moved again since stays to be told."""
    clocks.mark_told(changes=changes, office=office, now=now)


def _day(now: datetime) -> date:
    return now.astimezone(CHINA).date()
