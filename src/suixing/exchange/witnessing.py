"""Nodes witness each other's journals and key logs: who rewrites his own cannot rewrite what others saw of it.

Each node tells all others its newest journal head. They keep it and answer with a signed statement that names it; the
node keeps that beside its journal, and ``suixing journal verify`` holds the journal against it. A head covers all that
was before it, so the newest ones are enough. One that contradicts what was seen before does not replace it: the witness
says the earlier one again.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from suixing.exchange import evidence
from suixing.exchange.models import Node, WitnessedHead
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import chain_of, held_list, naming, signed_by_node
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal
from suixing.journal.heads import Head
from suixing.journal.queries import heads
from suixing.journal.witness import Line, line_of
from suixing.kernel.crypto import SUITE_ED25519, sha256, sign
from suixing.kernel.keys import keyring_at

HEAD = "exchange.head"
WITNESSED = "exchange.witnessed"
FORM = 1
KEPT = 100
"""Heads of one node by one witness; what was contradicted stays beyond them."""
MOST_CONTRADICTED = 20
_MEMBERS = {"at", "event", "form", "head", "keys", "node", "signed_by"}


@dataclass(frozen=True, slots=True)
class Newest:
    """What a node tells others of its journal and its key log; ``head`` None before anything was sealed.

    ``directory`` is the version and the text of the hub's list that it holds: told beside it, witnessed by nobody.
    """

    head: Head | None
    keys_number: int
    keys_hash: bytes
    directory: tuple[int, str] = (0, "")

    def told(self) -> dict[str, Any]:
        """As it travels."""
        return {"head": self.head.as_json() if self.head else None, "keys": _keys_told(self)}


def newest_here() -> Newest:
    """The newest head of this node's journal, and of its key log."""
    last = chain_of(own_place())[-1]
    return Newest(next(heads(limit=1), None), last.number, sha256(last.statement), held_list())


def tell_heads(newest: Newest, *, now: datetime) -> int:
    """Tell every other node that takes part; how many."""
    others = list(Node.objects.filter(state="active").exclude(pk=own_place()).values_list("place", flat=True))
    data = {**newest.told(), "directory": naming(*newest.directory)}
    for place in others:
        tell(node=place, kind=HEAD, data=data, now=now)
    return len(others)


def head_arrived(signal: Signal, *, now: datetime) -> None:
    """Keep what another node says of its journal, and answer with a statement of it. Raises NotTaken."""
    node = signal.from_node
    said = _newest_of(signal.data, node)
    known = WitnessedHead.objects.filter(node=node, witness=own_place())
    contradicted = _contradicted(known, said)
    row = _state(node, said, now)
    held = known.filter(
        number=row.number, hash=row.hash, keys_number=row.keys_number, keys_hash=row.keys_hash
    ).first()  # fmt: skip
    if held is None:
        row.save()
        known.filter(pk__in=[one.pk for one in contradicted]).update(contradicted=True)
        _forget(node, own_place())
    for one in (*contradicted, held or row):
        tell(node=node, kind=WITNESSED, data=_statement_told(one), now=now)


