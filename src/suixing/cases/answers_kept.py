"""Answers that an office keeps for the next time: codes from the rule book's lists and nothing else.

A kept answer fills a form; an officer still looks at it and sends it for one case. Only what an answering office says
can be kept: never an act about a person's own file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from suixing.cases.content import Ground, check
from suixing.cases.errors import BadContent, NameTaken
from suixing.cases.models import AnswerTemplate
from suixing.cases.procedures import PROCEDURES, Keeper, Kind, Side, Step
from suixing.journal import actions as journal
from suixing.kernel.errors import Sentence

OF_LISTS = (Kind.ANSWERS, Kind.ONE_OF, Kind.SOME_OF, Kind.PAPERS)
"""Fields whose content is codes."""
NOTHING_CHOSEN = Sentence("请至少选择一项。", "Choose at least one thing.")


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept answer."""

    number: int
    procedure: str
    step: str
    name: str
    codes: tuple[str, ...]


def answering_steps() -> dict[tuple[str, str], Step]:
    """The steps, by procedure and code, whose answer can be kept."""
    return {
        (table.code, code): step
        for table in PROCEDURES.values()
        if table.keeper is Keeper.DESK
        for code, step in table.steps.items()
        if step.by is Side.ANSWERING and step.crosses and not step.machine
        and any(field.kind in OF_LISTS for field in step.form)
    }  # fmt: skip


def codes_of(content: Mapping[str, Any]) -> list[str]:
    """Content as codes: ``field=code``, and ``field=question:answer`` or ``field=question:answer:reason``."""
    codes = []
    for name, value in content.items():
        if isinstance(value, Mapping):
            said = [":".join(filter(None, (code, one["answer"], one.get("reason")))) for code, one in value.items()]
        else:
            said = [value] if isinstance(value, str) else list(value)
        codes += [f"{name}={one}" for one in said]
    return codes


def content_kept(codes: Sequence[str], *, procedure: str, step: str) -> dict[str, Any]:
    """What a kept answer fills into the form of its step; what the step no longer asks for is left out."""
    kinds = {field.name: field.kind for field in PROCEDURES[procedure].steps[step].form if field.kind in OF_LISTS}
    content: dict[str, Any] = {}
    for code in codes:
        name, _, said = code.partition("=")
        kind = kinds.get(name)
        if kind is Kind.ANSWERS:
            question, answer, reason = [*said.split(":"), "", ""][:3]
            answered = {"answer": answer, "reason": reason} if reason else {"answer": answer}
            content.setdefault(name, {})[question] = answered
        elif kind is Kind.ONE_OF:
            content[name] = said
        elif kind is not None:
            content.setdefault(name, []).append(said)
    return content


def kept_answers(*, office: str) -> list[Kept]:
    """All that an office keeps, by procedure and name."""
    held = AnswerTemplate.objects.filter(office_id=office).order_by("procedure", "step", "name")
    return [Kept(one.pk, one.procedure, one.step, one.name, tuple(one.codes)) for one in held]


@transaction.atomic
def keep_answer(
    *, office: str, procedure: str, step: str, name: str, content: Mapping[str, Any], ground: Ground, by: str,
    now: datetime,
) -> None:  # fmt: skip
    """Keep an answer under a name. Raises BadContent for what is on no list, NameTaken."""
    fields = [
        field for field in answering_steps()[procedure, step].form if field.kind in OF_LISTS and field.name in content
    ]
    kept = check(fields, content, ground)
    if not kept:
        raise BadContent({"": NOTHING_CHOSEN})
    _, fresh = AnswerTemplate.objects.get_or_create(
        office_id=office, procedure=procedure, step=step, name=name, defaults={"codes": codes_of(kept)}
    )
    if not fresh:
        raise NameTaken
    journal.record(act="answer.kept", office=office, officer=by, purpose="case", now=now)


@transaction.atomic
def drop_answer(*, number: int, office: str, by: str, now: datetime) -> bool:
    """Take a kept answer out; False where it was taken out already."""
    gone, _ = AnswerTemplate.objects.filter(pk=number, office_id=office).delete()
    if gone:
        journal.record(act="answer.dropped", office=office, officer=by, purpose="case", now=now)
    return bool(gone)
