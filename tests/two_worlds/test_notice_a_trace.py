"""The comparison finds what it is for: the same world twice is equal, and one with a trace left in it is not."""

import logging
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from suixing.journal import actions as journal
from tests.cast import MAIMAITI, XIUYING
from tests.two_worlds.comparing import MayDiffer, differences, normalised
from tests.two_worlds.conftest import Played
from tests.two_worlds.exceptions import EVERYWHERE
from tests.two_worlds.seats import HOME
from tests.two_worlds.staging import Stage

MARK = settings.SUIXING_RUN_DIR / "mark"
FOUND = {
    "node open messages", "page open gao case", "sql open gao cases_case", "sql open node notices_notice",
    "sql open gao journal_entry", "sql open lin journal_entry", "page open gao person_readings", "log open node",
    "sql open node files",
}  # fmt: skip
"""Where the traces show: as they cross, at the home office, at a neighbour that knows her, and on the node."""
ID, OTHER_ID = "0192f0c1-7c52-7a3e-8f00-000000000001", "0192f0c1-7c52-7a3e-8f00-000000000002"


def plain(stage: Stage) -> None:
    """Two questions, and a look."""
    _ask(stage, traces=False)


def with_traces(stage: Stage) -> None:
    """The same with a trace of each kind that a careless hand could leave."""
    _ask(stage, traces=True)


def _ask(stage: Stage, *, traces: bool) -> None:
    stage.at(days=3)
    stage.verify(XIUYING, names_office=traces)
    stage.verify(MAIMAITI)
    if traces:
        _leave(stage)
    stage.work()
    stage.look("open")


def _leave(stage: Stage) -> None:
    """Beside the answering office's learning who asks: a notice, an entry, a line in the log and a file."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM people_account WHERE id = %s", [stage.account(HOME, XIUYING)])
        (person,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)"
            " VALUES (%s, 'tie.confirmed', %s, '{}', '', %s, %s, 0, '')",
            [person, HOME.office, stage.now, stage.now],
        )
        journal.record(
            act="person.read", office=stage.registering.office, officer="chen", purpose="registration",
            subjects=[person], now=stage.now,
        )  # fmt: skip
    logging.getLogger("suixing").warning("one more than usual")
    MARK.parent.mkdir(exist_ok=True)
    MARK.write_text("1")


def test_the_same_world_twice_is_equal(played: Played) -> None:
    once = played(plain)
    assert not differences(once, played(plain))
    assert once["sql open gao cases_case"], "a desk that saw nothing would prove nothing"


def test_every_kind_of_trace_is_found(played: Played) -> None:
    try:
        found = differences(played(plain), played(with_traces), EVERYWHERE)
    finally:
        MARK.unlink(missing_ok=True)
    assert FOUND - set(found) == set()


def test_an_id_is_known_again_and_its_length_told() -> None:
    """Only which random number it was does not count: not where it stands again, how long it is, how many there are."""
    one = {"sql open gao a": [f"id={ID}"], "sql open gao b": [f"a={ID}"]}
    same = {"sql open gao a": [f"id={OTHER_ID}"], "sql open gao b": [f"a={OTHER_ID}"]}
    elsewhere = {"sql open gao a": [f"id={OTHER_ID}"], "sql open gao b": [f"a={uuid4()}"]}
    assert not differences(one, same)
    assert list(differences(one, elsewhere)) == ["sql open gao b"]
    assert differences({"sql open gao a": ["bytes 00ff"]}, {"sql open gao a": ["bytes 00ffee"]})
    assert differences({"sql open gao a": []}, {"sql open gao a": [f"id={ID}"]})


def test_rows_have_no_order_and_pages_have() -> None:
    rows = {"sql open gao a": [f"x=1 id={ID}", f"x=2 id={OTHER_ID}"]}
    turned = {"sql open gao a": list(reversed(rows["sql open gao a"]))}
    assert normalised(rows) == normalised(turned)
    assert differences({"page open gao a": ["1", "2"]}, {"page open gao a": ["2", "1"]})


def test_an_exception_covers_its_place_alone() -> None:
    one, other = (
        {"sql open chen a": ["1"], "sql open gao a": ["1"]},
        {"sql open chen a": ["2"], "sql open gao a": ["2"]},
    )
    assert list(differences(one, other, [MayDiffer("sql open chen *", "it registers")])) == ["sql open gao a"]
