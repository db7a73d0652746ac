"""Whether parcels for another province go to its node directly, where an agreement gives such a link, or by the hub."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from suixing.exchange.models import Node
from suixing.exchange.nodes.errors import NoAgreement, NotAProvince
from suixing.exchange.nodes.own import HUB, own_place
from suixing.exchange.nodes.queries import is_active
from suixing.journal.actions import record
from suixing.places.queries import have_agreed


@transaction.atomic
def link(place: str, *, direct: bool, by: str, now: datetime) -> None:
    """Send what is for ``place`` directly, or by the hub again. Raises NotAProvince, NoAgreement.

    It holds for what this node sends; when the agreement ends, parcels go by the hub again.
    """
    if HUB in {own_place(), place} or place == own_place() or not is_active(place):
        raise NotAProvince(place)
    if direct and not have_agreed(own_place(), place, on=timezone.localdate(now)):
        raise NoAgreement(own_place(), place)
    Node.objects.filter(pk=place).update(direct=direct)
    detail = {"node": place, "direct": direct}
    record(act="node.link_changed", office=None, officer=by, purpose="operation", detail=detail, now=now)
