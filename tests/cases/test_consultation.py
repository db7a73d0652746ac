"""Consultation (X2): before a decision that falls on both sides, the other side says what it holds of it."""

from datetime import date
from uuid import UUID

from suixing.cases.models import Case
from tests.cases.conftest import SUBJECT, House
from tests.cases.showing import alike, both, due, how, minute, ran, told
from tests.cast import GUANHU, ZHONGZHOU

MATTER = {"matter": "who_pays", "proposal": "other_side"}
LAST = date(2026, 11, 27)
"""5 working days by Chongqing's book, from Friday the 20th."""


def proposed(house: House, answering: str = ZHONGZHOU) -> UUID:
    return house.fucheng.open("consultation", {"subject": SUBJECT, **MATTER}, answering=answering)


def asked(house: House) -> tuple[UUID, UUID]:
    case = proposed(house)
    house.work()
    return case, house.copy_of(case)


def test_arrive_consultation(house: House) -> None:
    case, theirs = asked(house)
    assert both(house, case) == "asked"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive")
    assert ran(house, case) == [("answer", "other", "running", "answer_consultation", LAST)]
    assert ran(house, theirs) == [("answer", "own", "running", "answer_consultation", LAST)]
    assert house.zhongzhou.sees(theirs).content["proposal"] == "other_side"


def test_note_arrival_of_consultation(house: House) -> None:
    case = proposed(house, "500233002")
    house.fucheng.takes(case, "note_arrival", {"channel": "telephone", "at": house.now.isoformat()})
    assert house.state(case) == "asked"
    assert how(house, case) == [("answer", "running")]
    assert told(house.fucheng, case) == ["note_arrival"]


def test_accept_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "accept")
    house.work()
    assert both(house, case) == "accepted"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "accept")
    assert how(house, case) == how(house, theirs) == [("answer", "running")]


def test_reply_to_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "reply", {"position": "agreed_in_part"})
    minute(house)
    assert both(house, case) == "replied"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "reply")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]
    assert house.fucheng.sees(case).timeline[-1].content == {"position": "agreed_in_part"}


def test_outside_of_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "outside", {"reason": "outside"})
    minute(house)
    assert both(house, case) == "outside"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "outside")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]


def test_reject_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "reject", {"reason": "not_competent"})
    house.work()
    assert both(house, case) == "rejected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "reject")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]


def test_return_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "accept")
    house.zhongzhou.takes(theirs, "return", {"reason": "person_not_identified"})
    house.work()
    assert both(house, case) == "returned"
    alike(house, house.fucheng, house.zhongzhou, case, "accept", "return")
    assert how(house, case) == how(house, theirs) == [("answer", "void")]


def test_send_consultation_again(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "return", {"reason": "paper_not_named"})
    house.work()
    house.later(days=3)
    changed = {"matter": "which_record", "proposal": "this_record"}
    house.fucheng.takes(case, "send_again", changed)
    assert house.state(case) == "sent"
    house.work()
    assert both(house, case) == "asked"
    alike(house, house.fucheng, house.zhongzhou, case, "return", "send_again", "arrive")
    assert how(house, case) == how(house, theirs) == [("answer", "void"), ("answer", "running")]
    assert due(case, "answer") == due(theirs, "answer") == date(2026, 11, 30)
    assert house.zhongzhou.sees(theirs).timeline[-2].content == changed


def test_redirect_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "redirect", {"office": GUANHU})
    house.work()
    assert both(house, case) == "redirected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "redirect")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]
    (fresh,) = Case.objects.filter(side="asking", closed_at=None)
    house.work()
    assert (fresh.counterpart, both(house, fresh.id)) == (GUANHU, "asked")


def test_withdraw_consultation(house: House) -> None:
    case, theirs = asked(house)
    house.fucheng.takes(case, "withdraw", {"reason": "sent_by_mistake"})
    house.work()
    assert both(house, case) == "withdrawn"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "withdraw")
    assert how(house, case) == how(house, theirs) == [("answer", "void")]
