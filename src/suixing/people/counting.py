"""How much changed at an office of late: counts of its own acts, which cost the same however many it holds."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

MOST_COUNTED = 1000
"""Counting ends here; what a page says is then "1,000 or more"."""

_COUNTED = "(SELECT count(*) FROM (SELECT FROM {rows} LIMIT %(most)s) AS counted)"
_CHANGES = "SELECT " + ", ".join(
    _COUNTED.format(rows=rows)
    for rows in (
        "people_account WHERE office_id = %(office)s AND changed_at >= %(since)s AND entered_at >= %(since)s",
        "people_account WHERE office_id = %(office)s AND changed_at >= %(since)s AND entered_at < %(since)s",
        "access_tie WHERE office_id = %(office)s AND until >= %(since)s AND until <= %(now)s"
        " AND source = 'registration'",
    )
)


@dataclass(frozen=True, slots=True)
class ChangesAt:
    """How many an office registered, how many of its accounts it changed, how many took their consent back."""

    registered: int
    updated: int
    withdrawn: int


def changes_at(*, office: str, since: datetime, now: datetime) -> ChangesAt:
    """What changed at ``office`` since ``since``, each number at most ``MOST_COUNTED``. Names nobody; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"office": office, "since": since, "now": now, "most": MOST_COUNTED})
        row = cursor.fetchone()
    return ChangesAt(*row) if row else ChangesAt(0, 0, 0)
