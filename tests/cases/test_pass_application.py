"""Pass application (P1, P2): from the current place to the home office; nobody travels."""

from datetime import date
from uuid import UUID

import pytest

from suixing.cases.errors import BadContent, NotNow
from suixing.cases.models import Case
from suixing.consent.queries import consents_of
from suixing.journeys.register import register_one
from suixing.passes.errors import NotHome
from suixing.passes.models import Pass
from suixing.passes.queries import Standing, claims_of, passes_of
from suixing.people.queries import find_person
from tests.cases.conftest import SUBJECT, House
from tests.cases.showing import alike, both, due, how, ran
from tests.cast import GUANHU, XIUYING, ZHONGZHOU
from tests.passes.conftest import entry


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


def confirmed(house: House) -> tuple[UUID, UUID]:
    case, theirs = applied(house)
    house.zhongzhou.takes(theirs, "confirm")
    house.work()
    return case, theirs


def test_issue_pass_application(house: House) -> None:
    """The home office registers her by the application and issues; what crosses is that it did (P1, G1, X8)."""
    case, theirs = confirmed(house)
    house.zhongzhou.takes(theirs, "issue")
    house.work()
    assert both(house, case) == "issued"
    alike(house, house.fucheng, house.zhongzhou, case, "confirm", "issue")
    assert how(house, case) == [("forward", "met"), ("issue", "met")]
    assert house.fucheng.sees(case).timeline[-1].content == {}
    person = find_person(SUBJECT["identifier"])
    assert person is not None
    (consent,) = consents_of(person=person, offices=[ZHONGZHOU])
    assert (consent.way, consent.given_on, "随行证" in consent.zh) == ("desk", date(2026, 11, 20), True)
    (seen,) = passes_of(person=person, today=date(2026, 11, 20))
    assert (seen.office, seen.valid_until) == (ZHONGZHOU, date(2029, 11, 20))
    claims = claims_of(seen)
    assert (claims.name, claims.home_township.code) == (SUBJECT["name"], ZHONGZHOU)
    assert claims.current_place is not None
    assert claims.current_place.code == "44"  # the office itself was not to be named
    with house.fucheng.sitting():
        assert passes_of(person=person, today=date(2026, 11, 20)) == []


def test_issue_again_renews_what_she_holds(house: House) -> None:
    """Who applies holding a pass is not refused one (P3, P7)."""
    for _ in range(2):
        _, theirs = confirmed(house)
        house.zhongzhou.takes(theirs, "issue")
        house.work()
    person = find_person(SUBJECT["identifier"])
    assert person is not None
    newer, older = passes_of(person=person, today=date(2026, 11, 20))
    assert (newer.replaces, newer.standing, older.standing) == (older.number, Standing.VALID, Standing.VALID)


def test_issue_nothing_where_her_home_is_elsewhere(house: House) -> None:
    """The step is not taken; it falls to another office (P1)."""
    with house.zhongzhou.sitting():
        register_one(entry=entry(XIUYING, home=GUANHU), office=ZHONGZHOU, by="gao", now=house.now)
    case, theirs = confirmed(house)
    with pytest.raises(NotHome):
        house.zhongzhou.takes(theirs, "issue")
    assert both(house, case) == "confirmed"
    assert not Pass.objects.exists()


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
