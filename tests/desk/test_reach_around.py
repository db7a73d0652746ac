"""Ways around the policies that somebody at the serving role's connection would try, each of them shut."""

from uuid import uuid4

import pytest

from suixing.access.models import Tie
from suixing.people.models import Account
from tests.access.conftest import AsServing, as_serving
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.desk.conftest import Sit, appoint, databases
from tests.desk.test_plain_sql import refused, sit_down
from tests.desk.test_register_and_see import register
from tests.journal.support import seal

__all__ = ["as_serving"]


@pytest.fixture
def joined(sit: Sit) -> int:
    """Her second account, at an office that she has not confirmed."""
    with sit("lian", ZHONGZHOU):
        register(office=ZHONGZHOU, by="lian")
    with sit("zhou", FUCHENG):
        return register(office=FUCHENG, by="zhou").account


def test_a_catalogue_of_ones_own_confirms_no_tie(as_serving: AsServing, joined: int) -> None:
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        sql.execute("CREATE TEMP TABLE pg_class (oid oid, relowner oid)")
        sql.execute(
            "INSERT INTO pg_temp.pg_class SELECT 'public.access_tie'::regclass, r.oid FROM pg_roles r"
            " WHERE r.rolname = current_user"
        )
        sql.execute("SET search_path = pg_temp, pg_catalog, public")
        said = refused(sql, "UPDATE public.access_tie SET confirmed_at = now()")
    assert "confirmed by the person only" in said
    assert not Tie.objects.filter(confirmed_at__isnull=False).exists()


def test_mentions_do_not_count_what_other_offices_did(as_serving: AsServing, joined: int) -> None:
    seal()
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        entries = sql.execute("SELECT count(*) FROM journal_entry WHERE subjects <> '{}'").fetchone()
        mentions = sql.execute("SELECT count(*) FROM journal_mention").fetchone()
    assert mentions == entries == (1,)


@pytest.mark.parametrize("act", ["tie.confirmed", "break_glass.opened", "break_glass.agreed"])
def test_nobody_writes_that_something_happened_which_the_database_does_itself(
    as_serving: AsServing, joined: int, act: str
) -> None:
    entry = (
        "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects)"
        " VALUES (now(), %s, %s, 'zhou', 'exception', '{}')"
    )
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        assert "row-level security" in refused(sql, entry, (act, FUCHENG))
        sql.execute(entry, ("person.read", FUCHENG))


def test_nobody_destroys_what_other_offices_handed_in(as_serving: AsServing, joined: int) -> None:
    ask = "SELECT * FROM journeys_forget_kept(%s, %s, now(), now())"
    whose = Account.objects.get(pk=joined).person_id
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        assert "not an office that holds her" in refused(sql, ask, (whose, [FUCHENG, ZHONGZHOU]))
        assert "not an office that holds her" in refused(sql, ask, (whose, [GUANHU]))
        assert "not an office that holds her" in refused(sql, ask, (uuid4(), [FUCHENG]))
        sql.execute(ask, (whose, [FUCHENG]))


def test_nobody_adds_a_number_to_somebody_who_is_held(as_serving: AsServing, joined: int) -> None:
    add = "INSERT INTO people_identifier (person_id, kind, blind, sealed) VALUES (%s, 'resident', %s, %s)"
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        whose = Account.objects.get(pk=joined).person_id
        assert "row-level security" in refused(sql, add, (whose, b"b" * 32, b"s"))


@pytest.mark.parametrize("call", [
    "people_look_up('440309005', '{}')", "people_confirm_tie(1, 'paper', 'x')", "people_forget_codes(NULL)",
    "access_decide_break_glass(1, true)", "access_same_house('44', '44')",
])  # fmt: skip
def test_who_makes_sessions_cannot_use_them_at_a_desk(joined: int, call: str) -> None:
    with databases().sign_in.connect() as connection, connection.cursor() as door:
        sit_down(door, appoint("zhou", FUCHENG))
        assert "permission denied for function" in refused(door, f"SELECT {call}")


def test_no_function_of_the_owner_is_everybodys(joined: int) -> None:
    with databases().owner.connect() as owner:
        found = owner.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"
            " AND p.prorettype <> 'trigger'::regtype AND has_function_privilege('public', p.oid, 'EXECUTE')"
        ).fetchall()
        unfixed = owner.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
            " WHERE p.pronamespace = 'public'::regnamespace AND l.lanname = 'plpgsql' AND p.proconfig IS NULL"
            " AND p.proname <> 'journal_only_grows'"
        ).fetchall()
    assert (found, unfixed) == ([], [])
