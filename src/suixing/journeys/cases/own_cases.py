"""Her cases and letters on her own pages: what the database opens to her session, and what she takes back there.

Nobody is asked and nothing is recorded where she reads: the sign-in that began her session is the entry.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.cases import actions as cases
from suixing.cases.queries import (
    Case,
    OwnCase,
    OwnLetter,
    OwnView,
    case_seen,
    office_of_own,
    own_case,
    own_cases,
    own_letter,
    own_letters,
    own_waiting,
)
from suixing.journeys.cases import following
from suixing.journeys.cases.letters import written
from suixing.journeys.cases.letting_go import REASON
from suixing.kernel.errors import Refusal
from suixing.papers.letters import CaseLetter

__all__ = ["OwnCase", "OwnLetter", "OwnView"]  # the rest is defined here


@dataclass(frozen=True, slots=True)
class OneCase:
    """A case of hers with the letters that came of it."""

    view: OwnView
    letters: list[OwnLetter]


@transaction.atomic
def cases_for_her(*, person: UUID, now: datetime) -> list[OwnCase]:
    """Her cases that are open to this session; what is still open first."""
    return own_cases(person=person, now=now)


@transaction.atomic
def case_for_her(*, person: UUID, case: UUID, now: datetime) -> OneCase:
    """One of them; raises cases.errors.NotThere for every other one."""
    return OneCase(own_case(person=person, case=case, now=now), own_letters(person=person, case=case))


@transaction.atomic
def letters_for_her(*, person: UUID) -> list[OwnLetter]:
    """Letters made for her that are open to this session, the newest first."""
    return own_letters(person=person)


@transaction.atomic
def letter_for_her(*, person: UUID, letter: int, english: bool, now: datetime) -> tuple[OwnLetter, CaseLetter]:
    """What a letter says, as its case stands today, without a code. Raises NotThere, NothingToSay or NoContact."""
    held = own_letter(person=person, letter=letter)
    seen = case_seen(case=held.case, office=office_of_own(person=person, case=held.case), now=now)
    return held, written(seen, held.kind, code="", address="", english=english, now=now)


@transaction.atomic
def take_back(*, person: UUID, case: UUID) -> None:
    """She takes back a case that is open: an entry of hers now, and the node's step within a minute.

    Raises cases.errors.NotThere where it is not hers, not open to this session, or nothing that can be taken back.
    """
    cases.take_back_own(person=person, case=case)


def take_up(*, now: datetime, limit: int = 100) -> int:
    """The node's part: take back what persons took back on their own pages; how many."""
    return sum(_take_up(ident, now=now) for ident in own_waiting(limit=limit))


@transaction.atomic
def _take_up(ident: UUID, *, now: datetime) -> bool:
    held = cases.own_taken_back(ident)
    if held is None:
        return False
    refused = ""
    try:
        with transaction.atomic():
            _end(*held, now=now)
    except Refusal as refusal:
        refused = type(refusal).__name__
    cases.mark_taken_up(ident, refused=refused, now=now)
    return True


def _end(case: UUID, office: str, *, now: datetime) -> None:
    """As at the desk (letting_go): the other side is told, and a registration leaves nothing."""
    if cases.is_hers_alone(Case.objects.get(pk=case)):
        cases.step_for_her(case=case, step="withdraw", content=REASON, office=office, now=now)
        return
    cases.take_step(case=case, step="withdraw", content=REASON, office=office, seen=None, by=cases.NODE, now=now)
    ended = Case.objects.get(pk=case)
    if ended.procedure == "registration":
        following.withdraw_pairs(ended, ended="withdraw", by=cases.NODE, now=now)
        cases.drop_withdrawn(ended)
