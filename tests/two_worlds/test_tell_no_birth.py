"""Nobody but the registering office tells a world with a birth from one without (docs/refusals.md, "by two worlds")."""

import pytest
from django.db import connection

from tests.desk.conftest import Sit, databases
from tests.two_worlds.comparing import Seen, differences, observer_of
from tests.two_worlds.conftest import Played
from tests.two_worlds.looking import CALLED, NOT_CALLED
from tests.two_worlds.plays import DIFFERENCES, Difference
from tests.two_worlds.seats import REGISTERING

_THAT_READ = """
    SELECT DISTINCT p.proname FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND p.provolatile = 's'
      AND has_function_privilege(%s, p.oid, 'EXECUTE')
"""


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: one.name)
def test_nobody_else_can_tell(difference: Difference, played: Played) -> None:
    without, with_it = played(difference.without), played(difference.with_it)
    found = differences(without, with_it, difference.may_differ)
    assert not found, "\n".join(f"{place}\n{diff}" for place, diff in found.items())
    assert differences(_of_the_desk(without), _of_the_desk(with_it)), "the worlds differ where it was registered"


def _of_the_desk(seen: Seen) -> Seen:
    return {place: lines for place, lines in seen.items() if observer_of(place) == REGISTERING.name}


def test_every_function_that_reads_for_others_is_asked_or_said_why_not(sit: Sit) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_THAT_READ, [databases().serving.user])
        assert {name for (name,) in cursor.fetchall()} == {*CALLED, *NOT_CALLED}
    assert not {*CALLED} & {*NOT_CALLED}
