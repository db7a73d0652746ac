"""The person takes something back: a consent at one office, or everything that is held about her."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from suixing.access import actions as access
from suixing.consent import actions as consent
from suixing.journeys import ledger
from suixing.journeys.cases import letting_go
from suixing.journeys.intake.actions import forget_kept
from suixing.notices import actions as notices
from suixing.passes import actions as passes
from suixing.people import actions as people
from suixing.people.queries import hold_still, is_held, offices_of, wait_for_intakes
from suixing.residents import actions as residents


@dataclass(frozen=True, slots=True)
class TakenBackResult:
    """Whether anything was held, and which backups of the keys could not be told about it."""

    found: bool
    unreached: list[Path]


def withdraw(*, person: UUID, office: str, by: str, now: datetime) -> TakenBackResult:
    """Withdraw consent at one office: its tie closes, and an old sheet does not open it again (G1)."""
    line = ledger.TakenBackLine(ledger.WITHDRAWN, person, office, now)
    # The ledger goes first: should the machine stop in between, a restore errs on the person's side.
    unreached = ledger.append(settings.SUIXING_KEYS_DIR, line)
    return TakenBackResult(_withdraw(line, by=by), unreached)


def erase(*, person: UUID, by: str, now: datetime) -> TakenBackResult:
    """Erase a person at her wish: rows go, her key is destroyed, and no backup brings her back."""
    line = ledger.TakenBackLine(ledger.ERASED, person, None, now)
    unreached = ledger.append(settings.SUIXING_KEYS_DIR, line)
    return TakenBackResult(_erase(line, by=by), unreached)


def erase_here(*, person: UUID, office: str, by: str, now: datetime) -> TakenBackResult:
    """Erase what one office holds; of somebody whom nobody else holds, everything.

    This is as far as an office goes whose tie the person has not confirmed: who typed a number in must not be
    able to destroy what others hold.
    """
    line = ledger.TakenBackLine(ledger.ERASED, person, office, now)
    unreached = ledger.append(settings.SUIXING_KEYS_DIR, line)
    return TakenBackResult(_erase(line, by=by), unreached)


def replay(*, by: str) -> int:
    """Carry out again what a restored database does not know yet; how many events that were."""
    done = 0
    for line in ledger.read(settings.SUIXING_KEYS_DIR):
        carry_out = _erase if line.what == ledger.ERASED else _withdraw
        done += carry_out(line, by=by)
    return done


@transaction.atomic
def _withdraw(line: ledger.TakenBackLine, *, by: str) -> bool:
    if line.office is None or not is_held(line.person):
        return False
    wait_for_intakes([line.office])
    # Open cases close first: they stand on the consent that ends here.
    letting_go.end_open_cases(person=line.person, office=line.office, by=by, now=line.at, opened_by=line.at)
    ended = consent.mark_withdrawn(person=line.person, office=line.office, by=by, now=line.at)
    if ended:
        people.mark_taken_back(person=line.person, offices=[line.office], now=line.at)
        forget_kept(person=line.person, offices=[line.office], before=line.at, by=by, now=line.at)
        # Last: with its tie an office stops seeing her, in the database too.
        access.close_ties(person=line.person, office=line.office, now=line.at)
    return bool(ended)


@transaction.atomic
def _erase(line: ledger.TakenBackLine, *, by: str) -> bool:
    if line.office is not None:
        return _erase_here(line.person, line.office, by=by, now=line.at)
    offices = offices_of(line.person)
    wait_for_intakes(offices)
    if not hold_still(line.person):
        return False
    forget_kept(person=line.person, offices=offices, before=line.at, by=by, now=line.at)
    for office in offices:
        letting_go.forget_cases(person=line.person, office=office, by=by, now=line.at)
    consent.forget(person=line.person)
    people.erase(person=line.person, by=by, now=line.at)
    _forget(line.person, line.at)
    return True


def _forget(person: UUID, now: datetime) -> None:
    """What stands in tables that only the database's own functions reach; it refuses while she is held."""
    # Her passes are revoked for whoever checks them before they go.
    passes.forget(person=person, now=now)
    people.forget_codes(person=person)
    letting_go.forget_everywhere(person=person)
    notices.forget(person=person)
    residents.forget(person=person)
    access.forget(person=person)


def _erase_here(person: UUID, office: str, *, by: str, now: datetime) -> bool:
    wait_for_intakes([office])
    if not hold_still(person) or office not in offices_of(person):
        return False
    forget_kept(person=person, offices=[office], before=now, by=by, now=now)
    letting_go.forget_cases(person=person, office=office, by=by, now=now)
    passes.forget_at(person=person, office=office, now=now)
    consent.forget(person=person, office=office)
    if people.erase_account(person=person, office=office, by=by, now=now):
        _forget(person, now)
    else:
        access.drop_ties(person=person, office=office)
    return True
