"""Move (G2): until the new office takes over, the old one serves her; from that instant the new one does."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from suixing.access.models import Tie
from suixing.cases.errors import BadContent
from suixing.cases.models import Case
from suixing.exchange import actions as exchange
from suixing.journeys.cases.inbound import HANDLERS
from suixing.journeys.register import register_one
from suixing.people.models import Account, Residence
from tests.cases.conftest import House
from tests.cases.showing import alike, both, due, how, ran, told
from tests.cast import FUCHENG, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry

MOVE = {
    "home": ZHONGZHOU, "division": ZHONGZHOU, "moved_on": "2026-11-15", "consent_on": "2026-11-19",
    "consent_way": "desk",
}  # fmt: skip
LAST = date(2026, 12, 1)
"""7 working days from Friday the 20th; Chongqing has no shorter limit."""


def registered(house: House) -> int:
    with house.fucheng.sitting():
        return register_one(entry=entry(), office=FUCHENG, by="chen", now=house.now).account


def offered(house: House) -> tuple[UUID, UUID]:
    case = house.fucheng.open("move", MOVE, account=registered(house), answering=ZHONGZHOU)
    house.work()
    return case, house.copy_of(case)


def serving(house: House) -> list[str]:
    """The offices with a tie to her that is open now."""
    ties = Tie.objects.filter(source="registration", officer=None, since__lte=house.now)
    return sorted(one.office_id for one in ties if one.until is None or one.until > house.now)


def test_arrive_move(house: House) -> None:
    case, theirs = offered(house)
    assert both(house, case) == "offered"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive")
    assert ran(house, case) == [("accept", "other", "running", "accept_move", LAST)]
    assert ran(house, theirs) == [("accept", "own", "running", "accept_move", LAST)]
    assert serving(house) == [FUCHENG]
    assert Case.objects.get(pk=theirs).counterpart == FUCHENG  # from whom she comes is no secret: she agreed to it


def test_note_arrival_of_move(house: House) -> None:
    case = house.fucheng.open("move", MOVE, account=registered(house), answering="500233002")
    house.fucheng.takes(case, "note_arrival", {"channel": "fax", "at": house.now.isoformat()})
    assert (house.state(case), told(house.fucheng, case)) == ("offered", ["note_arrival"])
    assert how(house, case) == [("accept", "running")]
    assert serving(house) == [FUCHENG]


def test_accept_move(house: House) -> None:
    """The receiving office registers her, the giving one's tie ends at that very instant, whenever it hears of it."""
    case, theirs = offered(house)
    house.later(days=1)
    taken_over = house.now
    house.zhongzhou.takes(theirs, "accept")
    house.later(minutes=7)
    house.work()
    assert both(house, case) == "accepted"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "accept")
    assert how(house, case) == how(house, theirs) == [("accept", "met")]
    assert serving(house) == [ZHONGZHOU]
    given, received = (Tie.objects.get(office_id=office) for office in (FUCHENG, ZHONGZHOU))
    assert given.until == received.since == taken_over
    assert received.person == given.person
    stay = Residence.objects.get(account__office_id=FUCHENG, kind="current")
    assert stay.during.upper == date(2026, 11, 15)
    stay = Residence.objects.get(account__office_id=ZHONGZHOU, kind="current")
    assert (stay.during.lower, stay.during.upper, stay.division_id) == (date(2026, 11, 15), None, ZHONGZHOU)


def test_served_by_exactly_one_at_each_moment(house: House) -> None:
    case, theirs = offered(house)
    began = house.now
    house.later(days=1)
    house.zhongzhou.takes(theirs, "accept")
    house.later(hours=3)
    house.work()
    moment = began
    while moment <= house.now:
        open_then = [
            one.office_id for one in Tie.objects.filter(since__lte=moment) if one.until is None or one.until > moment
        ]
        assert len(open_then) == 1, moment
        moment += timedelta(minutes=30)
    assert both(house, case) == "accepted"


def test_reject_move(house: House) -> None:
    case, theirs = offered(house)
    with pytest.raises(BadContent):
        house.zhongzhou.takes(theirs, "reject", {"reason": "no_certificate"})
    house.zhongzhou.takes(theirs, "reject", {"reason": "not_here"})
    house.work()
    assert both(house, case) == "rejected"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "reject")
    assert how(house, case) == how(house, theirs) == [("accept", "met")]
    assert serving(house) == [FUCHENG]
    assert Account.objects.count() == 1


def test_return_move(house: House) -> None:
    case, theirs = offered(house)
    house.zhongzhou.takes(theirs, "return", {"reason": "day_missing"})
    house.work()
    assert both(house, case) == "returned"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "return")
    assert how(house, case) == how(house, theirs) == [("accept", "void")]
    assert serving(house) == [FUCHENG]


def test_offer_move_again(house: House) -> None:
    """What was put right is what holds: she is registered there since the day that was offered last."""
    case, theirs = offered(house)
    house.zhongzhou.takes(theirs, "return", {"reason": "day_missing"})
    house.work()
    house.later(days=3)
    house.fucheng.takes(case, "offer_again", {"division": ZHONGZHOU, "moved_on": "2026-11-18"})
    house.work()
    assert both(house, case) == "offered"
    alike(house, house.fucheng, house.zhongzhou, case, "return", "offer_again", "arrive")
    assert how(house, case) == how(house, theirs) == [("accept", "void"), ("accept", "running")]
    assert due(case, "accept") == due(theirs, "accept") == date(2026, 12, 2)
    house.zhongzhou.takes(theirs, "accept")
    house.work()
    assert serving(house) == [ZHONGZHOU]
    assert Residence.objects.get(account__office_id=ZHONGZHOU, kind="current").during.lower == date(2026, 11, 18)
    assert Residence.objects.get(account__office_id=FUCHENG, kind="current").during.upper == date(2026, 11, 18)


def test_withdraw_move(house: House) -> None:
    case, theirs = offered(house)
    house.fucheng.takes(case, "withdraw", {"reason": "person_withdrew"})
    house.work()
    assert both(house, case) == "withdrawn"
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "withdraw")
    assert how(house, case) == how(house, theirs) == [("accept", "void")]
    assert serving(house) == [FUCHENG]


def test_withdraw_move_while_it_is_taken_over(house: House) -> None:
    """Both act before they hear of each other: the taking over counts, and she is served there."""
    case, theirs = offered(house)
    house.zhongzhou.takes(theirs, "accept")
    house.fucheng.takes(case, "withdraw", {"reason": "sent_by_mistake"})
    house.work()
    assert both(house, case) == "accepted"
    assert serving(house) == [ZHONGZHOU]


def test_withdraw_move_before_its_arrival_is_heard_of(house: House) -> None:
    """The withdrawal stands before the acceptance in both copies; she is registered there all the same, and once."""
    case = house.fucheng.open("move", MOVE, account=registered(house), answering=ZHONGZHOU)
    with as_role("intake", ""):
        exchange.relay(now=house.now)
        exchange.hand_to(HANDLERS, now=house.now)
    theirs = house.copy_of(case)
    assert (house.state(case), house.state(theirs)) == ("sent", "offered")
    house.fucheng.takes(case, "withdraw", {"reason": "sent_by_mistake"})
    house.zhongzhou.takes(theirs, "accept")
    house.work()
    assert both(house, case) == "accepted"
    assert serving(house) == [ZHONGZHOU]
    alike(house, house.fucheng, house.zhongzhou, case, "arrive", "accept")
