"""Chores of the worker of a node among others: changes of keys are completed, and other nodes learn of them."""

import time

TELL_AGAIN_SECONDS = 600.0
"""How long new keys may take through the hub and back before they are told again."""


class Keeping:
    """Called every few seconds, it does what is due."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()

    def __call__(self) -> bool:
        """Do it; whether this node may still sign anything."""
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        from suixing.config.node.changing_keys import settle  # noqa: PLC0415
        from suixing.exchange.nodes.queries import may_sign  # noqa: PLC0415
        from suixing.exchange.post.spreading import tell_keys  # noqa: PLC0415

        if not may_sign():
            return False
        settle(now=timezone.now())
        if time.monotonic() - self._told_at > TELL_AGAIN_SECONDS:
            tell_keys(now=timezone.now())
            self._told_at = time.monotonic()
        return True
