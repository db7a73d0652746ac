"""The hub's verbs: keep a parcel for its node, hand it on, let it go. Nothing in it can be read here."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from suixing.exchange.models import Node, Transit
from suixing.exchange.post.carriers import Carrier, Parcel
from suixing.exchange.post.counting import count_traffic
from suixing.exchange.post.waiting import wait_after

KEPT_FOR = timedelta(days=30)
AT_ONCE = 50


@transaction.atomic
def keep_for(parcel: Parcel, *, now: datetime) -> str:
    """Store a parcel for another node, once; an empty text, or ``wrong_node`` where that node does not take part."""
    if not Node.objects.filter(pk=parcel.node, state="active").exists():
        return "wrong_node"
    row = Transit(
        id=parcel.id, node=parcel.node, body=parcel.body, urgent=parcel.urgent, arrived_at=now,
        expires_at=min(parcel.expires_at, now + KEPT_FOR), try_at=now,
    )  # fmt: skip
    Transit.objects.bulk_create([row], ignore_conflicts=True)
    return ""


def hand_on(node: str, carrier: Carrier, *, now: datetime) -> int:
    """Hand waiting parcels to ``node``, urgent ones first; how many were given, taken or not."""
    with transaction.atomic():
        waiting = Transit.objects.select_for_update(skip_locked=True).filter(node=node, gone_at=None, try_at__lte=now)
        rows = list(waiting.order_by("-urgent", "try_at")[:AT_ONCE])
        parcels = [Parcel(row.id, row.node, row.expires_at, bytes(row.body or b""), row.urgent) for row in rows]
        outcome = carrier.give(parcels) if parcels else {}
        for row, parcel in zip(rows, parcels, strict=True):
            _note(row, outcome[row.id], len(parcel.body), now)
    return len(rows)


def _note(row: Transit, fault: str, octets: int, now: datetime) -> None:
    if not fault:
        Transit.objects.filter(pk=row.id).update(gone_at=now, body=None, fault="")
        count_traffic(now=now, node=row.node, way="passed", octets=octets)
        return
    Transit.objects.filter(pk=row.id).update(tries=F("tries") + 1, fault=fault, try_at=now + wait_after(row.tries + 1))


def waiting_nodes(now: datetime) -> list[str]:
    """Nodes for which something is to be tried now."""
    waiting = Transit.objects.filter(gone_at=None, try_at__lte=now).order_by()
    return list(waiting.values_list("node", flat=True).distinct())


def let_go(*, now: datetime) -> int:
    """Delete what expired, and what was handed on 30 days ago; how many."""
    gone, _ = Transit.objects.filter(expires_at__lt=now).delete()
    old, _ = Transit.objects.filter(arrived_at__lt=now - KEPT_FOR).delete()
    return gone + old
