"""What a closed registration left, found by the number on her paper: show it, correct it, destroy it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from suixing.access import actions as access
from suixing.cases import actions as cases
from suixing.cases.errors import NotThere
from suixing.cases.queries import Extract, check_parties, record_under
from suixing.journal import actions as journal
from suixing.rules.counting import CHINA

__all__ = ["Extract"]  # the rest is defined here

LOOK_UPS_AN_HOUR = 60


@transaction.atomic
def find_extract(*, number: str, office: str, by: str, now: datetime) -> Extract | None:
    """What this office made under the number, if it is right. Raises BudgetSpent: numbers are not to be guessed."""
    _spend(by, now)
    held = record_under(number=number, office=office)
    if held is None:
        journal.record(act="record.not_found", office=office, officer=by, purpose="case", now=now)
    else:
        journal.record(act="record.found", office=office, officer=by, purpose="case", now=now)
    return held


@transaction.atomic
def correct(*, number: str, parties: Mapping[str, Any], office: str, by: str, now: datetime) -> str:
    """Put an extract right; what it said stays inside the new one. The new number. Raises NotThere or BadContent."""
    _spend(by, now)
    held = record_under(number=number, office=office)
    if held is None or held.kind != "extract" or held.replaced_on is not None:
        raise NotThere
    today = now.astimezone(CHINA).date()
    right = check_parties(parties, book_code=held.content["book"], today=today)
    before = {"on": today.isoformat(), "parties": held.content["parties"]}
    content = {**held.content, "parties": right, "corrections": [*held.content["corrections"], before]}
    fresh = cases.seal_record("extract", content, office=office, on=today)
    cases.replace_record(number=number, office=office, on=today)
    journal.record(act="record.corrected", office=office, officer=by, purpose="wish_of_the_person", now=now)
    return fresh


@transaction.atomic
def destroy(*, number: str, office: str, by: str, now: datetime) -> None:
    """She wishes that nothing is held (REFUSALS, "by leave"). Raises NotThere."""
    _spend(by, now)
    if not cases.drop_record(number=number, office=office):
        raise NotThere
    journal.record(act="record.destroyed", office=office, officer=by, purpose="wish_of_the_person", now=now)


def _spend(by: str, now: datetime) -> None:
    access.spend_search(officer=by, kind="extract", most=LOOK_UPS_AN_HOUR, now=now)
