"""Complaints (A1, A4): lodged by anybody, read by the tier that was chosen, answered under a code."""

from datetime import date
from uuid import uuid4

import pytest

from suixing.access.roles import Role
from suixing.cases.errors import BadContent, NotNow, NotThere
from suixing.cases.models import Case, Lodged
from suixing.cases.queries import Answer, answer_for, standing
from suixing.journeys.cases import lodging
from tests.cases.conftest import Desk, House
from tests.cases.showing import how, ran, told
from tests.cast import FUCHENG, ZHONGZHOU
from tests.desk.conftest import as_role

DISTRICT = "440309"


def lodge(house: House, office: str = DISTRICT) -> str:
    with as_role("serving", ""):
        return lodging.lodge(
            office=office, about=FUCHENG, ground="charged", text="收了二十元", form_number=uuid4(), now=house.now
        )


def test_lodge_complaint_and_read_the_answer_by_its_code(house: House) -> None:
    code = lodge(house)
    house.work()
    case = Case.objects.get(procedure="complaint")
    supervisor = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    seen = supervisor.sees(case.pk)
    assert seen.content["text"] == "收了二十元"
    assert Lodged.objects.get().sealed is None
    with pytest.raises(NotThere):
        house.fucheng.sees(case.pk)
    supervisor.takes(case.pk, "take_up")
    supervisor.takes(case.pk, "uphold", {"text": "已退还"})
    with as_role("serving", ""):
        (shown,) = standing(code)
    assert shown.state.en == "Upheld"
    assert shown.closed_at is not None


def test_withdraw_and_appeal_by_the_code(house: House) -> None:
    code = lodge(house)
    house.work()
    supervisor = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    case = Case.objects.get(procedure="complaint")
    supervisor.takes(case.pk, "take_up")
    supervisor.takes(case.pk, "reject", {"reason": "not_shown", "text": "查无实据"})
    with as_role("serving", ""):
        appeal = lodging.appeal(code=code, now=house.now)
        assert appeal is not None
        assert lodging.appeal(code=code.lower(), now=house.now) == appeal  # pressed twice: one appeal, one code
        assert not lodging.withdraw(code=code, now=house.now)
    house.work()
    with as_role("serving", ""):
        assert lodging.appeal(code=code, now=house.now) == appeal
    house.work()
    above = Case.objects.get(procedure="complaint", closed_at=None)
    assert above.office_id == "00"  # the next open office above the district here
    assert ran(house, above.pk) == [("answer", "own", "running", "appeal_complaint", date(2026, 12, 11))]
    higher = house.desk("wu.nation", "00", (Role.SUPERVISOR,))
    higher.takes(above.pk, "take_up")
    assert "extend" not in higher.sees(above.pk).steps  # the book lets a first answer take longer, no second one
    with as_role("serving", ""):
        assert lodging.withdraw(code=appeal, now=house.now)
    house.work()
    above.refresh_from_db()
    assert above.state == "withdrawn"


def taken_up(house: House) -> tuple[Case, Desk]:
    lodge(house)
    house.work()
    supervisor = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    case = Case.objects.get(procedure="complaint")
    supervisor.takes(case.pk, "take_up")
    return case, supervisor


def test_take_complaint_up(house: House) -> None:
    case, supervisor = taken_up(house)
    assert house.state(case.pk) == "examined"
    assert told(supervisor, case.pk) == ["take_up"]
    assert ran(house, case.pk) == [("answer", "own", "running", "answer_complaint", date(2026, 12, 11))]


def test_extend_complaint(house: House) -> None:
    """Once, with a reason; 15 working days more end in the first week of a year that has no calendar yet (T4)."""
    case, supervisor = taken_up(house)
    supervisor.takes(case.pk, "extend", {"reason": "both_sides_heard"})
    (clock,) = supervisor.sees(case.pk).clocks
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 4), True)
    assert told(supervisor, case.pk) == ["take_up", "extend"]
    with pytest.raises(NotNow):
        supervisor.takes(case.pk, "extend", {"reason": "several_offices"})


