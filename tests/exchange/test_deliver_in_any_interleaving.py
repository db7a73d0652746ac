"""Whatever order offices, workers, repetitions and crashes come in: each message is handled once, in order."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suixing.exchange import actions, arrival, departure
from suixing.exchange.envelopes import Envelope, Outcome
from suixing.exchange.models import Evidence, Incoming, Outgoing
from suixing.exchange.transports import Loopback
from tests.cast import NOW
from tests.exchange.conftest import TABLES, Pair, open_pair

PAIRS = 2
SIDES = ("asking", "answering")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, PAIRS - 1), st.sampled_from(SIDES), st.sampled_from((0, 0, 60))),
        st.tuples(st.just("take_back"), st.integers(0, 30)),
        st.tuples(st.just("relay"), st.integers(1, 3)),
        st.tuples(st.just("relay_and_crash")),
        st.tuples(st.just("deliver_again")),
        st.tuples(st.just("hand"), st.integers(1, 3)),
        st.tuples(st.just("hand_and_crash")),
        st.tuples(st.just("hand_and_break_off")),
        st.tuples(st.just("wait"), st.integers(1, 90)),
    ),
    max_size=40,
)


class PowerCut(BaseException):
    """Ends the process where it stands."""


class Recording(Loopback):
    """The loopback, which remembers what it carried, so that it can be delivered again."""

    def __init__(self) -> None:
        self.carried: list[Envelope] = []

    def carry(self, envelopes: Sequence[Envelope], *, now: datetime) -> dict[UUID, Outcome]:
        outcomes = super().carry(envelopes, now=now)
        self.carried += envelopes
        return outcomes


class World:
    """What was sent, what was handled, and the clock."""

    def __init__(self) -> None:
        self.transport = Recording()
        self.now = NOW
        self.pairs = [open_pair() for _ in range(PAIRS)]
        self.sent: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        self.count = 0

    def send(self, which: int, side: str, minute: int) -> None:
        pair: Pair = self.pairs[which]
        leave_at = self.now + timedelta(seconds=minute)
        body = str(self.count).encode()
        message = (pair.ask if side == "asking" else pair.answer)(body, now=self.now, leave_at=leave_at)
        self.sent[pair.id, side].append(message)
        self.count += 1

    def take_back(self, which: int) -> None:
        everything = [(key, message) for key, messages in self.sent.items() for message in messages]
        if not everything:
            return
        key, message = everything[which % len(everything)]
        office = Outgoing.objects.get(pk=message).office
        if actions.take_back(message=message, office=office, now=self.now):
            self.sent[key].remove(message)

    def relay(self, limit: int) -> None:
        actions.relay(now=self.now, limit=limit, at_home=self.transport)

    def relay_and_crash(self) -> None:
        with suppress(PowerCut), transaction.atomic():
            departure.leave_next(now=self.now, limit=2, at_home=self.transport, away=actions.PACKING)
            raise PowerCut

    def deliver_again(self) -> None:
        """As a transport does that did not see the receipt, or whose sender crashed before noting that it left."""
        arrival.receive(self.transport.carried, now=self.now)

    def hand(self, limit: int) -> None:
        actions.hand_to({"pair.said": note_handled}, now=self.now, limit=limit)

    def hand_and_crash(self) -> None:
        def crash(inbound: actions.Inbound) -> None:
            note_handled(inbound)
            raise PowerCut

        with suppress(PowerCut):
            actions.hand_to({"pair.said": crash}, now=self.now)

    def hand_and_break_off(self) -> None:
        def break_off(inbound: actions.Inbound) -> None:
            note_handled(inbound)
            raise ZeroDivisionError

        actions.hand_to({"pair.said": break_off}, now=self.now)

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def settle(self) -> None:
        """Let everything arrive that still can."""
        self.now += timedelta(days=1)
        self.deliver_again()
        actions.relay(now=self.now, at_home=self.transport)
        actions.hand_to({"pair.said": note_handled}, now=self.now)


def note_handled(inbound: actions.Inbound) -> None:
    """An effect in the database, which a crash must undo."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO handled (pair, side, seq, message) VALUES (%s, %s, %s, %s)",
            [inbound.pair, inbound.side, inbound.seq, inbound.id],
        )


@pytest.fixture
def handled_table(post: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE handled (id serial, pair uuid, side text, seq int, message uuid)")


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
def test_every_message_is_handled_exactly_once_and_in_order(
    handled_table: None, steps: list[tuple[object, ...]]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES}, handled")
    world = World()
    for name, *values in steps:
        getattr(world, str(name))(*values)
    world.settle()
    handled: dict[tuple[UUID, str], list[tuple[int, UUID]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pair, side, seq, message FROM handled ORDER BY id")
        for pair, side, seq, message in cursor.fetchall():
            handled[pair, side].append((seq, message))
    expected = {key: list(enumerate(messages, start=1)) for key, messages in world.sent.items() if messages}
    assert dict(handled) == expected
    total = sum(map(len, expected.values()))
    assert Incoming.objects.filter(handled_at__isnull=False, refused="").count() == Incoming.objects.count() == total
    # Three statements of each message, one copy on each side.
    assert Evidence.objects.count() == 6 * total
