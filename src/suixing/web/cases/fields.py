"""The fields of a procedure as inputs of a form: one class for each kind of field.

What an input gives is what ``cases`` takes, in plain JSON values; whether it may stand there is checked there again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget
from django.http import QueryDict

from suixing.cases.queries import Field, Kind, listed, open_questions
from suixing.kernel.errors import Sentence
from suixing.papers.queries import KeptPaper
from suixing.places.queries import NATION, full_name, is_present_code, reader
from suixing.rules.books import RuleBook
from suixing.rules.counting import CHINA
from suixing.web.desk import typed
from suixing.web.desk.register_form import LONGEST_ADDRESS, DayField
from suixing.web.desk.typed import PlaceTyped
from suixing.web.forms import LONGEST_TEXT, PlainForm
from suixing.web.words import in_active_language, sentence_lazy

FEW = 7
"""So many choices are buttons that can all be seen; more are a list that opens."""
LONGEST_CODE = 12
MAY_LIE_AHEAD = frozenset({"moved_on"})
PLAIN: Mapping[str, Any] = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
_TIME = re.compile(r"(\d{1,2})[:：.时]?(\d{2})分?")
_LETTERED = re.compile(r"[0-9]{2,12}")

DAY_HINT = Sentence("例如 2026-11-23 或 20261123", "For example 2026-11-23 or 20261123")
TIME_LABEL = Sentence("时刻（北京时间）", "Time (Beijing)")
TIME_HINT = Sentence("24 小时制，例如 16:30", "Of 24 hours, for example 16:30")
NOT_A_TIME = Sentence("请填写时刻，例如 16:30。", "Give a time of day, for example 16:30.")
STILL_TO_COME = Sentence("不能晚于现在，请核对。", "This is still to come; check it.")
PLACE_HINT = Sentence(
    "写地名（省、市、县区、乡镇街道）或机构代码", "The place (province, city, county, township), or the office's code"
)
NOT_A_PLACE = Sentence(
    "没有这一地方或机构代码，请核对，或写明省、市、县（区）和乡镇（街道）。",
    "There is no such place or code. Check it, or write province, city, county and township.",
)
CHOOSE_PLACE = Sentence("不止一处，请在下面选择。", "There are several; choose one below.")
NO_ANSWER = Sentence("请至少答复一项。", "Answer at least one of them.")
CHOOSE_ANSWER = Sentence("请选择答复。", "Choose an answer.")
CHOOSE_REASON = Sentence("未予确认的，请选择理由。", "Where it is not confirmed, choose the reason.")
NO_REASON = Sentence(
    "只有“不能确认”才写理由，请清空或改选。", "Only “not confirmed” has a reason: clear it, or choose that."
)
REASON = Sentence("未确认的理由：{question}", "Why not confirmed: {question}")
NOT_YET = Sentence("暂不答复", "Not answered now")
NO_CHOICE = Sentence("不填", "Not stated")
ANSWERS = {
    "confirmed": Sentence("一致，予以确认", "Confirmed"),
    "not_confirmed": Sentence("不能确认", "Not confirmed"),
    "no_record": Sentence("本机构没有记录", "No record here"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a form is made from: the rule book, the instant, and the questions that were asked in this case.

    ``all_at_once``: the answer closes the case, so each of ``asked`` gets one. ``account``: who it is for is known.
    ``papers``: what the office holds of this case and added itself.
    """

    book: RuleBook
    now: datetime
    asked: tuple[str, ...] = ()
    all_at_once: bool = True
    account: bool = False
    papers: tuple[KeptPaper, ...] = ()

    @property
    def today(self) -> date:
        """By Beijing's calendar."""
        return self.now.astimezone(CHINA).date()


