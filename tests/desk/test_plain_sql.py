"""Plain SQL as the serving role: whoever gets hold of its connection sees no further than a session reaches."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from suixing.access.models import OfficerSession
from suixing.access.sessions import digest
from tests.cast import FUCHENG, GUANHU
from tests.desk.conftest import Sit, appoint, databases
from tests.desk.test_register_and_see import register

ABOUT_PERSONS = (
    "people_person", "people_identifier", "people_account", "people_residence", "people_correction", "people_mandate",
    "people_duplicate_decision", "people_taken_back", "consent_record", "access_tie", "journal_entry",
)  # fmt: skip
Sql = psycopg.Cursor[tuple[Any, ...]]


@pytest.fixture
def held(sit: Sit) -> int:
    """Somebody whom FUCHENG holds; her file number there."""
    with sit("zhou", FUCHENG):
        return register().account


@pytest.fixture
def intruder(held: int) -> Iterator[Sql]:
    """A connection of the serving role, nobody's session."""
    with databases().serving.connect() as connection, connection.cursor() as cursor:
        yield cursor


def sit_down(cursor: Sql, key: str) -> None:
    cursor.execute("SELECT set_config('suixing.session', %s, false)", [key])


def counts(cursor: Sql) -> dict[str, int]:
    """How many rows of each table the role sees."""
    seen = {}
    for table in ABOUT_PERSONS:
        row = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()
        seen[table] = row[0] if row else -1
    return seen


NOTHING = dict.fromkeys(ABOUT_PERSONS, 0)


def refused(cursor: Sql, statement: str, values: tuple[Any, ...] = ()) -> str:
    with pytest.raises(psycopg.Error) as error:
        cursor.execute(statement, values)
    return str(error.value)


def test_without_a_session_nobody_is_there(intruder: Sql) -> None:
    assert counts(intruder) == NOTHING


@pytest.mark.parametrize("claim", [FUCHENG, "zhou", "", "x" * 64, digest(f"key-of-zhou-{FUCHENG}")])
def test_a_claim_opens_nothing_not_even_the_hash_that_is_stored(intruder: Sql, claim: str) -> None:
    sit_down(intruder, claim)
    assert counts(intruder) == NOTHING


@pytest.mark.parametrize("setting", ["suixing.office", "role", "session_authorization", "row_security"])
def test_no_other_setting_opens_anything(intruder: Sql, setting: str) -> None:
    value = {"suixing.office": FUCHENG, "row_security": "off"}.get(setting, databases().owner.user)
    try:
        intruder.execute("SELECT set_config(%s, %s, false)", [setting, value])
    except psycopg.Error:
        return
    if setting == "row_security":
        assert "row-level security" in refused(intruder, "SELECT * FROM people_account")
    else:
        assert counts(intruder) == NOTHING


def test_the_session_of_another_office_shows_that_office_only(intruder: Sql) -> None:
    sit_down(intruder, appoint("hemei", GUANHU))
    assert {table for table, rows in counts(intruder).items() if rows} == set()
    sit_down(intruder, appoint("zhou", FUCHENG))
    assert counts(intruder)["people_account"] == 1


@pytest.mark.parametrize("change", [
    {"locked_at": timezone.now()}, {"strong": False}, {"expire_date": timezone.now() - timedelta(minutes=1)},
])  # fmt: skip
def test_a_locked_weak_or_ended_session_shows_nobody(intruder: Sql, change: dict[str, Any]) -> None:
    key = appoint("zhou", FUCHENG)
    OfficerSession.objects.filter(session_key=digest(key)).update(**change)
    sit_down(intruder, key)
    assert counts(intruder) == NOTHING


@pytest.mark.parametrize("table", ["access_officer_session", "access_officer", "mfa_authenticator", "access_bulk_role"])
def test_sessions_and_officers_can_neither_be_read_nor_made(intruder: Sql, table: str) -> None:
    assert "permission denied" in refused(intruder, f"SELECT * FROM {table}")
    assert "permission denied" in refused(intruder, f"INSERT INTO {table} DEFAULT VALUES")


def test_a_copy_of_a_table_beside_the_real_one_changes_no_policy(intruder: Sql) -> None:
    sit_down(intruder, appoint("hemei", GUANHU))
    intruder.execute("CREATE TEMP TABLE access_officer_session (session_key text, officer_id bigint, strong boolean,"
                     " locked_at timestamptz, expire_date timestamptz)")  # fmt: skip
    intruder.execute("CREATE TEMP TABLE access_tie (person uuid, office_id text, until timestamptz,"
                     " confirmed_at timestamptz, officer text)")  # fmt: skip
    intruder.execute("SET search_path = pg_temp, public")
    intruder.execute("SELECT count(*) FROM public.people_account")
    assert intruder.fetchone() == (0,)
    assert "permission denied" in refused(
        intruder, "CREATE OR REPLACE FUNCTION public.access_office() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$"
    )


