"""The code of a letter shows how far a case is, who must act and by when, how to complain; and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.roles import Role
from suixing.cases.models import Case, StatusLink
from suixing.clocks.models import Clock
from suixing.directory.actions import NewContact, update_contact
from suixing.journeys.cases import letters
from tests.cases.conftest import ASK, House, house, sit
from tests.cases.test_complaint import DISTRICT, lodge
from tests.cases.test_registration import FIRST, REGISTRANT, content
from tests.cast import FUCHENG, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.web.public.pages import Page, chinese_left

__all__ = ["house", "sit"]

SITE = "https://suixing.invalid"


def asked(client: Client, code: str, *, status: int = 200, language: str = "en", **more: str) -> str:
    """What the page says to a code, under the role of the web process and in nobody's session."""
    with as_role("serving", ""):
        answer = client.post("/status/", {"code": code, **more}, headers={"accept-language": language})
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return answer.content.decode()


@pytest.fixture
def contacts(house: House) -> None:
    for office, telephone in ((FUCHENG, "0755-2800 0000"), (ZHONGZHOU, "023-5400 0000")):
        update_contact(
            office=office, by="chen", now=NOW, contact=NewContact(telephone, "示例路1号", "工作日", "1 Example Road")
        )


def letter(house: House, case: UUID) -> str:
    with house.fucheng.sitting():
        made = letters.letter_for(
            case=case, kind="status", site=SITE, english=False, office=FUCHENG, by="chen", now=house.now
        )
    return made.status_code


def registration(house: House) -> UUID:
    case = house.fucheng.open("registration", content(house, FIRST))
    house.fucheng.takes(case, "ask", {"questions": ["identity.name_matches"]})
    house.work()
    return case


@pytest.mark.usefixtures("contacts")
def test_who_must_act_is_named_with_office_and_telephone(house: House, client: Client) -> None:
    case = registration(house)
    text = asked(client, letter(house, case))
    assert "重庆市忠县忠州街道" in text
    assert "023-5400 0000" in text
    due = Clock.objects.get(file=Case.objects.get(parent=case).pk).due_on
    assert due is not None
    assert due.isoformat() in text
    assert 'href="/complain/"' in text


@pytest.mark.usefixtures("contacts")
def test_nothing_else_is_shown(house: House, client: Client) -> None:
    """No name, number, question, officer, case number or inner id; nothing of what kind of registration it is."""
    case = registration(house)
    code = letter(house, case)
    held = Case.objects.get(pk=case)
    for language in ("en", "zh-hans"):
        text = asked(client, code, language=language)
        kept = (XIUYING.name, XIUYING.identifier, REGISTRANT["name"], str(case), held.number, "chen", "生育", "birth")
        assert [one for one in kept if str(one).lower() in text.lower()] == []


@pytest.mark.usefixtures("contacts")
def test_the_page_speaks_either_language(house: House, client: Client) -> None:
    code = letter(house, registration(house))
    english = Page(asked(client, code))
    for name in ("广东省深圳市龙华区福城街道", "重庆市忠县忠州街道"):
        english.said["body"] = english.said["body"].replace(name, "")
    assert chinese_left(english) == ""
    assert "由谁办理" in asked(client, code, language="zh-hans")


@pytest.mark.usefixtures("contacts")
def test_a_code_may_be_typed_in_any_hand(house: House, client: Client) -> None:
    code = letter(house, registration(house))
    as_shown = asked(client, code)
    for typed in (
        code.lower(),
        code.replace("-", ""),
        f"  {code.replace('-', ' ')} ",
        code.replace("0", "O").replace("1", "l"),
    ):
        assert Page(asked(client, typed)).said["h2"] == Page(as_shown).said["h2"]


@pytest.mark.usefixtures("contacts")
def test_wrong_and_expired_codes_are_told_the_same(house: House, client: Client) -> None:
    code = letter(house, registration(house))
    wrong = asked(client, "0000-0000-0000-0000", status=422)
    StatusLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = asked(client, code, status=422)
    assert expired.replace(code, "") == wrong.replace("0000-0000-0000-0000", "")
    assert "not known, or it has expired" in wrong


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", "7", "查询码", "7" * 41, "7" * 100_000, "\x00", "7\x1b[2J", "7\u202e7", "' OR 1=1 --", "{code}"],
)
def test_what_is_no_code_is_refused_and_comes_back_as_text(client: Client, typed: str) -> None:
    page = Page(asked(client, typed, status=422))
    assert page.said["title"].startswith("Error: ")
    assert "error-summary" in asked(client, typed, status=422)


