"""An administrator writes down what her office agreed on with another place, and ends it (X6)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from suixing.access.roles import Role
from suixing.places.queries import agreed_limits, agreement_of
from suixing.rules.limits import Limit, Unit
from tests.cast import FUCHENG, ZHONGZHOU
from tests.web.staff.conftest import ADMINISTRATOR, Office, hidden_of, make, redirected, send, sit

LONGHUA, ZHONG = "440309", "500233"
ADD = "/staff/agreements/add/"
TYPED = {
    "other": ZHONG, "own_telephone": "0755-23456789", "other_telephone": "023-54231234", "valid_until": "",
    "limit_answer_verification": "8个工作日", "limit_notify": "10 Working Days",
}  # fmt: skip


@pytest.fixture
def browser(office: Office) -> Iterator[Client]:
    yield sit(make("hu.staff", ADMINISTRATOR, office=LONGHUA))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE places_agreement CASCADE")


def today_typed() -> dict[str, str]:
    return TYPED | {"valid_from": timezone.localdate().isoformat()}


def test_it_is_written_down_and_holds_below(browser: Client, office: Office) -> None:
    answer = send(browser, ADD, **today_typed())
    path = redirected(answer)
    shown = browser.get(path).content.decode()
    for text in ("广东省深圳市龙华区", "重庆市忠县", "023-54231234", "答复核实：8 个工作日", "有效"):
        assert text in shown
    eight = Limit(8, Unit.WORKING_DAYS)
    today = timezone.localdate()
    assert agreed_limits(first=FUCHENG, second=ZHONGZHOU, key="answer_verification", on=today) == [eight]
    assert path in browser.get("/staff/agreements/").content.decode()
    # An office below sees it without being able to end it.
    below = office.browser.get("/staff/agreements/").content.decode()
    assert "重庆市忠县" in below
    assert path not in below
    assert office.browser.get(path).status_code == 404


def test_sent_twice_it_is_written_down_once(browser: Client) -> None:
    form = hidden_of(browser.get(ADD)) | today_typed()
    first, second = browser.post(ADD, form), browser.post(ADD, form)
    assert redirected(first) == redirected(second)
    assert browser.get("/staff/agreements/").content.decode().count("440309-500233-") == 2  # its address and its text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"other": LONGHUA}, "区划代码"),
        ({"other": "\u202e500233"}, "控制符号"),
        ({"other_telephone": "刘"}, "办公电话"),
        ({"limit_answer_verification": "很快"}, "看不懂期限"),
        ({"limit_answer_verification": "16 个工作日"}, "更长"),
        ({"limit_answer_verification": "8\u202e 日"}, "控制符号"),
        ({"limit_answer_verification": "", "limit_notify": ""}, "至少约定一项期限"),
        ({"valid_from": "昨天"}, "日期"),
    ],
)
def test_what_cannot_be_is_mended(browser: Client, changed: dict[str, str], said: str) -> None:
    answer = send(browser, ADD, **(today_typed() | changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "440309-500233" not in browser.get("/staff/agreements/").content.decode()


def test_it_is_ended_by_the_other_party_too(browser: Client) -> None:
    path = redirected(send(browser, ADD, **today_typed()))
    other = sit(make("ran.staff", ADMINISTRATOR, office=ZHONG))
    late = hidden_of(browser.get(path))
    last = timezone.localdate() + timedelta(days=30)
    assert send(other, path, last_day=last.isoformat()).status_code == 302
    meanwhile = browser.post(path, late | {"last_day": timezone.localdate().isoformat()})
    assert meanwhile.status_code == 409
    assert "已被更改" in meanwhile.content.decode()
    held = agreement_of(office=ZHONG, code=path.split("/")[-2])
    assert held is not None
    assert held.valid_until == last


def test_one_that_is_over_offers_no_end(browser: Client) -> None:
    later = (timezone.localdate() + timedelta(days=40)).isoformat()
    path = redirected(send(browser, ADD, **(today_typed() | {"valid_from": later})))
    assert "尚未生效" in browser.get(path).content.decode()
    assert send(browser, path, last_day=timezone.localdate().isoformat()).status_code == 302
    shown = browser.get(path).content.decode()
    assert "已结束" in shown
    assert "last_day" not in shown


@pytest.mark.parametrize("code", ["440309-500233-2026-1", "x", "%00", "1" * 500])
def test_codes_that_are_none_lead_nowhere(browser: Client, code: str) -> None:
    assert browser.get(f"/staff/agreements/{code}/").status_code == 404


def test_it_is_for_administrators(browser: Client) -> None:
    supervisor = sit(make("wu.supervisor", (Role.SUPERVISOR,), office=LONGHUA))
    assert supervisor.get("/staff/agreements/").status_code == 403
    assert supervisor.get(ADD).status_code == 403
