"""Plain SQL as the serving role in an officer's session: no other office's messages, no forged arrival, no sender."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import transaction

from suixing.exchange import actions
from suixing.exchange.errors import NotOnThisSide
from suixing.exchange.models import Evidence, Outgoing
from suixing.exchange.queries import deliveries
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.desk.conftest import Sit, appoint, as_role, databases
from tests.exchange.conftest import LATER, Listener, Pair

Sql = psycopg.Cursor[tuple[Any, ...]]
SEEN = ("exchange_outbox", "exchange_inbox", "exchange_evidence")
SENT = (
    "INSERT INTO exchange_outbox (id, pair, side, seq, kind, version, office, sealed, created_at, leave_at)"
    " VALUES (%s, %s, %s, %s, 'pair.said', 1, %s, '', now(), now())"
)


@pytest.fixture
def carried(sit: Sit, pair: Pair) -> Pair:
    """A question that arrived and was handled, and an answer that has not left."""
    pair.ask()
    actions.relay(now=LATER)
    actions.hand_to(Listener().handlers, now=LATER)
    pair.answer(leave_at=LATER)
    return pair


@pytest.fixture
def intruder(carried: Pair) -> Iterator[Sql]:
    """A connection of the serving role, nobody's session."""
    with databases().serving.connect() as connection, connection.cursor() as cursor:
        yield cursor


def sit_down(cursor: Sql, key: str) -> None:
    cursor.execute("SELECT set_config('suixing.session', %s, false)", [key])


def refused(cursor: Sql, statement: str, values: tuple[Any, ...] = ()) -> str:
    with pytest.raises(psycopg.Error) as error:
        cursor.execute(statement, values)
    return str(error.value)


def counts(cursor: Sql) -> list[int]:
    found = []
    for table in SEEN:
        row = cursor.execute(f"SELECT count(id) FROM {table}").fetchone()
        found.append(row[0] if row else -1)
    return found


def test_each_office_sees_its_own_copies(intruder: Sql) -> None:
    assert counts(intruder) == [0, 0, 0]
    for office, expected in ((GUANHU, [0, 0, 0]), (FUCHENG, [1, 0, 3]), (ZHONGZHOU, [1, 1, 3])):
        sit_down(intruder, appoint(f"officer-{office}", office))
        assert counts(intruder) == expected


def test_who_asks_and_what_is_said_cannot_be_read(intruder: Sql) -> None:
    sit_down(intruder, appoint("he.desk", ZHONGZHOU))
    for statement in (
        "SELECT asking FROM exchange_route", "SELECT count(*) FROM exchange_route",
        "SELECT sealed FROM exchange_inbox", "SELECT octet_length(sealed) FROM exchange_outbox",
        "SELECT exchange_stands_on(gen_random_uuid(), 'asking', '440309005')",
    ):  # fmt: skip
        assert "permission denied" in refused(intruder, statement)
    intruder.execute(
        "SELECT string_agg(convert_from(statement, 'UTF8') || event || office, ' ') FROM exchange_evidence"
    )
    shown = str(intruder.fetchone())
    intruder.execute("SELECT pair, side, kind, office, place FROM exchange_inbox")
    shown += str(intruder.fetchall())
    assert FUCHENG not in shown
    assert "'44'" in shown


def test_no_stranger_takes_a_place_in_a_pair(intruder: Sql, carried: Pair) -> None:
    sit_down(intruder, appoint("hemei", GUANHU))
    own = uuid4(), carried.id, "asking", 2, GUANHU
    assert "does not stand" in refused(intruder, SENT, own)
    assert "row-level security" in refused(intruder, SENT, (uuid4(), carried.id, "asking", 2, FUCHENG))
    route = "INSERT INTO exchange_route (pair, asking, answering, opened_at) VALUES (%s, %s, %s, now())"
    assert "row-level security" in refused(intruder, route, (uuid4(), FUCHENG, GUANHU))
    assert "permission denied" in refused(intruder, "UPDATE exchange_route SET asking = answering")
    sit_down(intruder, appoint("zhou", FUCHENG))
    # Nor does an office speak for the other side.
    assert "does not stand" in refused(intruder, SENT, (uuid4(), carried.id, "answering", 2, FUCHENG))
    for office in (FUCHENG, ZHONGZHOU):
        intruder.execute("SELECT exchange_line_up(%s, 'answering', %s)", [carried.id, office])
        assert intruder.fetchone() == (False,)
    intruder.execute("SELECT exchange_forget(%s, %s)", [carried.id, ZHONGZHOU])
    assert intruder.fetchone() == (None,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exchange_outbox SET relayed_at = now()",
        "UPDATE exchange_outbox SET leave_at = now()",
        "UPDATE exchange_outbox SET office = '440309001'",
        "UPDATE exchange_inbox SET arrived_at = arrived_at + interval '1 day'",
        "UPDATE exchange_inbox SET handled_at = NULL",
        "DELETE FROM exchange_inbox",
        "INSERT INTO exchange_inbox (id) VALUES (gen_random_uuid())",
        "INSERT INTO exchange_evidence (message) VALUES (gen_random_uuid())",
        "UPDATE exchange_evidence SET at = now()",
        "DELETE FROM exchange_evidence",
        "TRUNCATE exchange_evidence",
    ],
)
def test_arrival_and_evidence_cannot_be_made_or_moved(intruder: Sql, statement: str) -> None:
    sit_down(intruder, appoint("he.desk", ZHONGZHOU))
    assert "permission denied" in refused(intruder, statement)


