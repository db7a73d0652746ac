"""From a procedure's fields to the form of a page."""

from collections.abc import Sequence
from typing import Any

from suixing.cases.queries import Field, Kind, Procedure, Seen, procedure
from suixing.kernel.errors import Sentence
from suixing.web.cases.fields import (
    Answers,
    Asked,
    CaseForm,
    Day,
    Flag,
    Ground,
    Instant,
    Maker,
    OneOf,
    Place,
    SomeOf,
    Text,
    form_class,
)
from suixing.web.cases.going_along import Files
from suixing.web.cases.named import Parties, Subject

MAKERS: dict[Kind, Maker] = {
    Kind.SUBJECT: Subject,
    Kind.QUESTIONS: SomeOf,
    Kind.ANSWERS: Answers,
    Kind.PAPERS: SomeOf,
    Kind.FILES: Files,
    Kind.ONE_OF: OneOf,
    Kind.SOME_OF: SomeOf,
    Kind.DAY: Day,
    Kind.INSTANT: Instant,
    Kind.OFFICE: Place,
    Kind.DIVISION: Place,
    Kind.FLAG: Flag,
    Kind.PARTIES: Parties,
    Kind.TEXT: Text,
}

ANSWERING = Field("answering", Kind.OFFICE, Sentence("由哪个机构办理", "Which office is asked"))
PARTLY = ("answer_in_part",)


def asked_of(fields: Sequence[Field], ground: Ground) -> list[Asked]:
    """The inputs of these fields."""
    return [MAKERS[field.kind](field, ground) for field in fields]


def opening_form(table: Procedure, ground: Ground) -> type[CaseForm]:
    """What a case is opened with; a pair says which office is asked. Whom it is for is left out where it is known."""
    fields = [one for one in table.opening if not (ground.account and one.kind is Kind.SUBJECT)]
    if table.between:
        at = 1 if fields and fields[0].kind is Kind.SUBJECT else 0
        fields.insert(at, ANSWERING)
    return form_class(asked_of(fields, ground))


def step_form(seen: Seen, step: str, ground: Ground) -> type[CaseForm]:
    """What a step asks for; a step that asks for nothing still has its form, to be confirmed.

    Files go along only to an office that the exchange reaches.
    """
    fields = procedure(seen.item.procedure).steps[step].form
    return form_class(asked_of([one for one in fields if seen.joined or one.kind is not Kind.FILES], ground))


def takes_files(seen: Seen, step: str) -> bool:
    """Whether files can go along with a step."""
    return seen.joined and any(one.kind is Kind.FILES for one in procedure(seen.item.procedure).steps[step].form)


def still_asked(seen: Seen) -> tuple[str, ...]:
    """The questions that are open in this case: those asked last, without those answered since; all where none is."""
    asked: list[str] = list(seen.content.get("questions", []))
    answered: set[str] = set()
    for told in seen.timeline:
        if not told.counted:
            continue
        if "questions" in told.content:
            asked, answered = list(told.content["questions"]), set()
        answered |= set(told.content.get("answers", {}))
    return tuple(code for code in asked if code not in answered) or tuple(asked)


def first_values(form: type[CaseForm], content: dict[str, Any]) -> dict[str, Any]:
    """The inputs as they stand where a part of the content is known."""
    held: dict[str, Any] = {}
    for one in form.asked:
        if one.name in content:
            held |= one.filled(content[one.name])
    return held


def content_of_codes(form: type[CaseForm], codes: Sequence[str]) -> dict[str, Any]:
    """A kept answer as content: ``field=code``, or ``field=question:answer:reason`` for answers."""
    kinds = {one.name: one.field.kind for one in form.asked}
    held: dict[str, Any] = {}
    for code in codes:
        name, _, said = code.partition("=")
        if kinds.get(name) is Kind.ANSWERS:
            question, _, answer = said.partition(":")
            answered, _, reason = answer.partition(":")
            held.setdefault(name, {})[question] = {"answer": answered, "reason": reason}
        elif kinds.get(name) is Kind.ONE_OF:
            held[name] = said
        elif name in kinds:
            held.setdefault(name, []).append(said)
    return held
