"""The hub's chore where its transport is NATS: the nodes of now, and no others, may use the server and find post there.

The process of the node reloads the server when its configuration has changed.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from suixing.config.nats_terms import hubs_terms, uses_nats
from suixing.kernel.errors import Refusal

ENSURE_AGAIN_SECONDS = 60.0
"""A server that lost its disk has no stream either."""
PATIENCE_SECONDS = 5.0
COUNT_SECONDS = 10.0
REPLICAS = 1


def tends_server() -> bool:
    """Whether this node runs the server; only after setup."""
    from suixing.exchange.nodes.own import is_hub  # noqa: PLC0415 - only after setup

    return is_hub() and uses_nats()


def places_of_now() -> frozenset[str]:
    """The nodes that take part, this one among them."""
    from suixing.exchange.nodes.queries import active_places  # noqa: PLC0415 - only after setup

    return frozenset(active_places())


def write_config() -> Path:
    """Write the server's configuration, where it is not what it should be; its path."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    from suixing.exchange.evidence import keys  # noqa: PLC0415
    from suixing.exchange.post.nats import ServerFiles, write_server_config  # noqa: PLC0415
    from suixing.exchange.post.nats_config import OPERATOR  # noqa: PLC0415
    from suixing.exchange.post.nats_pass import password_of  # noqa: PLC0415

    exchange, ring = settings.SUIXING_EXCHANGE, keys()
    return write_server_config(
        settings.HOME.path / "nats", port=int(exchange["nats_port"]), operator=password_of(OPERATOR),
        nodes={place: password_of(place) for place in sorted(places_of_now())},
        host=host_of(str(exchange.get("host", ""))),
        tls=ServerFiles(ring.tls_certificate, ring.tls_key),
    )  # fmt: skip


def host_of(known_by: str) -> str:
    """Where the server listens; as the listener, for others may know the machine by an address not its own."""
    from suixing.config.listen import LOOPBACK  # noqa: PLC0415 - slow to load

    if known_by in LOOPBACK:
        return "::1" if ":" in known_by else "127.0.0.1"
    return "::" if ":" in known_by else "0.0.0.0"  # noqa: S104


class Tending:
    """Called every few seconds, it does what is to be done."""

    def __init__(self) -> None:
        self._ensured: frozenset[str] = frozenset()
        self._at = 0.0
        self._said = ""
        self._counted_at = 0.0

    def __call__(self) -> None:
        """Bring configuration, stream and consumers up to date; what cannot be done now is tried again."""
        if not tends_server():
            return
        write_config()
        places = places_of_now()
        if places != self._ensured or time.monotonic() - self._at > ENSURE_AGAIN_SECONDS:
            try:
                _ensure(places)
            except Refusal as refused:
                self._say(refused.sentence.both())
            else:
                self._ensured, self._at = places, time.monotonic()
        if self._ensured and time.monotonic() - self._counted_at > COUNT_SECONDS:
            _count()
            self._counted_at = time.monotonic()

    def _say(self, what: str) -> None:
        if what != self._said:
            self._said = what
            print(what, file=sys.stderr, flush=True)


def _ensure(places: frozenset[str]) -> None:
    from suixing.exchange.post.nats import ensure_stream  # noqa: PLC0415 - only where it is used
    from suixing.exchange.post.nats_config import OPERATOR  # noqa: PLC0415

    terms = hubs_terms(OPERATOR)
    ensure_stream(terms.urls, access=terms.access(), places=places, replicas=REPLICAS, seconds=PATIENCE_SECONDS)


def _count() -> None:
    """Count what passed since, as what passes by HTTPS."""
    from django.db import transaction  # noqa: PLC0415 - only after setup

    from suixing.exchange.nodes.own import own_place  # noqa: PLC0415
    from suixing.exchange.post.counting import add_traffic  # noqa: PLC0415
    from suixing.exchange.post.nats import take_counts  # noqa: PLC0415
    from suixing.exchange.post.nats_config import OPERATOR  # noqa: PLC0415
    from suixing.exchange.post.nats_counting import Passed  # noqa: PLC0415

    def count(passed: Sequence[Passed]) -> None:
        with transaction.atomic():
            for one in passed:
                add_traffic(day=one.day, node=one.place, way="passed", parcels=one.parcels, octets=one.octets)

    terms = hubs_terms(OPERATOR)
    take_counts(terms.urls, access=terms.access(), count=count, own=own_place(), seconds=PATIENCE_SECONDS)
