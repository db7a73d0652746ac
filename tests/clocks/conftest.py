"""Clocks on an empty node, and what a test wants to know of one."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from suixing.clocks import actions
from suixing.clocks.models import Clock
from suixing.clocks.queries import check_clocks
from suixing.rules.counting import CHINA
from suixing.rules.limits import read_limit
from tests.cast import FUCHENG
from tests.desk.conftest import sit
from tests.emptying import empty

__all__ = ["sit"]

TABLES = "clocks_event, clocks_date_changed, clocks_clock, clocks_notice, clocks_closure, clocks_edition"
BY = "zhou"


@pytest.fixture
def clocks(node: None) -> Iterator[None]:
    """No clock, and the calendar as it is shipped. What a test leaves must fit its events."""
    empty_clocks()
    yield
    checked = check_clocks()
    empty_clocks()
    assert (checked.wrong, checked.named) == (0, ())


def empty_clocks() -> None:
    empty(TABLES.split(", "))


NOTICE = """
year = 2027
source = "invented"
working = [2027-01-31]
[[holiday]]
zh = "元旦"
en = "New Year's Day"
days = ["2027-01-01..2027-01-03"]
[[holiday]]
zh = "春节"
en = "Spring Festival"
days = ["{first}..{last}"]
"""


def notice(first: str = "2027-02-05", last: str = "2027-02-12") -> str:
    """A year with little in it: the estimate has Spring Festival from 5 to 10 February, and no make-up days."""
    return NOTICE.format(first=first, last=last)


def at(text: str) -> datetime:
    """``2026-09-28 16:30`` on the clocks of the offices."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def day(text: str) -> date:
    return date.fromisoformat(text)


def begin(
    limit: str, since: str, *, file: UUID | None = None, duty: str = "answer", bears: str = "own",
    place: str = "440309", office: str = FUCHENG, binds_person: bool = False, by: str = BY,
) -> UUID:  # fmt: skip
    """A clock, recorded as it started; its file."""
    found = file or uuid4()
    actions.start(
        file=found, office=office, duty=duty, bears=bears, place=place, limit=read_limit(limit),
        limit_key="answer_verification", rule="V3", book="CN-2009", since=at(since), binds_person=binds_person, by=by,
        now=at(since),
    )  # fmt: skip
    return found


def clock_of(file: UUID, duty: str = "answer") -> Clock:
    return Clock.objects.get(file=file, duty=duty)


def due_on(file: UUID, duty: str = "answer") -> str | None:
    """The stored day."""
    held = clock_of(file, duty).due_on
    return None if held is None else held.isoformat()
