"""What could not be used is kept once, opened again or destroyed when an operator says so, and the journal tells it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from suixing.access.roles import Role
from suixing.exchange.actions import drop_dead, retry_dead, retry_dead_of_parcel, retry_everything, retry_parcel
from suixing.exchange.errors import SettledMeanwhile
from suixing.exchange.models import Dead, LeavingParcel, Node, Transit
from suixing.exchange.post.burying import BROKE_OFF, bury, reopen
from suixing.exchange.post.unpacking import open_again
from suixing.exchange.queries import (
    dead_ones,
    dues,
    key_ages,
    keys_of,
    leaving_parcels,
    nodes,
    traffic,
    waiting_counts,
    waiting_for_operator,
)
from tests.cast import FUCHENG, NOW
from tests.desk.conftest import Sit, sit
from tests.exchange.conftest import Pair, pair, post
from tests.exchange.others import empty_nodes, know, leaving, passing, signal_from

__all__ = ["pair", "post", "sit"]
LATER = NOW + timedelta(hours=1)
HERE = "50"
OPERATOR = (Role.EXCHANGE_OPERATOR,)


@pytest.fixture(autouse=True)
def chongqing(node: None, settings: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """This node is Chongqing's, and knows no other yet; where officers of both provinces sit it stands alone."""
    settings.SUIXING_NODE_PLACE = "" if "sit" in request.fixturenames else HERE
    yield
    empty_nodes()


def open_all() -> int:
    return reopen(lambda row: open_again(row, now=LATER), now=LATER)


