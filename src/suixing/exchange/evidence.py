"""Evidence: what happened to a message, signed by this node, so that either side can prove it to a third.

A statement is canonical JSON (keys sorted, no blanks, UTF-8). It names no office and no officer: the answering side
must not learn who asks (X8). ``sha256`` is of the content, which begins with 32 random bytes: a short answer cannot be
guessed from its hash.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef

from suixing.exchange.models import Event, Evidence, Incoming
from suixing.kernel.crypto import sha256, sign, verify
from suixing.kernel.keys import Keyring, keyring_at

FORM = 1


@dataclass(frozen=True, slots=True)
class Proof:
    """One signed statement, as it is stored on both sides and travels between them."""

    message: UUID
    event: Event
    at: datetime
    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """Which message a statement is about; ``digest`` is SHA-256 of its content, 32 bytes."""

    message: UUID
    pair: UUID
    side: str
    seq: int
    digest: bytes


def keys() -> Keyring:
    """The keys of this node; the exchange's own are read anew once they were changed, whoever changed them."""
    folder = Path(settings.SUIXING_KEYS_DIR)
    return _keys_of(folder, _mark(folder / "exchange.key"), _mark(folder / "exchange-agreement.key"))


@lru_cache(maxsize=4)
def _keys_of(folder: Path, *_marks: tuple[int, int]) -> Keyring:
    return replace(keyring_at(folder))


def _mark(path: Path) -> tuple[int, int]:
    """What tells a file from the one before it."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_ino, stat.st_mtime_ns)


def instant_text(at: datetime) -> str:
    """An instant as statements write it: UTC, microseconds, ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def attest(event: Event, named: Named, *, at: datetime, reason: str = "") -> Proof:
    """State and sign that ``event`` happened; ``reason`` is one word of ours, never a text about a person."""
    ring = keys()
    said: dict[str, object] = {
        "at": instant_text(at), "event": event.value, "form": FORM, "message": str(named.message),
        "pair": str(named.pair), "seq": named.seq, "sha256": named.digest.hex(), "side": named.side,
        "signed_by": ring.exchange_public.hex(),
    }  # fmt: skip
    if reason:
        said["reason"] = reason
    statement = canonical(said)
    return Proof(named.message, event, at, statement, sign(ring.exchange, statement))


def signed_now(proof: Proof) -> Proof:
    """What a proof of this node says, under the key that it signs with now: one before a recovery no longer counts."""
    ring = keys()
    said = told(proof)
    if said["signed_by"] == ring.exchange_public.hex():
        return proof
    statement = canonical({**said, "signed_by": ring.exchange_public.hex()})
    return replace(proof, statement=statement, signature=sign(ring.exchange, statement))


def canonical(said: Mapping[str, object]) -> bytes:
    """The one way in which a statement is written."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def holds(*, statement: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the owner of ``public_key`` signed exactly this statement."""
    return verify(public_key, signature, statement)


def digest_of(content: bytes) -> bytes:
    """What a statement says of a content: SHA-256, 32 bytes."""
    return sha256(content)


def store(copies: Iterable[tuple[str, Proof]]) -> None:
    """Keep each proof under the office whose copy it is; one that is held already stays as it is."""
    Evidence.objects.bulk_create(
        [
            Evidence(
                message=proof.message, event=proof.event, at=proof.at, office=office, statement=proof.statement,
                signature=proof.signature,
            )
            for office, proof in copies
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def held(*, messages: Iterable[UUID], office: str, event: Event) -> dict[UUID, Proof]:
    """The proofs of one event that this office holds, by message."""
    rows = Evidence.objects.filter(message__in=list(messages), office=office, event=event)
    return {row.message: Proof(row.message, event, row.at, bytes(row.statement), bytes(row.signature)) for row in rows}


def receipts(messages: Iterable[UUID]) -> dict[UUID, Proof]:
    """The receipts that this node signed for messages that it stored, by message."""
    rows = Evidence.objects.filter(
        message__in=list(messages), event=Event.CONTENT_CONSIGNMENT,
        office__in=Incoming.objects.filter(pk=OuterRef("message")).values("office"),
    )  # fmt: skip
    return {
        row.message: Proof(row.message, Event.CONTENT_CONSIGNMENT, row.at, bytes(row.statement), bytes(row.signature))
        for row in rows
    }


def told(proof: Proof) -> dict[str, Any]:
    """What a statement says."""
    said: dict[str, Any] = json.loads(proof.statement)
    return said