@pytest.mark.usefixtures("contacts")
def test_a_code_in_the_address_opens_nothing(house: House, client: Client) -> None:
    code = letter(house, registration(house))
    answer = client.get("/status/", {"code": code})
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    assert not page.all("dl")
    assert [one["value"] for one in page.all("input") if one.get("name") == "code" and "value" in one] == []


@pytest.mark.usefixtures("contacts")
def test_a_suspended_limit_says_that_it_stands_still(house: House, client: Client) -> None:
    case = house.fucheng.open("registration", content(house, FIRST))
    told = house.now.date().isoformat()
    house.fucheng.takes(case, "tell_missing", {"on": told, "missing": ["birth_certificate"]})
    text = asked(client, letter(house, case))
    assert "stands still" in text
    assert ">You<" in text


@pytest.mark.usefixtures("contacts")
def test_a_closed_registration_says_only_that_it_is_closed(house: House, client: Client) -> None:
    case = house.fucheng.open("registration", content(house, {**FIRST, "pass": True}))
    code = letter(house, case)
    house.fucheng.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
    house.fucheng.takes(case, "register")
    assert not Case.objects.filter(pk=case).exists()
    text = asked(client, code)
    assert "the paper that you were given" in text
    assert "Nobody: it is closed" in text


@pytest.mark.usefixtures("contacts")
def test_a_file_of_the_desk_is_neither_withdrawn_nor_appealed_here(house: House, client: Client) -> None:
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    code = letter(house, case)
    text = asked(client, code, withdraw="1", appeal="1")
    assert 'name="withdraw"' not in text
    assert "Your withdrawal was received" not in text
    house.work()
    assert Case.objects.filter(procedure="complaint").count() == 0
    assert house.state(case) == "asked"


def decided(house: House, tier: str = DISTRICT) -> None:
    house.work()
    supervisor = house.desk(f"wu.{tier}", tier, (Role.SUPERVISOR,))
    case = Case.objects.get(procedure="complaint")
    supervisor.takes(case.pk, "take_up")
    supervisor.takes(case.pk, "reject", {"reason": "not_shown", "text": "查无<b>实据"})


def test_a_complaint_is_withdrawn_by_its_code(house: House, client: Client) -> None:
    code = lodge(house)
    house.work()
    assert 'name="withdraw"' in asked(client, code)
    assert "Your withdrawal was received" in asked(client, code, withdraw="1")
    asked(client, code, withdraw="1")  # pressed twice
    house.work()
    assert Case.objects.get(procedure="complaint").state == "withdrawn"
    text = asked(client, code, withdraw="1")
    assert "Your withdrawal was received" not in text
    assert 'name="appeal"' not in text


def test_the_answer_is_read_and_taken_one_tier_up_once(house: House, client: Client) -> None:
    code = lodge(house)
    decided(house)
    text = asked(client, code)
    assert "查无&lt;b&gt;实据" in text
    assert 'name="appeal"' in text
    first, second = (Page(asked(client, code, appeal="1")).said["p"] for _ in range(2))
    assert first == second
    house.work()
    assert Case.objects.filter(procedure="complaint", closed_at=None, office_id="00").count() == 1


def test_where_nothing_stands_above_it_says_so(house: House, client: Client) -> None:
    code = lodge(house, "00")
    decided(house, "00")
    assert "No office above it has joined" in asked(client, code, appeal="1")


def test_what_falls_to_another_tier_is_handed_on_by_the_complainant_alone(house: House, client: Client) -> None:
    """A1: the answer names the office that it falls to; the button takes it there once, however often it is pressed."""
    code = lodge(house)
    house.work()
    assert 'name="hand_on"' not in asked(client, code, hand_on="1")
    supervisor = house.desk(f"wu.{DISTRICT}", DISTRICT, (Role.SUPERVISOR,))
    supervisor.takes(Case.objects.get(procedure="complaint").pk, "redirect", {"office": "00", "text": "属国家机构职责"})
    for language in ("en", "zh-hans"):
        assert "<strong>全国</strong>" in asked(client, code, language=language)
    house.work()
    assert Case.objects.filter(procedure="complaint").count() == 1
    first, second = (Page(asked(client, code, hand_on="1")).said["p"] for _ in range(2))
    assert first == second
    house.work()
    assert Case.objects.filter(procedure="complaint", closed_at=None, office_id="00").count() == 1
