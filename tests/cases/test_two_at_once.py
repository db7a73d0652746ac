"""Two officers at once, a double click, messages that cross, a minute to think again: nothing is lost or done twice."""

import pytest

from suixing.cases.errors import ChangedMeanwhile, NotNow, NotThere, TooLate
from suixing.cases.models import Case, CaseEvent
from suixing.clocks.models import Clock
from tests.cases.conftest import ASK, House
from tests.cases.test_verification import ANSWERS
from tests.cast import GUANHU, ZHONGZHOU

WITHDRAW = {"reason": "sent_by_mistake"}


def test_withdraw_while_it_is_answered(house: House) -> None:
    """Both act before they hear of each other: the answer counts on both sides, the withdrawal came too late."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    theirs = house.copy_of(case)
    house.zhongzhou.takes(theirs, "answer", ANSWERS)
    house.fucheng.takes(case, "withdraw", WITHDRAW)
    assert (house.state(case), house.state(theirs)) == ("withdrawn", "answered")
    house.later(minutes=2)
    house.work()
    assert house.state(case) == house.state(theirs) == "answered"
    for side in (case, theirs):
        late = CaseEvent.objects.get(case=side, step="withdraw")
        assert not late.counted
        (clock,) = [one for one in Clock.objects.filter(file=side) if one.how == "met"]
        assert clock.ended_at is not None
        assert not Clock.objects.filter(file=side, ended_at=None).exists()


def test_the_second_of_two_officers_is_told(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    theirs = house.copy_of(case)
    seen = house.zhongzhou.sees(theirs).version
    house.zhongzhou.takes(theirs, "answer_in_part", ANSWERS, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        house.zhongzhou.takes(theirs, "answer", ANSWERS, seen=seen)
    assert CaseEvent.objects.filter(case=theirs, side="answering").count() == 2


def test_a_step_that_the_state_does_not_allow_changes_nothing(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    version = Case.objects.get(pk=case).version
    for step in ("answer", "ask_again", "arrive", "nonsense"):
        with pytest.raises(NotNow):
            house.fucheng.takes(case, step, ANSWERS if step == "answer" else {})
    assert Case.objects.get(pk=case).version == version


def test_take_an_answer_back_within_its_minute(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    theirs = house.copy_of(case)
    house.zhongzhou.takes(theirs, "answer", ANSWERS)
    house.later(seconds=30)
    house.zhongzhou.takes_back(theirs)
    house.later(minutes=5)
    house.work()
    assert house.state(case) == house.state(theirs) == "asked"
    assert Clock.objects.filter(file=theirs, ended_at=None).count() == 1
    house.zhongzhou.takes(theirs, "answer", ANSWERS)
    house.later(minutes=2)
    house.work()
    assert house.state(case) == "answered"
    with pytest.raises(TooLate):
        house.zhongzhou.takes_back(theirs)


def test_another_office_is_told_the_same_as_for_none(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    stranger = house.desk("lin.desk", GUANHU)
    with pytest.raises(NotThere):
        stranger.sees(case)
    with pytest.raises(NotThere):
        stranger.takes(case, "withdraw", WITHDRAW)