def test_a_leaky_function_is_not_run_on_hidden_rows(intruder: Sql) -> None:
    heard: list[str] = []
    intruder.connection.add_notice_handler(lambda said: heard.append(said.message_primary or ""))
    sit_down(intruder, appoint("hemei", GUANHU))
    intruder.execute("CREATE FUNCTION pg_temp.hear(said text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001"
                     " AS $$ BEGIN RAISE NOTICE '%', said; RETURN true; END $$")  # fmt: skip
    intruder.execute("SELECT count(*) FROM people_account WHERE pg_temp.hear(name)")
    assert heard == []


def test_statistics_do_not_tell_names(intruder: Sql) -> None:
    with databases().owner.connect() as owner:
        owner.execute("ANALYZE people_account")
    intruder.execute("SELECT * FROM pg_stats WHERE tablename LIKE 'people_%'")
    assert intruder.fetchall() == []


def test_with_a_session_one_cannot_tie_oneself_to_somebody_confirmed(intruder: Sql, held: int) -> None:
    with databases().owner.connect() as owner:
        row = owner.execute("SELECT person_id FROM people_account WHERE id = %s", [held]).fetchone()
    assert row is not None
    sit_down(intruder, appoint("hemei", GUANHU))
    tie = "INSERT INTO access_tie (person, office_id, source, since{more}) VALUES (%s, %s, %s, now(){value})"
    confirmed = tie.format(more=", confirmed_at", value=", now()")
    assert "permission denied" in refused(intruder, confirmed, (row[0], GUANHU, "registration"))
    assert "row-level security" in refused(intruder, tie.format(more="", value=""), (row[0], FUCHENG, "registration"))
    assert "row-level security" in refused(intruder, tie.format(more="", value=""), (row[0], GUANHU, "break_glass"))
    intruder.execute(tie.format(more="", value=""), (row[0], GUANHU, "registration"))
    assert "confirmed by the person only" in refused(intruder, "UPDATE access_tie SET confirmed_at = now()")
    seen = counts(intruder)
    assert seen["people_account"] == seen["people_residence"] == seen["consent_record"] == 0


def test_with_a_session_one_cannot_ask_or_write_for_another_office(intruder: Sql, held: int) -> None:
    sit_down(intruder, appoint("hemei", GUANHU))
    assert "not the office" in refused(intruder, "SELECT * FROM people_look_up(%s, %s)", (FUCHENG, [b"x"]))
    assert "not the office" in refused(intruder, "SELECT * FROM people_wrapped_keys(%s, %s)", (FUCHENG, []))
    entry = "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects) VALUES (now(), %s, %s, %s, %s, %s)"
    assert "row-level security" in refused(intruder, entry, ("person.read", FUCHENG, "hemei", "registration", []))
    assert "row-level security" in refused(intruder, entry, ("person.read", GUANHU, "zhou", "registration", []))
    intruder.execute("UPDATE people_account SET name = %s WHERE id = %s", ["张三", held])
    assert intruder.rowcount == 0
    intruder.execute("DELETE FROM people_account WHERE id = %s", [held])
    assert intruder.rowcount == 0


def test_the_sign_in_role_reads_nobody_and_writes_no_entry_about_anybody(held: int) -> None:
    with databases().sign_in.connect() as connection, connection.cursor() as door:
        sit_down(door, appoint("zhou", FUCHENG))
        for table in ABOUT_PERSONS:
            assert "permission denied" in refused(door, f"SELECT * FROM {table}")
        entry = "INSERT INTO journal_entry (at, act, officer, purpose, subjects) VALUES (now(), %s, %s, %s, %s::uuid[])"
        door.execute(entry, ("officer.signed_in", "zhou", "staff", []))
        about = ["0190a000-0000-7000-8000-000000000000"]
        assert "row-level security" in refused(door, entry, ("person.read", "zhou", "registration", about))


def test_the_intake_role_cannot_read_sessions_or_the_journal(held: int) -> None:
    with databases().intake.connect() as connection, connection.cursor() as bulk:
        assert "permission denied" in refused(bulk, "SELECT * FROM access_officer_session")
        assert "permission denied" in refused(bulk, "SELECT act FROM journal_entry")
        assert "confirmed by the person only" in refused(bulk, "UPDATE access_tie SET confirmed_at = now()")
