"""Plain SQL as the serving role: whoever gets hold of its connection learns nothing of her proofs, and makes none."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from suixing.journeys.register import register_one
from suixing.people.actions import issue_paper_code
from suixing.people.queries import blind_index
from suixing.residents import actions as residents
from suixing.residents.proving import digest_of
from tests.access.conftest import Sit
from tests.cast import FUCHENG, GUANHU, XIUYING, ZHONGZHOU
from tests.desk.conftest import appoint, as_role, databases
from tests.desk.test_plain_sql import ABOUT_PERSONS, counts, refused, sit_down
from tests.desk.test_register_and_see import entry

Sql = psycopg.Cursor[tuple[Any, ...]]
TABLES = tuple(
    f"residents_{one}" for one in ("handle", "passkey", "challenge", "code", "try", "session", "widening", "choice")
)
ANYTHING = sha256(b"anything").digest()


@pytest.fixture
def account(sit: Sit) -> int:
    """She is held at the home place, and since at Fucheng."""
    accounts = []
    for officer, office in (("lian", ZHONGZHOU), ("zhou", FUCHENG)):
        with sit(officer, office):
            done = register_one(entry=entry(), office=office, by=officer, now=timezone.now())
            accounts.append(done.account)
    return int(accounts[0])


@pytest.fixture
def key(sit: Sit, account: int) -> str:
    """Her session, by the letter of the home place."""
    with sit("lian", ZHONGZHOU):
        code = issue_paper_code(account=account, by="lian", now=timezone.now())
    with as_role("serving", ""):
        begun = residents.sign_in(identifier=XIUYING.identifier, way="paper", code=code, browser="")
    assert begun is not None
    return begun


@pytest.fixture
def intruder(account: int) -> Iterator[Sql]:
    """A connection of the serving role, nobody's session."""
    with databases().serving.connect() as opened, opened.cursor() as cursor:
        yield cursor


def sit_as_her(cursor: Sql, key: str) -> None:
    cursor.execute("SELECT set_config('suixing.session', '', false), set_config('suixing.resident', %s, false)", [key])


def one(cursor: Sql, statement: str, *values: object) -> Any:
    row = cursor.execute(statement, values).fetchone()
    return None if row is None else row[0]


@pytest.mark.parametrize("table", TABLES)
def test_her_proofs_can_neither_be_read_nor_made(intruder: Sql, table: str) -> None:
    assert "permission denied" in refused(intruder, f"SELECT * FROM {table}")
    assert "permission denied" in refused(intruder, f"INSERT INTO {table} DEFAULT VALUES")


@pytest.mark.parametrize("inner", [
    "residents_seat()", "residents_take_code(NULL, 'paper', '')", "residents_standing(NULL, '')",
    "residents_tied(NULL, '')", "residents_count('', '')", "residents_note('resident.signed_in', NULL, '{}')",
    "residents_issue_telephone_code('', '')", "residents_opens(now(), '')",
])  # fmt: skip
def test_what_decides_cannot_be_called_past_its_door(intruder: Sql, inner: str) -> None:
    assert "permission denied" in refused(intruder, f"SELECT {inner}")


def test_in_her_session_only_she_is_there_and_only_what_is_open(intruder: Sql, key: str, account: int) -> None:
    sit_as_her(intruder, key)
    assert one(intruder, "SELECT count(*) FROM people_person") == 1
    # Fucheng registered her before the letter was printed: another way opens that.
    assert intruder.execute("SELECT office_id FROM people_account").fetchall() == [(ZHONGZHOU,)]
    assert {office for (office,) in intruder.execute("SELECT office FROM journal_entry").fetchall()} == {
        ZHONGZHOU,
        None,
    }
    assert one(intruder, "SELECT count(*) FROM access_tie") == 0
    assert intruder.execute("SELECT office_id FROM consent_record").fetchall() == [(ZHONGZHOU,)]


@pytest.mark.parametrize("claim", ["", "x", "x" * 64, FUCHENG])
def test_a_claim_opens_nothing_and_the_stored_hash_neither(intruder: Sql, key: str, claim: str) -> None:
    for said in (claim, digest_of(key)):
        sit_as_her(intruder, said)
        assert counts(intruder) == dict.fromkeys(ABOUT_PERSONS, 0)


