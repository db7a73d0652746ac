"""Possible duplicates: alike in name (however written), date of birth and sex, without a common identifier.

Listed within one office's own ties for a person to decide; nothing is merged by itself. Nothing is stored
until somebody decides, so a common name costs nothing while people are taken in.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

MOST_PAIRS = 200

_PAIRS = """
    SELECT one.person_id, other.person_id, one.name, one.born
    FROM people_account one
    JOIN people_account other ON other.office_id = one.office_id AND other.name_folded = one.name_folded
        AND other.born = one.born AND other.sex = one.sex AND other.person_id > one.person_id
    JOIN access_tie t1 ON t1.person = one.person_id AND t1.office_id = one.office_id AND t1.until IS NULL
    JOIN access_tie t2 ON t2.person = other.person_id AND t2.office_id = one.office_id AND t2.until IS NULL
    WHERE one.office_id = %s AND NOT EXISTS (
        SELECT FROM people_duplicate_decision d
        WHERE d.office_id = one.office_id AND d.first = one.person_id AND d.second = other.person_id)
    ORDER BY one.name_folded, one.born, one.person_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Two records of one office that may be one person; her name, for whoever decides."""

    first: UUID
    second: UUID
    name: str
    born: str


def possible_duplicates(*, office: str, most: int = MOST_PAIRS) -> list[PossibleDuplicate]:
    """Undecided pairs among the people tied to ``office``, at most ``most``.

    Whoever shows them records the reading of both persons (A5).
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [office, most])
        return [
            PossibleDuplicate(first, second, name, born.isoformat()) for first, second, name, born in cursor.fetchall()
        ]
