"""What one office holds of the evidence about a pair, and the keys that it is signed with."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from suixing.exchange.evidence import keys
from suixing.exchange.models import Event, Evidence, Incoming, NodeKey, Outgoing
from suixing.exchange.nodes.chain import Chain
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import chain_of
from suixing.kernel.crypto import SUITE_ED25519

ORDER = [event.value for event in Event]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement exactly as it was signed, and its raw signature of 64 bytes."""

    event: str
    statement: bytes
    signature: bytes

    @property
    def told(self) -> dict[str, str]:
        """What it says."""
        told: dict[str, str] = json.loads(self.statement)
        return told

    @property
    def signed_by(self) -> str:
        """The public key that it names, in hexadecimal digits."""
        return self.told["signed_by"]


@dataclass(frozen=True, slots=True)
class Proved:
    """A message of the pair, and what is proved of it in the order in which it happens."""

    message: UUID
    side: str
    seq: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """A node whose key signed: its place and key log; one that stands alone has neither, only the key."""

    place: str
    chain: Chain
    public: str


def proved(*, pair: UUID, office: str) -> tuple[Proved, ...]:
    """Every message of the pair that this office holds evidence of, each side's in order, the asking side's first."""
    boxes = [box.objects.filter(pair=pair, office=office) for box in (Outgoing, Incoming)]
    sent, arrived = (rows.values_list("id", "side", "seq") for rows in boxes)
    held = {message: (side, seq) for message, side, seq in [*sent, *arrived]}
    said: dict[UUID, list[Said]] = {}
    for one in Evidence.objects.filter(message__in=list(held), office=office):
        raw = bytes(one.signature).removeprefix(SUITE_ED25519)
        said.setdefault(one.message, []).append(Said(one.event, bytes(one.statement), raw))
    found = [
        Proved(message, *held[message], tuple(sorted(rows, key=lambda row: ORDER.index(row.event))))
        for message, rows in said.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.side != "asking", one.seq)))


def signers_of(messages: Iterable[Proved]) -> dict[str, Signer]:
    """By public key: whose it is, with the key log that ends a third party's doubt; an unknown one stands alone."""
    named = sorted({said.signed_by for one in messages for said in one.said})
    return {public: signer_of(public) for public in named}


def signer_of(public: str) -> Signer:
    """Whose this key is."""
    own = own_place()
    if own and public == keys().exchange_public.hex():
        return Signer(own, chain_of(own), public)
    naming = NodeKey.objects.filter(statement__contains=f'"signing":"{public}"').values_list("node_id", flat=True)
    place = naming.first()
    return Signer(place, chain_of(place), public) if place else Signer("", (), public)
