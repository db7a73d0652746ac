"""Three real servers keep parcels together; one is killed in mid-traffic, and nothing is lost or comes twice."""

import asyncio
import json
import os
import threading
from collections import Counter
from pathlib import Path
from uuid import UUID

import nats

from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.nats import NatsCarrier, ensure_stream
from suixing.exchange.post.nats_words import INTERFACE, STREAM
from tests.exchange.post.nats_servers import (
    HERE,
    OPERATOR,
    THERE,
    Post,
    Running,
    carrying,
    eventually,
    parcel,
    receiving,
    three_servers,
)  # fmt: skip

PARCELS = 600
AT_ONCE = 20
KILL_AFTER = 200
KEPT_BACK = 200


class Sender(threading.Thread):
    """Gives parcels until each was acknowledged once, as the post of a node does."""

    def __init__(self, carrier: NatsCarrier, parcels: list[Parcel]) -> None:
        super().__init__(daemon=True)
        self.acknowledged: set[UUID] = set()
        self.tries = Counter[UUID]()
        self.killed = threading.Event()
        self._carrier = carrier
        self._waiting = parcels

    def run(self) -> None:
        while self._waiting:
            if len(self._waiting) <= KEPT_BACK:
                self.killed.wait()  # so that the traffic goes on after it, however fast the machine is
            some = self._waiting[:AT_ONCE]
            self.tries.update(one.id for one in some)
            said = self._carrier.give(some)
            self.acknowledged |= {number for number, word in said.items() if word == ""}
            self._waiting = [one for one in self._waiting if one.id not in self.acknowledged]


def test_nothing_is_lost_and_nothing_is_twice_when_the_leader_is_killed(tmp_path: Path) -> None:
    sent = [parcel(body=os.urandom(2048), urgent=number % 50 == 0) for number in range(PARCELS)]
    post = Post()
    with three_servers(tmp_path) as servers:
        urls = [one.url for one in servers]
        ensure_stream(urls, access=OPERATOR, places=[HERE, THERE], replicas=3)
        with carrying(urls, replicas=3) as carrier, receiving(urls, post):
            carrier.check()
            sender = Sender(carrier, sent)
            sender.start()
            eventually(lambda: len(sender.acknowledged) >= KILL_AFTER)
            leader = leader_of(servers)
            leader.kill()
            sender.killed.set()
            eventually(lambda: len(sender.acknowledged) == PARCELS)
            sender.join()
            eventually(lambda: len(set(post.ids)) == PARCELS)
            assert leader.server.pid is None  # two of three went on by themselves
    assert set(post.ids) == {one.id for one in sent}
    held = {one.id: one for one in post.taken}
    assert [held[one.id] for one in sent] == sent
    # The receiver itself is given a parcel again only where its own acknowledgement was lost with the leader.
    assert len(post.given) <= PARCELS + AT_ONCE * 2


def test_a_killed_server_comes_back_and_catches_up(tmp_path: Path) -> None:
    post = Post()
    with three_servers(tmp_path) as servers:
        urls = [one.url for one in servers]
        ensure_stream(urls, access=OPERATOR, places=[HERE, THERE], replicas=3)
        with carrying(urls, replicas=3) as carrier:
            first, second = ([parcel() for _ in range(50)] for _ in range(2))
            assert given(carrier, first) == {one.id for one in first}
            gone = leader_of(servers)
            gone.kill()
            assert given(carrier, second) == {one.id for one in second}
            gone.server.start()
            eventually(lambda: current(servers) == 3)
            # Now another may go: the one that came back holds everything.
            leader_of(servers).kill()
            with receiving(urls, post):
                eventually(lambda: len(set(post.ids)) == 100)
    assert set(post.ids) == {one.id for one in [*first, *second]}


def test_without_a_quorum_nothing_counts_as_taken(tmp_path: Path) -> None:
    sent, post = parcel(), Post()
    with three_servers(tmp_path) as servers:
        urls = [one.url for one in servers]
        ensure_stream(urls, access=OPERATOR, places=[HERE, THERE], replicas=3)
        with carrying(urls, replicas=3) as carrier:
            given(carrier, [parcel(HERE)])
            for one in servers[1:]:
                one.kill()
            assert carrier.give([sent])[sent.id] != ""
            servers[1].server.start()
            assert given(carrier, [sent]) == {sent.id}
            with receiving(urls, post):
                eventually(lambda: post.ids == [sent.id])


def given(carrier: NatsCarrier, parcels: list[Parcel]) -> set[UUID]:
    """Give them until all are taken."""
    taken = set[UUID]()

    def all_taken() -> bool:
        said = carrier.give([one for one in parcels if one.id not in taken])
        taken.update(number for number, word in said.items() if word == "")
        return len(taken) == len(parcels)

    eventually(all_taken)
    return taken


def leader_of(servers: list[Running]) -> Running:
    """The server that leads the stream."""
    leaders: list[str] = []

    def there_is_one() -> bool:
        leaders[:] = [name for name in [cluster_of(servers).get("leader")] if name]
        return bool(leaders)

    eventually(there_is_one)
    return next(one for number, one in enumerate(servers) if f"n{number}" == leaders[0])


def current(servers: list[Running]) -> int:
    """How many servers hold all that the stream holds."""
    told = cluster_of(servers)
    return bool(told.get("leader")) + sum(one.get("current", False) for one in told.get("replicas", []))


def cluster_of(servers: list[Running]) -> "dict[str, object]":
    """What the cluster says about the stream; nothing while it is choosing a leader."""

    async def look() -> "dict[str, object]":
        urls = [one.url for one in servers if one.server.pid is not None]
        try:
            client = await nats.connect(
                urls, user=OPERATOR.user, password=OPERATOR.password, inbox_prefix=OPERATOR.inbox
            )
            answer = await client.request(f"{INTERFACE}.STREAM.INFO.{STREAM}", b"", timeout=2)
        except nats.errors.Error:
            return {}
        finally:
            await client.close()
        told: dict[str, object] = json.loads(answer.data).get("cluster", {})
        return told

    return asyncio.run(look())
