"""Show a person's record to an office that is tied to her; every reading is an entry (A5)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from suixing.consent.models import ConsentRecord
from suixing.journal import actions as journal
from suixing.people import queries as people
from suixing.people.matching import PossibleDuplicate, possible_duplicates
from suixing.people.models import Account, Identifier
from suixing.people.sealing import iso
from suixing.places.queries import full_name
from suixing.rules.identifiers import mask


@transaction.atomic
def show_record(*, person: UUID, office: str, by: str, now: datetime) -> dict[str, Any]:
    """What ``office`` itself entered about ``person``: an unconfirmed tie shows no more (REFUSALS 2)."""
    key = people.key_of(person)
    account = Account.objects.get(person_id=person, office_id=office)
    private = key.open_account(bytes(account.sealed))
    identifiers = Identifier.objects.filter(person_id=person)
    journal.record(act="person.read", office=office, officer=by, purpose="registration", subjects=[person], now=now)
    return {
        "subject": str(person),
        "office": office,
        "name": account.name,
        "sex": account.sex,
        "born": iso(account.born),
        "identifiers": [
            {"kind": held.kind, "masked": mask(key.open_identifier(bytes(held.sealed)))} for held in identifiers
        ],
        "telephone": private.telephone,
        "home_text": private.home_text,
        "current_text": private.current_text,
        "residences": [
            {
                "kind": held.kind,
                "division": held.division_id,
                "name": full_name(held.division.code),
                "since": iso(held.during.lower),
                "until": iso(held.during.upper),
            }
            for held in people.residences_of(person)
            if held.account_id == account.pk
        ],
        "consents": [
            {"given_on": iso(given), "way": way, "withdrawn_at": withdrawn and withdrawn.isoformat()}
            for given, way, withdrawn in ConsentRecord.objects.filter(person_id=person, office_id=office)
            .order_by("given_on")
            .values_list("given_on", "way", "withdrawn_at")
        ],
    }


@transaction.atomic
def list_possible_duplicates(*, office: str, by: str, now: datetime) -> list[PossibleDuplicate]:
    """Pairs for a person to decide; everyone shown is a reading."""
    pairs = list(possible_duplicates(office=office))
    if pairs:
        shown = {person for pair in pairs for person in (pair.first, pair.second)}
        journal.record(
            act="person.read", office=office, officer=by, purpose="matching", subjects=sorted(shown), now=now
        )
    return pairs
