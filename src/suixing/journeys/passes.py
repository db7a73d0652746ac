"""A pass at the desk of her home office: she is there, so application, confirming and issuing are one step (P1)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.passes import actions as passes


@transaction.atomic
def issue_at_desk(*, person: UUID, office: str, by: str, now: datetime) -> UUID:
    """Issue a pass to whom this office holds, or renew the one that she holds (P3); its number.

    The officer has seen her identity card, and nothing else is asked of her. Raises NotHeldHere, NotHome, NoTownship
    or NotReady.
    """
    return passes.issue_or_renew(person=person, office=office, by=by, now=now)
