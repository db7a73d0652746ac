"""Codes on letters that show where a case stands, and nothing else."""

from datetime import datetime, timedelta

from suixing.cases import sealing
from suixing.cases.models import Case, StatusLink

LINK_HOLDS = timedelta(days=730)


def make_link(case: Case, *, now: datetime) -> str:
    """A new code for a case, shown this once; older ones hold on."""
    code = sealing.draw(4)
    StatusLink.objects.create(
        digest=sealing.link_digest(code), case=case, office_id=case.office_id, made_at=now, expires_at=now + LINK_HOLDS
    )
    return code
