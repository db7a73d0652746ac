"""Parcels by one real JetStream server: what is taken arrives, whatever stops in between; who may do what."""

import asyncio
import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import nats
import pytest
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NoAnswerError
from nats.js.errors import NoStreamResponseError

from suixing.config.node.nats_server import NatsServer
from suixing.exchange.post.nats import (
    NatsAccess,
    NatsCarrier,
    NatsReceiver,
    ServerFiles,
    ensure_stream,
    trusting,
    write_leaf_config,
    write_server_config,
)  # fmt: skip
from suixing.exchange.post.nats_counting import Passed, take_counts
from suixing.exchange.post.nats_words import DOMAIN, INTERFACE, STREAM
from suixing.kernel.errors import Refusal
from tests.exchange.doors import make_identity
from tests.exchange.post.nats_servers import (
    HERE,
    NEW,
    OPERATOR,
    THERE,
    WORDS,
    Post,
    Running,
    access,
    carrying,
    eventually,
    free_ports,
    one_server,
    parcel,
    receiving,
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests of this file, with a stream and the consumers of two nodes."""
    with one_server(tmp_path_factory.mktemp("nats")) as running:
        ensure_stream([running.url], access=OPERATOR, places=[HERE, THERE], replicas=1)
        yield running


@pytest.fixture
def post() -> Post:
    return Post()


def test_taken_parcels_arrive_as_they_were_given(server: Running, post: Post) -> None:
    sent = [parcel(body=os.urandom(size), urgent=size == 1) for size in (0, 1, 4096, 6_000_000)]
    with carrying([server.url]) as carrier, receiving([server.url], post):
        assert carrier.give(sent) == {one.id: "" for one in sent}
        eventually(lambda: len(post.taken) == len(sent))
    assert sorted(post.taken, key=lambda one: one.id) == sorted(sent, key=lambda one: one.id)


def test_a_parcel_given_twice_arrives_once(server: Running, post: Post) -> None:
    first, last = parcel(), parcel()
    with carrying([server.url]) as carrier:
        assert [carrier.give([first])[first.id] for _ in range(3)] == ["", "", ""]
        with receiving([server.url], post):
            eventually(lambda: post.ids == [first.id])
            assert carrier.give([first, last]) == {first.id: "", last.id: ""}
            eventually(lambda: last.id in post.ids)
    assert post.given == [first.id, last.id]


def test_what_comes_while_the_receiver_is_down_waits_and_urgent_comes_first(server: Running, post: Post) -> None:
    ordinary, urgent = [parcel() for _ in range(5)], parcel(urgent=True)
    with carrying([server.url]) as carrier:
        carrier.give(ordinary)
        carrier.give([urgent])
    with receiving([server.url], post):
        eventually(lambda: len(post.taken) == 6)
    assert post.ids[0] == urgent.id
    assert set(post.ids[1:]) == {one.id for one in ordinary}


@pytest.mark.parametrize("words", [["busy"], ["raise"], ["refused", "busy", "wrong_node"]])
def test_what_was_not_accepted_comes_again(server: Running, post: Post, words: list[str]) -> None:
    post.words = list(words)
    sent = parcel()
    with carrying([server.url]) as carrier, receiving([server.url], post):
        carrier.give([sent])
        eventually(lambda: post.ids == [sent.id])
    assert post.given == [sent.id] * (len(words) + 1)


def test_a_receiver_that_stops_finishes_what_it_has_in_hand_and_leaves_the_rest(server: Running, post: Post) -> None:
    sent = [parcel() for _ in range(3)]
    with carrying([server.url]) as carrier:
        carrier.give(sent)
    first, second = post, Post()
    with receiving([server.url], first) as receiver:
        eventually(lambda: len(first.given) > 0)
        receiver.stop()
        taken = list(first.ids)
    with receiving([server.url], second):
        eventually(lambda: len(taken) + len(second.taken) == 3)
    assert sorted(taken + second.ids) == sorted(one.id for one in sent)


def test_what_passed_is_counted_once_by_place_and_size_and_the_hubs_own_is_not(tmp_path: Path) -> None:
    counted = list[Passed]()
    with one_server(tmp_path) as running:
        ensure_stream([running.url], access=OPERATOR, places=[HERE, THERE, "00"], replicas=1)
        given = [parcel(body=b"x" * 5000), parcel(body=b"x" * 700), parcel(HERE, b"x"), parcel("00", b"x")]
        with carrying([running.url]) as carrier:
            assert set(carrier.give([*given, given[0]]).values()) == {""}
        with closing(NatsCarrier([running.url], access=access("00"), replicas=1)) as hub:
            assert set(hub.give([parcel()]).values()) == {""}

        def take() -> int:
            return take_counts([running.url], access=OPERATOR, count=counted.extend, own="00", seconds=5)

        assert take() == 5  # all that the stream holds, of which three passed
        assert take() == 0
    assert [(one.place, one.parcels, one.octets) for one in sorted(counted, key=lambda one: one.place)] == [
        (HERE, 1, 1), (THERE, 2, 5700),
    ]  # fmt: skip


def test_an_expired_parcel_is_dropped(server: Running, post: Post) -> None:
    short, long = parcel(seconds=0.7), parcel()
    late = parcel(seconds=-1)
    with carrying([server.url]) as carrier:
        assert carrier.give([short, late]) == {short.id: "", late.id: "refused"}
        time.sleep(0.8)
        carrier.give([long])
    with receiving([server.url], post):
        eventually(lambda: post.ids == [long.id])
        eventually(lambda: waiting(server, THERE) == 0)
    assert post.given == [long.id]


def test_a_parcel_for_a_place_that_nobody_receives_for_waits(server: Running, post: Post) -> None:
    sent = parcel(NEW)
    with carrying([server.url]) as carrier, receiving([server.url], post, NEW):
        assert carrier.give([sent]) == {sent.id: ""}
        assert post.given == []
        ensure_stream([server.url], access=OPERATOR, places=[HERE, THERE, NEW], replicas=1)
        eventually(lambda: post.ids == [sent.id])


def test_what_cannot_go_is_told_by_a_word(server: Running, tmp_path: Path) -> None:
    nowhere, large, good = parcel("*"), parcel(body=bytes(9 * 2**20)), parcel(HERE)
    with carrying([server.url]) as carrier:
        assert carrier.give([nowhere, large, good]) == {nowhere.id: "refused", large.id: "too_large", good.id: ""}
        assert carrier.give([]) == {}
    assert carrier.give([good]) == {good.id: "unreachable"}


def test_a_server_without_the_stream_is_unreachable(tmp_path: Path) -> None:
    sent = parcel()
    with one_server(tmp_path) as bare, carrying([bare.url]) as carrier:
        assert carrier.give([sent]) == {sent.id: "unreachable"}


def test_a_carrier_that_wants_replicas_gives_nothing_to_a_single_server(server: Running) -> None:
    sent = parcel()
    with carrying([server.url], replicas=3) as carrier:
        assert carrier.give([sent]) == {sent.id: "refused"}
        with pytest.raises(Refusal, match="has 1 replicas and 3 are wanted"):
            carrier.check()
    with carrying([server.url]) as carrier:
        carrier.check()


def test_a_single_server_cannot_be_asked_for_replicas(tmp_path: Path) -> None:
    with one_server(tmp_path) as bare, pytest.raises(Refusal, match="has not as many servers"):
        ensure_stream([bare.url], access=OPERATOR, places=[HERE], replicas=3, seconds=1)


def test_all_that_was_acknowledged_outlives_a_killed_server(tmp_path: Path, post: Post) -> None:
    with one_server(tmp_path) as running, carrying([running.url]) as carrier:
        ensure_stream([running.url], access=OPERATOR, places=[HERE, THERE], replicas=1)
        sent = [parcel(body=os.urandom(500)) for _ in range(100)]
        said = carrier.give(sent)
        assert set(said.values()) == {""}
        running.kill()
        lost = parcel()
        assert carrier.give([lost]) == {lost.id: "unreachable"}
        with receiving([running.url], post):
            running.server.look()  # takes note of its end, and waits a little
            eventually(lambda: running.server.look() is None and running.server.pid is not None)
            eventually(lambda: len(post.taken) == 100)
            eventually(lambda: carrier.give([lost])[lost.id] == "")
            eventually(lambda: len(post.taken) == 101)
    assert sorted(post.given) == sorted([*said, lost.id])


def test_a_server_left_over_by_a_killed_node_is_ended_first(tmp_path: Path) -> None:
    with one_server(tmp_path) as running:
        left = running.server._process
        assert left is not None
        again = NatsServer(tmp_path / "nats.json")
        again.start()
        assert left.wait(1) is not None
        assert again.pid not in {None, left.pid}
        again.stop()


def test_a_port_that_is_taken_is_refused(server: Running, tmp_path: Path) -> None:
    config = write_server_config(tmp_path, port=server.port, nodes=WORDS, operator=OPERATOR.password)
    with pytest.raises(Refusal, match="did not start"):
        NatsServer(config).start()


def test_a_password_never_crosses_a_network_in_clear(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no TLS"):
        NatsCarrier(["nats://nats.example:4222"], access=access(HERE), replicas=1)
    with pytest.raises(Refusal, match="in the clear"):
        write_server_config(tmp_path, port=4222, host="0.0.0.0", nodes=WORDS, operator="word")  # noqa: S104 - refused
    assert "word of" not in repr(access(HERE))


def test_parcels_and_passwords_go_by_tls_to_a_server_whose_certificate_is_known(tmp_path: Path, post: Post) -> None:
    hub, other = (make_identity(tmp_path, name) for name in ("hub", "other"))
    sent = parcel()
    with one_server(tmp_path / "nats", tls=ServerFiles(hub.certificate, hub.key)) as running:
        url = running.url.replace("nats:", "tls:")
        operator = replace(OPERATOR, tls=trusting([hub.pem]))
        ensure_stream([url], access=operator, places=[HERE, THERE], replicas=1)
        known, unknown = (
            NatsCarrier([url], access=replace(access(HERE), tls=trusting([one.pem])), replicas=1)
            for one in (hub, other)
        )
        plain = NatsCarrier([running.url], access=access(HERE), replicas=1)
        receiver = NatsReceiver([url], THERE, post, access=replace(access(THERE), tls=trusting([hub.pem])))
        for carrier, word in ((unknown, "unreachable"), (plain, "unreachable"), (known, "")):
            assert carrier.give([sent]) == {sent.id: word}
            carrier.close()
        eventually(lambda: post.ids == [sent.id])
        receiver.stop()


def test_a_province_sends_and_receives_by_its_leaf_node(tmp_path: Path, post: Post) -> None:
    leaf_port, port = free_ports(2)
    out, back = [parcel() for _ in range(20)], [parcel(HERE) for _ in range(20)]
    here = Post()
    with one_server(tmp_path / "hub", leaf_port=leaf_port) as hub:
        ensure_stream([hub.url], access=OPERATOR, places=[HERE, THERE], replicas=1)
        hubs = [f"127.0.0.1:{leaf_port}"]
        leaf = NatsServer(write_leaf_config(tmp_path / "leaf", port=port, place=HERE, password=WORDS[HERE], hubs=hubs))
        leaf.start()
        by_leaf = [f"nats://127.0.0.1:{port}"]
        with carrying(by_leaf) as carrier, receiving(by_leaf, here, HERE), receiving([hub.url], post):
            eventually(lambda: set(carrier.give(out + back).values()) == {""})
            eventually(lambda: len(post.taken) == len(here.taken) == 20)
        leaf.stop()
    assert set(post.given) == {one.id for one in out}
    assert set(here.given) == {one.id for one in back}


def test_the_configuration_is_readable_by_its_owner_and_syncs_always(tmp_path: Path) -> None:
    config = write_server_config(tmp_path, port=4222, nodes=WORDS, operator=OPERATOR.password)
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert json.loads(config.read_text())["jetstream"]["sync_interval"] == "always"


def test_a_wrong_password_reaches_nothing(server: Running) -> None:
    sent = parcel()
    carrier = NatsCarrier([server.url], access=NatsAccess(HERE, "guessed"), replicas=1)
    assert carrier.give([sent]) == {sent.id: "unreachable"}
    carrier.close()


def test_a_node_admitted_later_comes_in_after_a_reload(tmp_path: Path) -> None:
    sent = parcel(HERE)
    with one_server(tmp_path) as running:
        ensure_stream([running.url], access=OPERATOR, places=[HERE], replicas=1)
        newcomer = NatsCarrier([running.url], access=NatsAccess("11", "word of 11"), replicas=1)
        assert newcomer.give([sent]) == {sent.id: "unreachable"}
        nodes = {**WORDS, "11": "word of 11"}
        write_server_config(tmp_path, port=running.port, nodes=nodes, operator=OPERATOR.password)
        running.server.reload()
        eventually(lambda: newcomer.give([sent]) == {sent.id: ""})
        newcomer.close()


FORBIDDEN = (
    f"{INTERFACE}.CONSUMER.MSG.NEXT.{STREAM}.node-{THERE}",
    f"{INTERFACE}.CONSUMER.INFO.{STREAM}.node-{THERE}",
    f"{INTERFACE}.CONSUMER.CREATE.{STREAM}.mine",
    f"{INTERFACE}.STREAM.MSG.GET.{STREAM}",
    f"{INTERFACE}.STREAM.INFO.{STREAM}",
    f"{INTERFACE}.STREAM.DELETE.{STREAM}",
    f"{INTERFACE}.STREAM.PURGE.{STREAM}",
    f"{INTERFACE}.STREAM.NAMES",
    f"$JS.ACK.{STREAM}.node-{THERE}.1.1.1.1.1",
)


@pytest.mark.parametrize("subject", FORBIDDEN)
def test_a_node_has_no_business_with_what_is_for_others(server: Running, subject: str) -> None:
    said = asyncio.run(asked(server, subject))
    assert [one for one in said if "permissions violation" in one], said


@pytest.mark.parametrize("subject", ["suixing.parcels.50", f"_INBOX_{THERE}.>", "_INBOX.>", ">", "$JS.>"])
def test_a_node_cannot_listen_to_others(server: Running, subject: str) -> None:
    said = asyncio.run(listened(server, subject))
    assert [one for one in said if "permissions violation" in one], said


def test_a_node_cannot_have_the_server_acknowledge_for_others(server: Running) -> None:
    """By an answer that is sent to where acknowledgements are expected: an empty parcel of its own, asked for there."""
    place = f"$JS.ACK.{STREAM}.node-{THERE}.1.1.1.1.0"
    said = asyncio.run(asked(server, f"{INTERFACE}.CONSUMER.MSG.NEXT.{STREAM}.node-{HERE}", place))
    assert [one for one in said if "permissions violation" in one], said


def waiting(server: Running, place: str) -> int:
    """How many parcels for this place are not acknowledged."""

    async def look() -> int:
        client = await nats.connect(
            server.url, user=OPERATOR.user, password=OPERATOR.password, inbox_prefix=OPERATOR.inbox
        )
        info = await client.jetstream(domain=DOMAIN).consumer_info(STREAM, f"node-{place}")
        await client.close()
        return (info.num_pending or 0) + (info.num_ack_pending or 0)

    return asyncio.run(look())


async def asked(server: Running, subject: str, reply: str = "") -> list[str]:
    """What the server complains about when node 44 publishes there."""
    client, said = await stranger(server)
    if reply:
        await client.publish(subject, b"", reply=reply)
        await complaints(client, said)
    else:
        with pytest.raises((NoAnswerError, NoRespondersError, NoStreamResponseError)):
            await client.request(subject, b"{}", timeout=0.3)
    await client.close()
    return said


async def listened(server: Running, subject: str) -> list[str]:
    """What the server complains about when node 44 subscribes to that."""
    client, said = await stranger(server)
    await client.subscribe(subject)
    await complaints(client, said)
    await client.close()
    return said


async def complaints(client: nats.NATS, said: list[str]) -> None:
    """Give the server time to complain."""
    for _ in range(50):
        if not said:
            await client.flush()
            await asyncio.sleep(0.02)


async def stranger(server: Running) -> "tuple[nats.NATS, list[str]]":
    """A connection of node 44, and what is said to it."""
    said: list[str] = []

    async def complain(fault: Exception) -> None:
        said.append(str(fault))

    client = await nats.connect(
        server.url, user=HERE, password=WORDS[HERE], inbox_prefix=access(HERE).inbox, error_cb=complain,
        allow_reconnect=False,
    )  # fmt: skip
    return client, said
