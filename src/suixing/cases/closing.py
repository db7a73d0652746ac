"""A registration ends: what was made is sealed under the number on the person's paper, and the file itself goes.

So no office can join somebody to two registrations: there is nothing left by which one could be found but the
number that she holds (docs/cases.md).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from suixing.cases import sealing
from suixing.cases.filing import content_of
from suixing.cases.models import Case, CaseEvent, Letter, SealedRecord, StatusLink
from suixing.cases.stepping import opened
from suixing.kernel.crypto import CryptoError
from suixing.papers import actions as papers
from suixing.rules.counting import CHINA

GROUPS = 4
"""Of four signs each: 80 random bits."""
LEAVES = {"register": "extract", "refuse": "decision"}


def close_registration(case: Case, *, ended: str, by: str, now: datetime) -> str | None:
    """Seal what the registration led to and remove the file; the number, or None where it was withdrawn."""
    number = None
    if ended in LEAVES:
        number = seal_record(
            LEAVES[ended], _content(case, LEAVES[ended], now), office=case.office_id, on=now.astimezone(CHINA).date()
        )
    for link in StatusLink.objects.filter(case=case):
        _loosen(link, ended=case.state)
    Case.objects.filter(parent=case).update(parent=None)
    papers.destroy_papers_of(file=case.id, office=case.office_id, by=by, now=now)
    CaseEvent.objects.filter(case=case).delete()
    Letter.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_forget_gone(%s)", [case.pk])
    return number


def drop_withdrawn(case: Case) -> None:
    """The node's part where she took a registration back on her own pages: the file goes, and leaves nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_drop_withdrawn(%s)", [case.pk])


def _loosen(link: StatusLink, *, ended: str) -> None:
    """A code on her letter still says that it ended, and from which month it is, as anybody's."""
    link.case, link.ended = None, ended
    link.made_at = _month_of(link.made_at)
    link.expires_at = _month_of(link.expires_at + timedelta(days=31))
    link.save(update_fields=["case", "ended", "made_at", "expires_at"])


def _month_of(instant: datetime) -> datetime:
    """The beginning of its month in China."""
    return instant.astimezone(CHINA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _content(case: Case, kind: str, now: datetime) -> dict[str, Any]:
    events = list(CaseEvent.objects.filter(case=case, taken_back_at=None, counted=True).order_by("turn"))
    content = content_of(case)
    papers_seen = {code for event in events for code in opened(case, event).get("papers", [])} | set(
        content.get("papers", [])
    )
    return {
        "parties": content["parties"],
        "papers": sorted(papers_seen),
        "book": case.book,
        "on": now.astimezone(CHINA).date().isoformat(),
        # Said on the extract, so that who relies on it knows: nobody answered in time (V3).
        "outstanding": any(event.step == "go_on" for event in events),
        "decision": opened(case, events[-1]) if kind == "decision" else {},
        "corrections": [],
    }


@dataclass(frozen=True, slots=True)
class Extract:
    """``kind`` is extract or decision; ``replaced_on`` is set where a corrected one took its place."""

    kind: str
    office: str
    content: dict[str, Any]
    made_on: date
    replaced_on: date | None


def seal_record(kind: str, content: dict[str, Any], *, office: str, on: date) -> str:
    """Store what a registration left under a fresh number, which is written nowhere else."""
    number = sealing.draw(GROUPS)
    SealedRecord.objects.create(
        digest=sealing.record_digest(number), office_id=office, kind=kind, made_on=on,
        sealed=sealing.seal_record(number, content),
    )  # fmt: skip
    return number


def record_under(*, number: str, office: str) -> Extract | None:
    """What this office made under the number; None where the number is not one of its own."""
    held = SealedRecord.objects.filter(digest=sealing.record_digest(number), office_id=office).first()
    if held is None:
        return None
    try:
        content = sealing.open_record(number, bytes(held.sealed))
    except CryptoError:
        return None
    return Extract(held.kind, office, content, held.made_on, held.replaced_on)


def replace_record(*, number: str, office: str, on: date) -> None:
    """Mark what is under the number as replaced by a corrected one."""
    SealedRecord.objects.filter(digest=sealing.record_digest(number), office_id=office).update(replaced_on=on)


def drop_record(*, number: str, office: str) -> bool:
    """Destroy what is under the number; whether there was anything."""
    gone, _ = SealedRecord.objects.filter(digest=sealing.record_digest(number), office_id=office).delete()
    return bool(gone)
