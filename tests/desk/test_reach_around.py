"""Ways around the policies that somebody at the serving role's connection would try, each of them shut."""

import pytest

from suixing.access.models import Tie
from tests.access.conftest import AsServing, as_serving
from tests.cast import FUCHENG, ZHONGZHOU
from tests.desk.conftest import Sit, appoint
from tests.desk.test_plain_sql import refused
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