class Asked:
    """One field of a procedure. ``part`` is the template that shows its inputs."""

    part: ClassVar[str] = "cases/part_plain.html"

    def __init__(self, field: Field, ground: Ground) -> None:
        self.field, self.ground, self.name = field, ground, field.name

    def inputs(self) -> dict[str, forms.Field]:
        """Its inputs by their names, in the order of the page."""
        raise NotImplementedError

    def value(self, form: "CaseForm") -> Any:
        """What was typed, as the procedure takes it; None where nothing was. Adds what is wrong to the form."""
        return form.cleaned_data.get(self.name)

    def filled(self, value: Any) -> dict[str, Any]:
        """The inputs as they stand where ``value`` is known already."""
        return {self.name: value}

    def shown(self, form: "CaseForm") -> dict[str, Any]:
        """What the template is given."""
        return {"inputs": [form[name] for name in self.inputs()]}

    @property
    def first(self) -> str:
        """The input to which a fault of the whole field leads."""
        return next(iter(self.inputs()))

    @property
    def label(self) -> Any:
        return sentence_lazy(self.field.says)


def _choices(among: Mapping[str, Sentence]) -> list[tuple[str, Any]]:
    return [(code, sentence_lazy(said)) for code, said in among.items()]


class OneOf(Asked):
    """A code of the rule book's list."""

    def inputs(self) -> dict[str, forms.Field]:
        choices = _choices(listed(self.field.among, self.ground.book))
        widget: type[ChoiceWidget] = forms.RadioSelect if len(choices) <= FEW else forms.Select
        if not self.field.needed or widget is forms.Select:
            choices = [("", sentence_lazy(NO_CHOICE) if not self.field.needed else "—"), *choices]
        return {
            self.name: forms.ChoiceField(
                label=self.label, choices=choices, required=self.field.needed, widget=widget, initial=""
            )
        }


class SomeOf(Asked):
    """Codes of a list, ticked: kinds of papers, or the closed questions of some kinds."""

    def among(self) -> Mapping[str, Sentence]:
        if self.field.kind is Kind.QUESTIONS:
            return open_questions(self.field.among.split(), self.ground.book)
        return listed(self.field.among or "papers_", self.ground.book)

    def inputs(self) -> dict[str, forms.Field]:
        return {
            self.name: forms.MultipleChoiceField(
                label=self.label, choices=_choices(self.among()), required=self.field.needed,
                widget=forms.CheckboxSelectMultiple,
            )
        }  # fmt: skip


class Answers(Asked):
    """One answer to each question that was asked, with a reason where it is not confirmed."""

    part = "cases/part_answers.html"

    def _questions(self) -> list[tuple[str, str]]:
        return [(code, f"{self.name}-{code.replace('.', '-')}") for code in self.ground.asked]

    def inputs(self) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        for code, name in self._questions():
            question = self.ground.book.questions[code]
            answers = [(one.value, sentence_lazy(ANSWERS[one.value])) for one in question.answers]
            if not self.ground.all_at_once:
                answers.append(("", sentence_lazy(NOT_YET)))
            made[name] = forms.ChoiceField(
                label=sentence_lazy(question.said), choices=answers, required=self.ground.all_at_once, initial="",
                widget=forms.RadioSelect, error_messages={"required": sentence_lazy(CHOOSE_ANSWER)},
            )  # fmt: skip
            reasons = [("", "—"), *_choices(self.ground.book.reasons[question.reasons])]
            made[f"{name}-reason"] = forms.ChoiceField(
                label=sentence_lazy(REASON, question=sentence_lazy(question.said)), choices=reasons, required=False
            )
        return made

    def value(self, form: "CaseForm") -> Any:
        answered: dict[str, dict[str, str]] = {}
        for code, name in self._questions():
            answer, reason = form.cleaned_data.get(name), form.cleaned_data.get(f"{name}-reason")
            if answer == "not_confirmed" and not reason:
                form.fault(f"{name}-reason", CHOOSE_REASON)
            elif reason and answer != "not_confirmed":
                form.fault(f"{name}-reason", NO_REASON)
            if answer:
                answered[code] = {"answer": answer, **({"reason": reason} if reason else {})}
        if not answered and not self.ground.all_at_once:
            form.fault(self.first, NO_ANSWER)
        return answered

    def filled(self, value: Any) -> dict[str, Any]:
        names = dict(self._questions())
        held: dict[str, Any] = {}
        for code, said in (value or {}).items():
            if code in names:
                held |= {names[code]: said.get("answer", ""), f"{names[code]}-reason": said.get("reason", "")}
        return held

    def shown(self, form: "CaseForm") -> dict[str, Any]:
        return {"answers": [(form[name], form[f"{name}-reason"]) for _, name in self._questions()]}


