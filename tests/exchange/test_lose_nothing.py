"""Faults between three real nodes: whatever is killed, cut or spoiled, each message has its effect once.

Every test ends in ``settle``: all ways mended, nothing on its way, each message handled once, both copies of every
pair equal, all journals and statements sound.
"""

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from suixing.config.engine.identity import engine_account
from suixing.exchange.post import wire
from suixing.exchange.post.carriers import REFUSED, TAKEN, Parcel
from suixing.exchange.post.wire import CrossingMessage, Signal
from suixing.exchange.signed import decode, encode
from suixing.kernel.crypto import agreement_public_of, new_key
from suixing.kernel.keys import read_key
from tests.cast import GUANHU
from tests.exchange.cluster import HUB, LISTENER, USUAL, WORKER, Nodes
from tests.nodes import NodeUnderTest

HERE, THERE = "44", "50"
ARRIVED = "SELECT count(*) FROM exchange_inbox WHERE node = '44'"
HANDLED = ARRIVED + " AND handled_at IS NOT NULL"
UNRECEIPTED = "SELECT count(*) FROM exchange_outbox WHERE consigned_at IS NULL"
PACKED = "SELECT count(*) FROM exchange_parcel WHERE true"
NOT_GIVEN = (
    "SELECT (SELECT count(*) FROM exchange_parcel)"
    " + (SELECT count(*) FROM exchange_outbox WHERE relayed_at IS NULL AND refusal = '')"
)
"""What the hub has not taken yet: between two ticks a part of what was committed together may have left alone."""
PASSING = "SELECT count(*) FROM exchange_transit WHERE gone_at IS NULL AND node = '50'"
BURIED = "SELECT reason FROM exchange_dead ORDER BY id"


