"""Which way leads to a node: the hub, or the node itself where the hub sends or an agreement gives a direct link."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from suixing.exchange.post.carriers import Carrier

if TYPE_CHECKING:
    from suixing.exchange.nodes.queries import Hop

LOOK_AGAIN_SECONDS = 5.0


class Ways:
    """Carriers by next hop, kept open; looked at anew every few seconds, for keys and addresses change."""

    def __init__(self) -> None:
        self._carriers: dict[Hop, Carrier] = {}
        self._hops: dict[str, tuple[float, Hop | None]] = {}

    def __call__(self, node: str) -> Carrier | None:
        """The way to a node; None where none is known."""
        from suixing.exchange.nodes.queries import next_hop  # noqa: PLC0415 - only after setup

        asked, hop = self._hops.get(node, (0.0, None))
        if time.monotonic() - asked > LOOK_AGAIN_SECONDS:
            hop = next_hop(node)
            self._hops[node] = time.monotonic(), hop
        if hop is None:
            return None
        if hop not in self._carriers:
            self._carriers[hop] = _carrier(hop)
        return self._carriers[hop]

    def close(self) -> None:
        """Let go of all connections."""
        for carrier in self._carriers.values():
            carrier.close()


def _carrier(hop: "Hop") -> Carrier:
    from django.conf import settings  # noqa: PLC0415 - only after setup

    from suixing.exchange.post.https import HttpsCarrier  # noqa: PLC0415

    folder = Path(settings.SUIXING_KEYS_DIR)
    return HttpsCarrier(hop.url, hop.certificate, folder / "exchange-tls.pem", folder / "exchange-tls.key")