class Day(Asked):
    """A day; none that is still to come, but for one on which somebody is going to move."""

    def inputs(self) -> dict[str, forms.Field]:
        return {self.name: DayField(label=self.label, required=self.field.needed, help_text=sentence_lazy(DAY_HINT))}

    def value(self, form: "CaseForm") -> Any:
        on: date | None = form.cleaned_data.get(self.name)
        if on is not None and on > self.ground.today and self.name not in MAY_LIE_AHEAD:
            form.fault(self.name, STILL_TO_COME)
        return on.isoformat() if on else None


class Instant(Asked):
    """A day and a time of Beijing. ``since`` begins with now: most of what is received is entered at once."""

    part = "cases/part_row.html"

    def inputs(self) -> dict[str, forms.Field]:
        local = self.ground.now.astimezone(CHINA)
        begin = self.name == "since"
        return {
            f"{self.name}-day": DayField(
                label=self.label, help_text=sentence_lazy(DAY_HINT), required=self.field.needed,
                initial=local.date().isoformat() if begin else "",
            ),
            f"{self.name}-time": forms.CharField(
                label=sentence_lazy(TIME_LABEL), help_text=sentence_lazy(TIME_HINT), required=self.field.needed,
                max_length=8, initial=f"{local:%H:%M}" if begin else "",
                widget=forms.TextInput(attrs={**PLAIN, "class": "short"}),
            ),
        }  # fmt: skip

    def value(self, form: "CaseForm") -> Any:
        on, at = form.cleaned_data.get(f"{self.name}-day"), form.cleaned_data.get(f"{self.name}-time")
        if on is None or not at:
            return None
        read = read_time(at)
        if read is None:
            form.fault(f"{self.name}-time", NOT_A_TIME)
            return None
        instant = datetime.combine(on, read, CHINA)
        if instant > self.ground.now:
            form.fault(f"{self.name}-day", STILL_TO_COME)
        return instant.isoformat()


def read_time(text: str) -> time | None:
    """``16:30``, ``1630``, ``16时30分``; None for what is no time of day."""
    found = _TIME.fullmatch(typed.fold(text).replace(" ", ""))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None


class Place(Asked):
    """An office or a division: its code, or its name as an address begins, with candidates to choose from."""

    part = "cases/part_place.html"

    def inputs(self) -> dict[str, forms.Field]:
        return {
            f"{self.name}_text": forms.CharField(
                label=self.label, max_length=LONGEST_ADDRESS, required=self.field.needed,
                help_text=sentence_lazy(PLACE_HINT), widget=forms.TextInput(attrs=dict(PLAIN)),
            ),
            f"{self.name}_choice": forms.CharField(
                required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput
            ),
        }  # fmt: skip

    def value(self, form: "CaseForm") -> Any:
        if f"{self.name}_text" in form.errors:
            return None
        place = place_in(form, self.name)
        if place is None:
            return None
        # The nation has an office and is nobody's home.
        if place.code is None or (place.code == NATION and self.field.kind is Kind.DIVISION):
            form.fault(f"{self.name}_text", CHOOSE_PLACE if place.must_choose else NOT_A_PLACE)
            return None
        return place.code

    def filled(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}_text": full_name(value)} if value else {}

    def shown(self, form: "CaseForm") -> dict[str, Any]:
        return {"place": place_in(form, self.name), "text": form[f"{self.name}_text"], "which": self.name}


