"""Answers kept for the next time: codes of the rule book's lists, so that nothing about anybody is among them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.cases.errors import BadContent
from suixing.cases.queries import PROCEDURES, Field, Ground, Kept, Kind, Step, answering_steps, listed, open_questions
from suixing.journeys.cases import covering
from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.books import RuleBook
from suixing.web import once
from suixing.web.cases.fields import ANSWERS
from suixing.web.cases.sending import do_once
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm
from suixing.web.kept import kept_for
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language, sentence_lazy

S = Sentence
NAME_HINT = S("写这一答复的内容，不写任何人的姓名或号码", "What the answer says; no name or number of anybody")
WITH_REASON = S("{answer}：{reason}", "{answer}: {reason}")
LONGEST_NAME = 40
_NOT_CONFIRMED = "not_confirmed"


class KeepForm(PlainForm):
    """An answer and its name; the lists are added for the step."""

    form_number = forms.CharField(max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(
        label=sentence_lazy(S("名称", "Name")), help_text=sentence_lazy(NAME_HINT), max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    asked: ClassVar[Sequence[Field]] = ()
    book: ClassVar[RuleBook]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_number": once.new_number(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def content(self) -> dict[str, Any]:
        """What was chosen, as the procedure takes it."""
        held: dict[str, Any] = {}
        for field in self.asked:
            if field.kind is Kind.ANSWERS:
                given = {code: self.cleaned_data.get(_named(field, code)) for code in _questions(field, self.book)}
                held[field.name] = {code: _answered(said) for code, said in given.items() if said}
            else:
                held[field.name] = self.cleaned_data.get(field.name)
        return {name: value for name, value in held.items() if value}


def _form_for(asked: Sequence[Field], book: RuleBook) -> type[KeepForm]:
    inputs: dict[str, Any] = {name: field for one in asked for name, field in _inputs(one, book).items()}
    return type("StepForm", (KeepForm,), {**inputs, "asked": tuple(asked), "book": book})


def _questions(field: Field, book: RuleBook) -> Mapping[str, Sentence]:
    return open_questions(field.among.split(), book)


def _named(field: Field, code: str) -> str:
    return f"{field.name}-{code.replace('.', '-')}"


def _answered(said: str) -> dict[str, str]:
    answer, _, reason = said.partition(":")
    return {"answer": answer, "reason": reason} if reason else {"answer": answer}


def _inputs(field: Field, book: RuleBook) -> dict[str, forms.Field]:
    if field.kind is Kind.ANSWERS:
        return {
            _named(field, code): forms.ChoiceField(
                label=sentence_lazy(said), required=False, choices=[("", "—"), *_answers(code, book)]
            )
            for code, said in _questions(field, book).items()
        }
    choices = [(code, sentence_lazy(said)) for code, said in listed(field.among or "papers_", book).items()]
    label = sentence_lazy(field.says)
    if field.kind is Kind.ONE_OF:
        return {field.name: forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices])}
    return {
        field.name: forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    }


def _answers(code: str, book: RuleBook) -> list[tuple[str, Any]]:
    """Each answer; "not confirmed" once for each reason."""
    question = book.questions[code]
    found: list[tuple[str, Any]] = []
    for answer in question.answers:
        said = ANSWERS[answer.value]
        if answer.value != _NOT_CONFIRMED:
            found.append((answer.value, sentence_lazy(said)))
            continue
        for reason, why in book.reasons[question.reasons].items():
            both = S(
                WITH_REASON.zh.format(answer=said.zh, reason=why.zh),
                WITH_REASON.en.format(answer=said.en, reason=why.en),
            )
            found.append((f"{answer.value}:{reason}", sentence_lazy(both)))
    return found


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def templates(request: HttpRequest) -> HttpResponse:
    """What is kept, and the steps for which an answer can be kept."""
    acting, now = acting_officer(request), timezone.now()
    book = covering.ground_for(office=acting.office, now=now).book
    steps = answering_steps()
    shown = {
        "here": "cases",
        "kept": [
            (one, PROCEDURES[one.procedure].title, _button(steps[one.procedure, one.step]), said_by(one, book))
            for one in covering.kept_answers(office=acting.office) if (one.procedure, one.step) in steps
        ],
        "steps": [
            (reverse("answer_template_new", args=[f"{code}-{step}"]), PROCEDURES[code].title, _button(row))
            for (code, step), row in steps.items()
        ],
    }  # fmt: skip
    return render(request, "cases/kept_answers.html", shown)


def _button(step: Step) -> Sentence:
    return step.button or step.says


def said_by(kept: Kept, book: RuleBook) -> list[Sentence]:
    """The codes of a kept answer in words; one that is on no list any more is left out."""
    words: list[Sentence] = []
    for code in kept.codes:
        name, _, said = code.partition("=")
        field = next((one for one in answering_steps()[kept.procedure, kept.step].form if one.name == name), None)
        if field is None:
            continue
        if field.kind is Kind.ANSWERS:
            question, _, answer = said.partition(":")
            found = dict(_sentences(question, book)).get(answer) if question in book.questions else None
            if found is not None:
                asked = book.questions[question].said
                words.append(S(f"{asked.zh} {found.zh}", f"{asked.en} {found.en}"))
        elif said in (among := listed(field.among or "papers_", book)):
            words.append(among[said])
    return words


def _sentences(question: str, book: RuleBook) -> list[tuple[str, Sentence]]:
    held = book.questions[question]
    found = [(one.value, ANSWERS[one.value]) for one in held.answers]
    return found + [
        (
            f"{_NOT_CONFIRMED}:{code}",
            S(f"{ANSWERS[_NOT_CONFIRMED].zh}：{why.zh}", f"{ANSWERS[_NOT_CONFIRMED].en}: {why.en}"),
        )
        for code, why in book.reasons[held.reasons].items()
    ]


@for_officers(*MEETS_PERSONS)
def new(request: HttpRequest, which: str) -> HttpResponse:
    """Keep an answer for this step, ``verification-answer`` for example."""
    procedure, _, step = which.partition("-")
    row = answering_steps().get((procedure, step))
    if row is None:
        raise Http404
    acting, now = acting_officer(request), timezone.now()
    ground: Ground = covering.ground_for(office=acting.office, now=now)
    kinds = (Kind.ANSWERS, Kind.ONE_OF, Kind.SOME_OF, Kind.PAPERS)
    asked = [field for field in row.form if field.kind in kinds]
    form = _form_for(asked, ground.book)(request.POST if request.method == "POST" else kept_for(request))

    def act() -> str:
        covering.keep_answer(
            office=acting.office, procedure=procedure, step=step, name=form.cleaned_data["name"], content=form.content,
            by=acting.username, now=now,
        )  # fmt: skip
        return reverse("answer_templates")

    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(do_once(request, acting.username, now, act))
            except BadContent as bad:
                for said in bad.faults.values() or [bad.sentence]:
                    form.add_error(None, in_active_language(said))
            except Refusal as refused:
                form.add_error("name", in_active_language(refused.sentence))
        status = 422
    shown = {"here": "cases", "form": form, "title": PROCEDURES[procedure].title, "button": _button(row)}
    return render(request, "cases/keep_answer.html", shown, status=status)


@for_officers(*MEETS_PERSONS, methods=("POST",))
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take a kept answer out; another office's, or one that is gone, is answered alike."""
    acting = acting_officer(request)
    covering.drop_answer(number=number, office=acting.office, by=acting.username, now=timezone.now())
    return redirect("answer_templates")
