"""Passes on the pages of a desk: the home office issues and prints them (P1, P3), the office of the current place
checks what is shown there, and helps who wants one to get it without travelling (P2, P4).

Nothing else depends on any of it: no service, clock or status looks at a pass.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from suixing.cases.queries import Item, cases_of
from suixing.journeys.cases import opening, stepping
from suixing.journeys.errors import NotSeen
from suixing.journeys.person import own_person, see_own_person
from suixing.passes import actions as passes
from suixing.passes.formats.claims import Claim, PassClaims
from suixing.passes.formats.verify import Checked
from suixing.passes.queries import (
    KEPT,
    PassSeen,
    Showing,
    Standing,
    check,
    claims_of,
    passes_of,
    showing_of,
    wants_none,
)
from suixing.people.queries import SeenPerson, find_by_identifier
from suixing.places.queries import nearest_office

APPLICATION = "pass_application"
KEPT_AT_ALL = KEPT
"""What checking must have come to for a showing to be recorded."""
__all__ = ["Claim", "NotSeen", "PassClaims", "PassSeen", "Showing", "Standing", "showing_of"]  # the rest: here


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of her passes shows. ``home`` is the code of her home township, empty where it is not known.

    ``issues``: this office is the one that issues hers. ``held`` is the newest pass that it can print, ``claims`` what
    that one can show. ``applications`` are open cases of this office that ask the home office for one. ``is_told``: she
    did not say that she wants no notice of what is offered to newcomers.
    """

    name: str
    home: str
    issues: bool
    passes: tuple[PassSeen, ...]
    held: PassSeen | None
    claims: PassClaims | None
    showing: Showing | None
    applications: tuple[Item, ...]
    is_told: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What checking found. ``differs``: what it discloses is not what this office holds, so it was not kept yet."""

    checked: Checked
    differs: tuple[Claim, ...]
    kept: bool


def see(*, account: int, office: str, by: str, now: datetime) -> Shown:
    """Her passes as this office sees them; records the reading. Raises NotSeen, NotOwn or OpeningsSpent."""
    held = see_own_person(account=account, office=office, by=by, now=now)
    today = timezone.localdate(now)
    home = opening.home_of(held, today)
    issues = is_issued_by(office, home)
    found = tuple(passes_of(person=held.person, today=today, office=office if issues else None))
    newest = next((one for one in found if one.office == office and one.standing is Standing.VALID), None)
    return Shown(
        name=held.accounts[0].name,
        home=home,
        issues=issues,
        passes=found,
        held=newest,
        claims=claims_of(newest, day=today) if newest else None,
        showing=showing_of(person=held.person, office=office),
        applications=tuple(
            one for one in cases_of(person=held.person, office=office, now=now) if one.procedure == APPLICATION
        ),
        is_told=not wants_none(person=held.person, office=office),
    )


def is_issued_by(office: str, home: str) -> bool:
    """Whether this office issues the passes of who is at home there: the township's, else the nearest above (P1)."""
    return bool(home) and (home == office or nearest_office(home) == office)


@transaction.atomic
def issue(*, account: int, office: str, by: str, now: datetime) -> UUID:
    """Issue a pass at once: her identity was seen at the desk (P1). Raises NotSeen, NotOwn and what the room raises."""
    held = own_person(account=account, office=office, by=by)
    return passes.issue_pass(person=held.person, office=office, by=by, now=now)


def see_pass(*, account: int, number: UUID, office: str, by: str, now: datetime) -> tuple[PassSeen, PassClaims]:
    """One pass of hers, to do something with it; records the reading. Raises NotSeen, NotOwn or OpeningsSpent."""
    held = see_own_person(account=account, office=office, by=by, now=now)
    seen = _hers(held, number, office, now)
    return seen, claims_of(seen, day=timezone.localdate(now))


@transaction.atomic
def renew(*, account: int, number: UUID, office: str, by: str, now: datetime) -> UUID:
    """A new pass against the old one (P3). Raises as ``issue``, AlreadyRevoked or AlreadyReplaced."""
    _hers(own_person(account=account, office=office, by=by), number, office, now)
    return passes.renew_pass(number=number, office=office, by=by, now=now)


