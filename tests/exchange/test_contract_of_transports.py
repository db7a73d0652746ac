"""Whatever the way, a message arrives once and in order, and its sender learns what became of it.

The same tests between two offices of one node, and between two provinces over HTTPS and over NATS: real nodes, real
processes. Each test leaves the nodes running and with nothing on its way.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from suixing.exchange.sealing import LONGEST_BODY
from tests.exchange.cluster import HUB, LISTENER, WORKER, Nodes
from tests.exchange.nats_nodes import NatsNodes
from tests.nodes import NodeUnderTest

PLACES = (HUB, "44", "50")
ASKED = "440309005"
NEIGHBOUR = "440309006"
"""Another office on the asker's own node."""


@dataclass(frozen=True)
class Way:
    """From an office to another one; both may be on the same node."""

    name: str
    nodes: Nodes
    to: str
    office: str
    start: str = "44"
    asking: str = ASKED

    def send(self, **how: Any) -> list[str]:
        """Send bare messages, which no room knows; their pairs."""
        return list(self.nodes.do(self.start, "send", office=self.asking, to=self.office, **how))

    def arrived(self, pair: str) -> list[tuple[int, str, bool]]:
        """What the receiver holds of a pair, in the order of its arrival: number, word of refusal, whether handled."""
        asked = "SELECT seq, refused, handled_at IS NOT NULL FROM exchange_inbox WHERE side = 'asking' AND pair ="
        return [tuple(row) for row in self.nodes.sql(self.to, f"{asked} '{pair}' ORDER BY arrived_at, seq")]

    def evidence(self, pair: str) -> list[dict[str, Any]]:
        """What the sender's copy of the evidence says about a pair, oldest first."""
        asked = f"SELECT statement FROM exchange_evidence WHERE office = '{self.asking}' ORDER BY id"
        told = [json.loads(bytes(statement)) for (statement,) in self.nodes.sql(self.start, asked)]
        return [one for one in told if one["pair"] == pair]

    def events(self, pair: str) -> list[str]:
        """The events that the sender knows of, oldest first."""
        return [one["event"] for one in self.evidence(pair)]


