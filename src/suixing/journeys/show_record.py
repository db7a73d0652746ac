"""Show a person's record to an office that is tied to her; every reading is an entry (A5)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from suixing.consent import queries as consent
from suixing.journal import actions as journal
from suixing.people import queries as people
from suixing.places.queries import full_name


@transaction.atomic
def show_record(*, person: UUID, office: str, by: str, now: datetime) -> dict[str, Any]:
    """What ``office`` itself entered about ``person``: an unconfirmed tie shows no more (REFUSALS 2)."""
    record = people.record_at(person=person, office=office)
    journal.record(act="person.read", office=office, officer=by, purpose="registration", subjects=[person], now=now)
    return {
        "subject": str(person),
        "office": office,
        "name": record.name,
        "sex": record.sex,
        "born": _iso(record.born),
        "identifiers": [{"kind": kind, "masked": masked} for kind, masked in record.identifiers],
        "telephone": record.private.telephone,
        "home_text": record.private.home_text,
        "current_text": record.private.current_text,
        "residences": [_stay(stay, record.home_at(stay.since), now.date()) for stay in record.stays],
        "consents": [
            {"given_on": _iso(given.given_on), "way": given.way, "withdrawn_at": _iso(given.withdrawn_at)}
            for given in consent.consents_at(person=person, office=office)
        ],
    }


def _stay(stay: people.Stay, home: str | None, today: date) -> dict[str, Any]:
    return {
        "kind": stay.kind,
        "division": stay.division,
        "name": full_name(stay.division),
        "since": _iso(stay.since),
        "until": _iso(stay.until),
        "counts_as": stay.counts_as(home, today=today),
    }


def _iso(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


@transaction.atomic
def count_miss(*, office: str, by: str, now: datetime) -> None:
    """A search that found nobody is counted, without what was searched for."""
    journal.record(act="person.not_found", office=office, officer=by, purpose="registration", now=now)


@transaction.atomic
def list_possible_duplicates(*, office: str, by: str, now: datetime) -> list[people.PossibleDuplicate]:
    """Pairs for a person to decide; everyone shown is a reading."""
    pairs = people.possible_duplicates(office=office)
    if pairs:
        shown = {person for pair in pairs for person in (pair.first, pair.second)}
        journal.record(
            act="person.read", office=office, officer=by, purpose="matching", subjects=sorted(shown), now=now
        )
    return pairs
