"""How this node uses NATS, where that is its transport: which servers, and as whom."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suixing.config.standing import NATS

if TYPE_CHECKING:
    from suixing.exchange.post.nats import NatsAccess


@dataclass(frozen=True, slots=True)
class NatsTerms:
    """Equal ones need no new connection. ``certificates`` (PEM) are those that servers may show."""

    place: str
    urls: tuple[str, ...]
    replicas: int
    certificates: tuple[str, ...]
    password: str = field(repr=False)

    def access(self) -> "NatsAccess":
        """Who we are to the servers. Raises ValueError or OSError where a certificate cannot be used."""
        from suixing.exchange.post.nats import NatsAccess, trusting  # noqa: PLC0415 - slow to load

        return NatsAccess(self.place, self.password, trusting(self.certificates))


def uses_nats() -> bool:
    """Whether parcels of this node go by NATS."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    return str(settings.SUIXING_EXCHANGE.get("transport", "")) == NATS


def nats_terms() -> NatsTerms | None:
    """The terms as they are now; None where this node does not use NATS, or was not given them yet."""
    from suixing.exchange.nodes.own import is_hub, own_place  # noqa: PLC0415
    from suixing.exchange.post.nats_pass import held_pass, hubs_certificates  # noqa: PLC0415

    if not uses_nats():
        return None
    if is_hub():
        return hubs_terms(own_place())
    held, certificates = held_pass(), hubs_certificates()
    if held is None or held.place != own_place() or not certificates:
        return None
    authority = (held.authority,) if held.authority else ()
    return NatsTerms(held.place, held.urls, held.replicas, (*certificates, *authority), held.password)


def hubs_terms(user: str) -> NatsTerms:
    """At the hub: how one of its own users reaches the server beside it."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    from suixing.exchange.nodes.actions import certificate  # noqa: PLC0415
    from suixing.exchange.post.nats_pass import password_of  # noqa: PLC0415

    exchange = settings.SUIXING_EXCHANGE
    host = "[::1]" if exchange.get("host") == "::1" else "127.0.0.1"
    return NatsTerms(user, (f"nats://{host}:{exchange['nats_port']}",), 1, (certificate(),), password_of(user))
