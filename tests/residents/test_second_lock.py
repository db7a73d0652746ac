"""What an office that treats people did stays folded on her pages until she proves herself anew (F9)."""

import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from suixing.journeys import person
from suixing.journeys.cases.opening import ask
from suixing.kernel.errors import Refusal
from suixing.people.models import Account
from suixing.places.actions import set_second_lock
from suixing.residents.actions import make_desk_code
from tests.access.conftest import Sit
from tests.cases.conftest import CASES
from tests.cast import FUCHENG, GUANHU, NOW, XIUYING
from tests.desk.conftest import as_role
from tests.emptying import empty
from tests.residents.authenticator import Device
from tests.residents.test_own_pages import (
    account,
    as_owner,
    identifier,
    options_in,
    paper_code,
    registered,
    seal_all,
    she,
    sign_in,
    text,
)

__all__ = ["account", "identifier", "she"]
CLINIC = GUANHU
NAMED = "观湖街道"
AT_CLINIC = "SELECT count(*) FROM journal_entry WHERE office = %s AND cardinality(subjects) > 0"


@pytest.fixture
def clinic(sit: Sit, account: int) -> Iterator[int]:
    """Her file number at an office with a second lock, which looked at her record; half of it is sealed."""
    number = registered(sit, "lin", CLINIC)
    with as_role("owner", ""):
        set_second_lock(code=CLINIC, locked=True, by="console", now=NOW)
        has_a_case(number)
    seal_all()
    with sit("lin", CLINIC):
        person.see(account=number, office=CLINIC, by="lin", now=timezone.now())
    yield number
    with as_role("owner", ""):
        set_second_lock(code=CLINIC, locked=False, by="console", now=NOW)
    empty(CASES.split(", "))


def has_a_case(account: int) -> None:
    """The office asks another one about her, and is asked by it."""
    now, who = timezone.now(), {"name": XIUYING.name, "identifier": XIUYING.identifier, "born": "1985-06-12", "sex": 2}
    for office, other in ((CLINIC, FUCHENG), (FUCHENG, CLINIC)):
        ask(
            code="verification", office=office, other=other, parent=None, by="lin", now=now,
            person=Account.objects.get(pk=account).person_id,
            content={"subject": who, "questions": ["identity.name_matches"]},
        )  # fmt: skip


@pytest.fixture
def opened(sit: Sit, account: int, clinic: int, identifier: str, she: Client) -> Client:
    """Signed in with all open to her that both offices did, by their letters: the lock is shut again."""
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    code = paper_code(sit, clinic, "lin", CLINIC)
    assert she.post("/me/more/", {"way": "paper", "code": code}).status_code == 302
    she.post("/me/unlock/", {"fold": "1"})
    return she


def desk_code(sit: Sit, account: int) -> str:
    with sit("zhou", FUCHENG):
        return make_desk_code(account=account)


def test_what_is_folded_is_counted_and_neither_named_nor_read(opened: Client, clinic: int) -> None:
    folded = as_owner(AT_CLINIC, CLINIC)
    held = as_owner("SELECT count(*) FROM journal_entry WHERE cardinality(subjects) > 0")
    assert folded >= 3
    page = text(opened.get("/me/looked/"))
    assert f"共 {held} 条" in page, "the number shown is the number held"
    assert f"{folded} 条在第二道锁后" in page
    data = text(opened.get("/me/data/"))
    assert "1 条在第二道锁后" in data
    assert "1 条在第二道锁后" in text(opened.get("/me/consents/"))
    assert "2 条在第二道锁后" in text(opened.get("/me/cases/"))
    copy = opened.post("/me/data/copy/").content.decode()
    assert CLINIC not in copy
    assert json.loads(copy)["behind_second_lock"] == folded + 3
    for one in (
        page,
        data,
        text(opened.get("/me/unlock/")),
        text(opened.get("/me/consents/")),
        text(opened.get("/me/cases/")),
        text(opened.get("/me/")),
    ):
        assert NAMED not in one
    entry = as_owner("SELECT max(id) FROM journal_entry WHERE office = %s AND cardinality(subjects) > 0", CLINIC)
    assert opened.get(f"/me/looked/{entry}/question/").status_code == 404
    assert opened.get(f"/me/looked/{entry}/proof.json").status_code == 404


