"""Two officers at once, a double click, messages that cross, a minute to think again: nothing is lost or done twice."""

import pytest

from suixing.access.roles import Role
from suixing.cases.errors import ChangedMeanwhile, NotNow, NotThere, TooLate
from suixing.cases.models import Case, CaseEvent, Letter
from suixing.cases.queries import Answer, answer_for
from suixing.clocks.models import Clock
from suixing.journeys.cases import lodging
from tests.cases.conftest import ASK, House
from tests.cases.showing import both, how, minute, told
from tests.cases.test_complaint import lodge, taken_up
from tests.cases.test_registration import FIRST, content
from tests.cases.test_request import ASKED, SEEN
from tests.cases.test_verification import ANSWERS, PART
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.desk.conftest import as_role

WITHDRAW = {"reason": "sent_by_mistake"}
LISTED = {"questions": ["identity.name_matches"]}
MISSING = {"on": "2026-11-20", "missing": ["birth_certificate"]}


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


def test_take_an_answer_back_that_a_withdrawal_crossed(house: House) -> None:
    """Within its minute she can take it back still; then the withdrawal counts, as if there had been no answer."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    theirs = house.copy_of(case)
    house.zhongzhou.takes(theirs, "answer", ANSWERS)
    house.fucheng.takes(case, "withdraw", WITHDRAW)
    house.work()
    assert (house.state(case), house.state(theirs)) == ("withdrawn", "answered")
    house.zhongzhou.takes_back(theirs)
    minute(house)
    assert both(house, case) == "withdrawn"
    assert told(house.zhongzhou, theirs) == told(house.fucheng, case) == ["arrive", "withdraw"]
    assert how(house, theirs) == how(house, case) == [("answer", "void")]


def test_extend_a_request_while_it_is_withdrawn(house: House) -> None:
    """What was done before the withdrawal counts, what came after it does not; it is kept, and shown as too late."""
    case = house.fucheng.open("request", ASKED, answering=ZHONGZHOU)
    house.fucheng.takes(case, "show", SEEN)
    minute(house)
    theirs = house.copy_of(case)
    house.zhongzhou.takes(theirs, "accept")
    house.zhongzhou.takes(theirs, "extend", {"reason": "in_the_archive"})
    house.fucheng.takes(case, "withdraw", WITHDRAW)
    assert house.state(case) == "withdrawn"
    minute(house)
    assert both(house, case) == "withdrawn"
    assert told(house.zhongzhou, theirs) == told(house.fucheng, case) == ["show", "arrive", "accept", "withdraw"]
    for desk, copy in ((house.fucheng, case), (house.zhongzhou, theirs)):
        assert [one.step for one in desk.sees(copy).timeline if not one.counted] == ["extend"]
        assert set(how(house, copy)) == {("answer", "void")}


def test_two_officers_of_one_office_in_a_case_of_its_own(house: House) -> None:
    """The second is told and nothing of hers is done; after she has looked she can go on from there."""
    case = house.fucheng.open("registration", content(house, FIRST))
    colleague = house.desk("zhou", FUCHENG)
    shown = colleague.sees(case).version
    house.fucheng.takes(case, "tell_missing", MISSING, seen=shown)
    for step, typed in (("ask", LISTED), ("withdraw", WITHDRAW), ("tell_missing", MISSING)):
        with pytest.raises(ChangedMeanwhile):
            colleague.takes(case, step, typed, seen=shown)
    assert told(house.fucheng, case) == ["tell_missing"]
    assert how(house, case) == [("ask", "suspended")]
    assert Letter.objects.filter(case=case).count() == 1
    colleague.takes(case, "papers_came", {"on": "2026-11-20"}, seen=colleague.sees(case).version)
    assert told(colleague, case) == ["tell_missing", "papers_came"]


def test_two_supervisors_decide_one_complaint(house: House) -> None:
    """The first decision stands, with its words; the second changes nothing of it."""
    case, first = taken_up(house)
    second = house.desk("he.district", first.office, first.roles)
    shown = second.sees(case.pk).version
    first.takes(case.pk, "uphold", {"text": "已退还"}, seen=shown)
    with pytest.raises(ChangedMeanwhile):
        second.takes(case.pk, "reject", {"reason": "duty_done", "text": "不属实"}, seen=shown)
    with pytest.raises(NotNow):
        second.takes(case.pk, "reject", {"reason": "duty_done", "text": "不属实"})
    assert house.state(case.pk) == "upheld"
    assert second.sees(case.pk).timeline[-1].content == {"text": "已退还"}
    assert how(house, case.pk) == [("answer", "met")]


def test_withdraw_a_complaint_while_it_is_decided(house: House) -> None:
    """It waits in the box while the supervisor decides: the decision stands, and her code shows it."""
    code = lodge(house)
    house.work()
    case = Case.objects.get(procedure="complaint")
    supervisor = house.desk("wu.district", case.office_id, (Role.SUPERVISOR,))
    supervisor.takes(case.pk, "take_up")
    with as_role("serving", ""):
        assert lodging.withdraw(code=code, now=house.now)
    supervisor.takes(case.pk, "uphold", {"text": "已退还"})
    house.work()
    assert (house.state(case.pk), how(house, case.pk)) == ("upheld", [("answer", "met")])
    with as_role("serving", ""):
        assert answer_for(code) == Answer("已退还")


def test_withdraw_a_registration_while_its_home_office_answers(house: House) -> None:
    """The file goes; the answer that crossed it counts in both copies of the pair and leads nowhere."""
    case = house.fucheng.open("registration", content(house, FIRST))
    house.fucheng.takes(case, "ask", LISTED)
    house.work()
    pair = Case.objects.get(parent=case).pk
    house.zhongzhou.takes(house.copy_of(pair), "answer", PART)
    house.fucheng.takes(case, "withdraw", WITHDRAW)
    minute(house)
    assert both(house, pair) == "answered"
    assert not Case.objects.filter(procedure="registration").exists()
    assert ("answer", "met") in how(house, pair)
    assert not Clock.objects.filter(ended_at=None).exists()


def test_another_office_is_told_the_same_as_for_none(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    stranger = house.desk("lin.desk", GUANHU)
    with pytest.raises(NotThere):
        stranger.sees(case)
    with pytest.raises(NotThere):
        stranger.takes(case, "withdraw", WITHDRAW)
