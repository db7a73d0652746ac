"""What is older opens by a second officer of another office and seven days, in which all older channels are told."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from suixing.journeys import take_back
from suixing.journeys.register import register_one
from suixing.notices.jobs import send_pending
from suixing.notices.models import Notice
from suixing.residents import actions as residents
from tests.access.conftest import Sit
from tests.cast import FUCHENG, GUANHU, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry
from tests.residents.test_own_pages import as_owner, sign_in, text

Sent = Callable[[], list[dict[str, str]]]
HOME_TELEPHONE, CITY_TELEPHONE = "13900000001", "13900000002"
SHOWN = re.compile(r'<strong class="code">([^<]+)</strong>')


def registered(sit: Sit, officer: str, office: str, telephone: str) -> int:
    with sit(officer, office):
        said = entry(telephone=telephone)
        return int(register_one(entry=said, office=office, by=officer, now=timezone.now()).account)


@pytest.fixture
def home(sit: Sit) -> int:
    """Her account at the home place, which comes first."""
    return registered(sit, "lian", ZHONGZHOU, HOME_TELEPHONE)


@pytest.fixture
def she(sit: Sit, home: int) -> Client:
    """Her browser, signed in by a code that the desk at the home place printed."""
    registered(sit, "zhou", FUCHENG, CITY_TELEPHONE)
    with sit("lian", ZHONGZHOU):
        code = residents.make_desk_code(account=home)
    browser = Client()
    with as_role("serving", ""):
        assert sign_in(browser, XIUYING.identifier, "desk", code).status_code == 302
    return browser


def ask(she: Client) -> tuple[str, str]:
    """The number for the second officer, and the code for afterwards."""
    with as_role("serving", ""):
        number, code = SHOWN.findall(text(she.post("/me/more/", {"ask": "1"})))
    return number, code


def second(sit: Sit, officer: str, office: str, number: str, identifier: str = XIUYING.identifier) -> bool:
    with sit(officer, office):
        return residents.approve_widening(identifier=identifier, number=number)


def opened(she: Client, code: str) -> bool:
    """Whether the code opens everything, registered before the desk's code was printed."""
    with as_role("serving", ""):
        she.post("/me/more/", {"way": "widening", "code": code})
        data = text(she.get("/me/data/"))
    return HOME_TELEPHONE in data and CITY_TELEPHONE in data


def let_days_pass(days: int) -> None:
    as_owner("UPDATE residents_widening SET opens_at = opens_at - make_interval(days => %s) RETURNING 1", days)


def test_a_second_officer_elsewhere_and_seven_days_open_everything(sit: Sit, she: Client, outgoing: Sent) -> None:
    number, code = ask(she)
    assert not second(sit, "lian", ZHONGZHOU, number), "the office that printed the code seconded itself"
    assert not second(sit, "hemei", GUANHU, "00000000")
    assert not second(sit, "hemei", GUANHU, number, identifier="110101199003070134")
    outgoing()
    assert second(sit, "hemei", GUANHU, number)
    assert {one["to"] for one in outgoing()} == {HOME_TELEPHONE, CITY_TELEPHONE}
    let_days_pass(6)
    assert not opened(she, code)
    let_days_pass(1)
    assert opened(she, code)
    assert not second(sit, "hemei", GUANHU, number)


def test_whoever_has_a_session_of_hers_cancels(sit: Sit, home: int, she: Client, outgoing: Sent) -> None:
    number, code = ask(she)
    assert second(sit, "hemei", GUANHU, number)
    outgoing()
    with sit("lian", ZHONGZHOU):
        later = residents.make_desk_code(account=home)
    other = Client()
    with as_role("serving", ""):
        assert sign_in(other, XIUYING.identifier, "desk", later).status_code == 302
        (cancel,) = re.findall(r'action="(/me/more/\d+/cancel/)"', text(other.get("/me/")))
        assert other.post(cancel).status_code == 302
    let_days_pass(8)
    assert not opened(she, code)
    with as_role("intake", ""):
        Notice.objects.filter(kind="resident.widening").update(due_at=timezone.now())
        assert send_pending(now=timezone.now()) == 1, "only the sign-in of the other browser is told"


def test_she_objects_in_person(sit: Sit, home: int, she: Client) -> None:
    number, code = ask(she)
    assert second(sit, "hemei", GUANHU, number)
    with sit("lian", ZHONGZHOU):
        residents.object_at_desk(account=home)
    let_days_pass(8)
    assert not opened(she, code)


def test_only_one_request_is_under_way(sit: Sit, she: Client) -> None:
    first, _ = ask(she)
    number, _ = ask(she)
    assert not second(sit, "hemei", GUANHU, first)
    assert second(sit, "hemei", GUANHU, number)
    with as_role("serving", ""):
        assert she.post("/me/more/", {"ask": "1"}).status_code == 422


def test_nothing_of_her_sign_in_is_left_when_she_is_erased(sit: Sit, home: int, she: Client) -> None:
    ask(she)
    person = as_owner("SELECT person_id FROM people_account WHERE id = %s", home)
    with as_role("owner", ""):
        take_back.erase(person=person, by="operator", now=timezone.now())
    for table in ("session", "passkey", "handle", "code", "widening", "choice"):
        assert as_owner(f"SELECT count(*) FROM residents_{table} WHERE person = %s", person) == 0
    with as_role("serving", ""):
        assert she.get("/me/").status_code == 302
