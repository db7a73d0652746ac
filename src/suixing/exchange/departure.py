"""The sending side: what is due leaves, in the order of its pair and side."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from suixing.exchange import evidence
from suixing.exchange.envelopes import Envelope, Outcome
from suixing.exchange.evidence import Named, Proof
from suixing.exchange.models import Event, Outgoing, Route, Side
from suixing.exchange.sealing import unseal
from suixing.exchange.transports import Transport
from suixing.kernel.crypto import CryptoError

# What left of this pair and side before, or nothing: a message whose predecessor has not left waits.
_DUE = """
    SELECT o.id, o.pair, o.side, o.seq, o.kind, o.version, o.office, o.sealed FROM exchange_outbox o
    WHERE o.relayed_at IS NULL AND o.refusal = '' AND o.leave_at <= %s
      AND (o.seq = 1 OR EXISTS (SELECT FROM exchange_outbox p WHERE p.pair = o.pair AND p.side = o.side
                                AND p.seq = o.seq - 1 AND p.relayed_at IS NOT NULL))
    ORDER BY o.leave_at LIMIT %s FOR UPDATE OF o SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A message that may leave, held by this transaction."""

    message: UUID
    pair: UUID
    side: str
    seq: int
    kind: str
    version: int
    office: str
    sealed: bytes | None


@transaction.atomic
def leave_next(*, now: datetime, limit: int, by_way: Transport) -> int:
    """Let up to ``limit`` due messages leave, one of each pair and side; how many were settled.

    Several workers may call it at once. Evidence, outbox and, on this node, inbox change together or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, limit])
        due = [Due(*row) for row in cursor.fetchall()]
    if not due:
        return 0
    routes = Route.objects.in_bulk([one.pair for one in due])
    envelopes, named = {}, {}
    for one in due:
        route = routes.get(one.pair)
        try:
            content = unseal(one.sealed or b"", "outbox", one.message, one.kind, one.version)
        except CryptoError:
            _reject(one, "unreadable", now)
            continue
        if route is None or _standing(route, one.side) != one.office:
            _reject(one, "not_on_this_side", now)
            continue
        named[one.message] = Named(one.message, one.pair, one.side, one.seq, evidence.digest_of(content))
        proofs = tuple(
            evidence.attest(event, named[one.message], at=now) for event in (Event.SUBMISSION_ACCEPTANCE, Event.RELAY)
        )
        envelopes[one.message] = Envelope(
            one.message, one.pair, one.side, one.seq, one.kind, one.version, one.office[:2],
            _standing(route, Side(one.side).other), content, proofs,
        )  # fmt: skip
    outcomes = by_way.carry(list(envelopes.values()), now=now)
    _note([(one, envelopes[one.message], outcomes[one.message]) for one in due if one.message in envelopes], named, now)
    return len(due)


def _standing(route: Route, side: str) -> str:
    return route.asking if side == Side.ASKING else route.answering


def _reject(one: Due, reason: str, now: datetime) -> None:
    """What cannot be opened or is not this office's to send stays here, and its sender is told."""
    named = Named(one.message, one.pair, one.side, one.seq, evidence.digest_of(one.sealed or b""))
    proof = evidence.attest(Event.SUBMISSION_REJECTION, named, at=now, reason=reason)
    evidence.store([(one.office, proof)])
    Outgoing.objects.filter(pk=one.message).update(refused_at=now, refusal=reason)


def _note(sent: list[tuple[Due, Envelope, Outcome]], named: dict[UUID, Named], now: datetime) -> None:
    left, copies = list[UUID](), list[tuple[str, Proof]]()
    for one, envelope, outcome in sent:
        accepted, relayed = envelope.proofs
        copies.append((one.office, accepted))
        if outcome.failure:
            failed = evidence.attest(Event.RELAY_FAILURE, named[one.message], at=now, reason=outcome.failure)
            copies.append((one.office, failed))
            Outgoing.objects.filter(pk=one.message).update(refused_at=now, refusal=outcome.failure)
            continue
        left.append(one.message)
        copies.append((one.office, relayed))
        if outcome.receipt is not None:
            copies.append((one.office, outcome.receipt))
    evidence.store(copies)
    Outgoing.objects.filter(pk__in=left).update(relayed_at=now)
