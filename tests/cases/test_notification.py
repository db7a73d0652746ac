"""Notification (X3, V5): what the other side must know, from a closed list, with her consent, and nothing more."""

from datetime import date
from uuid import UUID

import pytest

from suixing.cases.errors import BadContent
from suixing.cases.models import Case
from tests.cases.conftest import SUBJECT, House
from tests.cases.showing import alike, both, due, how, minute, ran, told
from tests.cast import GUANHU, ZHONGZHOU

LAST = date(2026, 12, 11)
"""15 working days by Shenzhen's book: who notifies owes it, wherever it goes."""


def noted_down(house: House, answering: str = ZHONGZHOU, **more: object) -> UUID:
    content = {
        "subject": SUBJECT, "topic": "entitlement_opened", "since": house.now.isoformat(), "agreed": True, **more
    }  # fmt: skip
    return house.fucheng.open("notification", content, answering=answering)


def arrived(house: House) -> tuple[UUID, UUID]:
    case = noted_down(house)
    house.fucheng.takes(case, "send")
    minute(house)
    return case, house.copy_of(case)


def test_notify_with_her_consent_only(house: House) -> None:
    with pytest.raises(BadContent):
        noted_down(house, agreed=False)
    assert Case.objects.count() == 0


def test_send_notification(house: House) -> None:
    case = noted_down(house)
    assert ran(house, case) == [("notify", "own", "running", "notify", LAST)]
    house.work()
    assert Case.objects.count() == 1  # nothing leaves before it is sent
    house.fucheng.takes(case, "send")
    assert house.state(case) == "sent"
    assert how(house, case) == [("notify", "met")]
    house.fucheng.takes_back(case)
    assert (house.state(case), how(house, case)) == ("due", [("notify", "running")])
    house.fucheng.takes(case, "send")
    minute(house)
    assert both(house, case) == "arrived"
    assert how(house, case) == [("notify", "met")]


def test_arrive_notification(house: House) -> None:
    case, theirs = arrived(house)
    assert both(house, case) == "arrived"
    alike(house, house.fucheng, house.zhongzhou, case, "send", "arrive")
    assert ran(house, theirs) == []  # what the other side owes is its own affair
    assert house.zhongzhou.sees(theirs).content["topic"] == "entitlement_opened"


def test_note_arrival_of_notification(house: House) -> None:
    case = noted_down(house, "500233002")
    house.fucheng.takes(case, "send")
    house.fucheng.takes(case, "note_arrival", {"channel": "registered_letter", "at": house.now.isoformat()})
    assert house.state(case) == "noted"
    assert how(house, case) == [("notify", "met")]
    assert told(house.fucheng, case) == ["send", "note_arrival"]


def test_note_notification(house: House) -> None:
    case, theirs = arrived(house)
    house.zhongzhou.takes(theirs, "note")
    house.work()
    assert both(house, case) == "noted"
    alike(house, house.fucheng, house.zhongzhou, case, "send", "arrive", "note")
    assert how(house, case) == [("notify", "met")]


def test_return_notification(house: House) -> None:
    """Sent again, and taken back again: what was notified in time stays notified in time."""
    case, theirs = arrived(house)
    house.zhongzhou.takes(theirs, "return", {"reason": "number_missing"})
    house.work()
    assert both(house, case) == "returned"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "return")
    house.fucheng.takes(case, "send")
    house.fucheng.takes_back(case)
    assert (house.state(case), how(house, case)) == ("returned", [("notify", "met")])
    house.fucheng.takes(case, "send")
    minute(house)
    assert both(house, case) == "arrived"
    alike(house, house.fucheng, house.zhongzhou, case, "return", "send", "arrive")
    assert how(house, case) == [("notify", "met")]


def test_reject_notification(house: House) -> None:
    case, theirs = arrived(house)
    house.zhongzhou.takes(theirs, "reject", {"reason": "not_from_an_office"})
    house.work()
    assert both(house, case) == "rejected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "reject")
    assert how(house, case) == [("notify", "met")]


def test_redirect_notification(house: House) -> None:
    """It is noted down anew for the office that it falls to, with the day of the event."""
    case, theirs = arrived(house)
    house.zhongzhou.takes(theirs, "redirect", {"office": GUANHU})
    house.work()
    assert both(house, case) == "redirected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "redirect")
    (fresh,) = Case.objects.filter(side="asking", closed_at=None)
    assert (fresh.counterpart, fresh.state) == (GUANHU, "due")
    assert due(fresh.id, "notify") == LAST


def test_withdraw_notification(house: House) -> None:
    case, theirs = arrived(house)
    house.fucheng.takes(case, "withdraw", {"reason": "sent_by_mistake"})
    house.work()
    assert both(house, case) == "withdrawn"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "withdraw")
    assert how(house, theirs) == []
    unsent = noted_down(house)
    house.fucheng.takes(unsent, "withdraw", {"reason": "person_withdrew"})
    minute(house)
    assert (house.state(unsent), how(house, unsent)) == ("withdrawn", [("notify", "void")])
    assert Case.objects.filter(side="answering").count() == 1
