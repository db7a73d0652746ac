"""What arrived is handed to the room that it is for: each message once, in the order of its pair and side."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from suixing.exchange import evidence
from suixing.exchange.evidence import Named
from suixing.exchange.models import Event, Incoming, Route, Side
from suixing.exchange.post.signals import tell_evidence
from suixing.exchange.sealing import body_of, unseal
from suixing.kernel.crypto import CryptoError
from suixing.kernel.errors import Refusal
from suixing.kernel.memory import remembering

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
AT_ONCE = 100
TOGETHER = 20
"""In one transaction: what they lock waits for all of them, and that is not to be noticed at a desk."""
# What the other side is told of a refusal; the word for anything else stays here.
TOLD = {"unknown_kind", "unknown_version", "unreadable"}

_WAITING = """
    SELECT i.id FROM exchange_inbox i
    WHERE i.handled_at IS NULL AND i.refused = '' AND i.try_at <= %s
      AND (i.seq = 1 OR EXISTS (SELECT FROM exchange_inbox p WHERE p.pair = i.pair AND p.side = i.side
                                AND p.seq = i.seq - 1 AND (p.handled_at IS NOT NULL OR p.refused <> '')))
    ORDER BY i.try_at LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as its handler gets it. ``side`` and ``seq`` are the sender's, ``office`` is the receiver.

    ``sender_place`` is the province that sent it, two digits; which office, a body says where the person
    agreed (X8), so ``sender_office`` is None. ``arrived_at`` is the legal arrival (T2).
    """

    id: UUID
    pair: UUID
    side: str
    seq: int
    kind: str
    version: int
    office: str
    sender_place: str
    sender_office: None
    body: bytes
    arrived_at: datetime


Handler = Callable[[Inbound], object]


class Settled(Enum):
    """What became of one try."""

    DONE = "done"
    BROKE_OFF = "broke_off"
    ELSEWHERE = "elsewhere"


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries broke off: two seconds, doubled each time, at most ten minutes."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)


def hand_next(handlers: Mapping[str, Handler], versions: frozenset[int], *, now: datetime, limit: int) -> list[Settled]:
    """Hand over up to ``limit`` waiting messages whose predecessors are settled, a few in each transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [now, min(limit, AT_ONCE)])
        waiting = [row[0] for row in cursor.fetchall()]
    settled = list[Settled]()
    for start in range(0, len(waiting), TOGETHER):
        with remembering():
            settled += _hand(waiting[start : start + TOGETHER], handlers, versions, now)
    return settled


@transaction.atomic
def _hand(
    messages: Sequence[UUID], handlers: Mapping[str, Handler], versions: frozenset[int], now: datetime
) -> list[Settled]:
    """A few messages in one transaction, what each handler does in a savepoint: one that fails undoes only its own."""
    waiting = Incoming.objects.select_for_update(skip_locked=True).filter(handled_at=None, refused="", try_at__lte=now)
    rows = {row.pk: row for row in waiting.filter(pk__in=list(messages))}
    done, settled = list[UUID](), list[Settled]()
    for message in messages:
        row = rows.get(message)
        if row is None:
            settled.append(Settled.ELSEWHERE)
            continue
        try:
            refused = _refusal(row, handlers, versions)
        except DatabaseError as fault:
            if not connection.is_usable():  # nothing of all this is kept; the caller starts anew
                raise
            settled.append(_try_later(row, fault, now))
        except Exception as fault:  # noqa: BLE001 - whatever it is, this message is tried again and the others go on
            settled.append(_try_later(row, fault, now))
        else:
            settled.append(Settled.DONE)
            if refused:
                _refuse(row, refused, now)
            else:
                done.append(row.pk)
    Incoming.objects.filter(pk__in=done).update(handled_at=now, fault="")
    return settled


def _refusal(row: Incoming, handlers: Mapping[str, Handler], versions: frozenset[int]) -> str:
    """Let the handler of its kind do what it does; the word with which the message was refused, or nothing."""
    try:
        content = unseal(bytes(row.sealed or b""), "inbox", row.id, row.kind, row.version)
    except CryptoError:
        return "unreadable"
    handler = handlers.get(row.kind)
    if handler is None or row.version not in versions:
        return "unknown_kind" if handler is None else "unknown_version"
    inbound = Inbound(
        row.id, row.pair, row.side, row.seq, row.kind, row.version, row.office, row.place, None, body_of(content),
        row.arrived_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            handler(inbound)
    except Refusal as refusal:
        return code_of(refusal)
    return ""


def code_of(refusal: Refusal) -> str:
    """One word for a refusal: its ``code`` where it has one, else the name of its class."""
    said = getattr(refusal, "code", None)
    name = said if isinstance(said, str) else type(refusal).__name__
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()[:60]


def _try_later(row: Incoming, fault: Exception, now: datetime) -> Settled:
    """The kind of fault only: its text may quote a row."""
    row.tries += 1
    row.fault, row.try_at = type(fault).__name__, now + wait_after(row.tries)
    row.save(update_fields=["tries", "fault", "try_at"])
    return Settled.BROKE_OFF


def _refuse(row: Incoming, code: str, now: datetime) -> None:
    """Kept for the operator; both sides hold the evidence that it could not be acted on."""
    Incoming.objects.filter(pk=row.pk).update(refused=code, fault="")
    _attest_on_both_sides(row, Event.CONTENT_HANDOVER_FAILURE, at=now, reason=code if code in TOLD else "refused")


@transaction.atomic
def tell_openings(*, now: datetime, limit: int) -> int:
    """Sign ``content_handover`` for what officers opened, on both sides; how many."""
    opened = Incoming.objects.select_for_update(skip_locked=True).filter(opened_at__isnull=False, opening_told_at=None)
    rows = list(opened.order_by("opened_at").defer("sealed")[:limit])
    for row in rows:
        if row.opened_at is not None:
            _attest_on_both_sides(row, Event.CONTENT_HANDOVER, at=row.opened_at)
    Incoming.objects.filter(pk__in=[row.pk for row in rows]).update(opening_told_at=now)
    return len(rows)


def _attest_on_both_sides(row: Incoming, event: Event, *, at: datetime, reason: str = "") -> None:
    consigned = evidence.held(messages=[row.id], office=row.office, event=Event.CONTENT_CONSIGNMENT)[row.id]
    digest = bytes.fromhex(evidence.told(consigned)["sha256"])
    proof = evidence.attest(event, Named(row.id, row.pair, row.side, row.seq, digest), at=at, reason=reason)
    evidence.store([(row.office, proof)])
    if row.node:
        tell_evidence([(row.node, proof)], now=at)
        return
    route = Route.objects.get(pk=row.pair)
    sender = route.asking if row.side == Side.ASKING else route.answering
    evidence.store([(sender, proof)])
