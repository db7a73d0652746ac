"""Complaints (A1, A4): lodged by anybody, read by the tier that was chosen, answered under a code."""

from uuid import uuid4

import pytest

from suixing.access.roles import Role
from suixing.cases.errors import NotThere
from suixing.cases.models import Case, Lodged
from suixing.cases.queries import standing
from suixing.journeys.cases import lodging
from tests.cases.conftest import House
from tests.cast import FUCHENG
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
    with as_role("serving", ""):
        assert lodging.withdraw(code=appeal, now=house.now)
    house.work()
    above.refresh_from_db()
    assert above.state == "withdrawn"
