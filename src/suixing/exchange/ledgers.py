"""What this node and another one exchanged, as either can list it from its own evidence: the same list, if all is well.

A line names a message, its place, the hash of its content and what happened to it. Lines are compared by buckets of
pairs: a bucket's digest is the sum of the hashes of its lines, so that nothing need be sorted or kept.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from suixing.exchange.models import Event
from suixing.exchange.nodes.own import own_place
from suixing.kernel.crypto import sha256

BUCKETS = 256
MOST_LISTED = 2000
"""Lines in one answer: some 400 KiB."""
SIDES = ("asking", "answering")
SHARED = (
    Event.SUBMISSION_ACCEPTANCE, Event.RELAY, Event.CONTENT_CONSIGNMENT, Event.CONTENT_HANDOVER,
    Event.CONTENT_HANDOVER_FAILURE,
)  # fmt: skip
"""Of these both sides hold each that there is."""
_MODULUS = 1 << 256
_DIGEST = re.compile(r"[0-9a-f]{64}")

# Every statement about a message says the hash of its content.
# What left for the node and was receipted within the window, or not at all yet.
_SENT = """
    SELECT o.id, o.pair, o.side, o.seq, e.stated, e.events
    FROM exchange_outbox o
    JOIN exchange_route r ON r.pair = o.pair
    CROSS JOIN LATERAL (SELECT CASE o.side WHEN 'asking' THEN r.answering ELSE r.asking END AS other) c
    CROSS JOIN LATERAL (
        SELECT (array_agg(v.statement))[1] AS stated,
               array_agg(v.event) FILTER (WHERE v.at <= %(until)s AND v.event = ANY(%(shared)s)) AS events
        FROM exchange_evidence v WHERE v.message = o.id AND v.office = o.office) e
    WHERE o.relayed_at <= %(until)s AND o.refusal = ''
      AND (o.resend_at IS NOT NULL OR o.consigned_at BETWEEN %(since)s AND %(until)s)
      AND (c.other LIKE %(node)s || ':%%'
           OR EXISTS (SELECT FROM exchange_far_office f WHERE f.code = c.other AND f.place = %(node)s))
      AND get_byte(uuid_send(o.pair), 0) = ANY(%(buckets)s)
"""
_RECEIVED = """
    SELECT i.id, i.pair, i.side, i.seq, e.stated, e.events
    FROM exchange_inbox i
    CROSS JOIN LATERAL (
        SELECT (array_agg(v.statement))[1] AS stated,
               array_agg(v.event) FILTER (WHERE v.at <= %(until)s AND v.event = ANY(%(shared)s)) AS events
        FROM exchange_evidence v WHERE v.message = i.id AND v.office = i.office) e
    WHERE i.node = %(node)s AND i.arrived_at BETWEEN %(since)s AND %(until)s
      AND get_byte(uuid_send(i.pair), 0) = ANY(%(buckets)s)
"""


@dataclass(frozen=True, slots=True)
class Window:
    """What is compared: what was receipted from ``since`` to ``until``, and what left by then and was not."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One message between two nodes; ``sender`` is a place, ``digest`` empty where the evidence of it is lost."""

    sender: str
    message: UUID
    pair: UUID
    side: str
    seq: int
    digest: str
    events: tuple[str, ...]

    @property
    def bucket(self) -> int:
        """By the pair, whose number is random."""
        return self.pair.bytes[0]

    @property
    def place(self) -> tuple[UUID, str, int, str]:
        """What of a message never changes."""
        return self.pair, self.side, self.seq, self.digest

    def line(self) -> str:
        """The one way in which it is written."""
        return f"{self.sender} {self.message} {self.pair} {self.side} {self.seq} {self.digest} {','.join(self.events)}"

    def told(self) -> list[Any]:
        """As it travels."""
        return [
            self.sender, str(self.message), str(self.pair), self.side, self.seq, self.digest,
            [SHARED.index(Event(event)) for event in self.events],
        ]  # fmt: skip


def entries(node: str, window: Window, buckets: Iterable[int] = range(BUCKETS)) -> Iterator[Entry]:
    """What was exchanged with a node, as this one can show it; in no order."""
    asked: dict[str, Any] = {
        "node": node, "since": window.since, "until": window.until, "buckets": list(buckets),
        "shared": [event.value for event in SHARED],
    }  # fmt: skip
    for query, sender in ((_SENT, own_place()), (_RECEIVED, node)):
        with connection.cursor() as cursor:
            cursor.execute(query, asked)
            while rows := cursor.fetchmany(2000):
                for message, pair, side, seq, statement, events in rows:
                    digest = json.loads(bytes(statement))["sha256"] if statement else ""
                    yield Entry(sender, message, pair, side, seq, digest, tuple(sorted(events or ())))


