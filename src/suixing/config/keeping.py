"""Chores of the worker of a node among others: it completes changes of keys and tells keys, heads and documents."""

import time
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suixing.exchange.witnessing import Newest

TELL_AGAIN_SECONDS = 600.0
"""How long new keys may take through the hub and back before they are told again."""
HEADS_SECONDS = 600.0
"""The shortest time between two heads that others are told of."""
COMPARE_SECONDS = 60.0
"""How often it is looked at with which nodes it is time to compare."""


class Keeping:
    """Called every few seconds, it does what is due."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()
        self._compared_at = -COMPARE_SECONDS
        self._heads_at = -HEADS_SECONDS
        self._heads: Newest | None = None

    def __call__(self) -> bool:
        """Do it; whether this node may still sign anything."""
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        from suixing.config.node.changing_keys import settle  # noqa: PLC0415
        from suixing.exchange.nodes.queries import may_sign  # noqa: PLC0415
        from suixing.exchange.post.spreading import tell_keys  # noqa: PLC0415
        from suixing.exchange.publishing import spread  # noqa: PLC0415
        from suixing.exchange.reconciling import begin_due  # noqa: PLC0415

        if not may_sign():
            return False
        settle(now=timezone.now())
        if time.monotonic() - self._told_at > TELL_AGAIN_SECONDS:
            tell_keys(now=timezone.now())
            self._told_at = time.monotonic()
        if time.monotonic() - self._heads_at > HEADS_SECONDS:
            self._tell_heads(timezone.now())
        if time.monotonic() - self._compared_at > COMPARE_SECONDS:
            begin_due(now=timezone.now())
            self._compared_at = time.monotonic()
        spread(now=timezone.now())
        return True

    def _tell_heads(self, now: datetime) -> None:
        """Others witness this node's newest journal head, where it is another than they were told."""
        from suixing.exchange.witnessing import newest_here, tell_heads  # noqa: PLC0415 - only after setup

        newest = newest_here()
        if newest != self._heads and tell_heads(newest, now=now):
            self._heads, self._heads_at = newest, time.monotonic()
