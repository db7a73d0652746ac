"""What arrived before its predecessor: after a while the other node is asked for what is missing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from suixing.exchange.models import Outgoing
from suixing.exchange.nodes.queries import node_across
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal

WANTED = "exchange.wanted"
PATIENCE = timedelta(minutes=2)
MOST = 100
_GAPS = """
    SELECT i.node, i.pair::text, i.side, i.seq - 1 FROM exchange_inbox i
    WHERE i.handled_at IS NULL AND i.refused = '' AND i.seq > 1 AND i.node <> '' AND i.arrived_at < %s
      AND NOT EXISTS (SELECT FROM exchange_inbox p WHERE p.pair = i.pair AND p.side = i.side AND p.seq = i.seq - 1)
    ORDER BY i.arrived_at LIMIT %s
"""


def ask_for_gaps(*, now: datetime) -> int:
    """Ask the nodes they came from for what is missing before messages that wait; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, [now - PATIENCE, MOST])
        rows = cursor.fetchall()
    by_node = dict[str, list[dict[str, Any]]]()
    for node, pair, side, seq in rows:
        by_node.setdefault(node, []).append({"pair": pair, "side": side, "seq": seq})
    for node, places in by_node.items():
        tell(node=node, kind=WANTED, data={"places": places}, now=now)
    return len(rows)


def wanted_arrived(signal: Signal, *, now: datetime) -> None:
    """Send again what the other node lacks, as far as it is ours and was for that node."""
    for place in signal.data.get("places", ())[:MOST]:
        for row in _asked_for(place):
            if node_across(row.pair, row.side) == signal.from_node:
                # As if it had never been receipted: the other node may have lost it since.
                Outgoing.objects.filter(pk=row.pk).update(resend_at=now, consigned_at=None)


def _asked_for(place: Mapping[str, Any]) -> list[Outgoing]:
    left = Outgoing.objects.filter(relayed_at__isnull=False, refusal="", sealed__isnull=False).defer("sealed")
    try:
        return list(left.filter(pair=str(place["pair"]), side=str(place["side"]), seq=int(place["seq"])))
    except (KeyError, TypeError, ValueError):
        return []
