"""A registration ends: what was made is sealed under the number on the person's paper, and the file itself goes.

So no office can join somebody to two registrations: there is nothing left by which one could be found but the
number that she holds (docs/cases.md).
"""

from datetime import datetime
from typing import Any

from suixing.cases import sealing
from suixing.cases.filing import content_of
from suixing.cases.models import Case, CaseEvent, SealedRecord, StatusLink
from suixing.cases.stepping import opened
from suixing.papers import actions as papers
from suixing.rules.counting import CHINA

GROUPS = 4
"""Of four signs each: 80 random bits."""
LEAVES = {"register": "extract", "refuse": "decision"}


def close(case: Case, *, ended: str, by: str, now: datetime) -> str | None:
    """Seal what the registration led to and remove the file; the number, or None where it was withdrawn."""
    number = _seal(case, LEAVES[ended], now=now) if ended in LEAVES else None
    StatusLink.objects.filter(case=case).update(case=None, ended=case.state)
    Case.objects.filter(parent=case).update(parent=None)
    papers.destroy_papers_of(file=case.id, office=case.office_id, by=by, now=now)
    CaseEvent.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).delete()
    return number


def _seal(case: Case, kind: str, *, now: datetime) -> str:
    number = sealing.draw(GROUPS)
    today = now.astimezone(CHINA).date()
    SealedRecord.objects.create(
        digest=sealing.record_digest(number), office_id=case.office_id, kind=kind, made_on=today,
        sealed=sealing.seal_record(number, _content(case, kind, today.isoformat())),
    )  # fmt: skip
    return number


def _content(case: Case, kind: str, today: str) -> dict[str, Any]:
    events = list(CaseEvent.objects.filter(case=case, taken_back_at=None, counted=True).order_by("turn"))
    content = content_of(case)
    papers_seen = {code for event in events for code in opened(case, event).get("papers", [])} | set(
        content.get("papers", [])
    )
    return {
        "parties": content["parties"],
        "papers": sorted(papers_seen),
        "book": case.book,
        "on": today,
        # Said on the extract, so that who relies on it knows: nobody answered in time (V3).
        "outstanding": any(event.step == "go_on" for event in events),
        "decision": opened(case, events[-1]) if kind == "decision" else {},
        "corrections": [],
    }