def test_her_session_and_an_officers_are_never_one(intruder: Sql, key: str) -> None:
    sit_as_her(intruder, key)
    sit_down(intruder, appoint("hemei", GUANHU))
    assert counts(intruder) == dict.fromkeys(ABOUT_PERSONS, 0)


def test_in_her_session_nothing_is_changed_by_hand(intruder: Sql, key: str, account: int) -> None:
    sit_as_her(intruder, key)
    for statement in (
        "UPDATE people_account SET name = 'x'", "DELETE FROM people_account", "DELETE FROM people_residence",
        "DELETE FROM people_identifier", "DELETE FROM people_person", "UPDATE consent_record SET withdrawn_at = now()",
        "DELETE FROM consent_record",
    ):  # fmt: skip
        assert intruder.execute(statement).rowcount == 0, statement
    assert "row-level security" in refused(
        intruder, "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)"
        " SELECT now(), 'resident.signed_in', NULL, 'resident:self', 'wish_of_the_person', ARRAY[id], '{}'"
        " FROM people_person",
    )  # fmt: skip
    assert "not an account" in refused(
        intruder, "SELECT residents_make_desk_code(%s, %s)", (account, ANYTHING)
    )  # fmt: skip


def test_without_the_nodes_key_there_is_nothing_to_try(intruder: Sql) -> None:
    fresh = sha256(b"x").hexdigest()
    known, unknown = blind_index(XIUYING.identifier), ANYTHING
    for way in ("paper", "desk", "telephone", "widening", "nothing"):
        said = [
            one(intruder, "SELECT residents_sign_in(%s, %s, %s, %s, '')", blind, way, ANYTHING, fresh)
            for blind in (known, unknown)
        ]
        assert said == [False, False]
    assert one(intruder, "SELECT residents_show_passkey(%s, %s, 1, %s, '')", ANYTHING, ANYTHING, fresh) is False
    assert intruder.execute("SELECT sealed FROM residents_passkey_of(%s)", [ANYTHING]).fetchall() == [(None,)]
    assert one(intruder, "SELECT residents_handle()") is None
    assert one(intruder, "SELECT residents_keep_passkey(%s, 'x', 0, 'x')", ANYTHING) is False
    assert one(intruder, "SELECT residents_ask_widening(%s)", ANYTHING) is None


def test_what_is_written_does_not_tell_known_from_unknown(intruder: Sql) -> None:
    """The same number of rows of each table, whoever is asked for."""
    tables = ("residents_try", "residents_code", "notices_notice", "journal_entry", "residents_session")

    def held() -> list[int]:
        with connection.cursor() as owner:
            found = []
            for table in tables:
                owner.execute(f"SELECT count(*) FROM {table}")
                row = owner.fetchone()
                found.append(row[0] if row else -1)
        return found

    written = []
    for blind in (blind_index(XIUYING.identifier), ANYTHING):
        before = held()
        intruder.execute("SELECT journeys_send_resident_code(%s, %s, 'x')", [blind, ANYTHING])
        intruder.execute("SELECT residents_sign_in(%s, 'desk', %s, %s, '')", [blind, ANYTHING, "0" * 64])
        written.append([now - then for now, then in zip(held(), before, strict=True)])
    assert written[0] == written[1]
    assert sum(written[0]) > 0


def test_an_officer_prints_for_her_own_office_and_seconds_for_nobody_she_gave_the_proof(
    intruder: Sql, account: int
) -> None:
    sit_down(intruder, appoint("hemei", GUANHU))
    for function in ("residents_make_desk_code(%s, sha256('x'))", "residents_object_at_desk(%s)"):
        assert "not an account" in refused(intruder, f"SELECT {function}", (account,))
    assert one(intruder, "SELECT residents_second(%s, '00000000')", blind_index(XIUYING.identifier)) is False
    sit_down(intruder, "")
    assert "no officer" in refused(intruder, "SELECT residents_second(%s, '00000000')", (ANYTHING,))


def test_what_she_does_herself_is_not_shown_at_a_desk(intruder: Sql, key: str) -> None:
    sit_down(intruder, appoint("lian", ZHONGZHOU))
    assert one(intruder, "SELECT count(*) FROM journal_entry WHERE officer = 'resident:self'") == 0
    assert one(intruder, "SELECT count(*) FROM journal_entry") > 0
