"""Whether an answer is one to what was asked: every question, and none that nobody asked."""

from collections.abc import Mapping
from typing import Any

from suixing.cases.errors import BadContent
from suixing.cases.procedures.steps import Kind, Step
from suixing.kernel.errors import Sentence

NOT_ASKED = Sentence("这个问题没有被问到；只答复所问的。", "This was not asked; answer only what was.")
LEFT_OUT = Sentence(
    "还有问题没有答复。请答完，或先答复一部分。", "A question is still open. Answer it too, or answer a part for now."
)


def check_answers(
    step: Step, content: Mapping[str, Any], *, asked: Mapping[str, Any], before: Mapping[str, Any], whole: bool
) -> None:
    """Raises BadContent. ``before`` is what was answered already, ``whole`` whether nothing may be left open."""
    for field in step.form:
        if field.kind is not Kind.ANSWERS:
            continue
        answers, questions = content.get(field.name, {}), set(asked.get("questions", ()))
        if set(answers) - questions:
            raise BadContent({field.name: NOT_ASKED})
        if whole and questions - set(answers) - set(before):
            raise BadContent({field.name: LEFT_OUT})
