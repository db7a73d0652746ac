"""Somebody named in a case: the number first, and sex and date of birth from it where it tells them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from suixing.cases.queries import Field, Kind
from suixing.journeys.intake.judge import LONGEST_NAME, is_no_name
from suixing.journeys.intake.problems import MESSAGES
from suixing.kernel.errors import Sentence
from suixing.rules.identifiers import Flaw, Identifier
from suixing.web.cases.fields import PLAIN, Asked, CaseForm, Ground, Place, place_in
from suixing.web.desk import typed
from suixing.web.desk.register_form import (
    CHOOSE_SEX,
    NUMBER_SAYS_OTHERWISE,
    SEXES,
    DayField,
    ReaderField,
    sex_in_words,
)
from suixing.web.words import day, in_active_language, sentence_lazy

IDENTIFIER = Sentence("证件号码", "Identity number")
IDENTIFIER_HINT = Sentence("手输、粘贴或刷读卡器", "Type it, paste it, or use the card reader")
NAME, SEX, BORN = Sentence("姓名", "Name"), Sentence("性别", "Sex"), Sentence("出生日期", "Date of birth")
BORN_HINT = Sentence("证件号码里已有的，留空即可", "Leave it empty where the number tells it")
HOME = Sentence("户籍地", "Home place")
PASS = Sentence("已出示有效的随行证", "A valid pass was shown")
OWN_PASS = Sentence("此人已出示有效的随行证", "This person showed a valid pass")
FIRST, SECOND = (
    Sentence("父母之一", "One parent"),
    Sentence("父母另一方（可不填）", "The other parent (may be left out)"),
)
REGISTRANT = Sentence("被登记的人", "Who is registered")
NEEDED = Sentence("请填写。", "Fill this in.")
TWICE = Sentence("与前一位的证件号码相同，请核对。", "This is the number of the one before; check it.")
FUTURE = MESSAGES["date.future"]


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What a number says as it stands. ``typed`` counts its characters while it is too short to be judged."""

    identifier: Identifier | None
    flaw: Sentence | None
    typed: int

    @property
    def settles(self) -> bool:
        """Whether sex and date of birth are in it."""
        return self.identifier is not None and self.identifier.sex is not None

    @property
    def sex(self) -> Sentence:
        return sex_in_words(self.identifier.sex or 0 if self.identifier else 0)


def number_in(form: forms.Form, prefix: str, today: date) -> NumberRead:
    """What the number beginning with ``prefix`` says; one that is still too short is counted, not blamed."""
    text = str(form[f"{prefix}-identifier"].value() or "").strip()
    if not text:
        return NumberRead(None, None, 0)
    read = typed.read_number(text, today=today)
    if isinstance(read, Identifier):
        return NumberRead(read, None, 0)
    length = len(typed.number_text(text))
    if read == Flaw.LENGTH and length < typed.SHORTEST_NUMBER:
        return NumberRead(None, None, length)
    return NumberRead(None, typed.flaw_sentence(read), length)


def _line(label: Sentence, most: int, *, hint: Sentence | None = None, **attrs: str) -> dict[str, Any]:
    return {
        "label": sentence_lazy(label), "max_length": most, "required": False,
        "help_text": sentence_lazy(hint) if hint else "", "widget": forms.TextInput(attrs={**PLAIN, **attrs}),
    }  # fmt: skip


def _sex() -> forms.Field:
    choices = [(str(code), sentence_lazy(said)) for code, said in SEXES.items()]
    return forms.ChoiceField(label=sentence_lazy(SEX), choices=choices, required=False, widget=forms.RadioSelect)


def who_inputs(prefix: str) -> dict[str, forms.Field]:
    """Number, name, sex and date of birth; whether they have to be there is judged together."""
    return {
        f"{prefix}-identifier": ReaderField(
            **_line(IDENTIFIER, 60, hint=IDENTIFIER_HINT, **{"data-reader": "next"})
        ),
        f"{prefix}-name": forms.CharField(**_line(NAME, LONGEST_NAME)),
        f"{prefix}-sex": _sex(),
        f"{prefix}-born": DayField(
            label=sentence_lazy(BORN), required=False, help_text=sentence_lazy(BORN_HINT)
        ),
    }  # fmt: skip


def who_typed(form: CaseForm, prefix: str, today: date, *, needed: bool = True) -> dict[str, Any] | None:
    """Whom the inputs name; None where nothing was typed, or where something is to be mended."""
    held = {part: form.cleaned_data.get(f"{prefix}-{part}") for part in ("identifier", "name", "sex", "born")}
    if not needed and not any(held.values()):
        return None
    for part in ("identifier", "name"):
        if not held[part]:
            form.fault(f"{prefix}-{part}", NEEDED)
    name = read_name(form, f"{prefix}-name")
    if not held["identifier"] or f"{prefix}-identifier" in form.errors:
        return None
    read = typed.read_number(held["identifier"], today=today)
    if isinstance(read, Flaw):
        form.fault(f"{prefix}-identifier", typed.flaw_sentence(read))
        return None
    sex, born = _sex_and_birth(form, prefix, read, today)
    if name is None or born is None:
        return None
    return {"name": name, "identifier": read.value, "born": born.isoformat(), "sex": sex}


def _sex_and_birth(form: CaseForm, prefix: str, read: Identifier, today: date) -> tuple[int, date | None]:
    sex, born = form.cleaned_data.get(f"{prefix}-sex"), form.cleaned_data.get(f"{prefix}-born")
    says = {"sex": in_active_language(SEXES[read.sex or 0]), "born": day(read.born)}
    if read.sex is not None:
        if sex and int(sex) != read.sex:
            form.add_error(f"{prefix}-sex", in_active_language(NUMBER_SAYS_OTHERWISE, **says))
        if born and born != read.born:
            form.add_error(f"{prefix}-born", in_active_language(NUMBER_SAYS_OTHERWISE, **says))
        return read.sex, read.born
    if not sex:
        form.fault(f"{prefix}-sex", CHOOSE_SEX)
    if born is not None and born > today:
        form.fault(f"{prefix}-born", FUTURE)
    return int(sex or 0), born or read.born


