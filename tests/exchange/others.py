"""Other nodes as rows of this one, for tests that need no second process: their keys, and what they would have sent."""

import json
from base64 import b64decode, b64encode
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from suixing.exchange.evidence import canonical
from suixing.exchange.models import LeavingParcel, Node, NodeKey, Statement, Transit, WaitingSignal
from suixing.exchange.nodes.actions import pin
from suixing.exchange.post import wire
from suixing.exchange.reconciling import begin
from suixing.kernel.crypto import sign
from tests.cast import NOW
from tests.exchange.nodes.made import Keeper

TABLES = (
    "exchange_signal, exchange_parcel, exchange_dead, exchange_transit, exchange_traffic, exchange_far_office,"
    " exchange_node_key, exchange_directory, exchange_node, exchange_statement"
)


def empty_nodes() -> None:
    """No node is known and nothing is under way; as the owner, whom no trigger of a row keeps from it."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES} CASCADE")


def know(place: str, *, now: datetime = NOW, keys: bool = True, **said: object) -> Keeper:
    """A node is known here, with its key log where ``keys``; who holds its private keys."""
    keeper = Keeper(place).begin(now)
    told = {"role": "nation" if place == "00" else "province", "software": "0.4.0", "joined_at": now, **said}
    Node.objects.update_or_create(place=place, defaults=told)
    if keys and not NodeKey.objects.filter(node_id=place).exists():
        pin(place, keeper.chain, now=now)
    return keeper


def signal_from(keeper: Keeper, *, to: str, now: datetime = NOW, kind: str = "exchange.evidence") -> str:
    """A signed event of that node that changes nothing here."""
    said = wire.Signal(uuid4(), kind, 1, keeper.place, to, {"proofs": []}, now)
    return wire.write_event(said, keeper.chain[-1].kid, keeper.private)


def leaving(node: str, *, tries: int = 0, fault: str = "", now: datetime = NOW, try_at: datetime | None = None) -> UUID:
    """A parcel that waits to leave for a node."""
    row = LeavingParcel.objects.create(
        id=uuid4(), node=node, body=b"sealed", urgent=False, events=3, created_at=now, expires_at=now,
        try_at=try_at or now, tries=tries, fault=fault,
    )  # fmt: skip
    return row.id


def passing(node: str, *, tries: int = 0, fault: str = "", now: datetime = NOW, try_at: datetime | None = None) -> UUID:
    """A parcel that waits at the hub for its node."""
    row = Transit.objects.create(
        id=uuid4(), node=node, body=b"sealed", urgent=False, arrived_at=now, expires_at=now, try_at=try_at or now,
        tries=tries, fault=fault,
    )  # fmt: skip
    return row.id


def compared_with(keeper: Keeper, *, now: datetime, equal: bool | None = True, **found: object) -> UUID:
    """A comparison with that node, which states the same list unless it has not answered; the number of the round."""
    number = begin(keeper.place, now=now)
    WaitingSignal.objects.filter(node=keeper.place).delete()
    row = Statement.objects.get(round=number)
    said = json.loads(b64decode(row.own["statement"])) | {"signed_by": keeper.chain[-1].signing.hex()}
    statement = canonical(said)
    other = {
        "statement": b64encode(statement).decode(), "signature": b64encode(sign(keeper.private, statement)).decode()
    }  # fmt: skip
    Statement.objects.filter(round=number).update(equal=equal, other=None if equal is None else other, **found)
    return number
