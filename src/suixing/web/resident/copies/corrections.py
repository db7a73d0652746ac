"""Part of a copy: what she asked to be put right, and what became of it."""

from collections.abc import Sequence
from typing import Any

from suixing.journeys.asked_corrections import Asked, Outcome, asked_by_her
from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.web.person.wording import ASKED_FIELDS
from suixing.web.resident.copies.fhir import Bundle, coded, period
from suixing.web.resident.copies.part import Part, iso, office_name, said
from suixing.web.resident.correct import OUTCOMES

WAITS = Sentence("等待答复", "waits for an answer")


def _state(one: Asked) -> Sentence:
    return OUTCOMES[Outcome(one.outcome)] if one.outcome else WAITS


def _told(one: Asked) -> dict[str, Any]:
    return {
        "number": one.number, "office": one.office, "office_name": office_name(one.office), "field": str(one.field),
        "right": one.right, "why": one.why, "asked_at": iso(one.asked_at), "due_on": iso(one.due_on),
        "outcome": str(one.outcome), "answer": one.answer, "answered_at": iso(one.answered_at),
    }  # fmt: skip


def _printed(rows: Sequence[Asked]) -> list[Section]:
    return [
        Section(
            title=Sentence("我请求的更正", "Corrections that you asked for"),
            columns=(
                Sentence("时间", "When"), Sentence("机构", "Office"), Sentence("哪一项", "What"),
                Sentence("正确的是", "What is right"), Sentence("期限", "By"), Sentence("答复", "Answer"),
            ),
            rows=tuple(
                (
                    one.asked_at, office_name(one.office), ASKED_FIELDS[one.field], one.right, one.due_on,
                    f"{said(_state(one))} {one.answer}".strip(),
                )
                for one in rows
            ),
        )
    ]  # fmt: skip


def _resource(bundle: Bundle, one: Asked) -> None:
    status = {Outcome.ACCEPTED: "completed", Outcome.DECLINED: "rejected", Outcome.TAKEN_BACK: "cancelled"}
    notes = [{"text": text} for text in (one.right, one.why, one.answer) if text]
    bundle.add(
        "Task", f"correction/{one.number}",
        status=status[Outcome(one.outcome)] if one.outcome else "requested", intent="order",
        businessStatus={"text": said(_state(one))},
        code=coded("correction", str(one.field), said(ASKED_FIELDS[one.field])), for_=bundle.patient,
        authoredOn=iso(one.asked_at), lastModified=iso(one.answered_at), owner=bundle.office(one.office),
        restriction={"period": period(None, one.due_on)}, note=notes,
    )  # fmt: skip


CORRECTIONS = Part("corrections", lambda taking: asked_by_her(person=taking.person), _told, _printed, _resource)
