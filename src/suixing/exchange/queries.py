"""What other rooms ask about messages: how far they came, and what waits."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from suixing.exchange.compared import ListStated, StatementSeen, compared, comparison
from suixing.exchange.files.queries import Coming, FileCounts, file_counts, files_coming, files_for_operator
from suixing.exchange.models import Event, Evidence, FarOffice, Incoming, Outgoing
from suixing.exchange.nodes.cards import Office as OnTheRoll
from suixing.exchange.nodes.own import HUB, own_place
from suixing.exchange.nodes.queries import far_office, is_office_here
from suixing.exchange.overview import (
    LARGEST_SKEW,
    DeadSeen,
    Dues,
    KeySeen,
    LeavingSeen,
    NodeSeen,
    PassingSeen,
    Queue,
    TrafficSeen,
    dead_ones,
    dues,
    key_ages,
    keys_of,
    leaving_parcels,
    node_of,
    nodes,
    passing_parcels,
    stands_alone,
    traffic,
)
from suixing.exchange.proving.queries import comparison_file, evidence_file
from suixing.exchange.publishing import Document, documents, versions

__all__ = [  # the rest is defined here
    "LARGEST_SKEW", "Coming", "DeadSeen", "Document", "Dues", "FileCounts", "KeySeen", "LeavingSeen", "ListStated",
    "NodeSeen", "OnTheRoll", "PassingSeen", "Queue", "StatementSeen", "TrafficSeen", "compared", "comparison",
    "comparison_file", "dead_ones", "documents", "dues", "evidence_file", "far_office", "file_counts", "files_coming",
    "files_for_operator", "key_ages", "keys_of", "leaving_parcels", "node_of", "nodes", "own_place",
    "passing_parcels", "stands_alone", "traffic", "versions",
]  # fmt: skip


def is_reached(office: str) -> bool:
    """Whether messages reach an office: it is one of this node, or on the roll of another that takes part."""
    return is_office_here(office) or far_office(office) is not None


def nearest_far_office(code: str) -> str | None:
    """The code of the office of another node at ``code`` or nearest above it; the nation's where no other is."""
    chain = [*(code[:digits] for digits in (12, 9, 6, 4, 2) if digits <= len(code)), HUB]
    held = set(FarOffice.objects.filter(pk__in=chain, node__state="active").values_list("code", flat=True))
    return next((one for one in chain if one in held), None)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far one message of a pair came, as one side can prove it; each instant None until it happened.

    ``side`` is the sender's. ``sent`` is when its sender wrote it, or, seen from the other side, when it was accepted
    for sending. ``consigned`` is the legal arrival (T2). ``refused`` is the word that says why it was not sent or not
    acted on, ``failed`` when; empty otherwise. ``leaves`` is set while it can be taken back.
    """

    message: UUID
    kind: str
    side: str
    seq: int
    sent: datetime | None
    leaves: datetime | None
    relayed: datetime | None
    consigned: datetime | None
    handed_over: datetime | None
    failed: datetime | None
    refused: str


FAILURES = (Event.SUBMISSION_REJECTION, Event.RELAY_FAILURE, Event.CONTENT_HANDOVER_FAILURE)


def deliveries(*, pair: UUID, office: str) -> tuple[Delivery, ...]:
    """The messages of a pair that ``office`` sent or received, each side's in order, the asking side's first.

    What was received and waits for an earlier message is shown too.
    """
    sent = Outgoing.objects.filter(pair=pair, office=office).values(
        "id", "kind", "side", "seq", "created_at", "leave_at", "relayed_at", "refusal"
    )
    received = Incoming.objects.filter(pair=pair, office=office).values("id", "kind", "side", "seq", "refused")
    rows: list[dict[str, Any]] = [*map(dict, sent), *map(dict, received)]
    events: dict[UUID, dict[str, Any]] = {row["id"]: {} for row in rows}
    failures: dict[UUID, str] = {}
    for one in Evidence.objects.filter(message__in=list(events), office=office):
        events[one.message][one.event] = one.at
        if one.event == Event.CONTENT_HANDOVER_FAILURE:
            failures[one.message] = str(json.loads(bytes(one.statement))["reason"])
    shown = [_delivery(row, events[row["id"]], failures.get(row["id"], "")) for row in rows]
    return tuple(sorted(shown, key=lambda one: (one.side != "asking", one.seq)))


def _delivery(row: dict[str, Any], happened: dict[str, datetime], failure: str) -> Delivery:
    own = "created_at" in row
    refused = (row["refusal"] or failure) if own else row["refused"]
    waits = own and row["relayed_at"] is None and not refused
    return Delivery(
        message=row["id"],
        kind=row["kind"],
        side=row["side"],
        seq=row["seq"],
        sent=row["created_at"] if own else happened.get(Event.SUBMISSION_ACCEPTANCE),
        leaves=row["leave_at"] if waits else None,
        relayed=happened.get(Event.RELAY),
        consigned=happened.get(Event.CONTENT_CONSIGNMENT),
        handed_over=happened.get(Event.CONTENT_HANDOVER),
        failed=next((happened[event] for event in FAILURES if event in happened), None),
        refused=refused,
    )


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that was refused and is kept for the operator; ``box`` says on which side of the way."""

    box: str
    message: UUID
    kind: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is on its way in this node at one instant. Counts of messages; ages in seconds, None where nothing waits.

    ``held_back``: in the time in which they can be taken back. ``to_leave``: due, of them ``behind`` wait for an
    earlier one that was refused. ``to_handle``: arrived, of them ``tried_again`` broke off before and ``gaps`` wait for
    one that has not arrived. ``unreceipted``: left for another node, which has not said yet that it stored them.
    ``refused``: how many ever were, the newest hundred in ``stuck``.
    """

    held_back: int
    to_leave: int
    behind: int
    oldest_to_leave: float | None
    unreceipted: int
    oldest_unreceipted: float | None
    to_handle: int
    tried_again: int
    gaps: int
    oldest_to_handle: float | None
    refused: int
    stuck: tuple[Stuck, ...]


NOTHING_SEEN = Waiting(0, 0, 0, None, 0, None, 0, 0, 0, None, 0, ())


def waiting_counts(now: datetime) -> Waiting:
    """What waits in this node, how long, and what was refused. For the operator: no office, no person."""
    return _waiting("SELECT exchange_counts(%s)", now) or NOTHING_SEEN


def waiting_for_operator(now: datetime) -> Waiting | None:
    """The same for an officer at her page; None where her session is not that of an operator of the exchange."""
    return _waiting("SELECT exchange_counts_for_operator(%s)", now)


def _waiting(statement: str, now: datetime) -> Waiting | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [now])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    told = json.loads(row[0])
    stuck = tuple(_stuck(one) for one in told.pop("stuck"))
    return Waiting(**told, stuck=stuck)


def _stuck(one: dict[str, str]) -> Stuck:
    return Stuck(one["box"], UUID(one["message"]), one["kind"], one["reason"], datetime.fromisoformat(one["at"]))


def has_evidence() -> bool:
    """Whether this node ever signed anything about a message: its key must then not be made anew."""
    return Evidence.objects.exists()
