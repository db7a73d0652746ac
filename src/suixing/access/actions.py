"""Open and close ties. Upper rooms call these; row-level security reads what they leave."""

from datetime import datetime
from uuid import UUID

import psycopg

from suixing.access.models import Tie

# Most ties of a batch are new; looking for the few held ones first keeps the insert plain.
_TIE_NEW = """
    INSERT INTO access_tie (person, office_id, source, since)
    SELECT person, %(office)s, 'registration', %(now)s FROM person_stage WHERE mode = 'new'
"""
_TIE_HELD = """
    INSERT INTO access_tie AS held (person, office_id, source, since)
    SELECT person, %(office)s, 'registration', %(now)s FROM person_stage WHERE mode <> 'new'
    ON CONFLICT (person, office_id, source)
    DO UPDATE SET until = NULL, since = EXCLUDED.since, confirmed_at = NULL WHERE held.until IS NOT NULL
"""


def tie_staged(cursor: "psycopg.Cursor[object]", *, office: str, now: datetime) -> None:
    """A tie by registration for every staged person; one that had been closed opens anew, unconfirmed."""
    for statement in (_TIE_NEW, _TIE_HELD):
        cursor.execute(statement, {"office": office, "now": now})


def close_ties(*, person: UUID, office: str, now: datetime) -> int:
    """End what lets ``office`` see ``person``; how many ties that closed."""
    return Tie.objects.filter(person=person, office_id=office, until=None).update(until=now)


def forget(*, person: UUID) -> None:
    """Delete every tie of an erased person."""
    Tie.objects.filter(person=person).delete()