def test_what_has_left_cannot_be_taken_back(intruder: Sql) -> None:
    sit_down(intruder, appoint("zhou", FUCHENG))
    intruder.execute("DELETE FROM exchange_outbox")
    assert intruder.rowcount == 0
    intruder.execute("UPDATE exchange_outbox SET seq = 9")
    assert intruder.rowcount == 0


def test_an_opening_is_noted_once_by_the_officer_herself(intruder: Sql, carried: Pair) -> None:
    sit_down(intruder, appoint("he.desk", ZHONGZHOU))
    opened = "UPDATE exchange_inbox SET opened_at = arrived_at, opened_by = %s"
    assert "only who opened" in refused(intruder, opened, ("somebody",))
    early = "UPDATE exchange_inbox SET opened_at = arrived_at - interval '1 day', opened_by = 'he.desk'"
    assert "only who opened" in refused(intruder, early)
    intruder.execute(opened, ("he.desk",))
    assert intruder.rowcount == 1
    assert "noted once" in refused(intruder, "UPDATE exchange_inbox SET opened_at = NULL, opened_by = ''")


def test_even_the_owner_changes_no_evidence_by_accident(carried: Pair) -> None:
    with databases().owner.connect() as owner, owner.cursor() as cursor:
        assert "neither changed nor deleted" in refused(cursor, "UPDATE exchange_evidence SET at = now()")
        assert "neither changed nor deleted" in refused(cursor, "DELETE FROM exchange_evidence")


def test_an_officer_works_through_the_serving_role(sit: Sit, post: None) -> None:
    number = uuid4()
    with sit("zhou", FUCHENG):
        with transaction.atomic():
            actions.open_route(pair=number, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
            first = _ask(number, b"1")
            second = _ask(number, b"2")
            _ask(number, b"3")
        assert actions.take_back(message=second, office=FUCHENG, now=NOW)
        assert [one.seq for one in deliveries(pair=number, office=FUCHENG)] == [1, 2]
        with pytest.raises(NotOnThisSide), transaction.atomic():
            actions.send(pair=number, side="answering", kind="pair.said", body=b"", office=ZHONGZHOU, now=NOW)
    _work_as_the_worker()
    with sit("he.desk", ZHONGZHOU):
        assert actions.mark_opened(pair=number, office=ZHONGZHOU, by="he.desk", now=LATER) == 2
        assert [one.consigned for one in deliveries(pair=number, office=ZHONGZHOU)] == [LATER, LATER]
        with transaction.atomic():
            actions.send(pair=number, side="answering", kind="pair.said", body=b"!", office=ZHONGZHOU, now=LATER)
        assert actions.forget(pair=number, office=ZHONGZHOU) == 2
    _work_as_the_worker()
    with sit("zhou", FUCHENG):
        shown = deliveries(pair=number, office=FUCHENG)
        assert [(one.side, one.handed_over) for one in shown] == [
            ("asking", LATER), ("asking", LATER), ("answering", None),
        ]  # fmt: skip
        assert shown[0].message == first
    assert Evidence.objects.filter(event="content_handover").count() == 4
    assert Outgoing.objects.filter(relayed_at=None).count() == 0


def _ask(pair: UUID, body: bytes) -> UUID:
    minute = LATER
    return actions.send(pair=pair, side="asking", kind="pair.said", body=body, office=FUCHENG, leave_at=minute, now=NOW)


def _work_as_the_worker() -> None:
    """One round of the worker, as the role of the bulk intake."""
    with as_role("intake", ""):
        actions.relay(now=LATER)
        actions.hand_to(Listener().handlers, now=LATER)
        actions.tell_openings(now=LATER)
