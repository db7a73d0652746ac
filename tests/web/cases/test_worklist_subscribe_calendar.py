"""A calendar feed says how many cases are due, by day, and nothing else; its address is shown once and ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from suixing.access.models import Officer
from suixing.cases.covering import FEED_LASTS
from suixing.cases.models import CalendarToken
from tests.cast import GUANHU, XIUYING
from tests.web.cases.worklist import Worklist, in_days, office, text

__all__ = ["office"]


def subscribe(office: Worklist) -> str:
    """Make a feed on the page; the path that is shown."""
    assert office.chen.post("/desk/cases/feed/make/").status_code == 302
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", text(office.chen, "/desk/cases/feed/"))
    assert found is not None
    return found[1]


def test_says_how_many_by_day_and_nothing_else(office: Worklist) -> None:
    held = [office.case(in_days(2)), office.case(in_days(2), to="lin.desk"), office.case(in_days(5))]
    office.case(in_days(2), ours=False)
    office.case(in_days(2), office=GUANHU)
    office.supervised(in_days(2))
    office.case(None)
    answer = Client().get(subscribe(office))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer.headers["Cache-Control"]
    feed = answer.content.decode()
    events = [part for part in Calendar.from_ical(feed).walk() if part.name == "VEVENT"]
    today = timezone.localdate()
    assert [(one.decoded("dtstart"), str(one["summary"])) for one in events] == [
        (today + timedelta(days=2), "到期 2 件 due: 2"), (today + timedelta(days=5), "到期 1 件 due: 1"),
    ]  # fmt: skip
    said = {str(key).upper() for one in events for key in one}
    assert said == {"UID", "DTSTAMP", "DTSTART", "DTEND", "TRANSP", "SUMMARY"}
    for case in held:
        assert str(case.id) not in feed
        assert case.number not in feed
    assert XIUYING.name not in feed
    assert "核实" not in feed


def test_two_feeds_of_equal_numbers_are_equal_but_for_their_ids(office: Worklist) -> None:
    office.case(in_days(2))

    def plain(path: str) -> str:
        return re.sub(r"(UID|DTSTAMP):.*", r"\1", Client().get(path).content.decode())

    first = plain(subscribe(office))
    assert plain(subscribe(office)) == first


def test_the_address_is_shown_once(office: Worklist) -> None:
    path = subscribe(office)
    assert path not in text(office.chen, "/desk/cases/feed/")
    assert "有效至" in text(office.chen, "/desk/cases/feed/")
    token = path.split("/")[2].removesuffix(".ics")
    assert token.encode() not in bytes(CalendarToken.objects.get().digest)
    assert CalendarToken.objects.get().officer == "chen.desk"


def test_a_new_address_ends_the_one_before_and_ending_ends_it(office: Worklist) -> None:
    first = subscribe(office)
    second = subscribe(office)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    office.chen.post("/desk/cases/feed/end/")
    assert Client().get(second).status_code == 404
    assert "现在没有订阅" in text(office.chen, "/desk/cases/feed/")


def test_it_ends_after_ninety_days_and_with_her_service(office: Worklist) -> None:
    path = subscribe(office)
    until = CalendarToken.objects.get().until
    assert abs(until - timezone.now() - FEED_LASTS) < timedelta(minutes=1)
    assert timedelta(days=90) == FEED_LASTS
    CalendarToken.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 404
    CalendarToken.objects.update(until=until)
    assert Client().get(path).status_code == 200
    Officer.objects.filter(username="chen.desk").update(is_active=False)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 32, "A" * 5000, "%00", "..%2f"])
def test_an_unknown_token_is_no_page(office: Worklist, token: str) -> None:
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
