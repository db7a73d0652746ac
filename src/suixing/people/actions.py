"""The verbs about people: take back, erase, mandates, decisions about duplicates."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from suixing.journal import actions as journal
from suixing.kernel.ids import new_id
from suixing.people.errors import MandateRefused, NotAPair
from suixing.people.models import (
    Account,
    Correction,
    DuplicateDecision,
    Identifier,
    Mandate,
    Person,
    Residence,
    TakenBack,
)
from suixing.people.queries import key_of, offices_of
from suixing.people.sealing import taken_back_fingerprint

WISH = "wish_of_the_person"


@transaction.atomic
def mark_taken_back(*, person: UUID, offices: list[str], now: datetime) -> None:
    """Keep an old sheet of these offices from bringing back what the person took back."""
    key = key_of(person)
    for sealed in Identifier.objects.filter(person_id=person).values_list("sealed", flat=True):
        value = key.open_identifier(bytes(sealed))
        for office in offices:
            held, fresh = TakenBack.objects.get_or_create(
                office_id=office,
                fingerprint=taken_back_fingerprint(office, value),
                defaults={"on": now.date()},
            )
            if not fresh:
                TakenBack.objects.filter(pk=held.pk).update(on=max(held.on, now.date()), times=F("times") + 1)


@transaction.atomic
def erase(*, person: UUID, by: str, now: datetime) -> None:
    """Delete all that is held about a person and destroy her key; the journal keeps her opaque id only.

    Consents are deleted by their own room in the same transaction before this, and ties after it: until then
    they are what lets a desk do this.
    """
    mark_taken_back(person=person, offices=offices_of(person), now=now)
    Correction.objects.filter(account__person_id=person).delete()
    Residence.objects.filter(account__person_id=person).delete()
    Account.objects.filter(person_id=person).delete()
    Mandate.objects.filter(person_id=person).delete()
    Identifier.objects.filter(person_id=person).delete()
    DuplicateDecision.objects.filter(first=person).delete()
    DuplicateDecision.objects.filter(second=person).delete()
    Person.objects.filter(pk=person).delete()
    journal.record(act="person.erased", office=None, officer=by, purpose=WISH, subjects=[person], now=now)


@transaction.atomic
def grant_mandate(
    *, person: UUID, act: str, holder: dict[str, str], expires_at: datetime, by: str, now: datetime
) -> UUID:
    """Let a relative do one act for the person, once, until ``expires_at`` (P2); it never reads."""
    if expires_at <= now:
        raise MandateRefused.already_expired()
    mandate = new_id()
    Mandate.objects.create(
        id=mandate,
        person_id=person,
        act=act,
        sealed=key_of(person).seal_mandate(holder),
        granted_at=now,
        expires_at=expires_at,
    )
    journal.record(
        act="mandate.granted", office=None, officer=by, purpose=WISH, subjects=[person],
        detail={"mandate": str(mandate), "for": act}, now=now,
    )  # fmt: skip
    return mandate


@transaction.atomic
def use_mandate(*, mandate: UUID, act: str, office: str, by: str, now: datetime) -> UUID:
    """Spend a mandate on its one act; the person for whom it speaks. Raises MandateRefused otherwise."""
    spent = Mandate.objects.filter(pk=mandate, act=act, used_at=None, revoked_at=None, expires_at__gt=now).update(
        used_at=now
    )
    if spent != 1:
        raise MandateRefused.not_usable()
    person: UUID = Mandate.objects.values_list("person_id", flat=True).get(pk=mandate)
    journal.record(
        act="mandate.used", office=office, officer=by, purpose=WISH, subjects=[person],
        detail={"mandate": str(mandate), "for": act}, now=now,
    )  # fmt: skip
    return person


@transaction.atomic
def revoke_mandate(*, mandate: UUID, by: str, now: datetime) -> None:
    """Take a mandate back before it was used."""
    if Mandate.objects.filter(pk=mandate, used_at=None, revoked_at=None).update(revoked_at=now) != 1:
        raise MandateRefused.not_usable()
    person = Mandate.objects.values_list("person_id", flat=True).get(pk=mandate)
    journal.record(
        act="mandate.revoked", office=None, officer=by, purpose=WISH, subjects=[person],
        detail={"mandate": str(mandate)}, now=now,
    )  # fmt: skip


@transaction.atomic
def decide_duplicate(*, first: UUID, second: UUID, same_person: bool, office: str, by: str, now: datetime) -> None:
    """Write down what a person decided about two records that look alike; merges nothing."""
    low, high = sorted((first, second))
    held = Account.objects.filter(office_id=office, person_id__in=[low, high]).count()
    if low == high or held != 2:
        raise NotAPair()
    DuplicateDecision.objects.update_or_create(
        office_id=office,
        first=low,
        second=high,
        defaults={"same_person": same_person, "officer": by, "decided_at": now},
    )
    journal.record(
        act="duplicate.decided", office=office, officer=by, purpose="matching", subjects=[low, high],
        detail={"same_person": same_person}, now=now,
    )  # fmt: skip
