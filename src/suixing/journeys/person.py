"""A person's page at the desk: see, correct, move, withdraw, erase, carry away.

What is shown is what the tie shows: until she confirms it, only what the office and the villages paired with
it entered (REFUSALS, "by relation"). Every opening of the page is a reading in the journal (A5).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from suixing.access import queries as access
from suixing.access.actions import spend_search
from suixing.access.errors import OpeningsSpent
from suixing.cases.queries import Item, cases_of
from suixing.consent import queries as consent
from suixing.consent.queries import GivenConsent
from suixing.journal import actions as journal
from suixing.journal.queries import Told, newest_about
from suixing.journeys import take_back
from suixing.journeys.errors import NotSeen
from suixing.kernel.errors import Refusal, Sentence
from suixing.people import actions as people
from suixing.people.errors import ChangedMeanwhile
from suixing.people.queries import (
    AccountState,
    Corrected,
    Outcome,
    PlaceKind,
    SeenAccount,
    SeenPerson,
    corrections_of,
    see_person,
    waiting_of,
)

__all__ = ["NotSeen"]  # the rest is defined here

OPENINGS_AN_HOUR = 300
"""How often an officer opens a record, or asks for a number that is not there: file numbers can be walked through."""
READINGS_SHOWN = 20
CORRECTIONS_SHOWN = 20
ALL = 1_000_000
WISH = "wish_of_the_person"


class NotOwn(Refusal):
    """Only the office that entered an account changes it."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "这部分内容由另一机构登记，须由该机构更改；未保存。",
                "This was entered by another office and is changed there; nothing was saved.",
            )
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as one tie shows her. ``accounts[0]`` is the one that was asked for.

    ``cases`` is what this office has open for her; what is closed is not told. ``asked`` counts the corrections that
    she asked for and that wait here.
    """

    person: SeenPerson
    own: bool
    consents: list[GivenConsent]
    corrections: list[Corrected]
    readings: list[Told]
    readings_more: bool
    cases: tuple[Item, ...] = ()
    asked: int = 0

    @property
    def account(self) -> SeenAccount:
        return self.person.accounts[0]


def see(*, account: int, office: str, by: str, now: datetime) -> Seen:
    """What the office sees of the person with this file number; records the reading.

    Raises NotSeen or OpeningsSpent.
    """
    _spend(by=by, now=now)
    return _see(account=account, office=office, by=by, now=now)


@transaction.atomic
def _see(*, account: int, office: str, by: str, now: datetime) -> Seen:
    person = _seen(account, office=office, by=by)
    _record_reading(person, office=office, by=by, now=now)
    readings = newest_about(person.person, limit=READINGS_SHOWN + 1)
    return Seen(
        person=person,
        own=person.accounts[0].office == office,
        consents=consent.consents_of(person=person.person, offices=[one.office for one in person.accounts]),
        corrections=corrections_of([one.number for one in person.accounts], most=CORRECTIONS_SHOWN),
        readings=readings[:READINGS_SHOWN],
        readings_more=len(readings) > READINGS_SHOWN,
        cases=tuple(cases_of(person=person.person, office=office, now=now)),
        asked=waiting_of(account=account) if person.accounts[0].office == office else 0,
    )


def see_own(*, account: int, office: str, by: str, now: datetime) -> SeenAccount:
    """The office's own account, to change it; records the reading. Raises NotSeen, NotOwn or OpeningsSpent."""
    _spend(by=by, now=now)
    return _see_own(account=account, office=office, by=by, now=now)


def see_own_person(*, account: int, office: str, by: str, now: datetime) -> SeenPerson:
    """The person of the office's own account, to do something for her; records the reading.

    Raises NotSeen, NotOwn or OpeningsSpent.
    """
    _spend(by=by, now=now)
    with transaction.atomic():
        person = own_person(account=account, office=office, by=by)
        _record_reading(person, office=office, by=by, now=now)
    return person


def own_person(*, account: int, office: str, by: str) -> SeenPerson:
    """The same for an act that has its own entry in the journal. Raises NotSeen or NotOwn."""
    return _own(account, office=office, by=by)


@transaction.atomic
def _see_own(*, account: int, office: str, by: str, now: datetime) -> SeenAccount:
    person = _own(account, office=office, by=by)
    _record_reading(person, office=office, by=by, now=now)
    return person.accounts[0]


def who_looked(
    *, account: int, office: str, by: str, now: datetime, before: int | None = None, most: int = 50
) -> tuple[SeenAccount, list[Told]]:
    """Who did what with her record, the newest first, from entry ``before`` on back.

    Raises NotSeen or OpeningsSpent.
    """
    _spend(by=by, now=now)
    return _who_looked(account=account, office=office, by=by, now=now, before=before, most=most)


@transaction.atomic
def _who_looked(
    *, account: int, office: str, by: str, now: datetime, before: int | None, most: int
) -> tuple[SeenAccount, list[Told]]:
    person = _seen(account, office=office, by=by)
    _record_reading(person, office=office, by=by, now=now)
    return person.accounts[0], newest_about(person.person, before=before, limit=most)


def carry_away(*, account: int, office: str, by: str, now: datetime) -> Seen:
    """All that the tie shows, with whole numbers, every change and every reading, for her to take.

    Raises NotSeen or OpeningsSpent; NotOwn in an emergency, which shows and copies nothing.
    """
    _spend(by=by, now=now)
    return _carry_away(account=account, office=office, by=by, now=now)