@dataclass(frozen=True, slots=True)
class Digests:
    """How many messages, and the digest of each bucket that is not empty."""

    messages: int
    buckets: Mapping[int, str]

    @property
    def root(self) -> str:
        """The digest of all of it."""
        lines = [f"{bucket} {digest}\n" for bucket, digest in sorted(self.buckets.items())]
        return sha256("".join(lines).encode()).hex()

    def unequal(self, other: "Digests") -> list[int]:
        """The buckets in which the two differ."""
        return [one for one in range(BUCKETS) if self.buckets.get(one, "") != other.buckets.get(one, "")]

    def told(self) -> dict[str, str]:
        """As it travels."""
        return {str(bucket): digest for bucket, digest in self.buckets.items()}


def digests(lines: Iterable[Entry]) -> Digests:
    """The digests of what is listed."""
    count, sums = 0, dict[int, int]()
    for entry in lines:
        count += 1
        number = int.from_bytes(sha256(entry.line().encode()), "big")
        sums[entry.bucket] = (sums.get(entry.bucket, 0) + number) % _MODULUS
    return Digests(count, {bucket: f"{total:064x}" for bucket, total in sums.items()})


def read_digests(told: object) -> Digests:
    """The inverse of ``Digests.told``; raises ValueError."""
    if not isinstance(told, dict) or len(told) > BUCKETS:
        raise ValueError("not digests")
    buckets = {int(bucket): str(digest) for bucket, digest in told.items()}
    if not all(0 <= bucket < BUCKETS and _DIGEST.fullmatch(digest) for bucket, digest in buckets.items()):
        raise ValueError("not digests")
    return Digests(0, buckets)


def read_entry(told: Any) -> Entry:
    """The inverse of ``Entry.told``; raises ValueError, TypeError or IndexError."""
    sender, message, pair, side, seq, digest, events = told
    entry = Entry(
        str(sender), UUID(message), UUID(pair), str(side), int(seq), str(digest),
        tuple(sorted(SHARED[int(event)].value for event in events)),
    )  # fmt: skip
    if entry.side not in SIDES or (entry.digest and not _DIGEST.fullmatch(entry.digest)):
        raise ValueError("not an entry")
    return entry


@dataclass(frozen=True, slots=True)
class Listed:
    """Part of a list, in the order of pairs; ``upto`` is the last pair that is whole in it, None where all are."""

    entries: tuple[Entry, ...]
    upto: UUID | None

    def told(self) -> dict[str, Any]:
        """As it travels."""
        return {"entries": [one.told() for one in self.entries], "upto": str(self.upto) if self.upto else ""}


def listed(lines: Iterable[Entry], most: int = MOST_LISTED) -> Listed:
    """The first of them, whole pairs only."""
    ordered = sorted(lines, key=lambda entry: (entry.pair.int, entry.side, entry.seq))
    if len(ordered) <= most:
        return Listed(tuple(ordered), None)
    cut = ordered[most].pair
    whole = tuple(entry for entry in ordered[:most] if entry.pair != cut)
    return Listed(whole, whole[-1].pair if whole else UUID(int=0))


def read_listed(told: Mapping[str, Any]) -> Listed:
    """The inverse of ``Listed.told``; raises ValueError, TypeError, KeyError or IndexError."""
    lines = tuple(read_entry(one) for one in told["entries"][:MOST_LISTED])
    return Listed(lines, UUID(told["upto"]) if told["upto"] else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between this node and another one, as far as both listed.

    ``lacking_there`` and ``lacking_here`` are messages that one of the two does not have. ``evidence_there``: it lacks
    evidence that there is here. ``conflicts``: both have it, and not the same.
    """

    lacking_there: tuple[Entry, ...]
    lacking_here: tuple[Entry, ...]
    evidence_there: tuple[Entry, ...]
    evidence_here: int
    conflicts: int

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.lacking_there or self.lacking_here or self.evidence_there or self.evidence_here or self.conflicts
        )


def compare(mine: Sequence[Entry], theirs: Sequence[Entry]) -> Difference:
    """What differs between two lists of the same messages."""
    ours, others = {one.message: one for one in mine}, {one.message: one for one in theirs}
    there, here, conflicts = list[Entry](), 0, 0
    for message in ours.keys() & others.keys():
        one, other = ours[message], others[message]
        if one.place[:3] != other.place[:3] or (one.digest and other.digest and one.digest != other.digest):
            conflicts += 1
            continue
        if set(one.events) - set(other.events):
            there.append(one)
        here += bool(set(other.events) - set(one.events))
    return Difference(
        tuple(one for one in mine if one.message not in others),
        tuple(one for one in theirs if one.message not in ours), tuple(there), here, conflicts,
    )  # fmt: skip


def within(lines: Iterable[Entry], *limits: UUID | None) -> list[Entry]:
    """Those up to the pairs that every list is whole to."""
    least = min((limit.int for limit in limits if limit is not None), default=None)
    return [one for one in lines if least is None or one.pair.int <= least]
