"""A stage on which the home offices and the nation's are on other nodes, and a hub that notes all that it can.

What leaves is what the real worker packs. The other nodes read it with their own keys and answer as theirs do.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.conf import settings
from django.db import connection

from suixing.exchange import actions as exchange
from suixing.exchange.models import WaitingSignal
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.sending import send_waiting
from suixing.exchange.post.wire import CrossingMessage, Signal
from suixing.exchange.sealing import body_of
from suixing.journeys.register import register_one
from suixing.places.actions import open_office
from tests.cast import FUCHENG, NOW, XIUYING
from tests.desk.conftest import as_role
from tests.exchange.far_node import FarNode, standing_as
from tests.two_worlds.seats import EVERYBODY, HOME, OTHER_HOME, REGISTERING, SECOND_HOME, Seat
from tests.two_worlds.staging import Stage, empty_everything, entry_of

TICK = 30.0
NODE_OF = {HOME: "50", SECOND_HOME: "65"}


@dataclass
class Post:
    """What leaves this node: ``captured`` is all that the hub learns, ``told`` what the receiving nodes can read."""

    nodes: dict[str, FarNode]
    now: Callable[[], timedelta]
    captured: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    arrived: list[tuple[str, CrossingMessage]] = field(default_factory=list)

    def close(self) -> None:
        """Nothing is kept open."""

    def give(self, parcels: Sequence[Parcel]) -> dict[UUID, str]:
        """Takes every parcel, as the hub does."""
        for one in parcels:
            lasts = one.expires_at - NOW - self.now()
            urgent = "urgent" if one.urgent else "at the tick"
            self.captured.append(f"{self.now()} for {one.node} {urgent} {len(one.body)} octets, for {lasts}")
            self._read(one)
        return {one.id: "" for one in parcels}

    def _read(self, parcel: Parcel) -> None:
        for event in self.nodes[parcel.node].read(parcel):
            match event:
                case CrossingMessage():
                    body = body_of(event.content).decode()
                    self.told.append(
                        f"{self.now()} {parcel.node} reads {event.kind} {event.version} {event.side} {event.seq}"
                        f" of {len(event.alias)} signs for {event.office}: {body}"
                    )
                    self.arrived.append((parcel.node, event))
                case Signal():
                    size = len(orjson.dumps(event.data))
                    self.told.append(f"{self.now()} {parcel.node} reads {event.kind} of {size} octets")


@dataclass
class StageAcross(Stage):
    """The registering office and those of its province are here, everybody else is on another node."""

    nodes: dict[str, FarNode] = field(default_factory=dict)
    at_tick: timedelta = timedelta()
    asked: dict[str, list[CrossingMessage]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.post = Post(self.nodes, lambda: self.at_tick)

    def work(self) -> None:
        """The worker's rounds: at this moment, and at the ticks after it."""
        began = self.now
        for round_ in range(4):
            self.now = began + timedelta(seconds=TICK) * round_
            self.at_tick = self.now - NOW
            with as_role("intake", ""):
                exchange.relay(now=self.now)
                signals = WaitingSignal.objects.order_by("leave_at").values_list("node", "kind", "urgent", "leave_at")
                waiting = [f"{self.at_tick} {node} {kind} {urgent} {at - NOW}" for node, kind, urgent, at in signals]
                self.post.signals += sorted(waiting)
                pack_signals(now=self.now)
                send_waiting(lambda _: self.post, now=self.now)
            self._stored_there()
            super(Stage, self).work()
        self.now = began

    def _stored_there(self) -> None:
        """The other nodes store what arrived, say so, and note the arrival of a question."""
        arrived, self.post.arrived = self.post.arrived, []
        for place, message in arrived:
            node = self.nodes[place]
            node.give(node.receipt(message, at=self.now), now=self.now)
            if message.kind == "pair.asked":
                self.asked.setdefault(place, []).append(message)
                self._tells(place, message, 1, "arrive", {"at": self.now.isoformat()})

    def _tells(self, place: str, asked: CrossingMessage, seq: int, step: str, content: dict[str, Any]) -> None:
        node = self.nodes[place]
        told = {"step": step, "seq": seq, "turn": seq, "at": self.now.isoformat(), "content": content}
        node.give(
            node.message(
                pair=asked.pair, side="answering", seq=seq, kind="pair.event", body=orjson.dumps(told), at=self.now
            ),
            now=self.now,
        )  # fmt: skip

    def answers(self, *seats: Seat) -> None:
        """Home offices on other nodes confirm what they were asked."""
        for seat in seats:
            place = NODE_OF[seat]
            for message in self.asked.pop(place, []):
                questions = orjson.loads(body_of(message.content))["opening"]["content"]["questions"]
                answers = {one: {"answer": "confirmed"} for one in questions}
                self._tells(place, message, 2, "answer", {"answers": answers})
                self.work()


@contextmanager
def set_stage_across(folder: Path) -> Iterator[StageAcross]:
    """The same beginning for either world: this process is Guangdong's node, of which three others know."""
    empty_everything()
    with standing_as("44", folder), pytest.MonkeyPatch.context() as changed:
        changed.setattr(settings, "SUIXING_EXCHANGE_TICK", TICK)
        nodes = {place: FarNode(place) for place in ("00", "50", "65")}
        nodes["00"].pin_here("00")
        nodes["50"].pin_here(HOME.office)
        nodes["65"].pin_here(OTHER_HOME)
        for seat in EVERYBODY:
            if seat.office.startswith(FUCHENG[:2]):
                open_office(code=seat.office, now=NOW)
        stage = StageAcross(nodes=nodes)
        with stage.registering.sitting():
            done = register_one(entry=entry_of(XIUYING), office=FUCHENG, by=REGISTERING.name, now=stage.now)
        stage.accounts[FUCHENG, XIUYING] = done.account
        with connection.cursor() as cursor:
            cursor.execute("UPDATE access_tie SET confirmed_at = %s", [stage.now])
        yield stage
    empty_everything()