@transaction.atomic
def _carry_away(*, account: int, office: str, by: str, now: datetime) -> Seen:
    person = _seen(account, office=office, by=by, whole_numbers=True)
    if person.emergency_until is not None:
        raise NotOwn
    journal.record(act="person.exported", office=office, officer=by, purpose=WISH, subjects=[person.person], now=now)
    return Seen(
        person=person,
        own=person.accounts[0].office == office,
        consents=consent.consents_of(person=person.person, offices=[one.office for one in person.accounts]),
        corrections=corrections_of([one.number for one in person.accounts], most=ALL),
        readings=newest_about(person.person, limit=ALL),
        readings_more=False,
    )


def _record_reading(person: SeenPerson, *, office: str, by: str, now: datetime) -> None:
    """Whoever is shown is a reading (A5); one that an emergency opened is told apart by its purpose."""
    purpose = "registration" if person.emergency_until is None else "exception"
    journal.record(act="person.read", office=office, officer=by, purpose=purpose, subjects=[person.person], now=now)


def _spend(*, by: str, now: datetime) -> None:
    """In a transaction of its own: what turns out not to be there was asked for all the same."""
    spend_search(officer=by, kind="record", most=OPENINGS_AN_HOUR, now=now, spent=OpeningsSpent)


def _seen(account: int, *, office: str, by: str, whole_numbers: bool = False) -> SeenPerson:
    offices = access.offices_worked_with(office)
    person = see_person(account=account, offices=offices, officer=by, whole_numbers=whole_numbers)
    if person is None:
        raise NotSeen
    return person


def _own(account: int, *, office: str, by: str) -> SeenPerson:
    person = _seen(account, office=office, by=by)
    if person.accounts[0].office != office:
        raise NotOwn
    return person


@dataclass(frozen=True, slots=True)
class Changes:
    """What the person puts right; places as divisions' codes with their texts. Going elsewhere is a move."""

    name: str
    sex: int
    born: date
    telephone: str
    home: str
    home_text: str
    current: str
    current_text: str
    arrived: date | None


@transaction.atomic
def correct(
    *, account: int, seen_version: str, changes: Changes, office: str, by: str, now: datetime, asked: int | None = None
) -> None:
    """Put the office's own account right; ``asked`` is what she asked for on her pages, which is accepted with it.

    Raises NotSeen, NotOwn, ChangedMeanwhile or NothingAsked.
    """
    person = _own(account, office=office, by=by)
    held = person.accounts[0]
    if asked is not None:
        people.answer_asked(
            number=asked, account=account, person=person.person, office=office, outcome=Outcome.ACCEPTED, answer="",
            by=by, now=now,
        )  # fmt: skip
    home, current = (_present(held, kind) for kind in ("home", "current"))
    private = replace(
        held.private,
        telephone=changes.telephone, home_text=changes.home_text, current_text=changes.current_text,
    )  # fmt: skip
    people.correct(
        account=account, person=person.person, office=office, seen=_instant(seen_version),
        state=AccountState(
            changes.name,
            changes.sex,
            changes.born,
            private,
            _place(changes.home, home, same=changes.home_text == held.private.home_text),
            _place(changes.current, current, same=changes.current_text == held.private.current_text),
            changes.arrived,
        ),
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def move(
    *, account: int, seen_version: str, kind: str, division: str, text: str, since: date,
    office: str, by: str, now: datetime,
) -> None:  # fmt: skip
    """Record a move (G2) in the office's own account. Raises NotSeen, NotOwn, ChangedMeanwhile or BadMove."""
    person = _own(account, office=office, by=by)
    people.move(
        account=account, person=person.person, office=office, seen=_instant(seen_version),
        kind=PlaceKind(kind), division=division, text=text, since=since, by=by, now=now,
    )  # fmt: skip


def _present(held: SeenAccount, kind: str) -> str:
    """The division of the present residence of this kind; empty where there is none."""
    return next((stay.division for stay in held.stays if stay.kind == kind and stay.until is None), "")


def _place(read: str, held: str, *, same: bool) -> str:
    """The division to keep: an address that nobody touched does not lose the village that was once chosen for it."""
    return held if same and held and not read.startswith(held) else read


def _instant(version: str) -> datetime:
    """The state that was shown; what is none was shown by nobody. Raises ChangedMeanwhile."""
    try:
        return datetime.fromisoformat(version)
    except ValueError:
        raise ChangedMeanwhile from None


def withdraw_at(*, account: int, office: str, by: str, now: datetime) -> None:
    """She takes her consent back at this office, which sees her no more. Raises NotSeen or NotOwn."""
    person = _own(account, office=office, by=by)
    take_back.withdraw(person=person.person, office=office, by=by, now=now)


def erase_at(*, account: int, office: str, by: str, now: datetime) -> None:
    """Erase at her wish: everything where she confirmed the tie, else what this office holds. Raises NotSeen, NotOwn.

    Whether others hold her is not told: the page says the same in either case.
    """
    person = _own(account, office=office, by=by)
    # What an emergency shows is for reading: it erases nothing that others entered.
    if person.confirmed and person.emergency_until is None:
        take_back.erase(person=person.person, by=by, now=now)
    else:
        take_back.erase_here(person=person.person, office=office, by=by, now=now)