@transaction.atomic
def replace_lost(*, account: int, number: UUID, office: str, by: str, now: datetime) -> UUID:
    """A new pass in place of a lost one, which is revoked. Raises as ``renew``."""
    _hers(own_person(account=account, office=office, by=by), number, office, now)
    return passes.reissue_pass(number=number, office=office, by=by, now=now)


@transaction.atomic
def revoke(*, account: int, number: UUID, mistaken: bool, office: str, by: str, now: datetime) -> None:
    """End a pass for good: at her wish, or because it was issued by mistake. Raises as ``renew``."""
    _hers(own_person(account=account, office=office, by=by), number, office, now)
    reason = passes.RevokedFor.MISTAKEN if mistaken else passes.RevokedFor.ASKED
    passes.revoke_pass(number=number, office=office, reason=reason, by=by, now=now)


@transaction.atomic
def code_for_paper(
    *, account: int, number: UUID, chosen: Collection[Claim], office: str, by: str, now: datetime
) -> str:  # fmt: skip
    """The code to print, which discloses what was chosen. Raises NotSeen, NotOwn, NotValid or TooMuchForPaper."""
    _hers(own_person(account=account, office=office, by=by), number, office, now)
    return passes.paper_token(number=number, chosen=chosen, by=by, now=now, office=office)


@transaction.atomic
def apply_for_her(*, account: int, office: str, by: str, now: datetime) -> UUID:
    """Open her application and pass it on to her home office in one go (P2); the case. She need not go there.

    What the home office learns is the province that asks, not this office (X8). Raises NotSeen, NotOwn or BadContent.
    """
    own_person(account=account, office=office, by=by)
    content: dict[str, Any] = {"applicant": "herself", "since": now.isoformat()}
    case = opening.open_case(code=APPLICATION, content=content, account=account, office=office, by=by, now=now)
    stepping.take(case=case, step="forward", content={}, office=office, seen=None, by=by, now=now)
    return case


@transaction.atomic
def look_at(*, account: int, text: str, sure: bool, office: str, by: str, now: datetime) -> Looked:
    """Check what she shows, by the lists that this node holds, and keep that she showed it (P4).

    Where it discloses another name or another day of birth than this office holds, it is kept only if the officer is
    ``sure`` that it is hers. What does not hold is not kept. Raises NotSeen or NotOwn.
    """
    held = own_person(account=account, office=office, by=by)
    checked = check(text, now=now)
    first = held.accounts[0]
    here = {Claim.NAME: first.name, Claim.BIRTHDATE: first.born.isoformat()}
    differs = tuple(claim for claim, said in here.items() if checked.claims.get(claim, said) != said)
    kept = (sure or not differs) and passes.record_showing(
        person=held.person, office=office, checked=checked, by=by, now=now
    )
    return Looked(checked, differs, kept)


@transaction.atomic
def tell_her(*, account: int, wanted: bool, office: str, by: str, now: datetime) -> None:
    """She says whether she wants to be told what this office offers to newcomers (P4). Raises NotSeen or NotOwn."""
    held = own_person(account=account, office=office, by=by)
    passes.let_be(person=held.person, office=office, wanted=wanted, now=now)


def account_of_case(*, identifier: str, office: str) -> int | None:
    """Her file at this office, to whom it issued a pass by a case; whoever shows it has recorded the reading."""
    hit = find_by_identifier(identifier=identifier, offices=[office], first=office)
    return None if hit is None else hit.account


def _hers(held: SeenPerson, number: UUID, office: str, now: datetime) -> PassSeen:
    """A pass of this person that this office issued; NotSeen for every other, which is answered like none."""
    found = passes_of(person=held.person, today=timezone.localdate(now), office=office)
    seen = next((one for one in found if one.number == number), None)
    if seen is None:
        raise NotSeen
    return seen
