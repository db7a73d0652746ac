"""Request for information or help (X1): closed questions, seen by the person before they leave."""

from datetime import date
from uuid import UUID

import pytest

from suixing.cases.errors import BadContent, NotExtendable, NotNow
from suixing.cases.models import Case
from tests.cases.conftest import SUBJECT, House
from tests.cases.showing import alike, both, due, how, minute, ran, told
from tests.cast import GUANHU, ZHONGZHOU

ASKED = {"subject": SUBJECT, "questions": ["residence.served_here"], "wanted": ["household_register"]}
SEEN = {"way": "at_the_desk"}
ANSWER = {"answers": {"residence.served_here": {"answer": "no_record"}}}


def drafted(house: House, answering: str = ZHONGZHOU, **more: str) -> UUID:
    return house.fucheng.open("request", {**ASKED, **more}, answering=answering)


def asked(house: House, **more: str) -> tuple[UUID, UUID]:
    """A request that she saw and that arrived: the asking and the answering copy."""
    case = drafted(house, **more)
    house.fucheng.takes(case, "show", SEEN)
    minute(house)
    return case, house.copy_of(case)


def test_show_request(house: House) -> None:
    """Nothing leaves before the person has seen it; it can be taken back for a minute."""
    case = drafted(house)
    house.work()
    assert (house.state(case), Case.objects.count()) == ("drafted", 1)
    with pytest.raises(BadContent):
        house.fucheng.takes(case, "show", {})
    assert house.fucheng.takes(case, "show", SEEN).held_until is not None
    house.fucheng.takes_back(case)
    minute(house)
    assert (house.state(case), Case.objects.count()) == ("drafted", 1)
    house.fucheng.takes(case, "show", SEEN)
    minute(house)
    assert both(house, case) == "asked"
    alike(house, house.fucheng, house.zhongzhou, case, "show", "arrive")
    seen = house.zhongzhou.sees(house.copy_of(case))
    assert seen.content["questions"] == ["residence.served_here"]
    assert "names_office" not in seen.content


def test_arrive_request(house: House) -> None:
    case, theirs = asked(house)
    assert both(house, case) == "asked"
    last = date(2026, 12, 10)  # 20 days by Chongqing's book
    assert ran(house, case) == [("answer", "other", "running", "answer_request", last)]
    assert ran(house, theirs) == [("answer", "own", "running", "answer_request", last)]


def test_note_arrival_of_request(house: House) -> None:
    case = drafted(house, "500233002")
    house.fucheng.takes(case, "show", SEEN)
    minute(house)
    house.fucheng.takes(case, "note_arrival", {"channel": "registered_letter", "at": house.now.isoformat()})
    assert house.state(case) == "asked"
    assert how(house, case) == [("answer", "running")]
    assert told(house.fucheng, case) == ["show", "note_arrival"]


def test_accept_request(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "accept")
    house.work()
    assert both(house, case) == "accepted"
    alike(house, house.fucheng, house.zhongzhou, case, "show", "arrive", "accept")
    assert how(house, case) == how(house, theirs) == [("answer", "running")]


def test_answer_request(house: House) -> None:
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "accept")
    house.zhongzhou.takes(theirs, "answer", {**ANSWER, "papers": ["household_register"]})
    minute(house)
    assert both(house, case) == "answered"
    alike(house, house.fucheng, house.zhongzhou, case, "accept", "answer")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]


def test_extend_request(house: House) -> None:
    """Once, with a reason, by what the book of the place allows."""
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "accept")
    with pytest.raises(BadContent):
        house.zhongzhou.takes(theirs, "extend")
    house.zhongzhou.takes(theirs, "extend", {"reason": "in_the_archive"})
    house.work()
    assert both(house, case) == "accepted"
    alike(house, house.fucheng, house.zhongzhou, case, "accept", "extend")
    assert due(case, "answer") == due(theirs, "answer") == date(2026, 12, 21)  # 30 days end on a Sunday
    with pytest.raises(NotNow):
        house.zhongzhou.takes(theirs, "extend", {"reason": "in_the_archive"})


def test_outside_of_request(house: House) -> None:
    """A complete answer: it meets the clock and counts against nobody."""
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "outside", {"reason": "outside"})
    minute(house)
    assert both(house, case) == "outside"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "outside")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]


def test_reject_request(house: House) -> None:
    case, theirs = asked(house)
    with pytest.raises(BadContent):
        house.zhongzhou.takes(theirs, "reject", {"reason": "she is not ours"})
    house.zhongzhou.takes(theirs, "reject", {"reason": "sent_twice"})
    house.work()
    assert both(house, case) == "rejected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "reject")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]


def test_return_request(house: House) -> None:
    """Returned, seen by her again and sent again: a new clock from the new arrival."""
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "return", {"reason": "unreadable"})
    house.work()
    assert both(house, case) == "returned"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "return")
    assert how(house, case) == how(house, theirs) == [("answer", "void")]
    house.fucheng.takes(case, "show", SEEN)
    minute(house)
    assert both(house, case) == "asked"
    alike(house, house.fucheng, house.zhongzhou, case, "return", "show", "arrive")
    assert how(house, case) == how(house, theirs) == [("answer", "void"), ("answer", "running")]


def test_redirect_request(house: House) -> None:
    """Asked anew where it falls; she sees it again before it leaves."""
    case, theirs = asked(house)
    house.zhongzhou.takes(theirs, "redirect", {"office": GUANHU})
    house.work()
    assert both(house, case) == "redirected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "redirect")
    assert how(house, case) == how(house, theirs) == [("answer", "met")]
    (fresh,) = Case.objects.filter(side="asking", closed_at=None)
    assert (fresh.counterpart, fresh.state) == (GUANHU, "drafted")


def test_withdraw_request(house: House) -> None:
    case, theirs = asked(house)
    house.fucheng.takes(case, "withdraw", {"reason": "person_withdrew"})
    house.work()
    assert both(house, case) == "withdrawn"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "withdraw")
    assert how(house, case) == how(house, theirs) == [("answer", "void")]


def test_withdraw_a_request_that_nobody_has_seen(house: House) -> None:
    case = drafted(house)
    house.fucheng.takes(case, "withdraw", {"reason": "person_withdrew"})
    minute(house)
    assert (house.state(case), Case.objects.count()) == ("withdrawn", 1)


@pytest.mark.parametrize(("marked", "last"), [("pressing", date(2026, 11, 30)), ("urgent", date(2026, 11, 21))])
def test_mark_request(house: House, marked: str, last: date) -> None:
    case, theirs = asked(house, marked=marked)
    assert due(case, "answer") == due(theirs, "answer") == last


@pytest.mark.parametrize("marked", ["pressing", "urgent"])
def test_what_is_marked_cannot_take_longer(house: House, marked: str) -> None:
    """X1: only the plain limit of a request has an extension; the book says nothing of one for the others."""
    case, theirs = asked(house, marked=marked)
    house.zhongzhou.takes(theirs, "accept")
    until = due(theirs, "answer")
    assert "extend" not in house.zhongzhou.sees(theirs).steps
    with pytest.raises(NotExtendable):
        house.zhongzhou.takes(theirs, "extend", {"reason": "in_the_archive"})
    house.work()
    assert both(house, case) == "accepted"
    assert due(case, "answer") == due(theirs, "answer") == until
