"""The verbs of exchange: open a pair, send, take back, relay, hand over, note that it was opened, forget.

Messages have their own record, the signed evidence of both sides; what they are about, and who did it, the calling
room writes into the journal.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from suixing.exchange import departure, handling
from suixing.exchange.errors import NotOnThisSide, SameOffice, TooLong
from suixing.exchange.files.coming import Announced, Arrived, Keep, KeepLater, ask_for_files, expect, take_in
from suixing.exchange.files.leaving import Offer, Read, offer, send_chunks
from suixing.exchange.handling import Handler, Inbound, Settled
from suixing.exchange.models import Incoming, LeavingFile, Side
from suixing.exchange.post.packing import Packing
from suixing.exchange.post.retrying import drop_dead, retry_dead, retry_dead_of_parcel, retry_everything, retry_parcel
from suixing.exchange.post.spreading import tell_offices
from suixing.exchange.publishing import publish_document
from suixing.exchange.sealing import LONGEST_BODY, content_of, seal
from suixing.exchange.transports import Loopback, Transport

__all__ = [  # the rest is defined here
    "Announced", "Arrived", "Handler", "Inbound", "Keep", "KeepLater", "Offer", "Read", "Side", "ask_for_files",
    "drop_dead", "expect", "offer", "publish_document", "retry_dead", "retry_dead_of_parcel", "retry_everything",
    "retry_parcel", "send_chunks", "take_in", "tell_offices",
]  # fmt: skip

CHANNEL = "suixing_exchange"
"""PostgreSQL notifies here when a message was committed."""
VERSIONS = frozenset({1})
LOOPBACK = Loopback()
PACKING = Packing()
KIND = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")

_OPEN = "INSERT INTO exchange_route (pair, asking, answering, opened_at) VALUES (%s, %s, %s, %s)"
_SEND = """
    INSERT INTO exchange_outbox (id, pair, side, seq, kind, version, office, sealed, created_at, leave_at, urgent)
    SELECT %(id)s, %(pair)s, %(side)s, coalesce(max(o.seq), 0) + 1, %(kind)s, %(version)s, %(office)s, %(sealed)s,
           %(now)s, %(leave_at)s, %(urgent)s
    FROM exchange_outbox o WHERE o.pair = %(pair)s AND o.side = %(side)s
"""
_TAKE_BACK = """
    DELETE FROM exchange_outbox WHERE id = %s AND office = %s AND relayed_at IS NULL AND refusal = '' AND leave_at > %s
    RETURNING seq
"""
_MOVE_UP = "UPDATE exchange_outbox SET seq = seq - 1 WHERE pair = %s AND side = %s AND seq > %s"


def open_route(*, pair: UUID, asking: str, answering: str, now: datetime) -> None:
    """Say who stands on which side of a new pair; the database lets only the asking office do it.

    ``pair`` is a fresh random id (version 4). A pair is never redirected: what another office shall answer
    is a new pair. Raises SameOffice.
    """
    if asking == answering:
        raise SameOffice
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [pair, asking, answering, now])


def send(
    *,
    pair: UUID,
    side: str,
    kind: str,
    body: bytes,
    office: str,
    leave_at: datetime | None = None,
    urgent: bool = False,
    now: datetime,
    version: int = 1,
) -> UUID:
    """Put a message of ``office`` into its outbox, in the caller's transaction; its id.

    ``side`` is the sender's own. It leaves at once, or at ``leave_at``, until when it can be taken back; messages of
    one side of a pair leave and arrive in the order in which they were sent. To another node it leaves at the tick
    after that, and an ``urgent`` one at once. Raises NotOnThisSide, TooLong.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a message is sent inside the transaction that it tells of")
    if not KIND.fullmatch(kind):
        raise ValueError("a kind reads like pair.asked")
    if len(body) > LONGEST_BODY:
        raise TooLong(LONGEST_BODY)
    _line_up(pair, side, office)
    message = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            _SEND,
            {
                "id": message, "pair": pair, "side": Side(side).value, "kind": kind, "version": version,
                "office": office, "now": now, "leave_at": leave_at or now, "urgent": urgent,
                "sealed": seal(content_of(body), "outbox", message, kind, version),
            },
        )  # fmt: skip
    return message


@transaction.atomic
def take_back(*, message: UUID, office: str, now: datetime) -> bool:
    """Delete a message of ``office`` before its ``leave_at``; False where it has left or is not this office's.

    What the same side sent after it moves up by one, and the files that it named are not offered any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pair, side FROM exchange_outbox WHERE id = %s AND office = %s", [message, office])
        row = cursor.fetchone()
        if row is None:
            return False
        pair, side = row
        _line_up(pair, side, office)
        cursor.execute(_TAKE_BACK, [message, office, now])
        deleted = cursor.fetchone()
        if deleted is None:
            return False
        cursor.execute(_MOVE_UP, [pair, side, deleted[0]])
    LeavingFile.objects.filter(message=message, office=office).delete()
    return True


def _line_up(pair: UUID, side: str, office: str) -> None:
    """One sender at a time for a side of a pair, until the transaction ends; raises NotOnThisSide."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT exchange_line_up(%s, %s, %s)", [pair, Side(side).value, office])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise NotOnThisSide


def relay(*, now: datetime, limit: int = 500, at_home: Transport = LOOPBACK, away: Transport = PACKING) -> int:
    """Let due messages leave, in order; how many left or were refused. Several workers may call it at once."""
    done = 0
    while done < limit:
        left = departure.leave_next(now=now, limit=limit - done, at_home=at_home, away=away)
        if not left:
            break
        done += left
    return done


def hand_to(
    handlers: Mapping[str, Handler], *, now: datetime, limit: int = 500, versions: frozenset[int] = VERSIONS
) -> int:
    """Hand waiting messages to ``handlers[kind]``, each in a transaction with the note that it was handled; how many.

    A handler that raises Refusal undoes what it did; the message is kept for the operator under the refusal's ``code``
    (or the name of its class), and so is one of an unknown kind or version. Any other error is tried again, later each
    time, and holds back only what follows in the same pair and side.
    """
    done = tried = 0
    while tried < limit:
        results = handling.hand_next(handlers, versions, now=now, limit=limit - tried)
        met = [one for one in results if one is not Settled.ELSEWHERE]
        if not met:
            break
        tried += len(met)
        done += met.count(Settled.DONE)
    return done


def tell_openings(*, now: datetime, limit: int = 500) -> int:
    """Sign, for both sides, that officers opened what arrived (``content_handover``); how many."""
    return handling.tell_openings(now=now, limit=limit)


def mark_opened(*, pair: UUID, office: str, by: str, now: datetime) -> int:
    """Note that ``by`` opened what arrived at ``office`` in this pair; the first time counts. How many messages.

    Who it was stays here; the other side learns when.
    """
    arrived = Incoming.objects.filter(pair=pair, office=office, opened_at=None, handled_at__isnull=False)
    return arrived.update(opened_at=now, opened_by=by)


def forget(*, pair: UUID, office: str) -> int:
    """Destroy what ``office`` holds of the contents of a pair, as far as they were relayed or handled; how many.

    Evidence stays: without a content its hashes tell nothing. Raises NotOnThisSide for another's office.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT exchange_forget(%s, %s)", [pair, office])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise NotOnThisSide
    return int(row[0])
