"""She questions an entry of the journal: a complaint to a tier above, without her name, and a mark for her (A1)."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from suixing.journeys import person
from suixing.journeys.cases import lodging
from suixing.places.actions import open_office
from tests.access.conftest import Sit
from tests.cases.conftest import CASES
from tests.cast import FUCHENG, NOW
from tests.desk.conftest import as_role
from tests.emptying import empty
from tests.residents.test_own_pages import account, as_owner, identifier, paper_code, she, sign_in, text

__all__ = ["account", "identifier", "she"]
LONGHUA, SHENZHEN = "440309", "4403"
WORDS = "我想知道为什么"


@pytest.fixture(autouse=True)
def tiers(sit: Sit) -> Iterator[None]:
    """Offices above Fucheng, and no case of anybody's."""
    for office in (LONGHUA, SHENZHEN):
        open_office(code=office, now=NOW)
    empty(CASES.split(", "))
    yield
    empty(CASES.split(", "))


def a_reading(sit: Sit, account: int, identifier: str, she: Client) -> int:
    """Signed in by a letter, the number of what an officer of Fucheng then looked at."""
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    with sit("zhou", FUCHENG):
        person.see(account=account, office=FUCHENG, by="zhou", now=timezone.now())
    return int(as_owner("SELECT max(id) FROM journal_entry WHERE act = 'person.read'"))


def filled(page: str, **typed: str) -> dict[str, str]:
    (number,) = re.findall(r'name="form_number" value="([^"]+)"', page)
    return {"form_number": number, "tier": LONGHUA, "ground": "other_duty", "text": WORDS, **typed}


def test_a_question_reaches_the_tier_that_she_chose_and_is_marked_for_her(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    entry = a_reading(sit, account, identifier, she)
    address = f"/me/looked/{entry}/question/"
    assert address in text(she.get("/me/looked/"))
    page = text(she.get(address))
    assert "福城街道" in page
    assert f"日志记录号 {entry}" in page
    assert f'value="{FUCHENG}"' not in page, "the office itself is no tier"
    assert f'value="{SHENZHEN}"' in page
    sent = filled(page)
    answer = text(she.post(address, sent))
    (code,) = re.findall(r'class="code">([^<]+)<', answer)
    assert text(she.post(address, sent)).count(code) == 1, "a button pressed twice is one complaint"
    assert as_owner("SELECT count(*) FROM cases_lodged WHERE office_id = %s", LONGHUA) == 1
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.questioned'") == 1
    assert "您于" in text(she.get("/me/looked/"))
    with as_role("intake", ""):
        assert lodging.take_up(now=timezone.now()) == 1
    assert as_owner("SELECT count(*) FROM cases_case WHERE procedure = 'complaint' AND person_id IS NULL") == 1
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act LIKE 'case.%%' AND cardinality(subjects) > 0") == 0


def test_what_was_typed_stays_where_something_is_missing(sit: Sit, account: int, identifier: str, she: Client) -> None:
    address = f"/me/looked/{a_reading(sit, account, identifier, she)}/question/"
    sent = filled(text(she.get(address)), tier=FUCHENG)
    refused = she.post(address, sent)
    assert refused.status_code == 422
    assert WORDS in text(refused)
    assert as_owner("SELECT count(*) FROM residents_question") == 0
    assert as_owner("SELECT count(*) FROM cases_lodged") == 0


def test_only_an_entry_of_an_office_that_is_open_to_her_can_be_questioned(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    a_reading(sit, account, identifier, she)
    own = as_owner("SELECT max(id) FROM journal_entry WHERE act = 'resident.signed_in'")
    elsewhere = as_owner(
        "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects)"
        " SELECT now() - interval '9 days', 'person.read', %s, 'somebody', 'registration', ARRAY[a.person_id]"
        " FROM people_account a WHERE a.id = %s RETURNING id",
        SHENZHEN, account,
    )  # fmt: skip
    others = as_owner(
        "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects) VALUES"
        " (now(), 'person.read', %s, 'zhou', 'registration', ARRAY[gen_random_uuid()]) RETURNING id",
        FUCHENG,
    )  # fmt: skip
    for entry in (own, elsewhere, others, 999_999_999, 10**40):
        assert she.get(f"/me/looked/{entry}/question/").status_code == 404
        assert she.post(f"/me/looked/{entry}/question/", {"text": WORDS}).status_code == 404
    assert as_owner("SELECT count(*) FROM residents_question") == 0
