"""A node's documents come to all others: the newest version, its own only, again every day, nothing else."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from suixing.exchange.actions import publish_document
from suixing.exchange.errors import NotADocument
from suixing.exchange.models import Dead, Node, Publication
from suixing.exchange.models.publications import LONGEST_BODY
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.publishing import AGAIN, ANEW, PUBLICATION, spread
from suixing.exchange.queries import documents
from tests.cast import NOW
from tests.exchange.far_node import FarNode, signals_of

MICROS = 1_000_000
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def chongqing(guangdong: Path) -> FarNode:
    return FarNode("50").pin_here()


def told(far: FarNode, *, now: datetime) -> list[tuple[str, str]]:
    """Names and bodies of what our node tells it at this time."""
    spread(now=now)
    pack_signals(now=now)
    return [(one["name"], one["body"]) for one in signals_of(far.read_all(), PUBLICATION)]


def version(at: datetime) -> int:
    return int(at.timestamp()) * MICROS


def say(far: FarNode, body: str = "one", *, at: datetime = NOW, name: str = "test.said", **other: Any) -> None:
    """It publishes, as it says at this time."""
    data = {"name": name, "version": version(at), "body": body, **other}
    far.give(far.signal(PUBLICATION, data), now=NOW)


def held(far: FarNode, name: str = "test.") -> list[str]:
    return [one.body for one in documents(name) if one.node == far.place]


def test_each_version_is_told_twice_and_everything_again_after_a_day(chongqing: FarNode) -> None:
    assert publish_document(name="test.said", body="one", now=NOW)
    assert not publish_document(name="test.said", body="one", now=LATER)
    assert told(chongqing, now=NOW) == [("test.said", "one")]
    assert told(chongqing, now=LATER) == []
    assert publish_document(name="test.said", body="two", now=LATER)
    assert told(chongqing, now=LATER) == [("test.said", "two")]
    again = LATER + AGAIN
    assert [told(chongqing, now=again) for _ in range(2)] == [[("test.said", "two")], []]
    assert told(chongqing, now=again + AGAIN) == []
    assert told(chongqing, now=LATER + ANEW) == [("test.said", "two")]
    assert Publication.objects.get().version == version(LATER + ANEW)


def test_a_node_that_joins_later_is_told_and_one_that_takes_no_part_is_not(chongqing: FarNode) -> None:
    publish_document(name="test.said", body="one", now=NOW)
    Node.objects.filter(pk="50").update(state="revoked")
    sichuan = FarNode("51").pin_here()
    assert told(sichuan, now=NOW) == [("test.said", "one")]
    assert told(chongqing, now=NOW) == []
    Node.objects.filter(pk="50").update(state="active")
    assert told(chongqing, now=LATER) == [("test.said", "one")]


def test_a_version_follows_the_one_before_it_though_the_clock_went_back(chongqing: FarNode) -> None:
    publish_document(name="test.said", body="one", now=LATER)
    publish_document(name="test.said", body="two", now=NOW)
    assert Publication.objects.get().version == version(LATER) + 1


def test_the_newest_version_of_another_nodes_document_is_kept(chongqing: FarNode) -> None:
    say(chongqing)
    say(chongqing, "older", at=NOW - timedelta(seconds=1))
    say(chongqing, "of the same version")
    assert held(chongqing) == ["one"]
    say(chongqing, "two", at=LATER)
    assert held(chongqing) == ["two"]
    assert not Dead.objects.exists()  # what is older is nothing to look at


def test_a_node_speaks_only_for_itself(chongqing: FarNode) -> None:
    publish_document(name="test.said", body="ours", now=NOW)
    sichuan = FarNode("51").pin_here()
    say(chongqing, "of 50")
    say(sichuan, "of 51", at=LATER)
    assert [(one.node, one.body) for one in documents("test.")] == [("44", "ours"), ("50", "of 50"), ("51", "of 51")]
    Node.objects.filter(pk="51").update(state="revoked")
    assert [one.node for one in documents("test.")] == ["44", "50"]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Test.said"},
        {"name": "test"},
        {"name": f"test.{'x' * 60}"},
        {"name": ["test.said"]},
        {"body": None},
        {"body": "x\x00"},
        {"body": "好" * (LONGEST_BODY // 3 + 1)},
        {"version": 0},
        {"version": True},
        {"version": "1"},
        {"version": 1.5},
        {"more": 1},
    ],
)
def test_what_is_no_document_is_dead(chongqing: FarNode, other: dict[str, Any]) -> None:
    say(chongqing, **other)
    assert Dead.objects.get().reason == "malformed"
    assert held(chongqing, "") == []


def test_a_clock_that_is_hours_ahead_cannot_hold_later_versions_off(chongqing: FarNode) -> None:
    say(chongqing, at=NOW + timedelta(minutes=59))
    say(chongqing, "two", at=NOW + timedelta(minutes=61))
    say(chongqing, "three", version=2**63)
    assert held(chongqing) == ["one"]
    assert list(Dead.objects.values_list("reason", flat=True)) == ["future", "future"]


def test_one_node_publishes_only_so_many(chongqing: FarNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suixing.exchange.publishing.MOST_DOCUMENTS", 2)
    for name in ("test.a", "test.b", "test.c"):
        say(chongqing, name=name)
        if name < "test.c":
            publish_document(name=name, body="ours", now=NOW)
    say(chongqing, "two", name="test.a", at=LATER)
    assert held(chongqing) == ["two", "one"]
    assert Dead.objects.get().reason == "too_many"
    with pytest.raises(NotADocument):
        publish_document(name="test.c", body="ours", now=NOW)


@pytest.mark.parametrize(
    ("name", "body"), [("test", "x"), ("test.said", "\x00"), ("test.said", "x" * (LONGEST_BODY + 1))]
)
def test_what_no_node_would_take_is_not_published(guangdong: Path, name: str, body: str) -> None:
    with pytest.raises(NotADocument):
        publish_document(name=name, body=body, now=NOW)
    assert not Publication.objects.exists()
