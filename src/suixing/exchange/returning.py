"""What one node lost, the other gives back: a message that it sent itself, or evidence of either.

Nothing is believed: what comes back must be signed by who it says, one's own by a key of one's own log.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from suixing.exchange import evidence
from suixing.exchange.evidence import Named, Proof
from suixing.exchange.ledgers import SHARED, Entry
from suixing.exchange.models import Event, Evidence, Incoming, Outgoing, Route, Side
from suixing.exchange.nodes.chain import entry_of_key
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import chain_of, is_office_here, standing_across
from suixing.exchange.post.signals import BadProof, read_proof, tell
from suixing.exchange.post.wire import Signal
from suixing.exchange.sealing import seal, unseal
from suixing.kernel.crypto import CryptoError

RETURNED = "exchange.returned"
AT_ONCE = 20
"""Messages in one signal that brings evidence alone; one that brings a content travels alone."""
_FIELDS = ("message", "pair", "side", "seq", "sha256")


def send_anew(messages: Iterable[UUID], *, now: datetime) -> int:
    """Let messages that left leave again, as if they had never been receipted; how many of them still can."""
    left = Outgoing.objects.filter(pk__in=list(messages), relayed_at__isnull=False, refusal="", sealed__isnull=False)
    stated = Evidence.objects.filter(message=OuterRef("pk"), event=Event.SUBMISSION_ACCEPTANCE)
    for row in left.exclude(Exists(stated)):
        _accept_anew(row, now)
    return left.update(resend_at=now, consigned_at=None)


def _accept_anew(row: Outgoing, now: datetime) -> None:
    """That a message was accepted is stated again where that was lost: it does not leave without."""
    try:
        content = unseal(bytes(row.sealed or b""), "outbox", row.pk, row.kind, row.version)
    except CryptoError:
        return
    named = Named(row.pk, row.pair, row.side, row.seq, evidence.digest_of(content))
    proof = evidence.attest(Event.SUBMISSION_ACCEPTANCE, named, at=row.relayed_at or now)
    evidence.store([(row.office, proof)])


def give_back(node: str, lost: Sequence[Entry], *, now: datetime) -> None:
    """Return messages of ``node`` that it sent and does not have any more, with all evidence that there is of them."""
    for row in Incoming.objects.filter(pk__in=[one.message for one in lost], node=node):
        told = _told(row, row.office)
        told["content"] = _content(row)
        tell(node=node, kind=RETURNED, data={"messages": [told]}, now=now)


def tell_again(node: str, lacking: Sequence[Entry], *, now: datetime) -> None:
    """Tell evidence about these messages again, whoever of the two signed it."""
    messages = [one.message for one in lacking]
    rows: list[Outgoing | Incoming] = [
        *Outgoing.objects.filter(pk__in=messages).defer("sealed"),
        *Incoming.objects.filter(pk__in=messages, node=node).defer("sealed"),
    ]
    told = [_told(row, row.office) for row in rows]
    for start in range(0, len(told), AT_ONCE):
        tell(node=node, kind=RETURNED, data={"messages": told[start : start + AT_ONCE]}, now=now)


def _told(row: Outgoing | Incoming, office: str) -> dict[str, Any]:
    proofs = Evidence.objects.filter(message=row.pk, office=office, event__in=[event.value for event in SHARED])
    return {
        "message": str(row.pk), "pair": str(row.pair), "side": row.side, "seq": row.seq, "kind": row.kind,
        "version": row.version, "proofs": [_proof_told(one) for one in proofs.order_by("event")],
    }  # fmt: skip


def _proof_told(row: Evidence) -> dict[str, str]:
    """One of our own is signed anew where our key was replaced; the other's stays as it is."""
    proof = Proof(row.message, Event(row.event), row.at, bytes(row.statement), bytes(row.signature))
    if entry_of_key(chain_of(own_place()), bytes.fromhex(evidence.told(proof)["signed_by"])):
        proof = evidence.signed_now(proof)
    return {"statement": b64encode(proof.statement).decode(), "signature": b64encode(proof.signature).decode()}