def test_a_fresh_code_unfolds_it_and_she_folds_it_again(sit: Sit, opened: Client, account: int, clinic: int) -> None:
    refused = opened.post("/me/unlock/", {"way": "desk", "code": "AAAA-BBBB-CCCC"})
    assert refused.status_code == 422
    assert "第二道锁后" in text(opened.get("/me/looked/"))
    answer = opened.post("/me/unlock/", {"way": "desk", "code": desk_code(sit, account), "next": "/me/data/"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/data/")
    page = text(opened.get("/me/looked/"))
    assert NAMED in page
    assert NAMED in text(opened.get("/me/cases/"))
    assert "第二道锁打开到" in page
    assert f"共 {as_owner('SELECT count(*) FROM journal_entry WHERE cardinality(subjects) > 0')} 条" in page
    assert [one["file"] for one in json.loads(opened.post("/me/data/copy/").content)["accounts"]] == [account, clinic]
    opened.post("/me/unlock/", {"fold": "1"})
    assert "第二道锁后" in text(opened.get("/me/looked/"))


def test_it_folds_by_itself_after_ten_minutes(sit: Sit, opened: Client, account: int) -> None:
    assert opened.post("/me/unlock/", {"way": "desk", "code": desk_code(sit, account)}).status_code == 302
    until = as_owner("SELECT max(unlocked_until) - clock_timestamp() <= interval '10 minutes' FROM residents_session")
    assert until is True
    as_owner("UPDATE residents_session SET unlocked_until = clock_timestamp() - interval '1 second' RETURNING 1")
    assert "第二道锁后" in text(opened.get("/me/looked/"))


def test_her_passkey_unfolds_it_and_signing_in_by_it_does_not(opened: Client, clinic: int) -> None:
    device = Device("https://testserver", "testserver")
    options, state = options_in(opened.get("/me/devices/passkey/"))
    made = {"name": "手机", "state": state, "credential": device.make(options)}
    assert opened.post("/me/devices/passkey/", made).status_code == 302
    phone = Client()
    options, state = options_in(phone.get("/me/sign-in/"))
    assert phone.post("/me/sign-in/passkey/", {"state": state, "credential": device.show(options)}).status_code == 302
    assert "第二道锁后" in text(phone.get("/me/looked/"))
    options, state = options_in(phone.get("/me/unlock/?next=/me/looked/"))
    shown = {"state": state, "credential": device.show(options), "next": "/me/looked/"}
    assert phone.post("/me/sign-in/passkey/", shown)["Location"] == "/me/looked/"
    assert NAMED in text(phone.get("/me/looked/"))
    assert "第二道锁后" in text(opened.get("/me/looked/")), "in that session only"


def test_plain_sql_in_her_session_reads_no_folded_row(opened: Client, account: int, clinic: int) -> None:
    key = opened.cookies["resident"].value
    with as_role("serving", ""), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('suixing.resident', %s, false)", [key])
        for statement in (
            "SELECT count(*) FROM journal_entry WHERE office = %s",
            "SELECT count(*) FROM people_account WHERE office_id = %s",
            "SELECT count(*) FROM consent_record WHERE office_id = %s",
            "SELECT count(*) FROM cases_case WHERE %s IN (office_id, counterpart)",
        ):
            cursor.execute(statement, [CLINIC])
            assert cursor.fetchone() == (0,), statement
        cursor.execute("SELECT count(*) FROM people_account WHERE office_id = %s", [FUCHENG])
        assert cursor.fetchone() == (1,)


def test_at_its_own_desk_nothing_is_folded(sit: Sit, clinic: int) -> None:
    with sit("lin", CLINIC):
        assert person.see(account=clinic, office=CLINIC, by="lin", now=timezone.now()).person.accounts


def test_only_an_office_that_is_open_gets_a_second_lock(sit: Sit) -> None:
    with as_role("owner", ""), pytest.raises(Refusal, match="999999"):
        set_second_lock(code="999999", locked=True, by="console", now=NOW)
    assert not re.search("second_lock", str(as_owner("SELECT array_agg(act) FROM journal_entry")))