@pytest.fixture(scope="module")
def made(template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Made"]:
    """Nodes by transport, made when the first test asks for them."""
    with ExitStack() as stack:
        yield Made(template.home, tmp_path_factory, stack)


class Made:
    """The nodes of each transport; only one transport's nodes are there at a time."""

    def __init__(self, template: Path, folders: pytest.TempPathFactory, stack: ExitStack) -> None:
        self._template, self._folders, self._stack = template, folders, stack
        self._kind: type[Nodes] | None = None
        self._nodes: Nodes | None = None

    def nodes(self, kind: type[Nodes]) -> Nodes:
        """Those of this kind; the others end."""
        if self._nodes is None or self._kind is not kind:
            self._stack.close()
            self._nodes = self._stack.enter_context(kind(self._folders.mktemp("nodes"), self._template, PLACES))
            self._kind = kind
            self._nodes.do("44", "settle", office=NEIGHBOUR, officers=1)
        return self._nodes


@pytest.fixture(params=["loopback", "https", "nats"], scope="module")
def way(request: pytest.FixtureRequest, made: Made) -> Way:
    """The way that a test takes."""
    nodes = made.nodes(NatsNodes if request.param == "nats" else Nodes)
    if request.param == "loopback":
        return Way("loopback", nodes, "44", NEIGHBOUR)
    return Way(request.param, nodes, "50", nodes.office("50"))


def test_a_message_is_handled_and_receipted(way: Way) -> None:
    (pair,) = way.nodes.do(way.start, "open", office=way.asking, to=way.office)
    way.nodes.drain()
    assert [handled for _, _, handled in way.arrived(pair)] == [True]
    assert way.nodes.sql(way.to, f"SELECT count(*) FROM cases_case WHERE pair = '{pair}'")[0][0] >= 1
    way.nodes.until(lambda: {"relay", "content_consignment"} <= set(way.events(pair)), "receipts")


def test_what_is_sent_again_arrives_once(way: Way) -> None:
    (pair,) = way.send()
    way.nodes.drain()
    again = "relayed_at = NULL" if way.name == "loopback" else "consigned_at = NULL, resend_at = now()"
    way.nodes.sql(way.start, f"UPDATE exchange_outbox SET {again} WHERE pair = '{pair}'")
    settled = "relayed_at IS NOT NULL" if way.name == "loopback" else "consigned_at IS NOT NULL AND resends > 0"
    asked = f"SELECT {settled} FROM exchange_outbox WHERE pair = '{pair}'"
    way.nodes.until(lambda: way.nodes.one(way.start, asked), "sent again, and receipted again")
    way.nodes.drain()
    assert len(way.arrived(pair)) == 1
    assert way.events(pair).count("content_consignment") == 1


def test_messages_of_a_pair_keep_their_order(way: Way) -> None:
    (pair,) = way.send(each=8)
    way.nodes.drain()
    assert [seq for seq, _, _ in way.arrived(pair)] == list(range(1, 9))
    way.nodes.until(lambda: way.events(pair).count("content_handover_failure") == 8, "all are settled")
    settled = [one["seq"] for one in way.evidence(pair) if one["event"] == "content_handover_failure"]
    assert settled == list(range(1, 9))


def test_what_was_sent_while_the_receiver_was_down_arrives_when_it_is_back(way: Way) -> None:
    way.nodes.stop(way.to, WORKER, LISTENER)
    pairs = way.send(count=3, urgent=True)
    if way.name != "loopback":
        left = "SELECT count(*) FROM exchange_outbox WHERE relayed_at IS NULL"
        way.nodes.until(lambda: way.nodes.one(way.start, left) == 0, "they left")
    assert [way.arrived(pair) for pair in pairs] == [[], [], []]
    assert all("content_consignment" not in way.events(pair) for pair in pairs)
    way.nodes.start(way.to, WORKER, LISTENER)
    way.nodes.hurry()
    way.nodes.drain()
    assert [len(way.arrived(pair)) for pair in pairs] == [1, 1, 1]


def test_an_unknown_kind_is_refused_and_its_sender_told(way: Way) -> None:
    (pair,) = way.send()
    way.nodes.drain()
    assert way.arrived(pair) == [(1, "unknown_kind", False)]
    way.nodes.until(lambda: "content_handover_failure" in way.events(pair), "the refusal is told")
    (told,) = [one for one in way.evidence(pair) if one["event"] == "content_handover_failure"]
    assert told["reason"] == "unknown_kind"


def test_a_message_as_large_as_may_be_arrives(way: Way) -> None:
    (pair,) = way.send(octets=LONGEST_BODY)
    way.nodes.drain()
    assert len(way.arrived(pair)) == 1
    assert "content_consignment" in way.events(pair)


def test_the_hub_counts_what_passes_and_not_what_it_sends(way: Way) -> None:
    if way.name == "loopback":
        return  # nothing passes the hub
    passed = "SELECT coalesce(sum(parcels), 0) FROM exchange_traffic WHERE way = 'passed' AND node = '50'"
    before = way.nodes.one(HUB, passed)
    way.send(urgent=True)
    way.nodes.until(lambda: way.nodes.one(HUB, passed) > before, "the hub counts")
    assert not way.nodes.one(HUB, "SELECT count(*) FROM exchange_traffic WHERE way = 'passed' AND node = '00'")


def test_a_server_that_was_away_finds_its_nodes_again(made: Made) -> None:
    nodes = made.nodes(NatsNodes)
    assert isinstance(nodes, NatsNodes)
    way = Way("nats", nodes, "50", nodes.office("50"))
    nodes.server.stop()
    pairs = way.send(count=2, urgent=True)
    nodes.until(lambda: nodes.one("44", "SELECT count(*) FROM exchange_parcel WHERE tries > 0") > 0, "not taken")
    nodes.server.start()
    nodes.hurry()
    nodes.drain()
    assert [len(way.arrived(pair)) for pair in pairs] == [1, 1]


def test_a_link_file_of_another_node_is_refused_and_nothing_changes(made: Made) -> None:
    nodes = made.nodes(NatsNodes)
    assert isinstance(nodes, NatsNodes)
    held = nodes.node("44").home / "keys/exchange-nats.json"
    before = held.read_bytes()
    hubs = nodes.do(HUB, "directory", out=str(nodes.folder / "nation.dir"))
    words = ("join", nodes.folder / "nation.dir", "--fingerprint", hubs, "--link", nodes.folder / "50.link")
    done = nodes.command("44", *words)
    assert (done.returncode, "another node" in done.stderr) == (2, True), done.stdout + done.stderr
    assert held.read_bytes() == before
