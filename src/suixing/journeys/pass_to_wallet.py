"""A pass of this office into the wallet on her phone: she asks at the desk, and scans what its page shows."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from suixing.journeys.errors import NotSeen
from suixing.journeys.person import own_person
from suixing.passes.queries import passes_of
from suixing.passes.wallets.offering import Offered, offer_pass

__all__ = ["NotSeen", "Offered"]  # the rest: here


@transaction.atomic
def offer(*, account: int, number: UUID, office: str, by: str, now: datetime) -> Offered:
    """Hold a pass ready for a wallet for 15 minutes. Raises NotSeen, NotOwn or NotValid."""
    held = own_person(account=account, office=office, by=by)
    own = passes_of(person=held.person, today=timezone.localdate(now), office=office)
    if all(one.number != number for one in own):
        raise NotSeen
    return offer_pass(number=number, office=office, by=by, now=now)
