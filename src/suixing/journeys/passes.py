"""A pass at the desk of her home office: she is there, so application, confirming and issuing are one step (P1)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from suixing.journal import actions as journal
from suixing.passes import actions as passes
from suixing.passes.queries import PassSeen, passes_of


@transaction.atomic
def issue_at_desk(*, person: UUID, office: str, by: str, now: datetime) -> UUID:
    """Issue a pass to whom this office holds, or renew the one that she holds (P3); its number.

    The officer has seen her identity card, and nothing else is asked of her. Raises NotHeldHere, NotHome, NoTownship
    or NotReady.
    """
    return passes.issue_or_renew(person=person, office=office, by=by, now=now)


@transaction.atomic
def show_passes(*, person: UUID, office: str, by: str, now: datetime) -> list[PassSeen]:
    """The passes that ``office`` issued to her, the newest first; records the reading (A5)."""
    journal.record(act="person.read", office=office, officer=by, purpose="registration", subjects=[person], now=now)
    return passes_of(person=person, office=office, today=timezone.localdate(now))
