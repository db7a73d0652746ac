"""A message as it travels between two sides, and what became of it."""

from dataclasses import dataclass
from uuid import UUID

from suixing.exchange.evidence import Proof


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as it travels. ``place`` is the sender's province; her office is not in it (X8).

    ``office`` is the receiver, ``content`` the random bytes and the body (``sealing``), ``proofs`` what the
    sender's node states about it: accepted, and, where both are on one node, relayed. ``node`` is the other node, empty
    where both are on this one.
    """

    message: UUID
    pair: UUID
    side: str
    seq: int
    kind: str
    version: int
    place: str
    office: str
    content: bytes
    proofs: tuple[Proof, ...]
    node: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one envelope: ``receipt`` of the receiver, if it is known yet, or ``failure`` in one word.

    ``parcel`` is what it was packed into for another node, from which the receipt comes later.
    """

    receipt: Proof | None = None
    failure: str = ""
    parcel: UUID | None = None