def place_in(form: forms.Form, name: str) -> PlaceTyped | None:
    """What the input says as it stands in the form; None where it is empty."""
    text = str(form[f"{name}_text"].value() or "").strip()
    if not text or len(text) > LONGEST_ADDRESS:
        return None
    return read_office(text, str(form[f"{name}_choice"].value() or ""))


def read_office(text: str, choice: str) -> PlaceTyped:
    """An office's code, or an address; other than a home, it may be a county's, city's, province's or the nation's."""
    digits = typed.fold(text).replace(" ", "")
    if digits in (NATION, full_name(NATION)):
        return PlaceTyped(text, NATION, full_name(NATION), (), "", must_choose=False)
    if _LETTERED.fullmatch(digits):
        code = digits if is_present_code(digits) else None
        return PlaceTyped(text, code, full_name(code) if code else "", (), "", must_choose=False)
    reading = reader().read(text, within=None)
    candidates = tuple((code, full_name(code)) for code in reading.candidates)
    chosen = choice if any(choice == code for code, _ in candidates) else ""
    code = chosen or reading.code
    return PlaceTyped(
        text=text, code=code, name=full_name(code) if code else "", candidates=candidates, chosen=chosen,
        must_choose=reading.status == "ambiguous" and bool(candidates) and not code,
    )  # fmt: skip


class Flag(Asked):
    """A box to tick."""

    def inputs(self) -> dict[str, forms.Field]:
        return {self.name: forms.BooleanField(label=self.label, required=self.field.needed)}

    def value(self, form: "CaseForm") -> Any:
        return bool(form.cleaned_data.get(self.name))


class Text(Asked):
    """Several lines; it never leaves this office."""

    def inputs(self) -> dict[str, forms.Field]:
        lines = forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
        return {
            self.name: forms.CharField(
                label=self.label, required=self.field.needed, max_length=LONGEST_TEXT, widget=lines
            )
        }


class CaseForm(PlainForm):
    """A form made from fields of a procedure. ``content`` is what was typed, once it is valid."""

    form_number = forms.CharField(max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    seen = forms.IntegerField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    asked: tuple[Asked, ...] = ()

    def clean(self) -> dict[str, Any]:
        super().clean()
        held = {one.name: one.value(self) for one in self.asked}
        self.content = {name: value for name, value in held.items() if value not in (None, "", [], {})}
        return self.cleaned_data

    def fault(self, name: str, sentence: Sentence) -> None:
        """Say what is wrong with an input; once."""
        if name not in self.errors:
            self.add_error(name, in_active_language(sentence))

    def take_faults(self, faults: Mapping[str, Sentence]) -> None:
        """Faults that the procedure found, each at the field that it is about."""
        at = {one.name: one.first for one in self.asked}
        for name, sentence in faults.items():
            self.add_error(at.get(name), in_active_language(sentence))

    def again(self, **changes: str) -> None:
        """The form as it was sent, with something changed that the officer does not see."""
        sent = QueryDict(mutable=True)
        for name, values in cast("QueryDict", self.data).lists():
            sent.setlist(name, values)
        for name, value in changes.items():
            sent[name] = value
        self.data = sent

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Each field with its inputs, for the page."""
        return [
            {
                "part": one.part, "label": one.field.says, "name": one.name, **one.shown(self),
            }
            for one in self.asked
        ]  # fmt: skip

    @property
    def hidden(self) -> list[BoundField]:
        return [self["form_number"], self["seen"]]


def form_class(asked: Sequence[Asked]) -> type[CaseForm]:
    """The form of these fields."""
    inputs: dict[str, Any] = {name: field for one in asked for name, field in one.inputs().items()}
    return type("AskedForm", (CaseForm,), {**inputs, "asked": tuple(asked)})


Maker = Callable[[Field, Ground], Asked]
