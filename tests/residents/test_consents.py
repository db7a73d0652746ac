"""On her own page she takes a consent back at once, gives it again, and has herself erased after three days."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from suixing.config.wishing import wish_once
from suixing.journeys import ledger, person, take_back
from suixing.people.actions import issue_paper_code
from suixing.residents import actions as residents
from tests.access.conftest import Sit
from tests.cases.conftest import House
from tests.cast import FUCHENG, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.residents.test_own_pages import TELEPHONE, as_owner, code_sent, registered, sign_in, text

Sent = Callable[[], list[dict[str, str]]]
CONSENTS, ERASE = "/me/consents/", "/me/erase/"


@pytest.fixture
def home(sit: Sit) -> int:
    """Her account at the home place, which holds her first."""
    return registered(sit, "lian", ZHONGZHOU)


@pytest.fixture
def city(sit: Sit, home: int) -> int:
    """Her account where she lives."""
    return registered(sit, "zhou", FUCHENG)


@pytest.fixture
def she(sit: Sit, city: int) -> Iterator[Client]:
    """Her browser, signed in by a letter of the city, which opens all that this office did."""
    with sit("zhou", FUCHENG):
        code = issue_paper_code(account=city, by="zhou", now=NOW)
    cache.clear()
    with as_role("serving", ""):
        browser = Client()
        assert sign_in(browser, XIUYING.identifier, "paper", code).status_code == 302
        yield browser


def whose(account: int) -> UUID:
    found: UUID = as_owner("SELECT person_id FROM people_account WHERE id = %s", account)
    return found


def link(page: Any, what: str) -> str:
    """The one address of this kind on a page."""
    (found,) = set(re.findall(rf'"(/me/(?:consents|erase)/\d+/{what}/)"', text(page)))
    return str(found)


def take_back_now(she: Client) -> None:
    answer = she.post(link(she.get(CONSENTS), "withdraw"))
    assert (answer.status_code, answer["Location"]) == (302, "/me/consents/?done=taken-back")


def carried_out() -> None:
    """The node's thread comes by."""
    with as_role("owner", ""):
        assert wish_once() == []


def three_days_pass() -> None:
    as_owner("UPDATE residents_erasure SET due_at = due_at - interval '3 days' RETURNING 1")


def ask_to_erase(browser: Client, what: str) -> Any:
    return browser.post(ERASE, {"what": what, "sure": "on"})


@pytest.fixture
def opened_wide(she: Client) -> Client:
    """Her session opens everything."""
    as_owner("UPDATE residents_session SET opens_from = '-infinity' RETURNING 1")
    return she


def test_she_sees_what_she_agreed_to_where_and_how(she: Client) -> None:
    shown = text(she.get(CONSENTS))
    assert "我同意本机构登记我的姓名" in shown
    assert "福城" in shown
    assert "中洲" not in shown, "the letter opens nothing of the other office"


def test_g1_the_office_sees_nothing_from_the_instant_she_takes_consent_back(
    sit: Sit, home: int, city: int, she: Client
) -> None:
    take_back_now(she)
    with sit("zhou", FUCHENG), pytest.raises(person.NotSeen):
        person.see(account=city, office=FUCHENG, by="zhou", now=timezone.now())
    with sit("lian", ZHONGZHOU):
        seen = person.see(account=home, office=ZHONGZHOU, by="lian", now=timezone.now())
    assert seen.person.accounts[0].name == XIUYING.name


def test_g1_what_she_takes_back_stands_in_the_ledger_and_comes_back_by_no_old_sheet(city: int, she: Client) -> None:
    take_back_now(she)
    (line,) = [one for one in ledger.read(settings.SUIXING_KEYS_DIR) if one.person == whose(city)]
    assert (line.what, line.office) == (ledger.WITHDRAWN, FUCHENG)
    marked = as_owner('SELECT "on" FROM people_taken_back WHERE office_id = %s', FUCHENG)
    assert marked >= timezone.localdate()
    assert as_owner("SELECT officer FROM journal_entry WHERE act = 'consent.withdrawn'") == "resident:self"
    with as_role("owner", ""):
        assert take_back.replay(by="console") == 0, "a restore does again what the database knows already"


def test_what_an_office_had_open_for_her_ends_after_she_took_consent_back(
    house: House, home: int, city: int, she: Client
) -> None:
    house.now = timezone.now()
    desk = house.desk("zhou", FUCHENG)
    case = desk.open("verification", {"questions": ["identity.name_matches"]}, account=city, answering=ZHONGZHOU)
    take_back_now(she)
    carried_out()
    assert as_owner("SELECT closed_at IS NOT NULL FROM cases_case WHERE id = %s", case)
    assert as_owner("SELECT count(*) FROM journeys_letting_go") == 0


def test_g1_she_agrees_again_and_the_office_sees_what_it_entered(sit: Sit, city: int, she: Client) -> None:
    take_back_now(she)
    again = link(she.get(CONSENTS), "again")
    (agreement,) = re.findall(r'name="agreement" value="(\d+)"', text(she.get(again)))
    assert she.post(again, {"agreement": agreement}).status_code == 422, "nobody agrees without a tick"
    assert she.post(again, {"agreement": "9999", "agree": "on"}).status_code == 422, "nor to what was not shown"
    assert she.post(again, {"agreement": agreement, "agree": "on"})["Location"] == "/me/consents/?done=given"
    assert "本人的页面" in text(she.get(CONSENTS))
    with sit("zhou", FUCHENG):
        seen = person.see(account=city, office=FUCHENG, by="zhou", now=timezone.now())
    assert [one.office for one in seen.person.accounts] == [FUCHENG]
    carried_out()
    with as_role("owner", ""):
        take_back.replay(by="console")
    assert as_owner("SELECT bool_or(withdrawn_at IS NULL) FROM consent_record WHERE office_id = %s", FUCHENG)


