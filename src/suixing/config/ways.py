"""Which way leads to a node: the hub, or the node itself where the hub sends or an agreement gives a direct link.

Where this node uses NATS all goes to the hub's stream, whoever it is for, but for direct links.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from suixing.config.nats_terms import NatsTerms, nats_terms, uses_nats
from suixing.exchange.post.carriers import Carrier
from suixing.kernel.errors import Refusal

if TYPE_CHECKING:
    from suixing.exchange.nodes.queries import Hop

LOOK_AGAIN_SECONDS = 5.0
CERTIFICATE = "exchange-tls.pem"
KEY = "exchange-tls.key"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ByHttps:
    """A way to the listener of the next node; ``own`` is our own certificate, which that node must know."""

    hop: "Hop"
    own: str


Way = ByHttps | NatsTerms


class Ways:
    """Carriers by way, kept open; looked at anew every few seconds, for keys and addresses change."""

    def __init__(self) -> None:
        self._ways: dict[str, tuple[float, Way | None]] = {}
        self._carriers: dict[Way, Carrier | None] = {}
        self._said: set[str] = set()

    def __call__(self, node: str) -> Carrier | None:
        """The way to a node; None where none is known, or it cannot be gone now."""
        asked, way = self._ways.get(node, (None, None))
        if asked is None or time.monotonic() - asked > LOOK_AGAIN_SECONDS:
            way = self._tried(node, lambda: way_to(node))
            self._ways[node] = time.monotonic(), way
            self._let_go()
        if way is None:
            return None
        if way not in self._carriers:
            self._carriers[way] = self._tried(node, lambda: _carrier(way))
        return self._carriers[way]

    def close(self) -> None:
        """Let go of all connections."""
        self._ways.clear()
        self._let_go()

    def _let_go(self) -> None:
        """Close carriers whose way is no longer one: another address, certificate or password."""
        wanted = {way for _, way in self._ways.values()}
        for way in [one for one in self._carriers if one not in wanted or self._carriers[one] is None]:
            carrier = self._carriers.pop(way)
            if carrier is not None:
                carrier.close()

    def _tried(self, node: str, make: Callable[[], T]) -> T | None:
        """What ``make`` gives; None, and said once, where it cannot: others go on, and the next look tries again."""
        try:
            return make()
        except (ValueError, OSError, Refusal) as fault:
            what = fault.sentence.both() if isinstance(fault, Refusal) else type(fault).__name__
            said = f"到节点 {node} 的路无法使用 no way to node {node}: {what}"
            if said not in self._said:
                self._said.add(said)
                print(said, file=sys.stderr, flush=True)
            return None


def way_to(node: str) -> Way | None:
    """How a parcel for a node leaves this one now; None where there is no way. Raises OSError, ValueError, Refusal."""
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    from suixing.exchange.nodes.own import HUB, is_hub  # noqa: PLC0415
    from suixing.exchange.nodes.queries import next_hop  # noqa: PLC0415

    hop = next_hop(node, on=timezone.localdate())
    if hop is None:
        return None
    if uses_nats() and (is_hub() or hop.place == HUB):
        return nats_terms()
    return ByHttps(hop, (Path(settings.SUIXING_KEYS_DIR) / CERTIFICATE).read_text(encoding="ascii"))


def _carrier(way: Way) -> Carrier:
    from django.conf import settings  # noqa: PLC0415 - only after setup

    if isinstance(way, NatsTerms):
        from suixing.exchange.post.nats import NatsCarrier  # noqa: PLC0415 - only where it is used

        return NatsCarrier(way.urls, access=way.access(), replicas=way.replicas)
    from suixing.exchange.post.https import HttpsCarrier  # noqa: PLC0415

    folder = Path(settings.SUIXING_KEYS_DIR)
    return HttpsCarrier(way.hop.url, way.hop.certificate, folder / CERTIFICATE, folder / KEY)
