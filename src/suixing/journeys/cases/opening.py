"""Open a case for somebody: what this office holds of her is filled in, so that nobody types it twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from suixing.access import queries as ties
from suixing.access.actions import spend_search
from suixing.cases import actions as cases
from suixing.cases.errors import BadContent, NotYourWork
from suixing.cases.queries import Case, Keeper, Procedure, procedure
from suixing.exchange.queries import is_reached
from suixing.journal import actions as journal
from suixing.journeys.errors import NotSeen
from suixing.kernel.errors import Sentence
from suixing.people.queries import SeenPerson, see_person
from suixing.places.queries import township_of
from suixing.rules.identifiers import mask

STRANGERS_AN_HOUR = 20
NO_OFFICE = Sentence("请填写由哪个机构答复。", "Say which office is to answer.")
OWN_OFFICE = Sentence("这就是本机构，无须询问。", "This is your own office; there is nobody to ask.")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a case is opened for, as the head of its form shows her; ``home`` is her home township's code, or empty."""

    name: str
    number: str
    born: date
    sex: int
    home: str


@transaction.atomic
def subject_shown(*, account: int, office: str, by: str, now: datetime) -> Subject:
    """Whom the form is for; records the reading. Raises NotSeen."""
    person = _person(account, office, by)
    journal.record(act="person.read", office=office, officer=by, purpose="case", subjects=[person.person], now=now)
    first = person.accounts[0]
    number = person.identifiers[0][1] if person.identifiers else ""
    return Subject(first.name, mask(number), first.born, first.sex, home_of(person, now.date()))


def home_of(person: SeenPerson, day: date) -> str:
    """The township of her home place, as this office entered it; empty where it is not known."""
    homes = [
        stay.division
        for stay in person.accounts[0].stays
        if stay.kind == "home"
        and (stay.since is None or stay.since <= day)
        and (stay.until is None or day < stay.until)
    ]
    return township_of(homes[-1]) if homes else ""


def _person(account: int, office: str, by: str) -> SeenPerson:
    offices = ties.offices_worked_with(office)
    person = see_person(account=account, offices=offices, officer=by, whole_numbers=True)
    if person is None:
        raise NotSeen
    return person


@transaction.atomic
def open_case(
    *, code: str, content: Mapping[str, Any], office: str, by: str, now: datetime,
    account: int | None = None, answering: str | None = None,
) -> UUID:  # fmt: skip
    """Open a case of this office, or the asking side of a pair; its id. Raises BadContent, NotSeen or BudgetSpent.

    With ``account`` name, number, birth and sex are taken from what this office holds. ``answering`` is the office
    that is asked; left out, it is that of her home township.
    """
    table = procedure(code)
    if table.opened_by is not Keeper.DESK:
        raise NotYourWork
    if account is None:
        # Whoever is typed in is not held here: asking other offices about strangers has a budget, as searching has.
        spend_search(officer=by, kind="stranger", most=STRANGERS_AN_HOUR, now=now)
    given, person, home = dict(content), None, ""
    if account is not None:
        held = _person(account, office, by)
        person, home = held.person, home_of(held, now.date())
        _fill(table, given, held, home)
    if not table.between:
        return cases.open_own(code=code, office=office, person=person, content=given, by=by, now=now).id
    other = answering or home
    if not other or other == office:
        raise BadContent({"answering": NO_OFFICE if not other else OWN_OFFICE})
    return ask(code=code, office=office, other=other, person=person, parent=None, content=given, by=by, now=now).id


def ask(
    *, code: str, office: str, other: str, person: UUID | None, parent: Case | None, content: Mapping[str, Any],
    by: str, now: datetime,
) -> Case:  # fmt: skip
    """Open the asking side of a pair with another office, by the exchange where it is reached so."""
    return cases.open_pair(
        code=code, office=office, answering=other, joined=is_reached(other), pair=uuid4(), person=person,
        parent=parent, content=content, by=by, now=now,
    )  # fmt: skip


def _fill(table: Procedure, given: dict[str, Any], held: SeenPerson, home: str) -> None:
    first = held.accounts[0]
    subject = {
        "name": first.name,
        "identifier": held.identifiers[0][1] if held.identifiers else "",
        "born": first.born.isoformat(),
        "sex": first.sex,
    }
    if any(field.name == "subject" for field in table.opening):
        given["subject"] = subject
    if any(field.name == "home" for field in table.opening) and home:
        given.setdefault("home", home)
    if any(field.name == "parties" for field in table.opening):
        parties = dict(given.get("parties") or {})
        others = [one for one in parties.get("named", []) if one.get("identifier") != subject["identifier"]]
        own = {**subject, "home": home, "pass": bool(given.pop("own_pass", False))}
        given["parties"] = {**parties, "named": [own, *others]}
