"""What is for another node is written as events and packed, all that leaves at one tick together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from suixing.exchange.envelopes import Envelope, Outcome
from suixing.exchange.evidence import Proof
from suixing.exchange.models import LeavingParcel, WaitingSignal
from suixing.exchange.nodes.own import alias_of, last_tick, own_place
from suixing.exchange.nodes.queries import Signer, may_sign, own_signer, sealing_key_of
from suixing.exchange.post import wire
from suixing.exchange.post.wire import CrossingMessage, Signal, Stated

KEPT_FOR = timedelta(days=30)
"""How long a parcel may be on its way; what was not receipted is packed anew long before."""
MOST_EVENTS = 200
_MOST_OCTETS = wire.SIZES[-1]
AT_ONCE = 1000


class Packing:
    """The way to offices of other nodes: what is taken lies in a parcel, written in the same transaction."""

    def carry(self, envelopes: Sequence[Envelope], *, now: datetime) -> dict[UUID, Outcome]:
        """As ``Transport.carry``. A node whose keys are not known, or no longer good, is ``no_such_node``.

        Where this node ended its own keys nothing leaves it: ``keys_ended``.
        """
        outcomes = dict[UUID, Outcome]()
        if not may_sign():
            return {one.message: Outcome(failure="keys_ended") for one in envelopes}
        signer = own_signer()
        by_way = dict[tuple[str, bool], list[Envelope]]()
        for one in envelopes:
            by_way.setdefault((one.node, one.urgent), []).append(one)
        for (node, urgent), some in by_way.items():
            if sealing_key_of(node) is None:
                outcomes |= {one.message: Outcome(failure="no_such_node") for one in some}
                continue
            written = [(one.message, _event(one, signer, now)) for one in some]
            for parcel, messages in _pack(node, written, urgent=urgent, now=now):
                outcomes |= {message: Outcome(parcel=parcel) for message in messages}
        return outcomes


@transaction.atomic
def pack_signals(*, now: datetime) -> int:
    """Pack what nodes are to be told and was due at the last tick; how many signals."""
    if not may_sign():
        return 0
    due = Q(leave_at__lte=last_tick(now)) | Q(urgent=True, leave_at__lte=now)
    rows = list(WaitingSignal.objects.select_for_update(skip_locked=True).filter(due).order_by("leave_at")[:AT_ONCE])
    if not rows:
        return 0
    signer, by_way = own_signer(), dict[tuple[str, bool], list[tuple[UUID, str]]]()
    for row in rows:
        signal = Signal(row.id, row.kind, 1, own_place(), row.node, row.data, now)
        by_way.setdefault((row.node, row.urgent), []).append((row.id, _signed(signal, signer)))
    for (node, urgent), written in by_way.items():
        for _ in _pack(node, written, urgent=urgent, now=now):
            pass
    WaitingSignal.objects.filter(pk__in=[row.id for row in rows]).delete()
    return len(rows)


def pack_at_once(node: str, kind: str, told: Sequence[Mapping[str, Any]], *, now: datetime) -> UUID | None:
    """One parcel of signals that must not wait here in the clear; None where the key of its node is not known.

    They are as few as fit into one; it is due after whatever waits for that node already.
    """
    signer = own_signer()
    signals = [Signal(uuid4(), kind, 1, own_place(), node, dict(data), now) for data in told]
    written = [(one.id, _signed(one, signer)) for one in signals]
    return next((parcel for parcel, _ in _pack(node, written, urgent=False, now=now)), None)


def _event(one: Envelope, signer: Signer, now: datetime) -> str:
    return _signed(
        CrossingMessage(
            message=one.message, pair=one.pair, side=one.side, seq=one.seq, kind=one.kind, version=one.version,
            from_node=own_place(), alias=f"{own_place()}:{alias_of(one.pair, one.side)}", to_node=one.node,
            office=one.office if one.side == "asking" else "", content=one.content,
            proofs=tuple(_stated(proof) for proof in one.proofs), at=now,
        ),
        signer,
    )  # fmt: skip


def _stated(proof: Proof) -> Stated:
    return Stated(proof.event.value, proof.at, proof.statement, proof.signature)


def _signed(event: CrossingMessage | Signal, signer: Signer) -> str:
    return wire.write_event(event, signer.kid, signer.private)


def _pack(
    node: str, written: Sequence[tuple[UUID, str]], *, urgent: bool, now: datetime
) -> Iterator[tuple[UUID, list[UUID]]]:
    """Parcels of these events, stored; each with whose events are in it."""
    key = sealing_key_of(node)
    if key is None:
        return
    for part in _parts(written):
        parcel, events = uuid4(), [event for _, event in part]
        LeavingParcel.objects.create(
            id=parcel, node=node, body=wire.pack(parcel, events, key.public, key.kid), urgent=urgent,
            events=len(events), created_at=now, expires_at=now + KEPT_FOR, try_at=now,
        )  # fmt: skip
        yield parcel, [one for one, _ in part]


def _parts(written: Sequence[tuple[UUID, str]]) -> Iterator[list[tuple[UUID, str]]]:
    part, octets = list[tuple[UUID, str]](), 0
    for one in written:
        if part and (len(part) == MOST_EVENTS or octets + len(one[1]) > _MOST_OCTETS - 4096):
            yield part
            part, octets = [], 0
        part.append(one)
        octets += len(one[1]) + 3
    if part:
        yield part
