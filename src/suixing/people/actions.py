"""The verbs about people: take back, erase, mandates, decisions about duplicates."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from suixing.journal import actions as journal
from suixing.kernel.ids import new_id
from suixing.people.asking import answer_asked
from suixing.people.changing import correct_account, end_stay, move_account
from suixing.people.confirming import (
    confirm_tie,
    draw_paper_code,
    draw_telephone_code,
    forget_codes,
    issue_paper_code,
    own_paper_hash,
    telephone_code_hash,
)
from suixing.people.errors import BadMove, MandateRefused, NotAPair
from suixing.people.models import (
    Account,
    Correction,
    DuplicateDecision,
    Identifier,
    Mandate,
    Person,
    PlaceKind,
    Residence,
    TakenBack,
)
from suixing.people.queries import has_no_account, key_of, offices_of
from suixing.people.sealing import taken_back_fingerprint
from suixing.people.seeing import AccountState

__all__ = [
    "answer_asked",
    "confirm_tie",
    "correct_account",
    "draw_paper_code",
    "draw_telephone_code",
    "end_stay",
    "forget_codes",
    "issue_paper_code",
    "move_account",
    "own_paper_hash",
    "telephone_code_hash",
]  # the rest is defined here

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
def erase_account(*, person: UUID, office: str, by: str, now: datetime) -> bool:
    """Delete what one office entered; where no other holds her, all of her. Whether she is gone altogether.

    The office learns nothing from it: it is told the same in both cases.
    """
    mark_taken_back(person=person, offices=[office], now=now)
    Correction.objects.filter(account__person_id=person, account__office_id=office).delete()
    Residence.objects.filter(account__person_id=person, account__office_id=office).delete()
    DuplicateDecision.objects.filter(Q(first=person) | Q(second=person), office_id=office).delete()
    Account.objects.filter(person_id=person, office_id=office).delete()
    gone = has_no_account(person)
    if gone:
        Mandate.objects.filter(person_id=person).delete()
        Identifier.objects.filter(person_id=person).delete()
        Person.objects.filter(pk=person).delete()
    journal.record(act="person.erased", office=office, officer=by, purpose=WISH, subjects=[person], now=now)
    return gone


def forget_entered(*, account: int) -> None:
    """Whatever is handed in next about this account is a change, even what was handed in last."""
    Account.objects.filter(pk=account).update(entered=None)


@transaction.atomic
def correct(
    *, account: int, person: UUID, office: str, seen: datetime, state: AccountState, by: str, now: datetime
) -> None:
    """Put an account right at the person's word; what it said stays in its history. Raises ChangedMeanwhile."""
    correct_account(account=account, seen=seen, state=state, officer=by, now=now)
    journal.record(act="person.corrected", office=office, officer=by, purpose=WISH, subjects=[person], now=now)


@transaction.atomic
def move(
    *, account: int, person: UUID, office: str, seen: datetime, kind: PlaceKind, division: str, text: str,
    since: date, by: str, now: datetime,
) -> None:  # fmt: skip
    """Record that the person moved (G2). Raises ChangedMeanwhile or BadMove."""
    if since > timezone.localdate(now):
        raise BadMove.in_the_future()
    move_account(account=account, seen=seen, kind=kind, division=division, text=text, since=since, officer=by, now=now)
    journal.record(act="person.moved", office=office, officer=by, purpose="registration", subjects=[person], now=now)


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
