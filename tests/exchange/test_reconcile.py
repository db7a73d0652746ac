"""Two nodes compare what they exchanged; whatever one of them lost it gets from the other, and both can show it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suixing.config.commands.exchange_reconcile import sentence_of, told
from suixing.exchange import actions, ledgers
from suixing.exchange.evidence import canonical, instant_text
from suixing.exchange.ledgers import BUCKETS, Entry, Window, compare, digests, listed, read_listed
from suixing.exchange.models import Dead, Evidence, Incoming, Outgoing, Statement
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.sending import send_again
from suixing.exchange.post.wire import CrossingMessage, Signal, Stated
from suixing.exchange.reconciling import begin, begin_due
from suixing.kernel.crypto import sha256, sign
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.exchange.far_node import FarNode, empty_exchange, standing_as

TOMORROW = NOW + timedelta(days=1)
EVENTS = ["content_consignment", "relay", "submission_acceptance"]


@dataclass
class Kept:
    """What the other node holds of one message."""

    said: CrossingMessage
    proofs: dict[str, Stated]
    consigned: datetime | None


@dataclass
class Chongqing:
    """The other node, with a memory: it answers comparisons as a node does, from the same pure functions."""

    far: FarNode = field(default_factory=lambda: FarNode("50"))
    held: dict[UUID, Kept] = field(default_factory=dict)
    asking: bool = False
    now: datetime = NOW

    def receive(self, said: CrossingMessage) -> str:
        """A message of ours arrives, perhaps again; its receipt, as a signal."""
        kept = self.held.get(said.message)
        if kept is None:
            receipt = self.far.stated(
                "content_consignment", message=said.message, pair=said.pair, side=said.side, seq=said.seq,
                content=said.content, at=self.now,
            )  # fmt: skip
            proofs = {proof.event: proof for proof in (*said.proofs, receipt)}
            kept = self.held[said.message] = Kept(said, proofs, self.now)
        return self.tell("exchange.evidence", {"proofs": [_plain(kept.proofs["content_consignment"])]})

    def send(self, pair: UUID, seq: int) -> str:
        """A message of its own; it is held as sent."""
        said = self.far.said(pair=pair, side="answering", seq=seq, at=self.now)
        self.held[said.message] = Kept(said, {"submission_acceptance": said.proofs[0]}, None)
        return self.far.signed(said)

    def tell(self, kind: str, data: dict[str, Any]) -> str:
        return self.far.signal(kind, data, at=self.now)

    def entries(self, window: Window, buckets: Any = range(BUCKETS)) -> Iterator[Entry]:
        for kept in self.held.values():
            one = kept.said
            if one.pair.bytes[0] in buckets and (
                kept.consigned is None or window.since <= kept.consigned <= window.until
            ):
                events = tuple(sorted(event for event, proof in kept.proofs.items() if proof.at <= window.until))
                digest = sha256(one.content).hex() if kept.proofs else ""
                yield Entry(one.from_node, one.message, one.pair, one.side, one.seq, digest, events)

    def hear(self, event: CrossingMessage | Signal) -> list[str]:
        """What it says to one event of ours."""
        if isinstance(event, CrossingMessage):
            return [self.receive(event)]
        handler = {
            "exchange.evidence": self._evidence, "exchange.digest": self._digest,
            "exchange.difference": self._difference, "exchange.returned": self._returned,
        }.get(event.kind)  # fmt: skip
        return handler(event.data) if handler else []

    def _evidence(self, data: dict[str, Any]) -> list[str]:
        for proof in data["proofs"]:
            self._keep(_stated(proof))
        return []

    def _keep(self, proof: Stated) -> None:
        kept = self.held.get(UUID(json.loads(proof.statement)["message"]))
        if kept is not None:
            kept.proofs.setdefault(proof.event, proof)
            if proof.event == "content_consignment" and kept.consigned is None:
                kept.consigned = proof.at

    def _digest(self, data: dict[str, Any]) -> list[str]:
        window = Window(datetime.fromisoformat(data["since"]), datetime.fromisoformat(data["until"]))
        found = digests(self.entries(window))
        unequal = found.unequal(ledgers.read_digests(data["buckets"]))
        part = listed(self.entries(window, unequal)).told() if unequal else {"entries": [], "upto": ""}
        said = json.loads(b64decode(data["stated"]["statement"]))
        said |= {"digest": found.root, "messages": found.messages}
        head = {name: data[name] for name in ("round", "since", "until")}
        stated = self.state(said)
        return [self.tell("exchange.difference", {**head, "unequal": unequal, **part, "stated": stated})]

    def begin(self, now: datetime) -> None:
        """It begins a round with us."""
        window = Window(now - timedelta(days=35), now - timedelta(minutes=10))
        found, head = digests(self.entries(window)), {
            "round": str(uuid4()), "since": instant_text(window.since), "until": instant_text(window.until),
        }  # fmt: skip
        said = {
            "at": instant_text(now), "between": ["44", "50"], "digest": found.root, "event": "exchange_compared",
            "form": 1, "messages": found.messages, **head,
        }  # fmt: skip
        self.asking, self.now = True, now
        data = {**head, "buckets": found.told(), "stated": self.state(said)}
        self.far.give(self.tell("exchange.digest", data), now=now)

    def state(self, said: dict[str, Any]) -> dict[str, str]:
        statement = canonical({**said, "signed_by": self.far.keeper.chain[-1].signing.hex()})
        signature = sign(self.far.private(), statement)
        return {"statement": b64encode(statement).decode(), "signature": b64encode(signature).decode()}

    def _difference(self, data: dict[str, Any]) -> list[str]:
        window = Window(datetime.fromisoformat(data["since"]), datetime.fromisoformat(data["until"]))
        mine = list(self.entries(window, data["unequal"]))
        found = compare(mine, read_listed(data).entries)
        answers = list[str]()
        if self.asking:
            self.asking = False
            head = {name: data[name] for name in ("round", "since", "until", "unequal")}
            answers = [self.tell("exchange.difference", {**head, **listed(mine).told()})] if head["unequal"] else []
        for entry in found.lacking_there:
            kept = self.held[entry.message]
            if entry.sender == "50":
                kept.consigned = None
                answers.append(self.far.signed(kept.said))
            else:
                content = b64encode(kept.said.content).decode()
                answers.append(self.tell("exchange.returned", {"messages": [{**_told(kept), "content": content}]}))
        answers += [
            self.tell("exchange.returned", {"messages": [_told(self.held[entry.message])]})
            for entry in found.evidence_there
        ]
        return answers

    def _returned(self, data: dict[str, Any]) -> list[str]:
        for one in data["messages"]:
            message = UUID(one["message"])
            if message not in self.held and "content" in one:
                said = self.far.said(
                    pair=UUID(one["pair"]), side=one["side"], seq=one["seq"], message=message, at=self.now
                )  # fmt: skip
                self.held[message] = Kept(said, {}, None)
            for proof in one["proofs"]:
                self._keep(_stated(proof))
        return []


def _plain(proof: Stated) -> dict[str, str]:
    return {"statement": b64encode(proof.statement).decode(), "signature": b64encode(proof.signature).decode()}


def _stated(told: dict[str, str]) -> Stated:
    statement = b64decode(told["statement"])
    said = json.loads(statement)
    return Stated(said["event"], datetime.fromisoformat(said["at"]), statement, b64decode(told["signature"]))


def _told(kept: Kept) -> dict[str, Any]:
    one = kept.said
    return {
        "message": str(one.message), "pair": str(one.pair), "side": one.side, "seq": one.seq, "kind": one.kind,
        "version": one.version, "proofs": [_plain(proof) for proof in kept.proofs.values()],
    }  # fmt: skip


def exchange(other: Chongqing, now: datetime) -> None:
    """Everything that waits crosses, until nothing does."""
    other.now = now
    for _ in range(12):
        actions.relay(now=now)
        send_again(now=now)
        pack_signals(now=now)
        answers = [answer for event in other.far.read_all() for answer in other.hear(event)]
        if not answers:
            return
        other.far.give(*answers, now=now)
    raise AssertionError("the two do not come to an end")


def converse(other: Chongqing, pairs: int) -> list[UUID]:
    """Pairs in which both sides spoke; every message is receipted on both sides."""
    made = [uuid4() for _ in range(pairs)]
    for pair in made:
        actions.open_route(pair=pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
        for _ in range(2):
            with transaction.atomic():
                actions.send(pair=pair, side="asking", kind="pair.said", body=b"?", office=FUCHENG, now=NOW)
    exchange(other, NOW)
    other.far.give(*[other.send(pair, seq) for pair in made for seq in (1, 2)], now=NOW)
    exchange(other, NOW)
    return made


def lists(other: Chongqing, now: datetime) -> tuple[list[str], list[str]]:
    """What either can list of the last days."""
    window = Window(now - timedelta(days=35), now)
    ours, theirs = ledgers.entries("50", window), other.entries(window)
    return sorted(one.line() for one in ours), sorted(one.line() for one in theirs)


@pytest.fixture
def chongqing(guangdong: Path) -> Chongqing:
    made = Chongqing()
    made.far.pin_here(ZHONGZHOU)
    return made


def lose_here(*messages: UUID) -> None:
    """As if the database had gone back to before them."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE exchange_evidence DISABLE TRIGGER USER")
        for table, column in (("outbox", "id"), ("inbox", "id"), ("evidence", "message")):
            cursor.execute(f"DELETE FROM exchange_{table} WHERE {column} = ANY(%s)", [list(messages)])
        cursor.execute("ALTER TABLE exchange_evidence ENABLE TRIGGER USER")


