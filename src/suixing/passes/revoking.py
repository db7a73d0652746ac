"""Revoke passes: at her wish, one that was lost or mistaken; the status list says so in the same transaction."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from suixing.journal import actions as journal
from suixing.passes import lists
from suixing.passes.errors import AlreadyRevoked, NoSuchPass
from suixing.passes.ledger import Place
from suixing.passes.models import Offer, Pass, Presentation, RevokedFor, State
from suixing.people.queries import hold_all_still

WISH = "wish_of_the_person"
_FORGET = "SELECT list, place FROM passes_forget(%s)"


@transaction.atomic
def revoke_pass(*, number: UUID, office: str, reason: RevokedFor, by: str, now: datetime) -> None:
    """Revoke a pass of this office for good. Raises NoSuchPass or AlreadyRevoked."""
    found = Pass.objects.filter(pk=number, office_id=office).first()
    if found is None:
        raise NoSuchPass
    hold_all_still([found.person_id])
    revoke(number=number, person=found.person_id, office=office, reason=reason, by=by, now=now)


def revoke(*, number: UUID, person: UUID, office: str, reason: RevokedFor, by: str, now: datetime) -> None:
    """The same inside a transaction that holds the person still. Raises AlreadyRevoked."""
    changed = Pass.objects.filter(pk=number, state=State.VALID)
    place = changed.values_list("status_list_id", "index").first()
    if place is None or not changed.update(state=State.REVOKED, revoked_at=now, revoked_for=reason):
        raise AlreadyRevoked
    lists.revoke_places(places=[place], now=now)
    journal.record(
        act="pass.revoked", office=office, officer=by, purpose=WISH, subjects=[person],
        detail={"for": str(reason)}, now=now,
    )  # fmt: skip


@transaction.atomic
def forget_at(*, person: UUID, office: str, now: datetime) -> None:
    """Revoke and delete what one office issued to a person and recorded of her passes, at her wish."""
    Presentation.objects.filter(person_id=person, office_id=office).delete()
    Offer.objects.filter(held__in=Pass.objects.filter(person_id=person, office_id=office)).delete()
    own = Pass.objects.filter(person_id=person, office_id=office)
    places: list[Place] = list(own.values_list("status_list_id", "index"))
    own.delete()
    lists.revoke_places(places=places, now=now)


@transaction.atomic
def forget(*, person: UUID, now: datetime) -> None:
    """Revoke and delete all passes of a person who is held no more; the database refuses it while she is."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [person])
        lists.revoke_places(places=cursor.fetchall(), now=now)
