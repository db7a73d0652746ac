"""The node's part of applications for a pass made without a desk: it opens the case and passes it on (P1, P2).

From the office of her current place where that holds her, as a desk there would; else at the home office itself, where
nobody asks but she, and the node does for her what an asking office would do.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from suixing.access.queries import has_open_tie
from suixing.cases import actions as cases
from suixing.cases.queries import Case
from suixing.exchange.queries import is_reached, nearest_far_office
from suixing.journeys.cases import opening, stepping
from suixing.kernel.errors import Refusal
from suixing.people.queries import SeenAccount, SeenPerson, see_herself
from suixing.places.queries import NATION, nearest_office
from suixing.residents.queries import Application

APPLICATION = "pass_application"
OPENED, JOINED, UNREACHED, REFUSED = "opened", "joined", "unreached", "refused"
"""What became of an application: a case; one that was open already; no home office that is reached; not possible."""
REASON = {"reason": "person_withdrew"}


def take_up(*, now: datetime, limit: int = 100) -> int:
    """Open what was applied for and do what she wants done in it; how many. Each in a transaction of its own."""
    waiting = Application.objects.filter(Q(taken_up_at=None) | ~Q(wish="")).order_by("made_at")
    return sum(_take_up(number, now=now) for number in list(waiting.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _take_up(number: int, *, now: datetime) -> bool:
    held = Application.objects.select_for_update(skip_locked=True).filter(pk=number).first()
    if held is None:
        return False
    if held.taken_up_at is not None:
        return _do_her_wish(held, now=now)
    held.taken_up_at = now
    try:
        with transaction.atomic():
            held.outcome, held.file = _opened(held, now=now)
    except Refusal:
        held.outcome = REFUSED
    held.save(update_fields=["taken_up_at", "outcome", "file"])
    return True


def _opened(held: Application, *, now: datetime) -> tuple[str, UUID | None]:
    same = Case.objects.filter(person_id=held.person, procedure=APPLICATION, closed_at=None).order_by("opened_at")
    under_way = same.first()
    if under_way is not None:
        return JOINED, under_way.id
    seen = see_herself(person=held.person, whole_numbers=True)
    through = _through(seen, held, now) if seen else None
    if seen is None or through is None:
        return REFUSED, None
    account, home = through
    if not home:
        return UNREACHED, None
    content = _content(seen, account, held)
    if account.office == home:
        case = cases.file_for_her(
            code=APPLICATION, office=home, person=held.person, content=content, by=cases.NODE, now=now
        )  # fmt: skip
        return OPENED, case.id
    case = opening.ask(
        code=APPLICATION, office=account.office, other=home, person=held.person, parent=None, content=content,
        by=cases.NODE, now=now,
    )  # fmt: skip
    stepping.take(case=case.id, step="forward", content={}, office=account.office, seen=None, by=cases.NODE, now=now)
    return OPENED, case.id


def _through(seen: SeenPerson, held: Application, now: datetime) -> tuple[SeenAccount, str] | None:
    """The account through which it goes, with the code of the office that issues; None where no office holds her.

    One at her current place comes first, the home office's own last.
    """
    day = timezone.localdate(now)
    found = [
        (one, _issuing(opening.home_of(replace(seen, accounts=(one,)), day)))
        for one in seen.accounts
        if one.number in held.accounts and has_open_tie(person=held.person, office=one.office)
    ]
    return min(
        found, key=lambda each: (not each[1], each[0].office == each[1], not _lives_there(each[0])), default=None
    )


def _rank(each: tuple[SeenAccount, str]) -> tuple[bool, bool, bool]:
    account, home = each
    return not home, account.office == home, not _lives_there(account)


def _lives_there(account: SeenAccount) -> bool:
    return any(
        one.kind == "current" and one.until is None and one.division.startswith(account.office) for one in account.stays
    )


def _issuing(home: str) -> str:
    """The office of her home township, else the nearest above it that is reached; empty where none is (P1)."""
    if not home or is_reached(home):
        return home
    found = [one for one in (nearest_office(home), nearest_far_office(home)) if one and one != NATION]
    return max(found, key=len, default="")


def _content(seen: SeenPerson, account: SeenAccount, held: Application) -> dict[str, Any]:
    return {
        "subject": {
            "name": account.name,
            "identifier": seen.identifiers[0][1] if seen.identifiers else "",
            "born": account.born.isoformat(),
            "sex": account.sex,
        },
        "applicant": held.applicant,
        "since": held.made_at.isoformat(),
        "lost": held.act == "lost",
    }


def _do_her_wish(held: Application, *, now: datetime) -> bool:
    """Once, whether or not it is still possible: what came too late changes nothing."""
    wish, held.wish = held.wish, ""
    held.save(update_fields=["wish"])
    case = Case.objects.filter(pk=held.file, person_id=held.person, closed_at=None).first() if held.file else None
    if case is None or not wish:
        return False
    step, content = ("withdraw", REASON) if wish == "withdraw" else ("papers_came", {"on": _today(now)})
    try:
        with transaction.atomic():
            if cases.is_hers_alone(case):
                cases.step_for_her(case=case.id, step=step, content=content, office=case.office_id, now=now)
            else:
                stepping.take(
                    case=case.id, step=step, content=content, office=case.office_id, seen=None, by=cases.NODE, now=now
                )
    except Refusal:
        return False
    return True


def _today(now: datetime) -> str:
    return timezone.localdate(now).isoformat()
