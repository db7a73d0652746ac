"""Corrections that a person asked for on her own pages: what waits at an office, and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from suixing.journal import actions as journal
from suixing.people.errors import NothingAsked
from suixing.people.models import AskedCorrection, AskedField, Outcome, Person
from suixing.people.sealing import PersonKey, open_key


@dataclass(frozen=True, slots=True)
class Asked:
    """One correction that she asked for: what is ``right`` and ``why`` in her words, ``answer`` in the office's."""

    number: int
    account: int
    office: str
    field: AskedField
    right: str
    why: str
    asked_at: datetime
    due_on: date
    outcome: str
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A correction that waits at an office, without what it says."""

    number: int
    account: int
    field: AskedField
    asked_at: datetime
    due_on: date


def _key_of(person: UUID) -> PersonKey:
    return open_key(person, bytes(Person.objects.values_list("wrapped_key", flat=True).get(pk=person)))


def seal_asked(*, person: UUID, right: str, why: str) -> bytes:
    """What she says, under her key."""
    return _key_of(person).seal_asked([right, why])


def asked_by(person: UUID, *, most: int) -> list[Asked]:
    """What she asked for, the newest first, as far as the session of the database reaches."""
    return _opened(person, AskedCorrection.objects.filter(person_id=person).order_by("-pk")[:most])


def asked_of(person: UUID, *, account: int, most: int = 50) -> list[Asked]:
    """What she asked for of one account, what waits first."""
    found = AskedCorrection.objects.filter(account_id=account, person_id=person)
    return _opened(person, found.order_by("outcome", "-pk")[:most])


def _opened(person: UUID, found: "QuerySet[AskedCorrection]") -> list[Asked]:
    rows = list(found)
    if not rows:
        return []
    key = _key_of(person)
    opened = []
    for one in rows:
        right, why = key.open_asked(bytes(one.sealed))
        answer = "" if one.answer is None else key.open_asked(bytes(one.answer))[0]
        opened.append(
            Asked(
                one.pk, one.account_id, one.office_id, AskedField(one.field), right, why, one.asked_at, one.due_on,
                one.outcome, one.answered_at, answer,
            )
        )  # fmt: skip
    return opened


def waiting_of(*, account: int) -> int:
    """How many wait for an answer about one account."""
    return AskedCorrection.objects.filter(account_id=account, outcome="").count()


def waiting_at(*, office: str) -> tuple[int, date | None]:
    """How many wait at an office, and the day by which the first is to be answered."""
    found = AskedCorrection.objects.filter(office_id=office, outcome="").aggregate(n=Count("pk"), first=Min("due_on"))
    return found["n"], found["first"]


def list_waiting(*, office: str, most: int) -> Sequence[Waiting]:
    """Those that wait at an office, by the day on which they are due."""
    found = AskedCorrection.objects.filter(office_id=office, outcome="").order_by("due_on", "pk")[:most]
    return [
        Waiting(number, account, AskedField(field), asked_at, due_on)
        for number, account, field, asked_at, due_on in found.values_list(
            "pk", "account_id", "field", "asked_at", "due_on"
        )
    ]


@transaction.atomic
def answer_asked(
    *, number: int, account: int, person: UUID, office: str, outcome: Outcome, answer: str, by: str, now: datetime
) -> None:
    """Answer one that waits, once; the officer's words sealed under the person's key. Raises NothingAsked."""
    changed = AskedCorrection.objects.filter(pk=number, account_id=account, office_id=office, outcome="").update(
        outcome=outcome,
        answered_at=now,
        answered_by=by,
        answer=_key_of(person).seal_asked([answer]) if answer else None,
    )
    if not changed:
        raise NothingAsked
    if outcome is Outcome.ACCEPTED:
        _record("correction.accepted", person, office, by=by, now=now)
    else:
        _record("correction.declined", person, office, by=by, now=now)


def _record(act: str, person: UUID, office: str, *, by: str, now: datetime) -> None:
    journal.record(act=act, office=office, officer=by, purpose="wish_of_the_person", subjects=[person], now=now)
