"""The worker's thread that takes what NATS holds for this node. A node with another transport has no such thread."""

import sys
import threading
from typing import TYPE_CHECKING

from suixing.config.nats_terms import NatsTerms, nats_terms, uses_nats
from suixing.config.session import close_connections
from suixing.config.taking import accept_here
from suixing.kernel.errors import Refusal

if TYPE_CHECKING:
    from suixing.exchange.post.nats import NatsReceiver

LOOK_AGAIN_SECONDS = 5.0


def receive(stopping: threading.Event) -> None:
    """Receive until ``stopping``; returns at once where this node does not use NATS."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    if settings.SUIXING_NODE_PLACE and uses_nats():
        receiving = Receiving()
        try:
            while not stopping.is_set():
                receiving.look()
                stopping.wait(LOOK_AGAIN_SECONDS)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"节点间接收中断 receiving broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
        finally:
            receiving.stop()
            close_connections()


class Receiving:
    """A receiver by the terms of now; another one where they change."""

    def __init__(self) -> None:
        self._terms: NatsTerms | None = None
        self._receiver: NatsReceiver | None = None
        self._said = ""

    def look(self) -> None:
        """Receive by the terms of now, as far as there are any. A database that is away changes nothing."""
        from django.db import InterfaceError, OperationalError  # noqa: PLC0415 - only after setup

        try:
            terms = nats_terms()
            if terms != self._terms:
                self.stop()
                self._receiver = _receiver(terms) if terms else None
                self._terms = terms
        except (ValueError, OSError, Refusal) as fault:  # tried again with the next look
            self._say(fault.sentence.both() if isinstance(fault, Refusal) else type(fault).__name__)
        except (OperationalError, InterfaceError):
            close_connections()

    def stop(self) -> None:
        """Finish the parcel in hand; the others stay in the stream."""
        if self._receiver is not None:
            self._receiver.stop()
        self._receiver, self._terms = None, None

    def _say(self, what: str) -> None:
        if what != self._said:
            self._said = what
            print(f"无法从 NATS 接收 cannot receive from NATS: {what}", file=sys.stderr, flush=True)


def _receiver(terms: NatsTerms) -> "NatsReceiver":
    from suixing.exchange.post.nats import NatsReceiver  # noqa: PLC0415 - only where it is used

    return NatsReceiver(terms.urls, terms.place, accept_here(), access=terms.access())
