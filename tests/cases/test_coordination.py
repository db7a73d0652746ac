"""Coordination (T5): a clock ran out; the lowest open office over both sees whose, and no person, paper or question."""

from datetime import date
from uuid import UUID

import pytest

from suixing.access.roles import Role
from suixing.cases.errors import NotNow
from suixing.cases.models import Case
from suixing.places.actions import open_office
from tests.cases.conftest import ASK, SUBJECT, Desk, House
from tests.cases.showing import how, minute, ran, told
from tests.cases.test_verification import ANSWERS
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU

DISTRICT, PROVINCE = "440309", "44"


def late_between_provinces(house: House) -> tuple[UUID, Case]:
    """Zhongzhou's answer is late: the pair, and what was opened above both."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    house.later(days=20)
    house.work()
    return case, Case.objects.get(procedure="coordination")


def late_in_a_district(house: House) -> tuple[UUID, Case]:
    case = house.fucheng.open("verification", ASK, answering=GUANHU)
    house.work()
    house.later(days=30)
    house.work()
    return case, Case.objects.get(procedure="coordination")


def supervisor(house: House, office: str) -> Desk:
    return house.desk(f"wu.{office}", office, (Role.SUPERVISOR,))


def test_open_coordination_at_the_lowest_office_over_both(house: House) -> None:
    _, above = late_between_provinces(house)
    assert (above.office_id, above.person_id, above.parent_id) == ("00", None, None)
    seen = supervisor(house, "00").sees(above.id)
    assert seen.content == {
        "late": ZHONGZHOU, "waiting": FUCHENG, "duty": "answer", "due": "2026-12-04T16:00:00+00:00"
    }  # fmt: skip
    assert str(SUBJECT["name"]) not in repr(seen)
    assert ran(house, above.id)[0][:4] == ("coordinate", "own", "running", "coordinate")
    house.later(days=1)
    house.work()
    assert Case.objects.filter(procedure="coordination").count() == 1  # both copies know of it, one tells


def test_remind_in_coordination(house: House) -> None:
    _, above = late_in_a_district(house)
    assert above.office_id == DISTRICT
    desk = supervisor(house, DISTRICT)
    desk.takes(above.id, "remind")
    assert house.state(above.id) == "reminded"
    assert how(house, above.id) == [("coordinate", "met")]
    assert told(desk, above.id) == ["remind"]


def test_settle_coordination(house: House) -> None:
    case, above = late_in_a_district(house)
    desk = supervisor(house, DISTRICT)
    desk.takes(above.id, "settle", {"reason": "agreed_date"})
    assert house.state(above.id) == "settled"
    assert how(house, above.id) == [("coordinate", "met")]
    assert told(desk, above.id) == ["settle"]
    assert house.state(case) == "asked"  # settled above is not answered below
    assert how(house, case) == [("answer", "late")]


def test_answered_in_coordination(house: House) -> None:
    """The late office acts: nothing is left to coordinate. Nobody says so by hand."""
    case, above = late_in_a_district(house)
    desk = supervisor(house, DISTRICT)
    with pytest.raises(NotNow):
        desk.takes(above.id, "answered")
    theirs = house.copy_of(case)
    house.desk("lin.guanhu", GUANHU).takes(theirs, "answer", ANSWERS)
    minute(house)
    assert house.state(above.id) == "settled"
    assert told(desk, above.id) == ["answered"]
    assert how(house, above.id) == [("coordinate", "void")]
    assert how(house, case) == how(house, theirs) == [("answer", "met_late")]


def test_pass_coordination_up(house: House) -> None:
    """One open tier up, with the same words; the lower one has done its part."""
    open_office(code=PROVINCE, now=house.now)
    _, above = late_in_a_district(house)
    desk = supervisor(house, DISTRICT)
    seen = desk.sees(above.id).content
    desk.takes(above.id, "pass_up")
    house.work()
    assert house.state(above.id) == "passed_up"
    assert how(house, above.id) == [("coordinate", "met")]
    (higher,) = Case.objects.filter(procedure="coordination", closed_at=None)
    assert higher.office_id == PROVINCE
    assert supervisor(house, PROVINCE).sees(higher.id).content == seen
    house.work()
    assert Case.objects.filter(procedure="coordination").count() == 2


def test_coordinate_until(house: House) -> None:
    _, above = late_in_a_district(house)
    # Opened on Sunday the 20th of December; New Year's Day does not count.
    assert [one[4] for one in ran(house, above.id)] == [date(2026, 12, 29)]