def read_name(form: CaseForm, field: str) -> str | None:
    """The name as registers keep it; None where it is to be mended."""
    text = form.cleaned_data.get(field)
    if not text:
        return None
    name = typed.read_name(text)
    odd = typed.signs_of_no_name(name)
    if odd:
        form.add_error(field, in_active_language(typed.NOT_A_NAME, signs=odd))
        return None
    if is_no_name(name) or not typed.has_letters(name):
        form.fault(field, MESSAGES["name.missing"])
        return None
    return name


class Subject(Asked):
    """Whom the case is about."""

    part = "cases/part_subject.html"

    def inputs(self) -> dict[str, forms.Field]:
        return who_inputs(self.name)

    def value(self, form: CaseForm) -> Any:
        return who_typed(form, self.name, self.ground.today)

    def shown(self, form: CaseForm) -> dict[str, Any]:
        return {"who": who_shown(form, self.name, self.ground.today)}


def who_shown(form: forms.Form, prefix: str, today: date) -> dict[str, Any]:
    """The inputs of one person, by their parts, with what the number says."""
    parts = {part: form[f"{prefix}-{part}"] for part in ("identifier", "name", "sex", "born")}
    return {"prefix": prefix, "number": number_in(form, prefix, today), **parts}


class Parties(Asked):
    """Who is registered, and one or two who are named with their home places. Nothing else is asked."""

    part = "cases/part_parties.html"

    def __init__(self, field: Field, ground: Ground) -> None:
        super().__init__(field, ground)
        self.born = f"{self.name}-registrant"
        self.named = [f"{self.name}-second"] if ground.account else [f"{self.name}-first", f"{self.name}-second"]

    def _home(self, prefix: str) -> Place:
        return Place(Field(f"{prefix}-home", Kind.DIVISION, HOME, needed=False), self.ground)

    def inputs(self) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {
            f"{self.born}-name": forms.CharField(**_line(NAME, LONGEST_NAME)),
            f"{self.born}-born": DayField(label=sentence_lazy(BORN), required=False),
            f"{self.born}-sex": _sex(),
        }
        if self.ground.account:
            made["own_pass"] = forms.BooleanField(label=sentence_lazy(OWN_PASS), required=False)
        for prefix in self.named:
            made |= who_inputs(prefix) | self._home(prefix).inputs()
            made[f"{prefix}-pass"] = forms.BooleanField(label=sentence_lazy(PASS), required=False)
        return made

    def value(self, form: CaseForm) -> Any:
        registrant = self._registrant(form)
        named = [one for one in (self._named(form, prefix) for prefix in self.named) if one is not None]
        if len(named) == 2 and named[0]["identifier"] == named[1]["identifier"]:
            form.fault(f"{self.named[1]}-identifier", TWICE)
        return {"registrant": registrant, "named": named}

    def _registrant(self, form: CaseForm) -> dict[str, Any]:
        held = {part: form.cleaned_data.get(f"{self.born}-{part}") for part in ("name", "born", "sex")}
        for part, value in held.items():
            if not value and f"{self.born}-{part}" not in form.errors:
                form.fault(f"{self.born}-{part}", CHOOSE_SEX_HERE if part == "sex" else NEEDED)
        on = held["born"]
        if on is not None and on > self.ground.today:
            form.fault(f"{self.born}-born", FUTURE)
        return {
            "name": read_name(form, f"{self.born}-name") or "", "born": on.isoformat() if on else "",
            "sex": int(held["sex"] or 0),
        }  # fmt: skip

    def _named(self, form: CaseForm, prefix: str) -> dict[str, Any] | None:
        optional = prefix.endswith("-second")
        other = any(form.cleaned_data.get(f"{prefix}-{part}") for part in ("home_text", "pass"))
        who = who_typed(form, prefix, self.ground.today, needed=not optional or other)
        home = self._home(prefix).value(form)
        if who is None:
            return None
        return {**who, "home": home or "", "pass": bool(form.cleaned_data.get(f"{prefix}-pass"))}

    @property
    def first(self) -> str:
        return f"{self.born}-name"

    def filled(self, value: Any) -> dict[str, Any]:
        if not value:
            return {}
        held = {f"{self.born}-{part}": str(said) for part, said in value["registrant"].items()}
        for prefix, one in zip(self.named, value["named"], strict=False):
            held |= {f"{prefix}-{part}": one[part] for part in ("identifier", "name", "born", "pass")}
            held |= {f"{prefix}-sex": str(one["sex"])} | self._home(prefix).filled(one["home"])
        return held

    def shown(self, form: CaseForm) -> dict[str, Any]:
        said = {f"{self.name}-first": FIRST, f"{self.name}-second": SECOND}
        return {
            "registrant": {"label": REGISTRANT, **{p: form[f"{self.born}-{p}"] for p in ("name", "born", "sex")}},
            "own_pass": form["own_pass"] if self.ground.account else None,
            "people": [
                {
                    "label": said[prefix],
                    "who": who_shown(form, prefix, self.ground.today), "pass": form[f"{prefix}-pass"],
                    "home": {
                        "which": f"{prefix}-home", "text": form[f"{prefix}-home_text"],
                        "place": place_in(form, f"{prefix}-home"),
                    },
                }
                for prefix in self.named
            ],
        }  # fmt: skip


CHOOSE_SEX_HERE = Sentence("请选择性别。", "Choose the sex.")
