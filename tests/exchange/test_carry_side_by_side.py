"""Several senders and workers at once, each with a connection of its own: once, in order, nothing lost."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from suixing.exchange import actions
from suixing.exchange.models import Evidence, Incoming, Outgoing
from tests.cast import FUCHENG
from tests.exchange.conftest import LATER, Pair, open_pair

PAIRS, SENDERS, EACH = 4, 3, 6


class Crew:
    """Threads that are ended and whose faults are not lost."""

    def __init__(self) -> None:
        self.faults: list[BaseException] = []
        self.threads: list[threading.Thread] = []

    def start(self, work: Callable[[], None]) -> None:
        def safely() -> None:
            try:
                work()
            except BaseException as fault:  # noqa: BLE001 - told by the test's own thread
                self.faults.append(fault)
            finally:
                connection.close()

        thread = threading.Thread(target=safely)
        self.threads.append(thread)
        thread.start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive()
        assert self.faults == []


@pytest.fixture
def heard_table(post: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE heard (id serial, pair uuid, side text, seq int, message uuid)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE heard")


def note(inbound: actions.Inbound) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO heard (pair, side, seq, message) VALUES (%s, %s, %s, %s)",
            [inbound.pair, inbound.side, inbound.seq, inbound.id],
        )


def test_three_workers_and_many_senders_keep_order_and_count(heard_table: None) -> None:
    pairs = [open_pair() for _ in range(PAIRS)]
    total = PAIRS * SENDERS * EACH * 2
    done = threading.Event()

    def send(pair: Pair) -> None:
        for number in range(EACH):
            pair.ask(str(number).encode())
            pair.answer(str(number).encode())

    def carry() -> None:
        while not done.is_set():
            actions.relay(now=LATER, limit=5)
            actions.hand_to({"pair.said": note}, now=LATER, limit=5)

    carriers, senders = Crew(), Crew()
    for _ in range(3):
        carriers.start(carry)
    for pair in pairs:
        for _ in range(SENDERS):
            senders.start(lambda pair=pair: send(pair))  # type: ignore[misc] # bound here, not when it runs
    senders.join()
    deadline = time.monotonic() + 60
    while Incoming.objects.exclude(handled_at=None).count() < total and time.monotonic() < deadline:
        time.sleep(0.05)
    done.set()
    carriers.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pair, side, seq FROM heard ORDER BY id")
        heard: dict[tuple[UUID, str], list[int]] = defaultdict(list)
        for one, side, seq in cursor.fetchall():
            heard[one, side].append(seq)
    assert list(heard.values()) == [list(range(1, SENDERS * EACH + 1))] * (PAIRS * 2)
    assert Evidence.objects.count() == 6 * total


def relay_thrice() -> None:
    for _ in range(3):
        actions.relay(now=LATER)


def test_a_message_is_either_taken_back_or_gone(post: None) -> None:
    """Ten times a minute ends while an officer takes back: one of the two wins, and order holds."""
    for _ in range(10):
        pair = open_pair()
        first = pair.ask(b"1", leave_at=LATER)
        second = pair.ask(b"2", leave_at=LATER)
        crew, taken = Crew(), list[bool]()
        before = LATER - timedelta(seconds=1)
        crew.start(lambda first=first, before=before, taken=taken: taken.append(  # type: ignore[misc] # bound here
            actions.take_back(message=first, office=FUCHENG, now=before)
        ))  # fmt: skip
        crew.start(relay_thrice)
        crew.join()
        actions.relay(now=LATER)
        arrived = list(Incoming.objects.filter(pair=pair.id).order_by("seq").values_list("id", "seq"))
        assert arrived == ([(second, 1)] if taken[0] else [(first, 1), (second, 2)])
        assert Outgoing.objects.filter(pair=pair.id, relayed_at=None).count() == 0
