"""A correction from her own pages: she asks, the office that entered it answers at its desk, and she sees how (A5).

An accepted one is the usual correction of the record, made in the same transaction: ``journeys.person.correct``.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from suixing.clocks.queries import last_day_of
from suixing.journeys.person import own_person, see_own_person
from suixing.kernel.errors import Refusal, Sentence
from suixing.people import actions as people
from suixing.people import queries as asking
from suixing.people.queries import Asked, AskedField, Outcome, SeenAccount, Waiting, see_herself
from suixing.rules.books import book_for, effective_limit
from suixing.rules.limits import Limit

__all__ = ["Asked", "AskedField", "Outcome", "Waiting"]  # the rest is defined here

LIMIT = "answer_correction"
MOST_SHOWN = 100


class NotAsked(Refusal):
    """It could not be asked: too many wait, or the office holds her no more."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="未发送：这份登记最多同时有五项待答复的更正，且该机构仍须有您的同意。请等待答复，或收回其中一项。",
                en="It was not sent. At most five corrections of one record can wait, and the office must still have "
                "your consent. Wait for an answer, or take one back.",
            )
        )


def limit_at(office: str, *, on: date) -> Limit:
    """Within what an office answers one that is asked for on this day."""
    return effective_limit(book_for(place=office, on=on), LIMIT)


def due_on(*, office: str, now: datetime) -> date | None:
    """The day by which ``office`` answers what is asked now; the day of asking does not count (T1)."""
    today = timezone.localdate(now)
    return last_day_of(limit_at(office, on=today), since=today, place=office)


def accounts_of_hers(*, person: UUID) -> tuple[SeenAccount, ...]:
    """What is open to her session, with who entered it."""
    seen = see_herself(person=person)
    return seen.accounts if seen else ()


def asked_by_her(*, person: UUID) -> list[Asked]:
    """What she asked for and is open to her session, the newest first."""
    return asking.asked_by(person, most=MOST_SHOWN)


@transaction.atomic
def ask(*, person: UUID, held: SeenAccount, field: AskedField, right: str, why: str, now: datetime) -> None:
    """Ask the office that entered ``held`` to put it right, in her session. Raises NotAsked."""
    due = due_on(office=held.office, now=now)
    sealed = asking.seal_asked(person=person, right=right, why=why)
    with connection.cursor() as cursor:
        cursor.execute("SELECT journeys_ask_correction(%s, %s, %s, %s)", [held.number, field.value, sealed, due])
        ((made,),) = cursor.fetchall()
    if made is None:
        raise NotAsked


@transaction.atomic
def take_back(*, asked: int) -> bool:
    """She takes one back that waits, in her session; False for what is none of hers or was answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journeys_take_back_correction(%s)", [asked])
        ((done,),) = cursor.fetchall()
    return bool(done)


def see_asked(*, account: int, office: str, by: str, now: datetime) -> tuple[SeenAccount, list[Asked]]:
    """What the office entered and what she asks to be put right in it; records the reading.

    Raises NotSeen, NotOwn or OpeningsSpent.
    """
    person = see_own_person(account=account, office=office, by=by, now=now)
    return person.accounts[0], asking.asked_of(person.person, account=account)


def waiting_one(*, account: int, asked: int, office: str, by: str) -> Asked | None:
    """One that waits, to answer it by correcting the record; None for none. Raises NotSeen or NotOwn.

    Records no reading: the form of the record that it fills does.
    """
    person = own_person(account=account, office=office, by=by)
    found = asking.asked_of(person.person, account=account)
    return next((one for one in found if one.number == asked and not one.outcome), None)


@transaction.atomic
def decline(*, account: int, asked: int, reason: str, office: str, by: str, now: datetime) -> None:
    """Leave the record as it is, for a reason that she is shown. Raises NotSeen, NotOwn or NothingAsked."""
    person = own_person(account=account, office=office, by=by)
    people.answer_asked(
        number=asked, account=account, person=person.person, office=office, outcome=Outcome.DECLINED, answer=reason,
        by=by, now=now,
    )  # fmt: skip


def waiting_at(*, office: str) -> tuple[int, date | None]:
    """How many wait at the desk of this office, and when the first is due."""
    return asking.waiting_at(office=office)


def list_waiting(*, office: str) -> list[Waiting]:
    """Those that wait, by the day on which they are due; what they say is told where the record is opened."""
    return list(asking.list_waiting(office=office, most=MOST_SHOWN))
