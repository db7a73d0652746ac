"""Register one person at the desk: the journey of a one-row register, under the desk's own database role."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from suixing.access import actions as access
from suixing.access import queries as ties
from suixing.consent.queries import current_agreement
from suixing.journeys.find import record_found
from suixing.journeys.intake.judge import Judged
from suixing.journeys.intake.prepare import Hand, prepare
from suixing.journeys.intake.store import store
from suixing.kernel.ids import new_id
from suixing.people import queries as people
from suixing.people.actions import forget_entered
from suixing.people.queries import Hit
from suixing.rules.identifiers import Identifier

REGISTRATIONS_AN_HOUR = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """What the person said at the desk, checked. ``home`` and ``current`` are divisions' codes."""

    identifier: Identifier
    name: str
    sex: int
    born: date
    telephone: str
    home: str
    home_text: str
    current: str
    current_text: str
    arrived: date
    consent_on: date
    way: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Her file number at this office, and whether it is new (accepted), changed (updated) or as it was (unchanged)."""

    account: int
    outcome: str


@transaction.atomic
def held_here(*, identifier: Identifier, office: str, by: str, now: datetime) -> Hit | None:
    """Whether this office holds her already: the stop before anything is typed twice. Raises BudgetSpent.

    It answers as a search does, and so it has a budget as a search has.
    """
    access.spend_search(officer=by, kind="register", most=REGISTRATIONS_AN_HOUR, now=now)
    hit = people.find_by_identifier(identifier=identifier.value, offices=[office], first=office)
    if hit is not None:
        record_found([hit], office=office, by=by, now=now)
    return hit


@transaction.atomic
def similar_here(*, entry: Entry, office: str, by: str, now: datetime) -> list[Hit]:
    """People of this office with the same name, date of birth and sex under another number."""
    hits = people.alike(
        office=office, name=entry.name, born=entry.born, sex=entry.sex, except_identifier=entry.identifier.value
    )
    if hits:
        record_found(hits, office=office, by=by, now=now)
    return hits


@transaction.atomic
def register_one(
    *, entry: Entry, office: str, by: str, now: datetime, agreement: str = "registration"
) -> Registered:  # fmt: skip
    """Store what she said, with her consent (G1). Where another office holds her, she is joined silently.

    ``agreement`` is the purpose of the text that she agreed to.
    """
    hand = Hand(office, by, new_id(), current_agreement(agreement), check=False, live=True)
    _open_again(entry.identifier, office=office, now=now)
    settled = store(prepare([_row(entry)], hand), hand=hand, now=now)
    account = _account_of(entry.identifier, office)
    return Registered(account, settled[0].outcome)


def _open_again(identifier: Identifier, *, office: str, now: datetime) -> None:
    """She withdrew once and agrees again: what she says now is a change of what stands in the closed account."""
    held = people.look_up(identifier=identifier.value, office=office)
    if held is None or held.account is None or ties.has_open_tie(person=held.person, office=office):
        return
    if access.open_again(person=held.person, office=office, now=now):
        forget_entered(account=held.account)


def _account_of(identifier: Identifier, office: str) -> int:
    held = people.look_up(identifier=identifier.value, office=office)
    if held is None or held.account is None:
        raise AssertionError("what was stored is held")
    return held.account


def _row(entry: Entry) -> Judged:
    return Judged(
        row=1,
        name=entry.name,
        identifier=entry.identifier,
        sex=entry.sex,
        born=entry.born,
        telephone=entry.telephone,
        home_text=entry.home_text,
        current_text=entry.current_text,
        home=entry.home,
        current=entry.current,
        arrived=entry.arrived,
        consent_on=entry.consent_on,
        way=entry.way,
    )