def _content(row: Incoming) -> str:
    """Empty where it was forgotten here."""
    try:
        return b64encode(unseal(bytes(row.sealed or b""), "inbox", row.pk, row.kind, row.version)).decode()
    except CryptoError:
        return ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of one message; ``content`` None where only evidence did, or where it was forgotten."""

    message: UUID
    pair: UUID
    side: str
    seq: int
    kind: str
    version: int
    proofs: Mapping[Event, Proof]
    content: bytes | None
    whole: bool


def returned_arrived(signal: Signal, *, now: datetime) -> None:
    """Keep what another node gives back, as far as it is proved and was lost here."""
    for told in signal.data.get("messages", ())[:AT_ONCE]:
        try:
            back = _read(told, signal.from_node)
        except (BadProof, ValueError, TypeError, KeyError):
            continue
        with transaction.atomic():
            _keep(back, signal.from_node, now)


def _read(told: Mapping[str, Any], node: str) -> Returned:
    proofs = dict[Event, Proof]()
    for one in told["proofs"][: len(SHARED)]:
        proof, said = _read_proof(b64decode(one["statement"]), b64decode(one["signature"]), node)
        if any(said[name] != told[name] for name in _FIELDS[:-1]):
            raise BadProof("place")
        proofs[proof.event] = proof
    digests = {evidence.told(proof)["sha256"] for proof in proofs.values()}
    content = b64decode(told["content"]) if told.get("content") else None
    if len(digests) != 1 or (content is not None and evidence.digest_of(content).hex() not in digests):
        raise BadProof("content")
    return Returned(
        UUID(told["message"]), UUID(told["pair"]), Side(told["side"]).value, int(told["seq"]), str(told["kind"]),
        int(told["version"]), proofs, content, "content" in told,
    )  # fmt: skip


def _read_proof(statement: bytes, signature: bytes, node: str) -> tuple[Proof, Mapping[str, Any]]:
    """A proof by that node, or by this one under whatever key it had; raises BadProof."""
    said = json.loads(statement)
    own = entry_of_key(chain_of(own_place()), bytes.fromhex(said["signed_by"]))
    if own is None:
        return read_proof(statement, signature, node=node)
    if evidence.canonical(said) != statement or not evidence.holds(
        statement=statement, signature=signature, public_key=own.signing
    ):
        raise BadProof("signature")
    at = datetime.fromisoformat(said["at"])
    return Proof(UUID(said["message"]), Event(said["event"]), at, statement, signature), said


def _keep(back: Returned, node: str, now: datetime) -> None:
    row = (
        Outgoing.objects.filter(pk=back.message).defer("sealed").first()
        or Incoming.objects.filter(pk=back.message, node=node).defer("sealed").first()
    )
    if row is None:
        if back.whole and Event.SUBMISSION_ACCEPTANCE in back.proofs:
            _restore(back, node, now)
        return
    standing = standing_across([(row.pair, row.side)])
    ours = isinstance(row, Incoming) or standing[row.pair, row.side].node == node
    held = Evidence.objects.filter(message=row.pk, office=row.office).first()
    digest = json.loads(bytes(held.statement))["sha256"] if held else None
    if ours and (row.pair, row.side, row.seq) == (back.pair, back.side, back.seq) and digest in {None, _digest(back)}:
        evidence.store((row.office, proof) for proof in back.proofs.values())
        consigned = back.proofs.get(Event.CONTENT_CONSIGNMENT)
        if isinstance(row, Outgoing) and consigned:
            waiting = Outgoing.objects.filter(pk=row.pk, consigned_at=None)
            waiting.update(consigned_at=consigned.at, resend_at=None)


def _digest(back: Returned) -> str:
    return str(evidence.told(next(iter(back.proofs.values())))["sha256"])


def _restore(back: Returned, node: str, now: datetime) -> None:
    """A message that this node sent and lost stands in its place again, where that is free."""
    accepted = back.proofs[Event.SUBMISSION_ACCEPTANCE]
    if entry_of_key(chain_of(own_place()), bytes.fromhex(evidence.told(accepted)["signed_by"])) is None:
        return
    office = _office_of(back, node)
    taken = Outgoing.objects.filter(pair=back.pair, side=back.side, seq=back.seq).exists()
    if not office or taken or not is_office_here(office):
        return
    relayed, consigned = back.proofs.get(Event.RELAY), back.proofs.get(Event.CONTENT_CONSIGNMENT)
    sealed = None
    if back.content is not None:
        sealed = seal(back.content, "outbox", back.message, back.kind, back.version)
    Outgoing.objects.create(
        id=back.message, pair=back.pair, side=back.side, seq=back.seq, kind=back.kind, version=back.version,
        office=office, sealed=sealed, created_at=accepted.at, leave_at=accepted.at,
        relayed_at=relayed.at if relayed else accepted.at, resends=1,
        consigned_at=consigned.at if consigned else None, resend_at=None if consigned else now,
    )  # fmt: skip
    evidence.store((office, proof) for proof in back.proofs.values())


def _office_of(back: Returned, node: str) -> str:
    """Which of our offices sent it; empty where nobody knows any more: the other node was never told who asks."""
    route = Route.objects.filter(pk=back.pair).first()
    if route is None:
        return ""
    if standing_across([(back.pair, back.side)])[back.pair, back.side].node != node:
        return ""
    return route.asking if back.side == Side.ASKING else route.answering
