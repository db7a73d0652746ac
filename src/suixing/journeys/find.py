"""Find a person at the desk: by her number, or by her full name among those tied to the office.

Every search costs the officer's budget; whoever is shown is a reading (A5), and a search that finds nobody is
counted without what was searched for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from suixing.access import queries as access
from suixing.access.actions import spend_search
from suixing.journal import actions as journal
from suixing.people import queries as people
from suixing.people.queries import Hit

IDENTIFIERS_AN_HOUR = 120
NAMES_AN_HOUR = 60


@transaction.atomic
def find_by_identifier(*, identifier: str, office: str, by: str, now: datetime) -> Hit | None:
    """Who is tied to the office, or to a village paired with it, under this number. Raises BudgetSpent.

    A person whom only others hold and one whom nobody holds are the same answer (REFUSALS, "by relation").
    """
    spend_search(officer=by, kind="identifier", most=IDENTIFIERS_AN_HOUR, now=now)
    offices = access.offices_worked_with(office)
    hit = people.find_by_identifier(identifier=identifier, offices=offices, first=office)
    record_found([] if hit is None else [hit], office=office, by=by, now=now)
    return hit


@transaction.atomic
def find_by_name(*, query: people.NameQuery, born: date | None, office: str, by: str, now: datetime) -> people.NameHits:
    """At most five people of this full name, or one that sounds like it. Raises BudgetSpent."""
    spend_search(officer=by, kind="name", most=NAMES_AN_HOUR, now=now)
    found = people.find_by_name(offices=access.offices_worked_with(office), query=query, born=born)
    record_found(found.hits, office=office, by=by, now=now)
    return found


def record_found(hits: Sequence[Hit | people.NameHit], *, office: str, by: str, now: datetime) -> None:
    """One entry a search: with everyone shown, or with nobody."""
    if hits:
        subjects = [hit.person for hit in hits]
        journal.record(
            act="person.found", office=office, officer=by, purpose="registration", subjects=subjects, now=now
        )
    else:
        journal.record(act="person.not_found", office=office, officer=by, purpose="registration", now=now)