def acts() -> list[tuple[str, str | None, str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, office, officer, detail, cardinality(subjects) FROM journal_entry"
            " WHERE act LIKE 'exchange.%%' ORDER BY id"
        )
        rows = cursor.fetchall()
    assert all(row[4] == 0 for row in rows)
    return [(act, office, by, json.loads(detail)) for act, office, by, detail, _ in rows]


def buried(body: bytes = b"not a parcel", *, whole: bool = True, reason: str = "malformed", node: str = "") -> Dead:
    bury(uuid4(), body, node, reason, now=NOW, whole=whole)
    return Dead.objects.latest("pk")


def test_what_its_node_was_not_known_for_is_taken_in_once_it_is() -> None:
    event = signal_from(know("44", keys=False), to=HERE)
    one = buried(event.encode(), whole=False, reason="unknown_key")
    retry_dead(number=one.pk, office="50", by="xu.exchange", now=NOW)
    assert open_all() == 1
    assert [(row.reason, row.again) for row in dead_ones()] == [("unknown_key", False)]  # still not known
    know("44")
    retry_dead(number=one.pk, office="50", by="xu.exchange", now=NOW)
    assert [row.again for row in dead_ones()] == [True]
    assert open_all() == 1
    one.refresh_from_db()
    assert (one.settled_as, one.settled_at, one.body) == ("retried", LATER, None)
    assert dead_ones() == ()
    assert Node.objects.get(pk="44").heard_at is None  # it says nothing of its clock of now
    assert acts() == [("exchange.dead_retried", "50", "xu.exchange", {"dead": one.pk})] * 2


def test_what_still_cannot_be_opened_is_the_operators_again() -> None:
    one = buried(reason="does_not_open")
    retry_dead(number=one.pk, office=None, by="console", now=NOW)
    with pytest.raises(SettledMeanwhile):
        retry_dead(number=one.pk, office=None, by="console", now=NOW)  # it waits for that already
    with pytest.raises(SettledMeanwhile):
        drop_dead(number=one.pk, office=None, by="console", now=NOW)
    open_all()
    (seen,) = dead_ones()
    assert (seen.id, seen.reason, seen.again) == (one.pk, "malformed", False)


def test_what_was_dropped_is_destroyed_and_stays_dropped_when_it_comes_again() -> None:
    one = buried(b"junk")
    drop_dead(number=one.pk, office="50", by="xu.exchange", now=NOW)
    open_all()
    bury(one.parcel, b"junk", "", "malformed", now=LATER, whole=True)
    one.refresh_from_db()
    assert (one.settled_as, one.body) == ("dropped", None)
    assert dead_ones() == ()
    with pytest.raises(SettledMeanwhile):
        retry_dead(number=one.pk, office="50", by="xu.exchange", now=NOW)
    assert acts() == [("exchange.dead_dropped", "50", "xu.exchange", {"dead": one.pk})]


def test_what_comes_twice_is_kept_once() -> None:
    one = buried(b"junk")
    bury(uuid4(), b"junk", "44", "bad_event", now=LATER)
    (seen,) = dead_ones()
    assert (seen.id, seen.reason, seen.at) == (one.pk, "malformed", NOW)


def test_one_that_breaks_off_stops_no_other() -> None:
    broken, sound = buried(b"\xff", whole=False), buried(b"junk")
    for one in (broken, sound):
        retry_dead(number=one.pk, office=None, by="console", now=NOW)
    assert open_all() == 2  # a body that is no text cannot even be read as an event
    assert {row.id: row.reason for row in dead_ones()} == {broken.pk: BROKE_OFF, sound.pk: "malformed"}


def test_parcels_are_tried_at_once(post: None) -> None:
    slow, other = leaving("44", tries=7, fault="unreachable", try_at=LATER), leaving("44")
    retry_parcel(parcel=slow, office="50", by="xu.exchange", now=NOW)
    assert LeavingParcel.objects.get(pk=slow).try_at == NOW
    assert [(row.id, row.tries, row.fault) for row in leaving_parcels()] == [(slow, 7, "unreachable"), (other, 0, "")]
    with pytest.raises(SettledMeanwhile):
        retry_parcel(parcel=uuid4(), office="50", by="xu.exchange", now=NOW)
    assert acts() == [("exchange.parcel_retried", "50", "xu.exchange", {"parcel": str(slow)})]


def test_everything_is_tried_at_once() -> None:
    late, transit, dead = leaving("44", try_at=LATER), passing("44", try_at=LATER), buried()
    tried = retry_everything(office=None, by="console", now=NOW)
    assert tried == {"parcels": 1, "transit": 1, "dead": 1}
    assert LeavingParcel.objects.get(pk=late).try_at == Transit.objects.get(pk=transit).try_at == NOW
    assert Dead.objects.get(pk=dead.pk).settled_as == "retry"
    with pytest.raises(SettledMeanwhile):
        retry_dead_of_parcel(parcel=dead.parcel, office=None, by="console", now=NOW)


def test_nodes_with_what_waits_for_them_and_their_keys() -> None:
    know("50")
    know("44", heard_at=NOW, skew=-420.0)
    leaving("44", tries=2, fault="busy")
    leaving("44", now=LATER)
    passing("44")
    gd, cq = nodes()
    assert (gd.place, gd.own, gd.heard_at, gd.clock_is_off) == ("44", False, NOW, True)
    assert (gd.leaving.waiting, gd.leaving.failing, gd.leaving.oldest, gd.passing.waiting) == (2, 1, NOW, 1)
    assert (cq.own, cq.clock_is_off, cq.leaving.waiting) == (True, False, 0)
    (key,) = keys_of("44", LATER)
    assert (key.number, key.kind, key.at, key.good, len(key.fingerprint)) == (1, "first", NOW, True, 39)
    assert key_ages(LATER) == {"44": LATER - NOW, "50": LATER - NOW}
    assert traffic(LATER) == ()


def test_an_operator_sees_what_is_stuck_and_settles_it(sit: Sit, pair: Pair) -> None:
    """Under the serving role, at a province's office; numbers of all offices' messages, and no row of theirs."""
    pair.ask()
    parcel, one = leaving("44", try_at=LATER), buried()
    with sit("xu.exchange", HERE, OPERATOR):
        assert dues().parcels.waiting == 1
        assert [row.id for row in leaving_parcels()] == [parcel]
        assert [row.id for row in dead_ones()] == [one.pk]
        waiting = waiting_for_operator(NOW)
        assert waiting is not None
        assert waiting.to_leave == 1
        retry_parcel(parcel=parcel, office=HERE, by="xu.exchange", now=NOW)
        drop_dead(number=one.pk, office=HERE, by="xu.exchange", now=NOW)
    assert waiting == waiting_counts(NOW)
    assert LeavingParcel.objects.get(pk=parcel).try_at == NOW


@pytest.mark.parametrize(("office", "role"), [(FUCHENG, Role.EXCHANGE_OPERATOR), (HERE, Role.SUPERVISOR)])
def test_nobody_else_sees_or_settles_anything(sit: Sit, pair: Pair, office: str, role: Role) -> None:
    parcel, one = leaving("44", try_at=LATER), buried()
    with sit(f"somebody-{role}", office, (role,)):
        assert (leaving_parcels(), dead_ones(), dues().parcels.waiting) == ((), (), 0)
        assert waiting_for_operator(NOW) is None
        with pytest.raises(SettledMeanwhile):
            retry_parcel(parcel=parcel, office=office, by="somebody", now=NOW)
        with pytest.raises(SettledMeanwhile):
            drop_dead(number=one.pk, office=office, by="somebody", now=NOW)
