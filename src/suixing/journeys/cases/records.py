"""What a closed registration left, found by the number on her paper: show it, correct it, destroy it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suixing.access import actions as access
from suixing.cases import sealing
from suixing.cases.content import Ground, check
from suixing.cases.errors import NotThere
from suixing.cases.models import SealedRecord
from suixing.cases.procedures.registration import PARTIES
from suixing.journal import actions as journal
from suixing.kernel.crypto import CryptoError
from suixing.rules.books import book
from suixing.rules.counting import CHINA

LOOK_UPS_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Extract:
    """``kind`` is extract or decision; ``replaced_on`` is set where a corrected one took its place."""

    kind: str
    office: str
    content: dict[str, Any]
    made_on: date
    replaced_on: date | None


@transaction.atomic
def find_extract(*, number: str, office: str, by: str, now: datetime) -> Extract | None:
    """What this office made under the number, if it is right. Raises BudgetSpent: numbers are not to be guessed."""
    access.spend_search(officer=by, kind="extract", most=LOOK_UPS_AN_HOUR, now=now)
    held = _held(number, office)
    act = "record.found" if held else "record.not_found"
    journal.record(act=act, office=office, officer=by, purpose="case", now=now)
    if held is None:
        return None
    return Extract(held.kind, office, _opened(number, held), held.made_on, held.replaced_on)


@transaction.atomic
def correct(*, number: str, parties: Mapping[str, Any], office: str, by: str, now: datetime) -> str:
    """Put an extract right; what it said stays inside the new one. The new number. Raises NotThere or BadContent."""
    access.spend_search(officer=by, kind="extract", most=LOOK_UPS_AN_HOUR, now=now)
    held = _held(number, office)
    if held is None or held.kind != "extract" or held.replaced_on is not None:
        raise NotThere
    content = _opened(number, held)
    today = now.astimezone(CHINA).date()
    right = check([PARTIES], {"parties": parties}, Ground(book(content["book"]), today))["parties"]
    before = {"on": today.isoformat(), "parties": content["parties"]}
    fresh = sealing.draw(4)
    SealedRecord.objects.create(
        digest=sealing.record_digest(fresh), office_id=office, kind="extract", made_on=today,
        sealed=sealing.seal_record(
            fresh, {**content, "parties": right, "corrections": [*content["corrections"], before]}
        ),
    )  # fmt: skip
    SealedRecord.objects.filter(pk=held.pk).update(
        replaced_on=today, sealed=sealing.seal_record(number, {**content, "replaced": True})
    )
    journal.record(act="record.corrected", office=office, officer=by, purpose="wish_of_the_person", now=now)
    return fresh


@transaction.atomic
def destroy(*, number: str, office: str, by: str, now: datetime) -> None:
    """She wishes that nothing is held (REFUSALS, "by leave"). Raises NotThere."""
    access.spend_search(officer=by, kind="extract", most=LOOK_UPS_AN_HOUR, now=now)
    gone, _ = SealedRecord.objects.filter(digest=sealing.record_digest(number), office_id=office).delete()
    if not gone:
        raise NotThere
    journal.record(act="record.destroyed", office=office, officer=by, purpose="wish_of_the_person", now=now)


def _held(number: str, office: str) -> SealedRecord | None:
    return SealedRecord.objects.filter(digest=sealing.record_digest(number), office_id=office).first()


def _opened(number: str, held: SealedRecord) -> dict[str, Any]:
    try:
        return sealing.open_record(number, bytes(held.sealed))
    except CryptoError:
        raise NotThere from None
