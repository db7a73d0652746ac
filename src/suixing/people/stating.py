"""What an office itself holds about people and could put on a paper of theirs, many of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from suixing.people.sealing import PersonKey, open_key

# A person is stated by the account of the first office of those given that holds one of hers with an open tie.
_STATED = """
    SELECT DISTINCT ON (a.person_id) a.person_id, a.office_id, p.wrapped_key, a.name, a.born, r.home, r.current
    FROM people_account a JOIN people_person p ON p.id = a.person_id
    CROSS JOIN LATERAL (
        SELECT max(division_id) FILTER (WHERE kind = 'home') AS home,
            max(division_id) FILTER (WHERE kind = 'current') AS current
        FROM people_residence WHERE account_id = a.id AND during @> %(day)s::date) r
    WHERE a.person_id = ANY(%(persons)s::uuid[]) AND a.office_id = ANY(%(offices)s) AND EXISTS (
        SELECT FROM access_tie t WHERE t.person = a.person_id AND t.office_id = a.office_id
            AND t.until IS NULL AND t.officer IS NULL)
    ORDER BY a.person_id, array_position(%(offices)s, a.office_id)
"""
_HOLD = """
    WITH held AS (SELECT id FROM people_person WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE)
    SELECT count(*) FROM held
"""
_HELD = "SELECT id FROM people_person WHERE id = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Stated:
    """A person as one office entered her; ``home`` and ``current`` are divisions on the day asked about."""

    person: UUID
    office: str
    key: PersonKey
    name: str
    born: date
    home: str | None
    current: str | None


def state(*, persons: Sequence[UUID], offices: Sequence[str], day: date) -> dict[UUID, Stated]:
    """Those of ``persons`` who are held by one of ``offices``, with consent; the earlier office first."""
    with connection.cursor() as cursor:
        cursor.execute(_STATED, {"persons": _array(persons), "offices": list(offices), "day": day})
        return {
            person: Stated(person, office, open_key(person, bytes(wrapped)), name, born, home, current)
            for person, office, wrapped, name, born, home, current in cursor.fetchall()
        }


def hold_all_still(persons: Sequence[UUID]) -> set[UUID]:
    """Lock these people for the rest of the transaction, in one order for everybody; who of them is held."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [_array(persons)])
        if cursor.fetchone() == (len(persons),):
            return set(persons)
        cursor.execute(_HELD, [_array(persons)])
        return {person for (person,) in cursor.fetchall()}


def _array(persons: Sequence[UUID]) -> str:
    """An array as PostgreSQL reads it, at a fraction of what a list of ten thousand costs."""
    return "{" + ",".join([person.hex for person in persons]) + "}"
