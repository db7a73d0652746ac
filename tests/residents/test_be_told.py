"""She reads what she was told and chooses where; what an office does with a pass of hers cannot be done in silence."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from suixing.journeys import take_back
from suixing.journeys.register import register_one
from suixing.passes import actions as passes
from suixing.people.actions import issue_paper_code
from tests.access.conftest import Sit
from tests.cast import FUCHENG, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry
from tests.residents.test_own_pages import Sent, paper_code, registered, sign_in, text

HOME_TELEPHONE, CITY_TELEPHONE = "13900000007", "13900000001"
PAGE = "/me/notices/"


@pytest.fixture
def accounts(sit: Sit) -> list[int]:
    """She is held at the home place, and since at Fucheng, each with a telephone of its own."""
    held = []
    for officer, office, telephone in (("lian", ZHONGZHOU, HOME_TELEPHONE), ("zhou", FUCHENG, CITY_TELEPHONE)):
        with sit(officer, office):
            said = entry(telephone=telephone)
            held.append(int(register_one(entry=said, office=office, by=officer, now=timezone.now()).account))
    return held


@pytest.fixture
def she(sit: Sit, accounts: list[int]) -> Any:
    """Her browser, signed in by the letter of the home place."""
    with sit("lian", ZHONGZHOU):
        code = issue_paper_code(account=accounts[0], by="lian", now=timezone.now())
    with as_role("serving", ""):
        client = Client()
        assert sign_in(client, XIUYING.identifier, "paper", code).status_code == 302
        yield client


def owner(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with as_role("owner", ""), connection.cursor() as cursor:
        cursor.execute(statement, list(values))  # type: ignore[arg-type] # numbers and texts
        return cursor.fetchall() if cursor.description else []


def tell(kind: str, office: str | None) -> None:
    """Something that this office did is to be told on all telephones held of her."""
    owner(
        "INSERT INTO notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)"
        " SELECT person_id, %s, %s, array_agg(id), '', clock_timestamp(), clock_timestamp(), 0, ''"
        " FROM people_account GROUP BY person_id",
        kind, office,
    )  # fmt: skip


def ways_in(answer: Any) -> dict[str, str]:
    """The ways that the page offers, by what stands beside each."""
    found = re.findall(r'name="way" value="([^"]+)"[^>]*>\s*([^<]+)', text(answer))
    return {said.strip(): value for value, said in found}


def test_she_reads_what_she_was_told_and_where_it_went(she: Client, outgoing: Sent) -> None:
    tell("pass.revoked", ZHONGZHOU)
    assert "等待发出" in text(she.get(PAGE))
    assert {one["to"] for one in outgoing()} == {HOME_TELEPHONE, CITY_TELEPHONE}
    said = text(she.get(PAGE))
    assert "您的一张随行证被注销" in said
    assert "已交短信发出" in said
    assert "有人用验证码登录了您的页面" in said


def test_what_another_office_told_before_is_not_open(sit: Sit, accounts: list[int], outgoing: Sent) -> None:
    """By a letter of the city, whose tie does not stand, she reads what the city did and no more."""
    tell("pass.revoked", ZHONGZHOU)
    tell("pass.renewed", FUCHENG)
    with as_role("serving", ""):
        client = Client()
        code = paper_code(sit, accounts[1])
        assert sign_in(client, XIUYING.identifier, "paper", code).status_code == 302
        said = text(client.get(PAGE))
        assert "给您换发了随行证" in said
        assert "您的一张随行证被注销" not in said
        # Nor does such a session silence anybody.
        assert client.post(PAGE, {"way": "page"}).status_code == 422
    assert owner("SELECT count(*) FROM notices_choice") == [(0,)]


def test_one_telephone_is_told_and_no_other(she: Client, outgoing: Sent) -> None:
    outgoing()
    way = next(value for said, value in ways_in(she.get(PAGE)).items() if "139******07" in said)
    assert HOME_TELEPHONE not in text(she.get(PAGE))
    assert she.post(PAGE, {"way": way}).status_code == 302
    tell("pass.renewed", FUCHENG)
    tell("break_glass.opened", FUCHENG)
    told = outgoing()
    assert [one["to"] for one in told if "新消息" in one["text"]] == [HOME_TELEPHONE]
    # What her safety depends on goes everywhere, whatever she chose.
    assert sorted(one["to"] for one in told if "紧急" in one["text"]) == [CITY_TELEPHONE, HOME_TELEPHONE]
    assert owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.notices_chosen'") == [(1,)]


def test_a_chosen_number_that_nobody_holds_any_more_is_replaced_by_no_other(she: Client, outgoing: Sent) -> None:
    outgoing()
    way = next(value for said, value in ways_in(she.get(PAGE)).items() if "139******07" in said)
    she.post(PAGE, {"way": way})
    owner("UPDATE notices_choice SET mark = sha256('another number')")
    assert 'value="kept"' in text(she.get(PAGE))
    tell("pass.renewed", ZHONGZHOU)
    assert outgoing() == []
    assert "只留在本页 ·" in text(she.get(PAGE))


def test_nothing_is_sent_where_she_reads_it_here(she: Client, outgoing: Sent) -> None:
    outgoing()
    assert she.post(PAGE, {"way": "page"}).status_code == 302
    tell("pass.issued", ZHONGZHOU)
    tell("newcomer", ZHONGZHOU)
    assert outgoing() == []
    said = text(she.get(PAGE))
    assert "给您签发了随行证" in said
    assert "只留在本页 ·" in said
    assert owner("SELECT count(*) FROM notices_notice WHERE kind = 'newcomer'") == [(0,)]


def test_blocking_telephones_keeps_notices_here_until_she_chooses_otherwise(she: Client) -> None:
    she.post("/me/safety/", {"block_telephone": "1"})
    assert owner("SELECT way FROM notices_choice") == [("page",)]
    she.post(PAGE, {"way": "all"})
    she.post("/me/safety/", {"block_telephone": "1", "hide": "1"})
    assert owner("SELECT way FROM notices_choice") == [("all",)]


@pytest.mark.parametrize("way", ["", "one", "0", "999", "sms"])
def test_a_way_that_is_not_offered_changes_nothing(she: Client, way: str) -> None:
    assert she.post(PAGE, {"way": way}).status_code == 422
    assert owner("SELECT count(*) FROM notices_choice") == [(0,)]


def test_a_code_does_not_wait_behind_many_notices(sit: Sit, outgoing: Sent) -> None:
    """The worker takes 200 at a time; what holds for ten minutes goes before the rest."""
    registered(sit, "zhou", FUCHENG)
    for _ in range(3):
        owner(
            "INSERT INTO notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)"
            " SELECT gen_random_uuid(), 'pass.issued', NULL, '{}', '', now(), now() - interval '1 hour', 0, ''"
            " FROM generate_series(1, 100)"
        )
    with as_role("serving", ""):
        Client().post("/me/sign-in/", {"identifier": XIUYING.identifier, "send": "1"})
    assert any(re.search(r"\b\d{6}\b", one["text"]) for one in outgoing())


def test_whatever_an_office_does_with_a_pass_is_told_with_it(sit: Sit, accounts: list[int], outgoing: Sent) -> None:
    """Issued, renewed, in batch, re-issued after a loss: each in the transaction that does it."""
    (person,) = {one for (one,) in owner("SELECT person_id FROM people_account")}
    now = timezone.now()
    who: dict[str, Any] = {"office": ZHONGZHOU, "by": "lian", "now": now}
    with as_role("owner", ""):
        passes.prepare(by="node", now=now)
    with sit("lian", ZHONGZHOU):
        first = passes.issue_passes(persons=[person], **who).passes[person]
        second = passes.renew_pass(number=first, **who)
        passes.reissue_pass(number=second, **who)
    told = [(kind, office) for kind, office in owner("SELECT kind, office FROM notices_notice ORDER BY id")]
    assert told == [(f"pass.{what}", ZHONGZHOU) for what in ("issued", "renewed", "revoked", "renewed")]
    assert {one["to"] for one in outgoing()} == {HOME_TELEPHONE, CITY_TELEPHONE}


def test_a_pass_that_was_not_issued_after_all_is_not_told(sit: Sit, accounts: list[int]) -> None:
    (person,) = {one for (one,) in owner("SELECT person_id FROM people_account")}
    with as_role("owner", ""):
        passes.prepare(by="node", now=timezone.now())
    with sit("lian", ZHONGZHOU), transaction.atomic():
        passes.issue_pass(person=person, office=ZHONGZHOU, by="lian", now=timezone.now())
        transaction.set_rollback(True)
    assert owner("SELECT count(*) FROM notices_notice") == [(0,)]


def test_who_is_erased_leaves_neither_notices_nor_her_choice(she: Client, sit: Sit, accounts: list[int]) -> None:
    assert she.post(PAGE, {"way": "page"}).status_code == 302
    tell("pass.issued", ZHONGZHOU)
    (whose,) = {one for (one,) in owner("SELECT person_id FROM people_account")}
    with as_role("owner", ""):
        take_back.erase(person=whose, by="lian", now=timezone.now())
    assert owner("SELECT (SELECT count(*) FROM notices_notice) + (SELECT count(*) FROM notices_choice)") == [(0,)]
