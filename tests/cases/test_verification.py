"""Verification (V2, V3): one office asks, the other answers, and both copies say the same."""

from suixing.cases.models import Case
from tests.cases.conftest import ASK, House
from tests.cast import FUCHENG, ZHONGZHOU

YES = {"answer": "confirmed"}
ANSWERS = {"answers": {"identity.name_matches": YES, "residence.registered_here": YES}}


def test_ask_and_answer_verification(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    assert house.fucheng.sees(case).item.waits_for == "other"
    house.work()
    theirs = house.copy_of(case)
    assert house.state(case) == house.state(theirs) == "asked"
    seen = house.zhongzhou.sees(theirs)
    assert seen.content["subject"]["name"] == ASK["subject"]["name"]
    assert Case.objects.get(pk=theirs).counterpart == "44"  # the province, not the office (X8)
    (clock,) = seen.clocks
    assert (clock.rule, clock.limit_key) == ("V3", "answer_verification")
    house.later(days=1)
    taken = house.zhongzhou.takes(theirs, "answer", ANSWERS, seen=seen.version)
    assert taken.held_until is not None
    house.work()
    assert house.state(case) == "asked"  # it can still be taken back
    house.later(minutes=2)
    house.work()
    assert house.state(case) == house.state(theirs) == "answered"
    assert house.fucheng.sees(case).timeline[-1].content["answers"]["identity.name_matches"] == YES
    assert Case.objects.get(pk=case).office_id == FUCHENG
