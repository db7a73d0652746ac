"""A pass application is answered with the pass (P1): issued at the home office, to whom that office holds.

Whom it does not hold yet it registers by what she applied with, for the application is her consent to that (G1): who
she is, that her home is the township of the office, and where she was when she applied, as far as the office may know
it (X8). What crosses to the office that passed it on is that the pass was issued.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from suixing.access.queries import offices_worked_with
from suixing.cases.queries import Case, content_of
from suixing.journeys.register import Entry, register_one
from suixing.passes import actions as passes
from suixing.passes.errors import NotHeldHere
from suixing.people.queries import find_by_identifier, look_up
from suixing.places.queries import is_present_code, township_of
from suixing.rules.identifiers import Identifier, read_identifier

AGREEMENT = "pass"
HERSELF = "herself"


def issue(case: Case, *, by: str, now: datetime) -> UUID:
    """Issue the pass within the step's own transaction; its number.

    Raises NotHome or NoTownship where this office is not the one of her home place as it registered her, NotHeldHere
    where she cannot be registered by the application, and NotReady.
    """
    content = content_of(case)
    person = _held(content, case, now) or _registered(content, case, by=by, now=now)
    if content.get("lost"):
        return passes.replace_lost(person=person, office=case.office_id, by=by, now=now)
    return passes.issue_or_renew(person=person, office=case.office_id, by=by, now=now)


def _identifier(content: dict[str, Any], now: datetime) -> Identifier:
    read = read_identifier(str(content["subject"]["identifier"]), today=timezone.localdate(now))
    if not isinstance(read, Identifier):
        raise NotHeldHere
    return read


def _held(content: dict[str, Any], case: Case, now: datetime) -> UUID | None:
    offices = offices_worked_with(case.office_id)
    hit = find_by_identifier(
        identifier=_identifier(content, now).value, offices=offices, first=case.office_id
    )  # fmt: skip
    return None if hit is None else hit.person


def _registered(content: dict[str, Any], case: Case, *, by: str, now: datetime) -> UUID:
    subject, identifier = content["subject"], _identifier(content, now)
    applied = timezone.localdate(datetime.fromisoformat(content["since"]))
    if township_of(case.office_id) != case.office_id or not is_present_code(case.counterpart):
        raise NotHeldHere
    entry = Entry(
        identifier=identifier, name=subject["name"], sex=subject["sex"],
        born=datetime.fromisoformat(subject["born"]).date(), telephone="", home=case.office_id, home_text="",
        current=case.counterpart, current_text="", arrived=applied, consent_on=applied,
        way="desk" if content["applicant"] == HERSELF else "paper",
    )  # fmt: skip
    register_one(entry=entry, office=case.office_id, by=by, now=now, agreement=AGREEMENT)
    held = look_up(identifier=identifier.value, office=case.office_id)
    if held is None:
        raise AssertionError("what was stored is held")
    return held.person
