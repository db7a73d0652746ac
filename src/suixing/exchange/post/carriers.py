"""What travels between nodes, who takes it to the next hop, and what both ends of that way agree on.

A carrier is given parcels and says what became of each. What it says was taken is held durably by the next hop. It may
be given the same parcel again, for an answer can be lost on its way: the next hop keeps the first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

LARGEST = 8 << 20
"""Octets of one parcel's body, at most."""

TAKEN = ""
UNREACHABLE = "unreachable"
REFUSED = "refused"
BUSY = "busy"
UNTRUSTED = "untrusted"
TOO_LARGE = "too_large"
WRONG_NODE = "wrong_node"

PATH = "/parcels/"
NODE_HEADER = "Suixing-Node"
EXPIRES_HEADER = "Suixing-Expires"
URGENT_HEADER = "Suixing-Urgent"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel and what is written on it; ``node`` is the place it goes to, ``body`` is encrypted to that node."""

    id: UUID
    node: str
    expires_at: datetime
    body: bytes
    urgent: bool


class Carrier(Protocol):
    """A way to the next hop."""

    def give(self, parcels: Sequence[Parcel]) -> dict[UUID, str]:
        """An empty text for each parcel that the next hop holds now, else one word why not.

        The words: unreachable, refused, busy, untrusted, too_large.
        """

    def close(self) -> None:
        """Let go of the connections."""


Accept = Callable[[Parcel], str]
"""What a listener calls for a parcel: an empty text once it is committed, or kept as one that cannot be used; else a
word: refused, wrong_node, busy. Whatever it raises counts as busy: the sender tries again."""
