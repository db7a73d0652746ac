"""What nodes tell each other beside messages: evidence about them first of all.

A signal may be lost with a parcel and come twice: each kind can be told again, and applying it twice changes nothing.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from suixing.exchange import evidence
from suixing.exchange.evidence import Proof
from suixing.exchange.models import Event, Incoming, Outgoing, WaitingSignal
from suixing.exchange.nodes.queries import signed_by_node, standing_across
from suixing.exchange.post.wire import Signal
from suixing.kernel.crypto import SUITE_ED25519

EVIDENCE = "exchange.evidence"
MOST_PROOFS = 100
"""In one signal."""


def tell(*, node: str, kind: str, data: Mapping[str, Any], now: datetime, urgent: bool = False) -> None:
    """Let ``node`` know, at the next tick, or at once where it is urgent."""
    WaitingSignal.objects.create(id=uuid4(), node=node, kind=kind, data=dict(data), urgent=urgent, leave_at=now)


def tell_evidence(copies: Iterable[tuple[str, Proof]], *, now: datetime, urgent: bool = False) -> None:
    """Send each proof to the node that has the other side."""
    by_node = dict[str, list[dict[str, str]]]()
    for node, proof in copies:
        by_node.setdefault(node, []).append(_told(proof))
    for node, proofs in by_node.items():
        for start in range(0, len(proofs), MOST_PROOFS):
            data = {"proofs": proofs[start : start + MOST_PROOFS]}
            tell(node=node, kind=EVIDENCE, data=data, now=now, urgent=urgent)


def _told(proof: Proof) -> dict[str, str]:
    proof = evidence.signed_now(proof)
    return {"statement": b64encode(proof.statement).decode(), "signature": b64encode(proof.signature).decode()}


class BadProof(ValueError):  # noqa: N818 - it is what the check found
    """A proof that does not say what its message is, or is not by the node that sent it."""


def read_proof(statement: bytes, signature: bytes, *, node: str) -> tuple[Proof, Mapping[str, Any]]:
    """A proof that ``node`` signed and what it says; raises BadProof."""
    try:
        said = json.loads(statement)
        if evidence.canonical(said) != statement or said["form"] != evidence.FORM:
            raise BadProof("form")
        proof = Proof(
            UUID(said["message"]), Event(said["event"]), datetime.fromisoformat(said["at"]), statement, signature
        )
        public = bytes.fromhex(said["signed_by"])
    except (ValueError, TypeError, KeyError):
        raise BadProof("form") from None
    if signature[:1] != SUITE_ED25519 or not signed_by_node(node, public, proof.at):
        raise BadProof("key")
    if not evidence.holds(statement=statement, signature=signature, public_key=public):
        raise BadProof("signature")
    return proof, said


def evidence_arrived(signal: Signal, *, now: datetime) -> None:
    """Keep what the other side's node states about messages of ours, or of theirs that we hold.

    Each proof must name a message that we exchanged with that node, with the same place and content. What does not is
    left out: it proves nothing. So a node is told of ``relay`` when its receipt for the message comes, and not before.
    """
    offered = dict[UUID, list[tuple[Proof, Mapping[str, Any]]]]()
    for one in signal.data.get("proofs", ())[:MOST_PROOFS]:
        try:
            proof, said = read_proof(b64decode(one["statement"]), b64decode(one["signature"]), node=signal.from_node)
        except (BadProof, ValueError, TypeError, KeyError):
            continue
        offered.setdefault(proof.message, []).append((proof, said))
    _keep_about_sent(offered, signal.from_node, now)
    _keep_about_received(offered, signal.from_node)


Offered = Mapping[UUID, list[tuple[Proof, Mapping[str, Any]]]]


def _keep_about_sent(offered: Offered, node: str, now: datetime) -> None:
    rows = {one.id: one for one in Outgoing.objects.select_for_update().filter(pk__in=list(offered)).order_by("pk")}
    accepted = _accepted(rows.values(), Event.SUBMISSION_ACCEPTANCE)
    standing = standing_across({(row.pair, row.side) for row in rows.values()})
    kept = [
        (row, proof, said)
        for message, row in rows.items()
        for proof, said in offered[message]
        if message in accepted and _is_about(said, accepted[message]) and standing[row.pair, row.side].node == node
    ]
    evidence.store((row.office, proof) for row, proof, _ in kept)
    consigned = [(row, proof.at) for row, proof, _ in kept if proof.event is Event.CONTENT_CONSIGNMENT]
    _settle_consigned(consigned)
    _tell_relayed([row for row, _ in consigned if row.consigned_at is None], node, now)
    for row, proof, said in kept:
        if proof.event is Event.RELAY_FAILURE:
            _settle_refused(row, str(said.get("reason", "refused"))[:60], proof.at)


def _keep_about_received(offered: Offered, node: str) -> None:
    rows = {one.id: one for one in Incoming.objects.filter(pk__in=list(offered), node=node).defer("sealed")}
    consigned = _accepted(rows.values(), Event.CONTENT_CONSIGNMENT)
    evidence.store(
        (row.office, proof)
        for message, row in rows.items()
        for proof, said in offered[message]
        if message in consigned and _is_about(said, consigned[message])
    )


def _accepted(rows: Iterable[Outgoing | Incoming], event: Event) -> dict[UUID, Mapping[str, Any]]:
    """What our own statement about each of these messages says."""
    found = dict[UUID, Mapping[str, Any]]()
    by_office = dict[str, list[UUID]]()
    for row in rows:
        by_office.setdefault(row.office, []).append(row.id)
    for office, messages in by_office.items():
        held = evidence.held(messages=messages, office=office, event=event)
        found |= {message: evidence.told(proof) for message, proof in held.items()}
    return found


def _is_about(said: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    return all(said.get(name) == ours[name] for name in ("message", "pair", "side", "seq", "sha256"))


def _settle_consigned(receipts: Iterable[tuple[Outgoing, datetime]]) -> None:
    """What has its receipt is not sent again, and goes where it was to be forgotten. A parcel's have one instant."""
    by_instant = dict[datetime, list[UUID]]()
    for row, at in receipts:
        by_instant.setdefault(at, []).append(row.pk)
    for at, messages in by_instant.items():
        waiting = Outgoing.objects.filter(pk__in=messages, consigned_at=None)
        waiting.filter(to_forget=True).update(sealed=None)
        waiting.update(consigned_at=at, resend_at=None)


def _tell_relayed(rows: Iterable[Outgoing], node: str, now: datetime) -> None:
    """What was signed when these left, to the node that holds them now."""
    by_office = dict[str, list[Outgoing]]()
    for row in rows:
        by_office.setdefault(row.office, []).append(row)
    for office, some in by_office.items():
        held = evidence.held(messages=[row.id for row in some], office=office, event=Event.RELAY)
        told = [(node, held[row.id]) for row in some if row.id in held]
        tell_evidence(told, now=now, urgent=any(row.urgent for row in some))


def _settle_refused(row: Outgoing, why: str, at: datetime) -> None:
    unsettled = Outgoing.objects.filter(pk=row.pk, consigned_at=None, refusal="")
    unsettled.update(refusal=why, refused_at=at, resend_at=None)
