"""Verification (V2, V3): one office asks, the other answers, and both copies say the same."""

from datetime import date
from uuid import UUID

import pytest

from suixing.cases.errors import BadContent, NotNow
from suixing.cases.models import Case
from tests.cases.conftest import ASK, SUBJECT, House
from tests.cases.showing import alike, both, due, how, minute, ran, told
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU

YES = {"answer": "confirmed"}
ANSWERS = {"answers": {"identity.name_matches": YES, "residence.registered_here": YES}}
PART = {"answers": {"identity.name_matches": YES}}
UNREACHED = "500233002"
"""A township of the home county that has no node."""


def asked(house: House) -> tuple[UUID, UUID]:
    """A verification that arrived: the asking and the answering copy."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    return case, house.copy_of(case)


def test_ask_and_answer_verification(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    assert house.fucheng.sees(case).item.waits_for == "other"
    house.work()
    theirs = house.copy_of(case)
    assert house.state(case) == house.state(theirs) == "asked"
    seen = house.zhongzhou.sees(theirs)
    assert seen.content["subject"] == SUBJECT
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


def test_arrive_verification(house: House) -> None:
    """The other office's node says that it arrived; both copies' clocks run from then, by its place's book (T2, V3)."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    assert ran(house, case) == []
    house.work()
    theirs = house.copy_of(case)
    assert both(house, case) == "asked"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive")
    ten_days = date(2026, 12, 4)
    assert ran(house, case) == [("answer", "other", "running", "answer_verification", ten_days)]
    assert ran(house, theirs) == [("answer", "own", "running", "answer_verification", ten_days)]


def test_note_arrival_of_verification(house: House) -> None:
    """Where the exchange does not reach, its arrival is noted with channel and time; the clock runs from that (T2)."""
    case = house.fucheng.open("verification", ASK, answering=UNREACHED)
    assert "note_arrival" in house.fucheng.sees(case).steps
    with pytest.raises(BadContent):
        house.fucheng.takes(case, "note_arrival", {"at": house.now.isoformat()})
    house.fucheng.takes(case, "note_arrival", {"channel": "fax", "at": "2026-11-19T17:00:00+08:00"})
    assert house.state(case) == "asked"
    assert ran(house, case) == [("answer", "other", "running", "answer_verification", date(2026, 12, 3))]
    assert told(house.fucheng, case) == ["note_arrival"]
    assert Case.objects.count() == 1


def test_what_the_exchange_does_is_not_done_by_hand(house: House) -> None:
    """Where the exchange reaches the other office, nobody can pretend that it arrived, or that it was answered."""
    case, _ = asked(house)
    with pytest.raises(NotNow):
        house.fucheng.takes(case, "answer_noted", {**ANSWERS, "channel": "fax"})
    fresh = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    with pytest.raises(NotNow):
        house.fucheng.takes(fresh, "note_arrival", {"channel": "fax", "at": house.now.isoformat()})


def test_answer_verification_in_part(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "answer_in_part", PART)
    minute(house)
    assert both(house, case) == "partly_answered"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "answer_in_part")
    assert how(house, case) == how(house, theirs) == [("answer", "running")]  # a part does not meet the duty
    assert house.fucheng.sees(case).timeline[-1].content == PART


def test_answer_verification(house: House) -> None:
    case, theirs = asked(house)
    house.later(days=3)
    reasons = {"answers": {**PART["answers"], "residence.registered_here": {
        "answer": "not_confirmed", "reason": "moved_away"}}}  # fmt: skip
    house.zhongzhou.takes(theirs, "answer", reasons)
    minute(house)
    assert both(house, case) == "answered"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "answer")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]
    assert house.fucheng.sees(case).timeline[-1].content == reasons
    assert Case.objects.filter(closed_at=None).count() == 0


def test_answer_to_verification_noted(house: House) -> None:
    case = house.fucheng.open("verification", ASK, answering=UNREACHED)
    house.fucheng.takes(case, "note_arrival", {"channel": "fax", "at": house.now.isoformat()})
    house.later(days=2)
    house.fucheng.takes(case, "answer_noted", {**ANSWERS, "channel": "telephone"})
    assert house.state(case) == "answered"
    assert how(house, case) == [("answer", "met")]
    assert told(house.fucheng, case) == ["note_arrival", "answer_noted"]


def test_ask_verification_again(house: House) -> None:
    """Asked again with a reason from the list; a new clock runs from the new arrival (V2, V3)."""
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "answer", ANSWERS)
    minute(house)
    house.later(days=3)  # Monday
    again = {"reason": "new_papers", "questions": ["identity.birth_matches"]}
    house.fucheng.takes(case, "ask_again", again)
    assert house.state(case) == "sent"
    house.work()
    assert both(house, case) == "asked"
    alike(house, house.fucheng, house.zhongzhou, case, "answer", "ask_again", "arrive")
    assert how(house, case) == how(house, theirs) == [("answer", "met"), ("answer", "running")]
    assert due(case, "answer") == due(theirs, "answer") == date(2026, 12, 7)
    assert house.zhongzhou.sees(theirs).timeline[-2].content == again


def test_ask_again_for_what_was_not_answered(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "answer_in_part", PART)
    minute(house)
    house.fucheng.takes(case, "ask_again", {"reason": "part_missing", "questions": ["residence.registered_here"]})
    house.work()
    assert both(house, case) == "asked"
    assert how(house, case) == how(house, theirs) == [("answer", "void"), ("answer", "running")]


def test_withdraw_verification(house: House) -> None:
    case, theirs = asked(house)
    house.fucheng.takes(case, "withdraw", {"reason": "answered_otherwise"})
    house.work()
    assert both(house, case) == "withdrawn"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "withdraw")
    assert how(house, case) == how(house, theirs) == [("answer", "void")]
    with pytest.raises(NotNow):
        house.zhongzhou.takes(theirs, "answer", ANSWERS)


def test_redirect_verification(house: House) -> None:
    """This office's duty is done; the same is asked where it falls, and that office's clock is its own (V3)."""
    case, theirs = asked(house)
    house.later(days=3)
    house.zhongzhou.takes(theirs, "redirect", {"office": GUANHU})
    house.work()
    assert both(house, case) == "redirected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "redirect")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]
    (fresh,) = Case.objects.filter(side="asking", closed_at=None)
    assert fresh.counterpart == GUANHU
    house.work()
    assert both(house, fresh.id) == "asked"
    # From Monday by Shenzhen's book, not from Friday by Chongqing's.
    assert ran(house, fresh.id) == [("answer", "other", "running", "answer_verification", date(2026, 12, 14))]
    there = Case.objects.get(pair=fresh.pair, side="answering")
    assert (there.office_id, there.counterpart) == (GUANHU, "44")
