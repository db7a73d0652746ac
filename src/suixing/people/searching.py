"""Find people by full name among those tied to one's own offices: few, and never by a part of the name.

Two look-ups in B-trees by whole keys, first as written, then as it sounds. Only leakproof operators decide, so
that the indexes serve under row-level security too; policies hide what is not to be seen in any case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from suixing.people.seeing import Hit
from suixing.rules.name_queries import NameQuery

__all__ = ["MOST_HITS", "NameHit", "NameHits", "NameQuery", "find_by_name"]

MOST_HITS = 5
NameHit = Hit

# A tie that was opened to one officer alone makes nobody be found.
_LOOK_UP = """
    (SELECT a.person_id, a.id, a.office_id, a.name, a.sex, a.born, '{how}'
     FROM people_account a
     WHERE a.office_id = ANY(%(offices)s) AND a.{key} = ANY(%({key})s){besides}{born}
        AND EXISTS (SELECT FROM access_tie t WHERE t.person = a.person_id AND t.office_id = a.office_id
                    AND (t.until IS NULL OR t.until > now()) AND t.officer IS NULL)
     ORDER BY a.office_id, a.{key}, a.born LIMIT %(most)s)
"""
_BORN = " AND a.born = %(born)s"


@dataclass(frozen=True, slots=True)
class NameHits:
    """At most five hits, spelled so before sounding so; ``more``: there are others, ask for the date of birth."""

    hits: list[NameHit]
    more: bool


def statement(*, with_birth: bool) -> str:
    """One statement for both look-ups; the second runs only where the first has not filled the page."""
    born = _BORN if with_birth else ""
    exact = _LOOK_UP.format(how="exact", key="name_folded", besides="", born=born)
    besides = " AND a.name_folded <> ALL(%(name_folded)s)"
    sound = _LOOK_UP.format(how="sound", key="name_pinyin", besides=besides, born=born)
    return f"{exact} UNION ALL {sound} LIMIT %(most)s"


def find_by_name(
    *, offices: Sequence[str], query: NameQuery, born: date | None = None, most: int = MOST_HITS
) -> NameHits:
    """Who is tied to one of ``offices`` and is called so; whoever shows them records the reading (A5)."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement(with_birth=born is not None),
            {
                "offices": list(offices),
                "name_folded": list(query.folded),
                "name_pinyin": list(query.sounds),
                "born": born,
                "most": most + 1,
            },
        )
        hits = [NameHit(*row) for row in cursor.fetchall()]
    return NameHits(hits[:most], more=len(hits) > most)
