"""Which node this is, and how its post goes, as its settings say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from suixing.exchange.evidence import keys
from suixing.kernel.crypto import keyed_hash

HUB = "00"
ALIAS_DIGITS = 16


def own_place() -> str:
    """This node's place: a province's two digits, ``00`` for the nation's hub, empty for a node that stands alone."""
    return str(settings.SUIXING_NODE_PLACE)


def is_hub() -> bool:
    """Whether parcels of others go through this node."""
    return own_place() == HUB


def resend_wait() -> timedelta:
    """How long a receipt is waited for before a message goes again."""
    return timedelta(seconds=float(settings.SUIXING_EXCHANGE_RESEND))


def last_tick(now: datetime) -> datetime:
    """The tick before ``now``: what is not urgent and was due by then leaves (so that no instant tells of an act)."""
    seconds = float(settings.SUIXING_EXCHANGE_TICK)
    if seconds <= 0:
        return now
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def alias_of(pair: UUID, side: str) -> str:
    """What stands for this node's office on a side of a pair: sixteen digits that tell nothing of it (X8)."""
    return keyed_hash(keys().fingerprint, f"exchange-alias:{pair}:{side}".encode()).hex()[:ALIAS_DIGITS]