@pytest.fixture(scope="module")
def nodes(template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """The hub, Guangdong and Chongqing; each test leaves them running and with nothing on its way."""
    with Nodes(tmp_path_factory.mktemp("nodes"), template.home, officers=20) as made:
        assert not any(made.sql(place, BURIED) for place in made.places)
        yield made


@pytest.fixture(autouse=True)
def mended(nodes: Nodes) -> Iterator[None]:
    """A test that fails leaves no fault to the next one."""
    yield
    nodes.mend()


def ask(nodes: Nodes, count: int = 3) -> list[str]:
    """Guangdong's office asks Chongqing's about so many people; the pairs."""
    pairs: list[str] = nodes.do(HERE, "open", office=nodes.office(HERE), to=nodes.office(THERE), count=count)
    return pairs


def answer(nodes: Nodes) -> None:
    """Chongqing's office answers all that it was asked."""
    nodes.do(THERE, "answer", office=nodes.office(THERE))


def test_hear_of_everything_after_long_silence(nodes: Nodes) -> None:
    """The receiver is down for long and back: the hub keeps what is for it and asks less and less often."""
    nodes.stop(THERE)
    ask(nodes, 10)
    nodes.until(lambda: nodes.one(HUB, PASSING + " AND tries > 2"), "the hub tries")
    nodes.until(lambda: not nodes.one(HERE, NOT_GIVEN), "the sender has nothing more to do")
    nodes.start(THERE)
    nodes.until(lambda: nodes.is_listening(THERE), "it is back")
    nodes.hurry()
    nodes.drain()
    answer(nodes)
    nodes.settle()


def test_send_what_was_committed_before_a_kill(nodes: Nodes) -> None:
    """The sender's worker is killed after the case's commit, and again after packing: what was committed leaves."""
    nodes.freeze(HERE, WORKER)
    ask(nodes)
    nodes.kill(HERE, WORKER)
    assert nodes.one(HERE, "SELECT count(*) FROM exchange_outbox WHERE relayed_at IS NULL") == 3
    nodes.proxy(HUB).cut()
    nodes.start(HERE, WORKER)
    nodes.until(lambda: nodes.one(HERE, PACKED), "it is packed")
    nodes.kill(HERE, WORKER)
    nodes.start(HERE, WORKER)
    nodes.settle()


def test_receipt_what_was_stored_before_a_kill(nodes: Nodes) -> None:
    """The receiver is killed between storing and its receipt, which is made with what it is about or not at all."""
    before = nodes.one(THERE, ARRIVED)
    nodes.freeze(THERE, WORKER)
    ask(nodes)
    nodes.until(lambda: nodes.one(THERE, ARRIVED) == before + 3, "it is stored")
    assert nodes.one(HERE, UNRECEIPTED) == 3
    nodes.kill(THERE)
    nodes.start(THERE)
    nodes.settle()


def test_take_once_what_was_stored_and_not_answered(nodes: Nodes) -> None:
    """The listener is killed between storing a parcel and saying so: it gets it again, and keeps the first."""
    before = nodes.one(THERE, ARRIVED)
    nodes.proxy(THERE).swallow_answers = True
    ask(nodes, 1)  # all in one parcel: the next one would wait for the answer to the first
    nodes.until(lambda: nodes.one(THERE, ARRIVED) == before + 1, "it is stored")
    assert nodes.one(HUB, PASSING) > 0
    nodes.kill(THERE, LISTENER)
    nodes.proxy(THERE).drop()
    nodes.start(THERE, LISTENER)
    nodes.settle()


def test_handle_once_what_was_not_receipted(nodes: Nodes) -> None:
    """The receiver is killed between handling and its receipt: the receipt leaves later, nothing is handled twice."""
    before = nodes.one(THERE, HANDLED)
    nodes.stop(THERE)
    ask(nodes)
    nodes.until(lambda: nodes.one(HUB, PASSING) and not nodes.one(HERE, NOT_GIVEN), "the hub holds it")
    nodes.proxy(HUB).cut()
    nodes.start(THERE)
    nodes.until(lambda: nodes.one(THERE, HANDLED) == before + 3, "it is handled")
    nodes.kill(THERE)
    assert nodes.one(HERE, UNRECEIPTED) == 3
    nodes.start(THERE)
    nodes.settle()


def test_send_again_what_the_hub_forgot(nodes: Nodes) -> None:
    """The hub is killed and restored from a backup that knows nothing of what it took since."""
    nodes.snapshot(HUB)
    nodes.proxy(THERE).cut()
    ask(nodes)
    nodes.until(lambda: nodes.one(HUB, PASSING) and not nodes.one(HERE, NOT_GIVEN), "only the hub holds it")
    nodes.kill(HUB)
    nodes.restore(HUB)
    assert nodes.one(HUB, PASSING) == 0
    nodes.start(HUB)
    nodes.settle()
    assert nodes.one(HERE, "SELECT max(resends) FROM exchange_outbox") > 0


def test_take_back_from_others_what_the_hub_signed_and_lost(nodes: Nodes) -> None:
    """A node is approved after the hub's backup; restored, the hub signs lists that nodes refuse, until it has heard.

    Nobody does anything: the nodes show it what they hold, and all converge on a list that has the new node in it.
    """
    held = "SELECT max(version) FROM exchange_directory"
    nodes.snapshot(HUB)
    nodes.add("51")
    nodes.until(lambda: nodes.one(THERE, "SELECT count(*) FROM exchange_node WHERE place = '51'"), "others know of it")
    lost = nodes.one(HUB, held)
    nodes.kill(HUB)
    nodes.restore(HUB)
    assert nodes.one(HUB, held) < lost
    nodes.start(HUB)
    nodes.until(lambda: all(nodes.one(place, held) > lost for place in nodes.places), "all hold a later list")
    assert len({nodes.one(place, held) for place in nodes.places}) == 1
    nodes.do("51", "open", office=nodes.office("51"), to=nodes.office(THERE))
    nodes.do(HERE, "open", office=nodes.office(HERE), to=nodes.office("51"))
    nodes.settle()
    assert not nodes.sql("51", BURIED)


@pytest.mark.parametrize("at", [HUB, THERE])
@pytest.mark.parametrize("way", ["cut_to_target", "cut_from_target"])
def test_wait_for_a_way_that_is_cut_in_one_direction(nodes: Nodes, at: str, way: str) -> None:
    """To the hub or from it, requests or answers: nothing counts as given before its answer came."""
    setattr(nodes.proxy(at), way, True)
    ask(nodes)
    held = (lambda: nodes.one(HERE, PACKED)) if at == HUB else (lambda: nodes.one(HUB, PASSING))
    nodes.until(held, "it waits before the cut")
    assert nodes.one(HERE, UNRECEIPTED) == 3
    nodes.settle()


def test_hold_up_nobody_behind_a_way_that_hangs(nodes: Nodes) -> None:
    """While what the hub says to one node is not answered, the others get what is theirs."""
    waiting = "SELECT count(*) FROM exchange_transit WHERE gone_at IS NULL AND node = '44'"
    nodes.proxy(HERE).cut()
    ask(nodes)
    nodes.until(lambda: nodes.one(HUB, waiting), "the receipts wait")
    before = nodes.one(THERE, HANDLED)
    ask(nodes)
    nodes.until(lambda: nodes.one(THERE, HANDLED) > before, "the next question arrives")
    assert nodes.one(HUB, waiting) > 0
    nodes.settle()


def test_bear_delay(nodes: Nodes) -> None:
    """Slow ways both to the hub and from it, slower than a message is waited for before it goes again."""
    for at in (HUB, THERE):
        nodes.proxy(at).delay = 0.5
    ask(nodes)
    nodes.drain()
    nodes.settle()


def test_break_off_and_give_again(nodes: Nodes) -> None:
    """Connections break in the middle of a parcel: what came of it is thrown away, and all of it comes again."""
    nodes.proxy(THERE).drop()
    nodes.proxy(THERE).truncate_after = 3000
    ask(nodes)
    nodes.until(lambda: nodes.one(HUB, PASSING + " AND tries > 0"), "it broke off")
    nodes.settle()


# What is on a parcel, taken in hand


@pytest.fixture
def caught(nodes: Nodes) -> list[Parcel]:
    """What was asked, and what withdrew it, each in a parcel that the hub holds and cannot give."""
    nodes.proxy(THERE).cut()
    pairs = ask(nodes, 1)
    first = held_by_hub(nodes, pairs[0], 1)
    nodes.do(HERE, "withdraw", office=nodes.office(HERE), pairs=pairs)
    return [first, held_by_hub(nodes, pairs[0], 2)]


def held_by_hub(nodes: Nodes, pair: str, seq: int) -> Parcel:
    """The parcel with Guangdong's message of this number; it is not sent again meanwhile."""
    unreceipted = f"FROM exchange_outbox WHERE parcel IS NOT NULL AND pair = '{pair}' AND seq = {seq}"
    nodes.until(lambda: nodes.one(HERE, f"SELECT count(*) {unreceipted}"), "it is packed")
    nodes.sql(HERE, "UPDATE exchange_outbox SET resend_at = now() + interval '1 day' WHERE resend_at IS NOT NULL")
    parcel = nodes.one(HERE, f"SELECT parcel {unreceipted}")
    held = f"SELECT id, node, expires_at, body, urgent FROM exchange_transit WHERE id = '{parcel}'"
    nodes.until(lambda: nodes.sql(HUB, held), "the hub holds it")
    return Parcel(*nodes.sql(HUB, held)[0])


def give(nodes: Nodes, *parcels: Parcel, to: str = THERE, own: str = HUB) -> set[str]:
    """Give parcels as the hub does, past the cut; what is said to them."""
    carrier = nodes.carrier(to, own=own)
    try:
        return {carrier.give([one])[one.id] for one in parcels}
    finally:
        carrier.close()


def test_put_in_order_what_comes_in_disorder_and_twice(nodes: Nodes, caught: list[Parcel]) -> None:
    """The withdrawal comes before the question and waits for it; everything comes three times and counts once."""
    gaps = (
        "SELECT count(*) FROM exchange_inbox i WHERE seq > 1 AND handled_at IS NULL AND NOT EXISTS (SELECT FROM"
        " exchange_inbox p WHERE (p.pair, p.side, p.seq) = (i.pair, i.side, i.seq - 1))"
    )
    assert give(nodes, *caught[1:]) == {TAKEN}
    assert nodes.one(THERE, gaps) == 1
    assert give(nodes, *caught, *reversed(caught)) == {TAKEN}
    assert nodes.one(THERE, gaps) == 0
    nodes.settle()
    assert give(nodes, *caught) == {TAKEN}  # long after it was handled
    nodes.settle()


def test_keep_the_newer_card_of_a_node(nodes: Nodes) -> None:
    """A card that was overtaken on its way does not take back what the node said of its offices since."""
    roll = "SELECT roll FROM exchange_node WHERE place = '44'"
    first = nodes.one(HUB, roll)
    nodes.do(HERE, "settle", office=GUANHU, officers=0)
    nodes.until(lambda: nodes.one(HUB, roll) != first, "the hub learns of another office")
    newer, card = nodes.one(HUB, roll), (nodes.folder / "44.card").read_text().strip()
    signal = Signal(uuid4(), "exchange.card", 1, HERE, HUB, {"card": card}, datetime.now(UTC))
    event = wire.write_event(signal, "44.1", read_key(nodes.node(HERE).home / "keys/exchange.key"))
    assert give(nodes, parcel_of([event], HUB, nodes), to=HUB, own=HERE) == {TAKEN}
    assert nodes.one(HUB, roll) == newer
    assert not nodes.sql(HUB, BURIED)
    nodes.settle()


def test_bury_what_was_spoiled(nodes: Nodes, caught: list[Parcel]) -> None:
    """Truncated and bit-flipped parcels are kept for the operator and change nothing; the whole ones arrive."""
    before = nodes.one(THERE, ARRIVED)
    buried = len(nodes.sql(THERE, BURIED))
    for parcel in caught:
        body = bytearray(parcel.body)
        body[len(body) // 2] ^= 1
        spoiled = [replace(parcel, body=bytes(body)), replace(parcel, body=parcel.body[: len(body) // 2])]
        assert give(nodes, *spoiled) == {TAKEN}
    assert nodes.one(THERE, ARRIVED) == before
    reasons = [reason for (reason,) in nodes.sql(THERE, BURIED)[buried:]]
    assert len(reasons) == 2 * len(caught)
    assert set(reasons) <= {"does_not_open", "malformed"}
    nodes.settle()


def test_bury_what_was_forged(nodes: Nodes) -> None:
    """Signed by another's key in a node's name, altered after signing, or by a key that nobody knows."""
    keys = nodes.node(HERE).home / "keys"
    genuine = wire.write_event(message_for(THERE, nodes), "44.1", read_key(keys / "exchange.key"))
    head, body, signature = genuine.split(".")
    forged = [
        wire.write_event(message_for(THERE, nodes), "44.1", read_key(nodes.node(THERE).home / "keys/exchange.key")),
        wire.write_event(message_for(THERE, nodes), "44.1", new_key()),
        wire.write_event(message_for(THERE, nodes), "44.2", new_key()),
        ".".join([head, encode(decode(body).replace(b'"seq":1', b'"seq":2')).decode(), signature]),
    ]
    before, buried = nodes.one(THERE, ARRIVED), len(nodes.sql(THERE, BURIED))
    assert give(nodes, parcel_of(forged, THERE, nodes)) == {TAKEN}
    assert nodes.one(THERE, ARRIVED) == before
    reasons = [reason for (reason,) in nodes.sql(THERE, BURIED)[buried:]]
    assert sorted(reasons) == ["bad_signature", "bad_signature", "bad_signature", "unknown_key"]
    nodes.settle()


def test_refuse_what_is_for_another_node(nodes: Nodes, caught: list[Parcel]) -> None:
    """By what is written on it, by whom it is sealed to, or by what its sender signed."""
    there_here = replace(caught[0], node=HERE)
    assert give(nodes, there_here) == {REFUSED}
    assert give(nodes, there_here, to=HERE) == {TAKEN}  # it is written on it, and does not open
    assert nodes.sql(HERE, BURIED)[-1] == ("not_for_us",)
    keys = nodes.node(HERE).home / "keys"
    led_astray = wire.write_event(message_for("65", nodes), "44.1", read_key(keys / "exchange.key"))
    assert give(nodes, parcel_of([led_astray], THERE, nodes)) == {TAKEN}
    assert nodes.sql(THERE, BURIED)[-1] == ("wrong_node",)
    nodes.settle()


def message_for(node: str, nodes: Nodes) -> CrossingMessage:
    """A message as Guangdong would write one."""
    return CrossingMessage(
        message=uuid4(), pair=uuid4(), side="asking", seq=1, kind="pair.asked", version=1, from_node=HERE,
        alias=f"{HERE}:{secrets.token_hex(8)}", to_node=node, office=nodes.office(THERE), content=bytes(64), proofs=(),
        at=datetime.now(UTC),
    )  # fmt: skip


def parcel_of(events: list[str], node: str, nodes: Nodes) -> Parcel:
    """Events in a parcel to a node, sealed as they should be."""
    number = uuid4()
    public = agreement_public_of(read_key(nodes.node(node).home / "keys/exchange-agreement.key"))
    return Parcel(number, node, datetime.now(UTC), wire.pack(number, events, public, f"{node}.1"), urgent=False)


# The machine itself


@contextmanager
def on_disk(nodes: Nodes, disk: Path, place: str, table: str) -> Iterator[None]:
    """A table of a node lies there inside this block."""
    name = sql.Identifier(f"full_{place}")
    with nodes.superuser(place) as connection:
        connection.execute(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(name, sql.Literal(str(disk))))
        connection.execute(sql.SQL("ALTER TABLE {} SET TABLESPACE {}").format(sql.Identifier(table), name))
        connection.execute(sql.SQL("VACUUM FULL {}").format(sql.Identifier(table)))  # no room is left inside it
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER TABLE {} SET TABLESPACE pg_default").format(sql.Identifier(table)))
            connection.execute("CHECKPOINT")
            connection.execute(sql.SQL("DROP TABLESPACE {}").format(name))


@pytest.fixture
def small_disk(nodes: Nodes) -> Iterator[Path]:
    """A disk of two megabytes that belongs to the engine."""
    disk = nodes.cluster.folder.resolve() / "small"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(disk)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    engine_account().give(disk)
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)
    disk.rmdir()


def fill(file: Path) -> None:
    """Write until nothing is left of the disk."""
    with suppress(OSError), file.open("wb", buffering=0) as opened:
        while True:
            opened.write(bytes(1 << 12))


@pytest.mark.parametrize(("place", "table"), [(HUB, "exchange_transit"), (THERE, "exchange_inbox")])
def test_keep_elsewhere_what_a_full_disk_cannot_take(nodes: Nodes, small_disk: Path, place: str, table: str) -> None:
    """The table that arrivals are stored in lies on a disk that is full; the sender keeps them and tries again."""
    with on_disk(nodes, small_disk, place, table):
        filler = small_disk / "filler"
        fill(filler)
        before = nodes.one(place, f"SELECT count(*) FROM {table}")
        ask(nodes, 40)
        waits, at = (PACKED, HERE) if place == HUB else (PASSING, HUB)
        refused = waits + " AND fault = 'busy'"
        nodes.until(lambda: nodes.one(at, refused) and nodes.one(HERE, UNRECEIPTED), "some are refused")
        assert nodes.one(place, f"SELECT count(*) FROM {table}") >= before
        filler.unlink()
        nodes.settle()


@pytest.fixture
def astray(nodes: Nodes) -> Iterator[Callable[[float], None]]:
    """Let Chongqing's clock be wrong by so many seconds, until the end of the test."""

    def set_off(seconds: float) -> None:
        nodes.stop(THERE)
        nodes.node(THERE).off = dict.fromkeys(USUAL, seconds)
        nodes.start(THERE)

    yield set_off
    set_off(0)


@pytest.mark.parametrize("hours", [1, -1])
def test_bear_a_clock_that_is_an_hour_off(nodes: Nodes, astray: Callable[[float], None], hours: int) -> None:
    """Messages arrive and are receipted, and the other nodes know how wrong the clock is."""
    astray(hours * 3600)
    ask(nodes)
    nodes.settle()
    (skew,) = nodes.sql(HERE, "SELECT skew FROM exchange_node WHERE place = '50'")[0]
    assert abs(skew - hours * 3600) < 600


def test_carry_a_paper_through_kills_on_both_sides(nodes: Nodes) -> None:
    """Sender and receiver are killed while a paper of six megabytes is on its way, and the hub loses a part of it.

    It goes on with what is missing, and arrives as it was.
    """
    came = "SELECT coalesce(sum(came), 0) FROM exchange_coming_file"
    ask(nodes, 1)
    nodes.drain()
    digest = nodes.do(THERE, "answer_with", office=nodes.office(THERE), octets=6 << 20)
    nodes.until(lambda: nodes.one(HERE, came) >= 4, "a part of it came")
    nodes.kill(THERE)
    nodes.start(THERE)
    nodes.until(lambda: nodes.one(HERE, came) >= 10, "more of it came")
    nodes.kill(HERE)
    assert nodes.one(HERE, came) >= 10
    nodes.start(HERE)
    nodes.freeze(HUB, WORKER)
    lying = f"FROM exchange_transit WHERE gone_at IS NULL AND node = '{HERE}'"
    nodes.until(lambda: nodes.one(HUB, f"SELECT count(*) {lying}"), "a part of it lies at the hub")
    nodes.sql(HUB, f"DELETE {lying}")
    nodes.thaw(HUB, WORKER)
    nodes.settle()
    assert nodes.do(HERE, "papers_that_came", office=nodes.office(HERE)) == [digest]
    assert nodes.one(HERE, "SELECT count(*) FROM exchange_chunk") == 0


def test_take_part_again_after_its_keys_were_ended(nodes: Nodes, tmp_path: Path) -> None:
    """Approved by another fingerprint; the others hear of it by the directory. It stands last: keys are others now."""
    state = "SELECT state FROM exchange_node WHERE place = '50'"

    def said(*words: str) -> str:
        command = [sys.executable, "-m", "suixing.config.command", "node", *words]
        done = subprocess.run(
            command, env=nodes.node(THERE).environment, capture_output=True, text=True, timeout=180, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    said("end-keys", THERE)
    nodes.until(lambda: nodes.one(HERE, state) == "revoked", "the others know that it ended")
    said("renew", "--recovery-out", str(tmp_path / "recovery"))
    card = str(nodes.folder / "50.card")
    nodes.do(HUB, "approve", path=card, fingerprint=nodes.do(THERE, "card", out=card))
    nodes.until(lambda: nodes.one(HERE, state) == "active", "the others know that it is back")
    nodes.do(THERE, "open", office=nodes.office(THERE), to=nodes.office(HERE))
    ask(nodes, 1)
    nodes.settle()


def test_a_pass_of_one_node_is_known_at_another_and_so_is_its_end(nodes: Nodes) -> None:
    """Its issuer, its status, another key and one that was stolen come as documents, also past a worker that died."""
    office = nodes.office(HERE)
    number = nodes.do(HERE, "issue_pass", office=office)
    first = nodes.do(HERE, "print_pass", office=office, number=number)
    key = nodes.do(HERE, "rotate_pass_key")
    codes = [first, nodes.do(HERE, "print_pass", office=office, number=number)]

    def come_to(*verdicts: str) -> None:
        nodes.until(lambda: nodes.do(THERE, "check_passes", codes=codes) == list(verdicts), f"passes are {verdicts}")

    come_to("valid", "valid")
    nodes.do(HERE, "revoke_pass", office=office, number=number)
    nodes.kill(HERE, WORKER)
    nodes.start(HERE, WORKER)
    come_to("revoked", "revoked")
    nodes.do(HERE, "withdraw_pass_key", number=key)
    come_to("revoked", "untrusted_issuer")
    nodes.settle()
