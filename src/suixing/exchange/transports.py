"""How a message gets from one side to the other: at once where both are on this node, else packed (``post.packing``).

A transport is given envelopes and says what became of each. What it says was taken must be durable. It may be given
the same envelope again after a crash: the receiver keeps the first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from suixing.exchange.arrival import receive
from suixing.exchange.envelopes import Envelope, Outcome


class Transport(Protocol):
    """A way to the other side."""

    def carry(self, envelopes: Sequence[Envelope], *, now: datetime) -> dict[UUID, Outcome]:
        """Take these to where they belong; an outcome for each."""


class Loopback:
    """Both sides on this node: what is taken is stored at the receiver, in the same transaction."""

    def carry(self, envelopes: Sequence[Envelope], *, now: datetime) -> dict[UUID, Outcome]:
        """As ``Transport.carry``; every outcome is final."""
        return receive(envelopes, now=now)
