"""Show a case: what arrived counts as opened from then on, and whoever is shown is a reading (A5)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.cases.queries import Seen, case_seen
from suixing.exchange import actions as exchange
from suixing.journal import actions as journal


@transaction.atomic
def see(*, case: UUID, office: str, by: str, now: datetime) -> Seen:
    """A case of this office, opened. Raises cases.errors.NotThere."""
    seen = case_seen(case=case, office=office, now=now)
    if seen.pair is not None and seen.joined:
        exchange.mark_opened(pair=seen.pair, office=office, by=by, now=now)
    subjects = [seen.person] if seen.person else []
    journal.record(act="case.read", office=office, officer=by, purpose="case", subjects=subjects, now=now)
    return seen
