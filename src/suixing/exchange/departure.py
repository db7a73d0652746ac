"""The sending side: what is due leaves, in the order of its pair and side.

What is for an office of this node is there at once. What is for another node is packed into a parcel for it: with
everything else that was due at the last tick, or alone where it is urgent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from suixing.exchange import evidence
from suixing.exchange.envelopes import Envelope, Outcome
from suixing.exchange.evidence import Named, Proof
from suixing.exchange.models import Event, Outgoing
from suixing.exchange.nodes.own import last_tick, own_place, resend_wait
from suixing.exchange.sealing import unseal
from suixing.exchange.transports import Transport
from suixing.kernel.crypto import CryptoError

# What left of this pair and side before, or nothing: a message whose predecessor has not left waits.
# A side on another node is an office of its roll, or, where it did not say which, "44:" and an alias.
_DUE = """
    SELECT o.id, o.pair, o.side, o.seq, o.kind, o.version, o.office, o.sealed, o.urgent, c.own, c.other, n.node
    FROM exchange_outbox o
    LEFT JOIN exchange_route r ON r.pair = o.pair
    CROSS JOIN LATERAL (SELECT CASE o.side WHEN 'asking' THEN r.asking ELSE r.answering END AS own,
                               CASE o.side WHEN 'asking' THEN r.answering ELSE r.asking END AS other) c
    CROSS JOIN LATERAL (SELECT CASE WHEN c.other LIKE '__:%%' THEN left(c.other, 2)
                               ELSE coalesce((SELECT f.place FROM exchange_far_office f WHERE f.code = c.other), '')
                               END AS node) n
    WHERE o.relayed_at IS NULL AND o.refusal = '' AND o.leave_at <= %(now)s
      AND (o.leave_at <= %(tick)s OR o.urgent OR n.node = '')
      AND (o.seq = 1 OR EXISTS (SELECT FROM exchange_outbox p WHERE p.pair = o.pair AND p.side = o.side
                                AND p.seq = o.seq - 1 AND p.relayed_at IS NOT NULL))
    ORDER BY o.leave_at LIMIT %(limit)s FOR UPDATE OF o SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A message that may leave, held by this transaction. ``node`` is the receiver's, empty where it is this one."""

    message: UUID
    pair: UUID
    side: str
    seq: int
    kind: str
    version: int
    office: str
    sealed: bytes | None
    urgent: bool
    own: str | None
    other: str | None
    node: str


@transaction.atomic
def leave_next(*, now: datetime, limit: int, at_home: Transport, away: Transport) -> int:
    """Let up to ``limit`` due messages leave, one of each pair and side; how many were settled.

    ``at_home`` carries to offices of this node, ``away`` to those of others. Several workers may call it at once.
    Evidence, outbox and, on this node, inbox change together or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "tick": last_tick(now), "limit": limit})
        due = [Due(*row) for row in cursor.fetchall()]
    envelopes, named = dict[UUID, Envelope](), dict[UUID, Named]()
    for one in due:
        try:
            content = unseal(one.sealed or b"", "outbox", one.message, one.kind, one.version)
        except CryptoError:
            _reject(one, "unreadable", now)
            continue
        if one.own is None or one.own != one.office:
            _reject(one, "not_on_this_side", now)
            continue
        named[one.message] = Named(one.message, one.pair, one.side, one.seq, evidence.digest_of(content))
        envelopes[one.message] = envelope_of(one, content, named[one.message], now)
    outcomes = _carry([one for one in due if not one.node], envelopes, at_home, now)
    outcomes |= _carry([one for one in due if one.node], envelopes, away, now)
    _note([(one, envelopes[one.message], outcomes[one.message]) for one in due if one.message in envelopes], named, now)
    return len(due)


def _carry(due: list[Due], envelopes: Mapping[UUID, Envelope], by_way: Transport, now: datetime) -> dict[UUID, Outcome]:
    given = [envelopes[one.message] for one in due if one.message in envelopes]
    return by_way.carry(given, now=now) if given else {}


def envelope_of(one: Due, content: bytes, named: Named, now: datetime) -> Envelope:
    """What travels of a message. That it was relayed is known at once only where it stays on this node."""
    said = (Event.SUBMISSION_ACCEPTANCE,) if one.node else (Event.SUBMISSION_ACCEPTANCE, Event.RELAY)
    proofs = tuple(evidence.attest(event, named, at=now) for event in said)
    return Envelope(
        one.message, one.pair, one.side, one.seq, one.kind, one.version, own_place() or one.office[:2],
        one.other or "", content, proofs, node=one.node, urgent=one.urgent,
    )  # fmt: skip


def _reject(one: Due, reason: str, now: datetime) -> None:
    """What cannot be opened or is not this office's to send stays here, and its sender is told."""
    named = Named(one.message, one.pair, one.side, one.seq, evidence.digest_of(one.sealed or b""))
    proof = evidence.attest(Event.SUBMISSION_REJECTION, named, at=now, reason=reason)
    evidence.store([(one.office, proof)])
    Outgoing.objects.filter(pk=one.message).update(refused_at=now, refusal=reason)


def _note(sent: list[tuple[Due, Envelope, Outcome]], named: dict[UUID, Named], now: datetime) -> None:
    left, packed, copies = list[UUID](), dict[UUID, list[UUID]](), list[tuple[str, Proof]]()
    for one, envelope, outcome in sent:
        accepted, *relayed = envelope.proofs
        copies.append((one.office, accepted))
        if outcome.failure:
            failed = evidence.attest(Event.RELAY_FAILURE, named[one.message], at=now, reason=outcome.failure)
            copies.append((one.office, failed))
            Outgoing.objects.filter(pk=one.message).update(refused_at=now, refusal=outcome.failure)
            continue
        if outcome.parcel is None:
            left.append(one.message)
        else:
            packed.setdefault(outcome.parcel, []).append(one.message)
        copies += [(one.office, proof) for proof in (*relayed, outcome.receipt) if proof is not None]
    evidence.store(copies)
    Outgoing.objects.filter(pk__in=left).update(relayed_at=now)
    for parcel, messages in packed.items():
        Outgoing.objects.filter(pk__in=messages).update(
            relayed_at=now, parcel=parcel, resend_at=now + resend_wait(), resends=0
        )