def witnessed_arrived(signal: Signal, *, now: datetime) -> None:  # noqa: ARG001 - called as every handler of signals
    """Keep what another node states about a head of ours; one that our journal key never signed is none.

    Raises NotTaken.
    """
    statement, signature, said = _read_statement(signal)
    head = None if said["head"] is None else _head_of(said["head"])
    if head is not None and not head.is_signed_by(keyring_at(settings.SUIXING_KEYS_DIR).journal_public):
        raise NotTaken("unsigned")
    WitnessedHead.objects.bulk_create(
        [
            WitnessedHead(
                node=own_place(), witness=signal.from_node, number=head.number if head else 0,
                hash=head.hash() if head else b"", keys_number=int(said["keys"]["number"]),
                keys_hash=bytes.fromhex(said["keys"]["hash"]), at=datetime.fromisoformat(said["at"]),
                statement=statement, signature=signature,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    _forget(own_place(), signal.from_node)


def witnessed_lines() -> dict[str, list[Line]]:
    """The heads of this node's journal that others saw, by the place of who saw them; none on a node that stands alone.

    Signatures are checked again: whoever owns the database can write rows, and cannot write these.
    """
    lines = dict[str, list[Line]]()
    public = keyring_at(settings.SUIXING_KEYS_DIR).journal_public
    for row in WitnessedHead.objects.filter(node=own_place(), number__gt=0).exclude(witness=own_place()).order_by("pk"):
        head = _head_of(json.loads(bytes(row.statement))["head"])
        if head.is_signed_by(public):
            lines.setdefault(row.witness, []).append(line_of(head))
    return lines


def key_contradictions() -> list[str]:
    """The witnesses that have another entry pinned for this node than its own log has; empty as it should be."""
    chain = chain_of(own_place())
    found = list[str]()
    for row in WitnessedHead.objects.filter(node=own_place()).exclude(witness=own_place()).order_by("pk"):
        number = row.keys_number
        if number > len(chain) or (number and sha256(chain[number - 1].statement) != bytes(row.keys_hash)):
            found.append(row.witness)
    return sorted(set(found))


def _newest_of(data: Mapping[str, Any], node: str) -> Newest:
    """What was told, where it can be so; its key log must be the one that is pinned here, as far as both go."""
    try:
        head = None if data["head"] is None else _head_of(data["head"])
        number, digest = int(data["keys"]["number"]), bytes.fromhex(data["keys"]["hash"])
    except (KeyError, TypeError, ValueError):
        raise NotTaken("malformed") from None
    if not 1 <= number < 2**31:
        raise NotTaken("malformed")
    if head is not None and not (1 <= head.number < 2**63 and head.is_signed_by(head.public_key)):
        raise NotTaken("unsigned")
    chain = chain_of(node)
    if 1 <= number <= len(chain) and sha256(chain[number - 1].statement) != digest:
        raise NotTaken("swapped")
    return Newest(head, number, digest)


def _head_of(said: Any) -> Head:
    try:
        return Head.from_json(said)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise NotTaken("malformed") from None


def _contradicted(known: Any, said: Newest) -> list[WitnessedHead]:
    """What was seen of the same journal and cannot have come before this head: of a higher number, or another one.

    A head that names another journal key than before contradicts them all.
    """
    if said.head is None:
        return list(known.filter(number__gt=0).order_by("-number")[:1])
    rows = list(known.filter(number__gte=said.head.number).order_by("-number")[:MOST_CONTRADICTED])
    last = known.filter(number__gt=0).order_by("-number").first()
    if last is not None and last not in rows and _key_of(last) != said.head.public_key:
        rows.append(last)
    return [row for row in rows if bytes(row.hash) != said.head.hash()]


def _key_of(row: WitnessedHead) -> bytes:
    return _head_of(json.loads(bytes(row.statement))["head"]).public_key


def _state(node: str, said: Newest, now: datetime) -> WitnessedHead:
    """This node's signed statement of what it saw; of the key log as far as it has it pinned itself."""
    ring, chain = evidence.keys(), chain_of(node)
    pinned = chain[min(said.keys_number, len(chain)) - 1]
    seen = Newest(said.head, pinned.number, sha256(pinned.statement))
    statement = evidence.canonical(
        {
            "at": evidence.instant_text(now), "event": "head_witnessed", "form": FORM, "node": node,
            "signed_by": ring.exchange_public.hex(), **seen.told(),
        }
    )  # fmt: skip
    return WitnessedHead(
        node=node, witness=own_place(), number=said.head.number if said.head else 0,
        hash=said.head.hash() if said.head else b"", keys_number=pinned.number, keys_hash=seen.keys_hash, at=now,
        statement=statement, signature=sign(ring.exchange, statement),
    )  # fmt: skip


def _keys_told(newest: Newest) -> dict[str, Any]:
    return {"number": newest.keys_number, "hash": newest.keys_hash.hex()}


def _statement_told(row: WitnessedHead) -> dict[str, str]:
    return {
        "statement": b64encode(bytes(row.statement)).decode(), "signature": b64encode(bytes(row.signature)).decode()
    }  # fmt: skip


def _read_statement(signal: Signal) -> tuple[bytes, bytes, dict[str, Any]]:
    """A statement about this node that the other one signed; raises NotTaken."""
    try:
        statement = b64decode(signal.data["statement"], validate=True)
        signature = b64decode(signal.data["signature"], validate=True)
        said = json.loads(statement)
        if said.keys() != _MEMBERS or evidence.canonical(said) != statement:
            raise NotTaken("malformed")
        public, at = bytes.fromhex(said["signed_by"]), datetime.fromisoformat(said["at"])
        digest = bytes.fromhex(said["keys"]["hash"])
        fits = (said["form"], said["event"], said["node"]) == (FORM, "head_witnessed", own_place())
        fits = fits and at.tzinfo is not None and len(digest) == 32 and 1 <= int(said["keys"]["number"]) < 2**31
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotTaken("malformed") from None
    if not fits:
        raise NotTaken("malformed")
    if signature[:1] != SUITE_ED25519 or not signed_by_node(signal.from_node, public, at):
        raise NotTaken("unsigned")
    if not evidence.holds(statement=statement, signature=signature, public_key=public):
        raise NotTaken("unsigned")
    return statement, signature, said


def _forget(node: str, witness: str) -> None:
    """Keep the newest hundred: a head covers all before it."""
    rows = WitnessedHead.objects.filter(node=node, witness=witness, contradicted=False).order_by("-pk")
    oldest = rows.values_list("pk", flat=True)[KEPT - 1 : KEPT].first()
    if oldest is not None:
        WitnessedHead.objects.filter(node=node, witness=witness, contradicted=False, pk__lt=oldest).delete()
