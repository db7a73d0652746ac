"""She applies for a pass on her own pages, or a relative by a mandate for that one act; nobody travels (P1, P2)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from suixing.cases.models import Case
from suixing.config.sweeping import tend_passes
from suixing.exchange import actions as exchange
from suixing.journeys.cases import applying, reading, stepping
from suixing.journeys.cases.inbound import HANDLERS
from suixing.journeys.register import register_one
from suixing.passes.models import Pass
from suixing.people.models import Account
from suixing.places.actions import open_office
from suixing.web.cases.case_page import pass_page
from tests.access.conftest import Sit
from tests.cases.conftest import CASES
from tests.cast import FUCHENG, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry
from tests.emptying import empty
from tests.residents.test_own_pages import as_owner, paper_code, sign_in, text

APPLY, MANDATES, ON_BEHALF = "/me/pass/apply/", "/me/mandates/", "/on-behalf/"
RELATIVE = {"name": "李秀兰", "relation": "姐姐"}
HELD = "SELECT (SELECT count(*) FROM residents_mandate) + (SELECT count(*) FROM residents_application)"


@pytest.fixture
def offices(sit: Sit) -> Iterator[None]:
    """Both offices are open, and nobody has a case or a pass."""
    for office in (FUCHENG, ZHONGZHOU):
        open_office(code=office, now=NOW)
    empty([*CASES.split(", "), "passes_pass"])
    cache.clear()
    yield
    empty([*CASES.split(", "), "passes_pass"])


def registered(sit: Sit, officer: str, office: str) -> int:
    with sit(officer, office):
        return int(register_one(entry=entry(), office=office, by=officer, now=timezone.now()).account)


@pytest.fixture
def account(sit: Sit, offices: None) -> int:
    """She is held at her current place."""
    return registered(sit, "zhou", FUCHENG)


@pytest.fixture
def she(sit: Sit, account: int) -> Iterator[Client]:
    """Her browser, signed in by a letter of the office at her current place."""
    browser = Client()
    code = paper_code(sit, account)
    with as_role("serving", ""):
        assert sign_in(browser, XIUYING.identifier, "paper", code).status_code == 302
        yield browser


def work() -> None:
    """The worker takes up what was applied for and carries what leaves, under its own role."""
    with as_role("intake", ""):
        now = timezone.now()
        tend_passes(now=now)
        applying.take_up(now=now)
        for _ in range(4):
            exchange.relay(now=now)
            exchange.hand_to(HANDLERS, now=now)


def cases() -> list[tuple[str, str, str]]:
    """What every office has, as the owner sees it."""
    with as_role("owner", ""):
        return list(Case.objects.order_by("side").values_list("office_id", "side", "state"))


def at_home(sit: Sit, *steps: str) -> None:
    """The home office takes steps in the only case that it has to answer."""
    with as_role("owner", ""):
        case = Case.objects.get(side="answering")
    with sit("gao", ZHONGZHOU):
        reading.see(case=case.id, office=ZHONGZHOU, by="gao", now=timezone.now())
        for step in steps:
            content: dict[str, Any] = {}
            if step == "tell_missing":
                content = {"on": timezone.localdate().isoformat(), "missing": ["old_pass"]}
            stepping.take(
                case=case.id, step=step, content=content, office=ZHONGZHOU, seen=None, by="gao", now=timezone.now()
            )
    work()


def test_she_applies_online_and_her_home_office_issues(sit: Sit, she: Client) -> None:
    """Through the office of her current place, passed on at once; no desk takes a step before the home office (P1)."""
    assert she.post(APPLY, {"act": "apply"}).status_code == 302
    assert "已收到" in text(she.get(APPLY))
    work()
    assert cases() == [(ZHONGZHOU, "answering", "applied"), (FUCHENG, "asking", "applied")]
    assert "等待户籍地签发" in text(she.get(APPLY))
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.applied'") == 1
    at_home(sit, "confirm", "issue")
    assert "已签发" in text(she.get(APPLY))
    assert as_owner("SELECT count(*) FROM passes_pass WHERE state = 'valid'") == 1


def test_the_case_leads_to_where_the_pass_is_printed(sit: Sit, she: Client) -> None:
    she.post(APPLY, {"act": "apply"})
    work()
    at_home(sit, "confirm", "issue")
    with as_role("owner", ""):
        account = Account.objects.get(office_id=ZHONGZHOU).pk
        case = Case.objects.get(side="answering")
    with sit("gao", ZHONGZHOU):
        seen = reading.see(case=case.id, office=ZHONGZHOU, by="gao", now=timezone.now())
        assert pass_page(seen) == f"/desk/people/{account}/passes/"
        assert pass_page(replace(seen, timeline=())) == ""


def test_one_application_at_a_time(she: Client) -> None:
    for _ in range(2):
        assert she.post(APPLY, {"act": "renew"}).status_code in (302, 422)
        work()
    refused = she.post(APPLY, {"act": "renew"})
    assert (refused.status_code, "已有一项申请" in text(refused)) == (422, True)
    assert as_owner("SELECT count(*) FROM residents_application") == 1


def test_she_takes_it_back(sit: Sit, she: Client) -> None:
    she.post(APPLY, {"act": "apply"})
    work()
    (number,) = re.findall(r'name="withdraw" value="(\d+)"', text(she.get(APPLY)))
    assert she.post(APPLY, {"withdraw": number}).status_code == 302
    work()
    work()
    assert {state for _, _, state in cases()} == {"withdrawn"}
    assert she.post(APPLY, {"withdraw": number}).status_code == 404
    assert she.post(APPLY, {"act": "apply"}).status_code == 302


def test_where_only_her_home_office_holds_her_nobody_asks_but_she(sit: Sit, offices: None) -> None:
    """One file, at the home office; missing papers are hers to announce, and who applies again gets a renewed pass."""
    account = registered(sit, "gao", ZHONGZHOU)
    code, she = paper_code(sit, account, "gao", ZHONGZHOU), Client()
    with as_role("serving", ""):
        sign_in(she, XIUYING.identifier, "paper", code)
        she.post(APPLY, {"act": "apply"})
        work()
        assert cases() == [(ZHONGZHOU, "answering", "applied")]
        at_home(sit, "tell_missing")
        (number,) = re.findall(r'name="papers" value="(\d+)"', text(she.get(APPLY)))
        assert she.post(APPLY, {"papers": number}).status_code == 302
        work()
        assert cases() == [(ZHONGZHOU, "answering", "applied")]
        at_home(sit, "confirm", "issue")
        assert "已签发" in text(she.get(APPLY))


def test_a_lost_one_is_revoked_when_the_other_is_issued(sit: Sit, she: Client) -> None:
    for act in ("apply", "lost"):
        assert she.post(APPLY, {"act": act}).status_code == 302
        work()
        with as_role("owner", ""):
            case = Case.objects.get(side="answering", closed_at=None)
        with sit("gao", ZHONGZHOU):
            for step in ("confirm", "issue"):
                stepping.take(
                    case=case.id, step=step, content={}, office=ZHONGZHOU, seen=None, by="gao", now=timezone.now()
                )
        work()
    with as_role("owner", ""):
        assert set(Pass.objects.values_list("state", "revoked_for")) == {("revoked", "lost"), ("valid", None)}


def test_a_session_that_opens_nothing_applies_nowhere(sit: Sit, she: Client) -> None:
    as_owner("UPDATE residents_session SET opens_from = 'infinity', of_offices = '{}' RETURNING 1")
    refused = she.post(APPLY, {"act": "apply"})
    assert (refused.status_code, "/me/more/" in text(refused)) == (422, True)
    assert as_owner("SELECT count(*) FROM residents_application") == 0


def given(she: Client, act: str = "apply") -> str:
    """The code of a mandate, shown once."""
    (code,) = re.findall(r'<strong class="code">([^<]+)</strong>', text(she.post(MANDATES, {"act": act, "days": "7"})))
    assert code not in text(she.get(MANDATES))
    return str(code)


def used(code: str, **other: str) -> Any:
    return Client().post(ON_BEHALF, {"code": code, **RELATIVE, **other})


def test_a_relative_applies_by_her_mandate_once_and_reads_nothing(sit: Sit, she: Client) -> None:
    code = given(she)
    done = used(code.lower().replace("-", " "))
    assert done.status_code == 200
    (status,) = re.findall(r'<p class="code">([^<]+)</p>', text(done))
    assert used(code).status_code == 422
    work()
    assert ("asking", "applied") in {(side, state) for _, side, state in cases()}
    shown = text(Client().post(ON_BEHALF, {"status": status}))
    assert "已转交" in shown
    for told in (XIUYING.name, XIUYING.identifier, "福城", "忠州", "深圳", "重庆"):
        assert told not in text(done)
        assert told not in shown
    mine = text(she.get(MANDATES))
    assert (RELATIVE["name"] in mine, RELATIVE["relation"] in mine) == (True, True)
    kept = str(as_owner("SELECT string_agg(encode(sealed, 'hex'), '') FROM residents_mandate"))
    assert RELATIVE["name"].encode().hex() not in kept
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.mandate_used'") == 1
    assert Client().get("/me/")["Location"].startswith("/me/sign-in/")


def test_what_is_wrong_with_a_mandate_is_answered_alike(she: Client) -> None:
    """Unknown, used, ended, expired: one answer, and what was typed stays but for the code."""
    ended, expired, spent = given(she), given(she), given(she, "renew")
    (number, *_) = re.findall(r'name="end" value="(\d+)"', text(she.get(MANDATES)))[::-1]
    assert she.post(MANDATES, {"end": number}).status_code == 302
    assert she.post(MANDATES, {"end": number}).status_code == 404
    as_owner(
        "UPDATE residents_mandate SET made_at = made_at - interval '8 days', expires_at = now() - interval '1 hour'"
        " WHERE id = (SELECT min(id) + 1 FROM residents_mandate) RETURNING 1"
    )
    assert used(spent).status_code == 200
    answers = {re.sub(r"csrf\S+ value=\S+|value=\"[^\"]*\"", "", text(used(one))) for one in
               (ended, expired, spent, "AAAA-BBBB-CCCC")}  # fmt: skip
    assert len(answers) == 1
    assert RELATIVE["name"] in text(used(ended))


def test_a_mandate_lasts_thirty_days_at_most_and_five_stand(she: Client) -> None:
    assert she.post(MANDATES, {"act": "apply", "days": "31"}).status_code == 422
    assert she.post(MANDATES, {"act": "read", "days": "7"}).status_code == 422
    for _ in range(5):
        given(she)
    assert she.post(MANDATES, {"act": "apply", "days": "7"}).status_code == 422


def test_what_she_asked_for_goes_with_her(she: Client, account: int) -> None:
    given(she)
    she.post(APPLY, {"act": "apply"})
    with as_role("owner", ""):
        assert as_owner(HELD) == 2
        empty(
            ["people_account", "people_residence", "people_correction", "consent_record", "access_tie",
             "people_identifier"]
        )  # fmt: skip
        as_owner("DELETE FROM people_person RETURNING 1")
        assert as_owner(HELD) == 0
