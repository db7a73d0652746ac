"""What a case shows an officer, in few words: its clocks, and what happened in it."""

from datetime import date
from uuid import UUID

from suixing.cases.models import Case
from suixing.clocks.models import Clock
from suixing.clocks.queries import clocks_of
from suixing.rules.counting import CHINA
from tests.cases.conftest import Desk, House

Ran = tuple[str, str, str, str, date | None]


def ran(house: House, case: UUID) -> list[Ran]:
    """Each clock of a copy, the oldest first: duty, whose it is, how it stands, its limit's key, its last day."""
    shown = sorted(clocks_of(file=case, now=house.now), key=lambda one: (one.since, one.duty.value))
    return [(one.duty.value, one.bears.value, one.state.value, one.limit_key, one.due_on) for one in shown]


def how(house: House, case: UUID) -> list[tuple[str, str]]:
    """Duty and standing of each clock of a copy."""
    return [(duty, state) for duty, _, state, _, _ in ran(house, case)]


def due(case: UUID, duty: str) -> date:
    """The last day of the one open clock of this duty."""
    day = Clock.objects.get(file=case, duty=duty, ended_at=None).due_on
    assert day is not None
    return day


def told(desk: Desk, case: UUID) -> list[str]:
    """The steps of the timeline that counted, as this office reads it."""
    return [one.step for one in desk.sees(case).timeline if one.counted]


def both(house: House, case: UUID) -> str:
    """The state that both copies agree on."""
    mine, theirs = house.state(case), house.state(house.copy_of(case))
    assert mine == theirs
    return mine


def alike(house: House, asking: Desk, answering: Desk, case: UUID, *steps: str) -> None:
    """Both timelines end in these steps, and neither office holds anything more of the other side than it may."""
    theirs = house.copy_of(case)
    assert told(asking, case)[-len(steps) :] == list(steps)
    assert told(answering, theirs)[-len(steps) :] == list(steps)
    copy = Case.objects.get(pk=theirs)
    assert (copy.parent_id, copy.person_id) == (None, None)


def minute(house: House) -> None:
    """What was held for its minute leaves and arrives."""
    house.later(minutes=2)
    house.work()


def today(house: House) -> date:
    """The day by Beijing's calendar."""
    return house.now.astimezone(CHINA).date()
