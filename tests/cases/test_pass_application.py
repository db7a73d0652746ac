"""Pass application (P1, P2): from the current place to the home office; nobody travels."""

from datetime import date
from uuid import UUID

import pytest

from suixing.cases.errors import BadContent, NotNow
from suixing.cases.models import Case
from tests.cases.conftest import SUBJECT, House
from tests.cases.showing import alike, both, due, how, ran
from tests.cast import GUANHU, ZHONGZHOU


def received(house: House) -> UUID:
    content = {"subject": SUBJECT, "applicant": "herself", "since": house.now.isoformat()}
    return house.fucheng.open("pass_application", content, answering=ZHONGZHOU)


def applied(house: House) -> tuple[UUID, UUID]:
    case = received(house)
    house.fucheng.takes(case, "forward")
    house.work()
    return case, house.copy_of(case)


def told_missing(house: House) -> tuple[UUID, UUID]:
    case, theirs = applied(house)
    house.zhongzhou.takes(theirs, "tell_missing", {"on": "2026-11-20", "missing": ["mandate"]})
    house.work()
    return case, theirs


def test_forward_pass_application(house: House) -> None:
    case = received(house)
    assert ran(house, case) == [("forward", "own", "running", "forward_pass_application", date(2026, 11, 23))]
    house.work()
    assert Case.objects.count() == 1
    house.fucheng.takes(case, "forward")
    assert (house.state(case), how(house, case)) == ("sent", [("forward", "met")])


def test_arrive_pass_application(house: House) -> None:
    case, theirs = applied(house)
    assert both(house, case) == "applied"
    alike(house, house.fucheng, house.zhongzhou, case, "forward", "arrive")
    two_days = date(2026, 11, 24)
    assert ran(house, case)[1:] == [("issue", "other", "running", "issue_pass", two_days)]
    assert ran(house, theirs) == [("issue", "own", "running", "issue_pass", two_days)]


def test_tell_missing_of_pass_application(house: House) -> None:
    """Told once, at once; both copies' clocks stand still (T3)."""
    case, theirs = told_missing(house)
    assert both(house, case) == "incomplete"
    alike(house, house.fucheng, house.zhongzhou, case, "forward", "arrive", "tell_missing")
    assert how(house, case) == [("forward", "met"), ("issue", "suspended")]
    assert how(house, theirs) == [("issue", "suspended")]
    assert house.fucheng.sees(case).item.waits_for == "person"
    assert house.fucheng.sees(case).timeline[-1].content["missing"] == ["mandate"]


def test_papers_came_for_pass_application(house: House) -> None:
    """The days from the telling to the coming, both included, do not count; the clock goes on in both copies (T3)."""
    case, theirs = told_missing(house)
    house.later(days=5)  # Wednesday the 25th
    house.fucheng.takes(case, "papers_came", {"on": "2026-11-25"})
    house.work()
    assert both(house, case) == "applied"
    alike(house, house.fucheng, house.zhongzhou, case, "tell_missing", "papers_came")
    # Two working days after the 25th: Thursday and Friday.
    assert due(case, "issue") == due(theirs, "issue") == date(2026, 11, 27)
    with pytest.raises(NotNow):
        house.zhongzhou.takes(theirs, "tell_missing", {"on": "2026-11-25", "missing": ["old_pass"]})


def test_confirm_pass_application(house: House) -> None:
    case, theirs = applied(house)
    house.zhongzhou.takes(theirs, "confirm")
    house.work()
    assert both(house, case) == "confirmed"
    alike(house, house.fucheng, house.zhongzhou, case, "forward", "arrive", "confirm")
    assert how(house, theirs) == [("issue", "running")]  # confirmed is not issued


def test_redirect_pass_application(house: House) -> None:
    case, theirs = applied(house)
    house.zhongzhou.takes(theirs, "redirect", {"office": GUANHU})
    house.work()
    assert both(house, case) == "redirected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "redirect")
    assert how(house, case) == [("forward", "met"), ("issue", "met")]
    assert how(house, theirs) == [("issue", "met")]
    (fresh,) = Case.objects.filter(side="asking", closed_at=None)
    assert (fresh.counterpart, fresh.state) == (GUANHU, "received")


def test_withdraw_pass_application(house: House) -> None:
    case, theirs = told_missing(house)
    house.fucheng.takes(case, "withdraw", {"reason": "person_withdrew"})
    house.work()
    assert both(house, case) == "withdrawn"
    alike(house, house.fucheng, house.zhongzhou, case, "tell_missing", "withdraw")
    assert how(house, case) == [("forward", "met"), ("issue", "void")]
    assert how(house, theirs) == [("issue", "void")]


def test_ask_for_listed_papers_only(house: House) -> None:
    _, theirs = applied(house)
    with pytest.raises(BadContent):
        house.zhongzhou.takes(theirs, "tell_missing", {"on": "2026-11-20", "missing": ["come_home"]})