@pytest.mark.parametrize("known", [True, False])
def test_uphold_complaint(house: House, known: bool) -> None:
    """Upheld, told to who holds the code, and to nobody else."""
    code = lodge(house)
    house.work()
    supervisor = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    case = Case.objects.get(procedure="complaint")
    supervisor.takes(case.pk, "take_up")
    supervisor.takes(case.pk, "uphold", {"text": "已退还"})
    assert house.state(case.pk) == "upheld"
    assert how(house, case.pk) == [("answer", "met")]
    with as_role("serving", ""):
        assert answer_for(code if known else "0000-0000-0000-0000") == (Answer("已退还") if known else Answer())


def test_uphold_complaint_in_part(house: House) -> None:
    case, supervisor = taken_up(house)
    supervisor.takes(case.pk, "uphold_in_part", {"text": "部分属实"})
    assert house.state(case.pk) == "partially_upheld"
    assert told(supervisor, case.pk) == ["take_up", "uphold_in_part"]
    assert how(house, case.pk) == [("answer", "met")]


def test_reject_complaint(house: House) -> None:
    case, supervisor = taken_up(house)
    with pytest.raises(BadContent):
        supervisor.takes(case.pk, "reject", {"text": "不属实"})
    supervisor.takes(case.pk, "reject", {"reason": "duty_done", "text": "不属实"})
    assert house.state(case.pk) == "rejected"
    assert told(supervisor, case.pk) == ["take_up", "reject"]
    assert how(house, case.pk) == [("answer", "met")]


def test_redirect_complaint(house: House) -> None:
    """Never to who it is about, and nowhere by the officer: she hands it on, with a new code, or leaves it (A1)."""
    code = lodge(house)
    house.work()
    supervisor = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    case = Case.objects.get(procedure="complaint")
    with pytest.raises(lodging.NoSuchTier):
        supervisor.takes(case.pk, "redirect", {"office": FUCHENG, "text": "请向街道反映"})
    with pytest.raises(lodging.NoSuchTier):
        supervisor.takes(case.pk, "redirect", {"office": ZHONGZHOU, "text": "请向街道反映"})
    supervisor.takes(case.pk, "redirect", {"office": "00", "text": "属国家机构职责"})
    house.work()
    assert house.state(case.pk) == "redirected"
    assert how(house, case.pk) == [("answer", "void")]
    assert Case.objects.filter(procedure="complaint").count() == 1
    with as_role("serving", ""):
        assert answer_for(code) == Answer("属国家机构职责", "00")
        fresh = lodging.hand_on(code=code, now=house.now)
        assert fresh == lodging.hand_on(code=code, now=house.now)  # a button pressed twice
    house.work()
    above = Case.objects.get(procedure="complaint", closed_at=None)
    assert above.office_id == "00"
    assert [one[3] for one in ran(house, above.pk)] == ["answer_complaint"]
    assert house.desk("wu.nation", "00", (Role.SUPERVISOR,)).sees(above.pk).content["text"] == "收了二十元"
    with as_role("serving", ""):
        (shown,) = standing(str(fresh))
        assert (shown.office, shown.closed_at) == ("00", None)


def test_withdraw_complaint(house: House) -> None:
    """By who holds the code, and by no officer."""
    code = lodge(house)
    house.work()
    supervisor = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    case = Case.objects.get(procedure="complaint")
    with pytest.raises(NotNow):
        supervisor.takes(case.pk, "withdraw")
    with as_role("serving", ""):
        assert lodging.withdraw(code=code, now=house.now)
    house.work()
    assert house.state(case.pk) == "withdrawn"
    assert told(supervisor, case.pk) == ["withdraw"]
    assert how(house, case.pk) == [("answer", "void")]