def test_she_takes_back_only_what_her_session_opens(home: int, she: Client) -> None:
    elsewhere = as_owner("SELECT id FROM consent_record WHERE office_id = %s", ZHONGZHOU)
    for what in ("withdraw", "again"):
        assert she.post(f"/me/consents/{elsewhere}/{what}/").status_code == 404
    assert as_owner("SELECT withdrawn_at IS NULL FROM consent_record WHERE id = %s", elsewhere)


def test_one_office_is_erased_after_three_days_and_not_before(
    home: int, city: int, she: Client, outgoing: Sent
) -> None:
    person_of_her = whose(city)
    assert ask_to_erase(she, "everything").status_code == 422, "her letter opens one office from the beginning"
    assert ask_to_erase(she, ZHONGZHOU).status_code == 422
    outgoing()
    assert ask_to_erase(she, FUCHENG).status_code == 302
    (told,) = outgoing()
    assert told["to"] == TELEPHONE
    assert "不能撤销的申请" in told["text"]
    assert "删除" not in told["text"]
    carried_out()
    assert as_owner("SELECT count(*) FROM people_account WHERE id = %s", city) == 1
    three_days_pass()
    carried_out()
    assert as_owner("SELECT array_agg(office_id) FROM people_account WHERE person_id = %s", person_of_her) == [
        ZHONGZHOU
    ]
    assert as_owner("SELECT count(*) FROM residents_erasure") == 0
    assert "我同意本机构" not in text(she.get(CONSENTS))


def test_everything_is_erased_also_where_the_node_was_stopped_in_between(
    home: int, opened_wide: Client, outgoing: Sent
) -> None:
    her = whose(home)
    assert ask_to_erase(opened_wide, "everything").status_code == 302
    three_days_pass()
    # The machine stops after the ledger was written, before the rows went.
    with as_role("owner", ""):
        (begun,) = residents.begin_erasures()
        line = ledger.TakenBackLine(ledger.ERASED, begun.person, begun.office, timezone.now())
        ledger.append(settings.SUIXING_KEYS_DIR, line)
    assert as_owner("SELECT count(*) FROM people_person WHERE id = %s", her) == 1
    assert "正在删除" in text(opened_wide.get(ERASE))
    assert opened_wide.post(f"/me/erase/{begun.number}/cancel/").status_code == 404, "what was begun goes on"
    carried_out()
    for table, column in (
        ("people_person", "id"), ("people_account", "person_id"), ("residents_session", "person"),
        ("residents_erasure", "person"), ("access_tie", "person"), ("notices_notice", "person"),
    ):  # fmt: skip
        assert as_owner(f"SELECT count(*) FROM {table} WHERE {column} = %s", her) == 0
    assert opened_wide.get("/me/").status_code == 302
    assert ledger.ERASED in [one.what for one in ledger.read(settings.SUIXING_KEYS_DIR) if one.person == her]


def test_any_session_of_hers_cancels(sit: Sit, city: int, she: Client) -> None:
    assert ask_to_erase(she, FUCHENG).status_code == 302
    assert ask_to_erase(she, FUCHENG).status_code == 422, "one at a time"
    with sit("zhou", FUCHENG):
        later = residents.make_desk_code(account=city)
    other = Client()
    with as_role("serving", ""):
        assert sign_in(other, XIUYING.identifier, "desk", later).status_code == 302
        assert ask_to_erase(other, FUCHENG).status_code == 422, "what opens from today erases nothing"
        assert other.post(link(other.get("/me/"), "cancel")).status_code == 302
    three_days_pass()
    carried_out()
    assert as_owner("SELECT count(*) FROM people_account WHERE id = %s", city) == 1


def test_she_cancels_in_person_at_a_desk(sit: Sit, home: int, city: int, she: Client) -> None:
    assert ask_to_erase(she, FUCHENG).status_code == 302
    with sit("lian", ZHONGZHOU):
        residents.object_at_desk(account=home)
    assert as_owner("SELECT count(*) FROM residents_erasure") == 0


def test_a_code_to_a_telephone_alone_erases_nothing(city: int, outgoing: Sent) -> None:
    cache.clear()
    browser = Client()
    with as_role("serving", ""):
        browser.post("/me/sign-in/", {"identifier": XIUYING.identifier, "send": "1"})
    code = code_sent(outgoing)
    with as_role("serving", ""):
        assert sign_in(browser, XIUYING.identifier, "telephone", code).status_code == 302
        for what in ("everything", FUCHENG, ZHONGZHOU):
            assert ask_to_erase(browser, what).status_code == 422
    assert as_owner("SELECT count(*) FROM residents_erasure") == 0


def test_what_waits_after_a_restore_waits_three_days_more(she: Client) -> None:
    assert ask_to_erase(she, FUCHENG).status_code == 302
    three_days_pass()
    with as_role("owner", ""):
        assert residents.put_off_erasures() == 1
    carried_out()
    assert as_owner("SELECT due_at > clock_timestamp() + interval '2 days' FROM residents_erasure")


def test_the_functions_do_nothing_without_a_session_of_hers(city: int) -> None:
    with as_role("serving", ""), connection.cursor() as cursor:
        cursor.execute("SELECT residents_ask_erasure(NULL), residents_ask_erasure(%s)", [FUCHENG])
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT journeys_agree_own(%s, 1)", [FUCHENG])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM residents_erasures()")
        assert cursor.fetchone() == (0,)
