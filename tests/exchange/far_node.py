"""Another node, made of pure functions and keys of its own: it writes parcels that ours unpacks, and reads ours.

It has no database. What it says is held against nothing: a test makes it say what a node says, or what none may.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from suixing.config.node.joining_keys import make_joining_keys
from suixing.config.standing import Standing
from suixing.exchange import evidence
from suixing.exchange.models import FarOffice, LeavingParcel, Node
from suixing.exchange.nodes.actions import found, pin
from suixing.exchange.nodes.chain import fingerprint, newest
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import chain_of
from suixing.exchange.post import wire
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.unpacking import unpack
from suixing.exchange.post.wire import CrossingMessage, Signal, Stated
from suixing.kernel.crypto import sha256, sign
from suixing.kernel.keys import create_keys, keyring_at
from suixing.places.actions import open_office
from tests.cast import FUCHENG, NOW
from tests.emptying import empty
from tests.exchange.nodes.made import Keeper, secret

TABLES = (
    "exchange_route, exchange_outbox, exchange_inbox, exchange_evidence, exchange_node, exchange_node_key,"
    " exchange_directory, exchange_far_office, exchange_signal, exchange_parcel, exchange_dead, exchange_transit,"
    " exchange_traffic, exchange_witnessed, exchange_statement, exchange_leaving_file, exchange_coming_file,"
    " exchange_chunk, exchange_publication, exchange_publication_told"
)
URL = "https://127.0.0.1:8443"
Event = CrossingMessage | Signal


@contextmanager
def standing_as(place: str, folder: Path, *, at: datetime = NOW) -> Iterator[Path]:
    """This process is the node of ``place``, with new keys and a new key log; all exchange tables are emptied after.

    The folder of its keys; the recovery key lies beside it, in ``recovery``.
    """
    keys = folder / "keys"
    create_keys(keys)
    standing = Standing("nation" if place == "00" else "province", place, None, {"host": "127.0.0.1", "port": 8443})
    make_joining_keys(keys, standing, folder / "recovery")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(settings, "SUIXING_KEYS_DIR", keys)
        changed.setattr(settings, "SUIXING_NODE_PLACE", place)
        changed.setattr(settings, "SUIXING_NODE_ROLE", standing.role)
        changed.setattr(settings, "SUIXING_EXCHANGE", {**standing.exchange, "url": URL})
        changed.setattr(settings, "SUIXING_EXCHANGE_TICK", 0.0)
        found(url=URL, software="0.4.0", now=at)
        if place == FUCHENG[:2]:
            open_office(code=FUCHENG, now=at)
        try:
            yield keys
        finally:
            empty_exchange()
            keyring_at.cache_clear()


def empty_exchange() -> None:
    """No node, no message, nothing on its way."""
    empty(TABLES.split(", "))


@dataclass
class FarNode:
    """The node of ``place``; ``keeper`` holds its private keys."""

    place: str
    keeper: Keeper = field(init=False)

    def __post_init__(self) -> None:
        self.keeper = Keeper(self.place).begin(NOW - timedelta(days=1))

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.keeper.chain)

    @property
    def kid(self) -> str:
        """The newest key it signs with."""
        return newest(self.keeper.chain).kid

    def pin_here(self, *offices: str) -> "FarNode":
        """It takes part, its key log is pinned at our node, and its offices can be reached."""
        role = "nation" if self.place == "00" else "province"
        Node.objects.get_or_create(pk=self.place, defaults={"role": role, "joined_at": NOW, "url": URL})
        pin(self.place, self.keeper.chain, now=NOW)
        for code in offices:
            FarOffice.objects.get_or_create(code=code, node_id=self.place)
        return self

    def alias(self, pair: UUID, side: str = "asking") -> str:
        """What stands for its office in a pair."""
        return f"{self.place}:{sha256(f'{pair}:{side}'.encode()).hex()[:16]}"

    def said(
        self, *, pair: UUID, side: str = "asking", seq: int = 1, body: bytes = b"?", office: str = FUCHENG,
        kind: str = "pair.said", version: int = 1, message: UUID | None = None, at: datetime = NOW, key: int = 0,
    ) -> CrossingMessage:  # fmt: skip
        """A message of its office, with the proof that it was accepted there; ``key`` is the number of an older one."""
        number, content = message or uuid4(), bytes(32) + body
        accepted = self.stated(
            "submission_acceptance", message=number, pair=pair, side=side, seq=seq, content=content, at=at, key=key
        )
        return CrossingMessage(
            message=number, pair=pair, side=side, seq=seq, kind=kind, version=version, from_node=self.place,
            alias=self.alias(pair, side), to_node=own_place(), office=office if side == "asking" else "",
            content=content, proofs=(accepted,), at=at,
        )  # fmt: skip

    def message(self, *, key: int = 0, **told: Any) -> str:
        """As ``said``, signed: what a parcel holds."""
        return self.signed(self.said(key=key, **told), key=key)

    def signal(self, kind: str, data: dict[str, Any], *, version: int = 1, at: datetime = NOW, key: int = 0) -> str:
        """A signal, signed."""
        return self.signed(Signal(uuid4(), kind, version, self.place, own_place(), data, at), key=key)

    def receipt(self, *messages: CrossingMessage, event: str = "content_consignment", at: datetime = NOW) -> str:
        """Its evidence about messages of ours, as a signal."""
        proofs = [
            self.stated(
                event, message=one.message, pair=one.pair, side=one.side, seq=one.seq, content=one.content, at=at
            )
            for one in messages
        ]
        told = [
            {"statement": b64encode(proof.statement).decode(), "signature": b64encode(proof.signature).decode()}
            for proof in proofs
        ]
        return self.signal("exchange.evidence", {"proofs": told}, at=at)

    def stated(
        self, event: str, *, message: UUID, pair: UUID, side: str, seq: int, content: bytes, at: datetime = NOW,
        key: int = 0,
    ) -> Stated:  # fmt: skip
        """Evidence that it signed."""
        said: dict[str, object] = {
            "at": evidence.instant_text(at), "event": event, "form": 1, "message": str(message), "pair": str(pair),
            "seq": seq, "sha256": sha256(content).hex(), "side": side,
            "signed_by": self.keeper.chain[(key or len(self.keeper.chain)) - 1].signing.hex(),
        }  # fmt: skip
        statement = evidence.canonical(said)
        return Stated(event, at, statement, sign(self.private(key), statement))

    def witnessed(self, told: dict[str, Any], *, node: str = "44", at: datetime = NOW, **other: Any) -> str:
        """Its signed statement of a head that was told it, as a signal."""
        said: dict[str, object] = {
            "at": evidence.instant_text(at), "event": "head_witnessed", "form": 1, "node": node,
            "signed_by": newest(self.keeper.chain).signing.hex(), **told, **other,
        }  # fmt: skip
        statement = evidence.canonical(said)
        data = {
            "statement": b64encode(statement).decode(),
            "signature": b64encode(sign(self.private(), statement)).decode(),
        }
        return self.signal("exchange.witnessed", data, at=at)

    def private(self, key: int = 0) -> bytes:
        """Its signing key of this number; the newest without one."""
        return secret(self.place, "signing", key or len(self.keeper.chain))

    def signed(self, event: Event, *, key: int = 0) -> str:
        """An event under its signature."""
        return wire.write_event(event, f"{self.place}.{key or len(self.keeper.chain)}", self.private(key))

    def parcel(self, *events: str, kid: int = 0, urgent: bool = False) -> Parcel:
        """A parcel sealed to our newest key, or to the one of the number ``kid``."""
        chain = chain_of(own_place())
        entry = chain[kid - 1] if kid else newest(chain)
        number = uuid4()
        body = wire.pack(number, list(events), entry.agreement, entry.kid)
        return Parcel(number, own_place(), NOW + timedelta(days=30), body, urgent)

    def give(self, *events: str, now: datetime = NOW) -> Parcel:
        """Our node takes a parcel of these events in."""
        parcel = self.parcel(*events)
        unpack(parcel, now=now)
        return parcel

    def read(self, parcel: Parcel | LeavingParcel) -> list[Event]:
        """What a parcel of ours says to it; every signature in it holds."""
        chain = chain_of(own_place())
        signing = {entry.kid: entry.signing for entry in chain}
        events = wire.unpack(parcel.id, bytes(parcel.body), self._opens)
        return [wire.read_event(event, to_node=self.place, key_of=signing.get) for event in events]

    def read_all(self) -> list[Event]:
        """What waits for it in parcels of our node, which are then gone."""
        rows = list(LeavingParcel.objects.filter(node=self.place).order_by("created_at", "pk"))
        LeavingParcel.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return [event for row in rows for event in self.read(row)]

    def _opens(self, kid: str) -> bytes | None:
        place, _, number = kid.partition(".")
        return secret(self.place, "agreement", int(number)) if place == self.place else None


def signals_of(events: Sequence[Event], kind: str) -> list[dict[str, Any]]:
    """What the signals of this kind say."""
    return [one.data for one in events if isinstance(one, Signal) and one.kind == kind]


def messages_of(events: Sequence[Event]) -> list[CrossingMessage]:
    """The messages among events."""
    return [one for one in events if isinstance(one, CrossingMessage)]


def events_stated(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Which events evidence signals state, and about which message."""
    proofs = [proof for data in signals_of(events, "exchange.evidence") for proof in data["proofs"]]
    said = [json.loads(b64decode(proof["statement"])) for proof in proofs]
    return [(one["event"], one["message"]) for one in said]