def lose_evidence_here(message: UUID, event: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE exchange_evidence DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM exchange_evidence WHERE message = %s AND event = %s", [message, event])
        cursor.execute("ALTER TABLE exchange_evidence ENABLE TRIGGER USER")


def test_two_nodes_that_hold_the_same_say_so_and_both_sign_it(chongqing: Chongqing) -> None:
    converse(chongqing, 2)
    assert begin_due(now=TOMORROW) == 1
    assert begin_due(now=TOMORROW) == 0
    exchange(chongqing, TOMORROW)
    row = Statement.objects.get()
    assert (row.equal, row.messages, row.asked) == (True, 8, True)
    assert row.other
    own, other = (json.loads(b64decode(one["statement"])) for one in (row.own, row.other))
    assert own["digest"] == other["digest"]
    assert own["between"] == other["between"] == ["44", "50"]
    assert sentence_of(row).en == "equal"
    assert json.loads(json.dumps(told(row)))["round"] == str(row.round)
    assert not Dead.objects.exists()
    assert begin_due(now=TOMORROW + timedelta(hours=23)) == 0
    assert begin_due(now=TOMORROW + timedelta(hours=25)) == 1


def test_what_is_lost_here_is_fetched_and_the_statement_says_how_much(chongqing: Chongqing) -> None:
    converse(chongqing, 3)
    received, sent = Incoming.objects.order_by("pk")[0].pk, Outgoing.objects.order_by("pk")[0]
    lose_here(received, sent.pk)
    begin("50", now=TOMORROW)
    exchange(chongqing, TOMORROW)
    row = Statement.objects.get()
    assert (row.equal, row.lacking_here, row.lacking_there, row.conflicts) == (False, 2, 0, 0)
    again = Outgoing.objects.get(pk=sent.pk)
    assert (again.pair, again.side, again.seq, again.consigned_at, again.resend_at) == (
        sent.pair, sent.side, sent.seq, sent.consigned_at, None,
    )  # fmt: skip
    assert Incoming.objects.filter(pk=received).exists()
    later = TOMORROW + timedelta(hours=2)
    assert begin_due(now=later) == 1
    exchange(chongqing, later)
    assert list(Statement.objects.order_by("pk").values_list("equal", flat=True)) == [False, True]
    assert Statement.objects.order_by("pk")[0].settled_at == later


def test_a_message_that_this_node_never_signed_is_not_taken_for_its_own(chongqing: Chongqing) -> None:
    pair = uuid4()
    actions.open_route(pair=pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
    forged = chongqing.far.said(pair=pair, side="asking", seq=1)
    kept = Kept(forged, {"submission_acceptance": forged.proofs[0]}, None)
    content = b64encode(forged.content).decode()
    chongqing.far.give(chongqing.tell("exchange.returned", {"messages": [{**_told(kept), "content": content}]}))
    assert not Outgoing.objects.exists()
    assert not Evidence.objects.exists()


def test_more_than_one_answer_lists_is_done_in_several_rounds(
    chongqing: Chongqing, monkeypatch: pytest.MonkeyPatch
) -> None:
    converse(chongqing, 3)
    monkeypatch.setattr("suixing.exchange.reconciling.listed", lambda lines: listed(lines, 5))
    chongqing.held.clear()
    for day in range(1, 5):
        now = NOW + timedelta(days=day)
        begin("50", now=now)
        exchange(chongqing, now)
    assert list(Statement.objects.order_by("pk").values_list("equal", flat=True)) == [False, False, False, True]
    assert list(Statement.objects.order_by("pk").values_list("complete", flat=True)) == [False, False, True, True]
    ours, theirs = lists(chongqing, NOW + timedelta(days=5))
    assert ours == theirs


def test_what_lost_its_evidence_here_leaves_again_where_it_is_lacking_there(chongqing: Chongqing) -> None:
    converse(chongqing, 1)
    message = Outgoing.objects.order_by("pk")[0].pk
    for event in EVENTS:
        lose_evidence_here(message, event)
    del chongqing.held[message]
    begin("50", now=TOMORROW)
    exchange(chongqing, TOMORROW)
    assert message in chongqing.held
    later = TOMORROW + timedelta(days=1)
    begin("50", now=later)
    exchange(chongqing, later)
    ours, theirs = lists(chongqing, later + timedelta(hours=1))
    assert ours == theirs


LOSSES = st.lists(
    st.tuples(st.sampled_from(["here", "there", "evidence here", "evidence there"]), st.integers(0, 11),
              st.sampled_from(EVENTS)), max_size=10,
)  # fmt: skip


@pytest.mark.usefixtures("node")
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LOSSES, st.booleans())
def test_whatever_either_lost_both_are_equal_after_the_rounds(
    tmp_path: Path, losses: list[tuple[str, int, str]], they_begin: bool
) -> None:
    with standing_as("44", tmp_path / uuid4().hex):
        other = Chongqing()
        other.far.pin_here(ZHONGZHOU)
        converse(other, 3)
        _lose(other, losses)
        for day in range(1, 4):
            now = NOW + timedelta(days=day)
            if they_begin:
                other.begin(now)
            else:
                begin("50", now=now)
            exchange(other, now)
        ours, theirs = lists(other, NOW + timedelta(days=4))
        assert ours == theirs
        assert [row.equal for row in Statement.objects.order_by("pk")][-1]
        assert not Dead.objects.exists()
        empty_exchange()


def _lose(other: Chongqing, losses: list[tuple[str, int, str]]) -> None:
    """A message is lost on one side at most: what nobody holds any more cannot come back."""
    gone = dict[UUID, str]()
    for where, index, event in losses:
        message = sorted(other.held | dict.fromkeys(gone), key=str)[index % 12] if other.held else None
        side = where.split()[-1]
        if message is None or gone.setdefault(message, side) != side:
            continue
        if where == "here":
            lose_here(message)
        elif where == "there":
            other.held.pop(message, None)
        elif where == "evidence here":
            lose_evidence_here(message, event)
        elif message in other.held:
            other.held[message].proofs.pop(event, None)
