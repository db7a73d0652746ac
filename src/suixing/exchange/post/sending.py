"""Parcels leave for their next hop until it holds them; what was not receipted in time is packed again."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from suixing.exchange import evidence
from suixing.exchange.envelopes import Envelope
from suixing.exchange.evidence import Named, Proof
from suixing.exchange.models import Event, LeavingParcel, Outgoing
from suixing.exchange.nodes.own import own_place, resend_wait
from suixing.exchange.nodes.queries import standing_across
from suixing.exchange.post.carriers import Carrier, Parcel
from suixing.exchange.post.counting import count_traffic
from suixing.exchange.post.packing import Packing
from suixing.exchange.post.signals import tell_evidence
from suixing.exchange.post.waiting import wait_after
from suixing.exchange.sealing import unseal
from suixing.kernel.crypto import CryptoError

AT_ONCE = 50
LONGEST_RESEND = 64
"""Times the usual wait; a node that is away for weeks is asked about once in a while."""
NO_WAY = "no_way"

CarrierOf = Callable[[str], Carrier | None]
"""The way to the next hop for a node; None where there is none now."""


def nodes_to_send_to(now: datetime) -> list[str]:
    """Nodes for which a parcel is due."""
    due = LeavingParcel.objects.filter(try_at__lte=now).order_by()
    return list(due.values_list("node", flat=True).distinct())


@transaction.atomic
def send_waiting(carrier_of: CarrierOf, *, now: datetime, only: Collection[str] | None = None) -> int:
    """Give parcels that are due to their next hop, urgent ones first; how many were given, taken or not.

    ``only`` those for these nodes, unless left out. A parcel that was taken is on somebody's disk: ``relay`` is signed
    for what is in it and its row is deleted.
    """
    due = LeavingParcel.objects.select_for_update(skip_locked=True).filter(try_at__lte=now)
    if only is not None:
        due = due.filter(node__in=only)
    rows = list(due.order_by("-urgent", "try_at")[:AT_ONCE])
    by_node = dict[str, list[LeavingParcel]]()
    for row in rows:
        by_node.setdefault(row.node, []).append(row)
    for node, some in by_node.items():
        carrier = carrier_of(node)
        parcels = [Parcel(row.id, row.node, row.expires_at, bytes(row.body), row.urgent) for row in some]
        outcome = {one.id: NO_WAY for one in parcels} if carrier is None else carrier.give(parcels)
        _note(node, some, parcels, outcome, now)
    return len(rows)


def _note(
    node: str, rows: Sequence[LeavingParcel], parcels: Sequence[Parcel], outcome: Mapping[UUID, str], now: datetime
) -> None:
    taken = [one for one in parcels if not outcome[one.id]]
    for one in taken:
        count_traffic(now=now, node=node, way="sent", octets=len(one.body))
    _sign_relayed([one.id for one in taken], now, urgent=any(one.urgent for one in taken))
    LeavingParcel.objects.filter(pk__in=[one.id for one in taken]).delete()
    for row in rows:
        if outcome[row.id]:
            row.tries, row.fault, row.try_at = row.tries + 1, outcome[row.id], now + wait_after(row.tries + 1)
            row.save(update_fields=["tries", "fault", "try_at"])


def _sign_relayed(parcels: Iterable[UUID], now: datetime, *, urgent: bool) -> None:
    """``relay`` for each message whose parcel left for the first time; the other side is told once it holds it.

    Rows are locked, for the receipt may come at this moment: then it is told here (``evidence_arrived``).
    """
    own, across = list[tuple[str, Proof]](), list[tuple[str, Proof]]()
    left = Outgoing.objects.select_for_update().filter(parcel__in=list(parcels), resends=0)
    rows = list(left.order_by("pk").defer("sealed"))
    for office, some in _by_office(rows).items():
        accepted = evidence.held(messages=[row.id for row in some], office=office, event=Event.SUBMISSION_ACCEPTANCE)
        standing = standing_across({(row.pair, row.side) for row in some})
        for row in some:
            proof = evidence.attest(Event.RELAY, named_by(accepted[row.id], row), at=now)
            own.append((office, proof))
            if row.consigned_at is not None:
                across.append((standing[row.pair, row.side].node, proof))
    evidence.store(own)
    tell_evidence(across, now=now, urgent=urgent)


def _by_office(rows: Iterable[Outgoing]) -> dict[str, list[Outgoing]]:
    found = dict[str, list[Outgoing]]()
    for row in rows:
        found.setdefault(row.office, []).append(row)
    return found


def named_by(accepted: Proof, row: Outgoing) -> Named:
    """Which message a statement is about, as our own first statement says it."""
    return Named(row.id, row.pair, row.side, row.seq, bytes.fromhex(evidence.told(accepted)["sha256"]))


@transaction.atomic
def send_again(*, now: datetime, limit: int = 200) -> int:
    """Pack anew what left and was not receipted in time; the receiver keeps the first and sends its receipt again."""
    on_hand = LeavingParcel.objects.values("pk")  # what the next hop does not hold yet needs no second parcel
    due = Outgoing.objects.select_for_update(skip_locked=True).filter(resend_at__lte=now, refusal="")
    due = due.exclude(parcel__in=on_hand)
    rows = list(due.order_by("resend_at")[:limit])
    standing, stated = standing_across({(row.pair, row.side) for row in rows}), _stated(rows)
    ready = dict[UUID, tuple[Outgoing, Envelope]]()
    for row in rows:
        content = _content(row)
        if content is not None:
            to = standing[row.pair, row.side]
            ready[row.id] = row, Envelope(
                row.id, row.pair, row.side, row.seq, row.kind, row.version, own_place(), to.code, content,
                tuple(stated[row.id]), node=to.node,
            )  # fmt: skip
    outcomes = Packing().carry([envelope for _, envelope in ready.values()], now=now)
    for row in rows:
        packed = outcomes[row.id].parcel if row.id in outcomes else None
        row.parcel, row.resends = packed or row.parcel, row.resends + 1
        row.resend_at = now + resend_wait() * min(1 << min(row.resends, 20), LONGEST_RESEND)
        row.save(update_fields=["parcel", "resends", "resend_at"])
    return len(rows)


def _stated(rows: Iterable[Outgoing]) -> dict[UUID, list[Proof]]:
    """What was signed here about each of these when it left; the signal that told of it may be lost too."""
    found = dict[UUID, list[Proof]]()
    for office, some in _by_office(rows).items():
        for event in (Event.SUBMISSION_ACCEPTANCE, Event.RELAY):
            held = evidence.held(messages=[row.id for row in some], office=office, event=event)
            for message, proof in held.items():
                found.setdefault(message, []).append(evidence.signed_now(proof))
    return found


def _content(row: Outgoing) -> bytes | None:
    try:
        return unseal(bytes(row.sealed or b""), "outbox", row.id, row.kind, row.version)
    except CryptoError:
        return None


def next_wake(now: datetime) -> float | None:
    """Seconds until a parcel is to be tried again; None where none waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM min(try_at) - %s)::float8 FROM exchange_parcel", [now])
        row = cursor.fetchone()
    return None if row is None or row[0] is None else max(0.0, float(row[0]))
