"""The form of a registration: a sentence for every fault, and the digits of the number before what is typed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from suixing.journeys.intake.judge import COUNTY_DIGITS, LONGEST_NAME, is_no_name
from suixing.journeys.intake.problems import MESSAGES
from suixing.journeys.register import Entry
from suixing.kernel.errors import Sentence
from suixing.places.queries import reader
from suixing.rules.identifiers import Flaw, Identifier
from suixing.web.desk import typed
from suixing.web.desk.typed import PlaceTyped, read_place
from suixing.web.forms import PlainForm
from suixing.web.words import day, in_active_language, sentence_lazy

LONGEST_ADDRESS = 200
FEMALE, MALE, NOT_KNOWN = 2, 1, 0
SEXES = {
    FEMALE: Sentence(zh="女", en="Female"),
    MALE: Sentence(zh="男", en="Male"),
    NOT_KNOWN: Sentence(zh="未说明", en="Not stated"),
}


def sex_in_words(sex: int) -> Sentence:
    """ISO/IEC 5218 in words."""
    return SEXES.get(sex, SEXES[NOT_KNOWN])


WAYS = {
    "desk": Sentence(zh="当面", en="At the desk"),
    "phone": Sentence(zh="电话", en="By telephone"),
    "paper": Sentence(zh="书面", en="On paper"),
}
TELEPHONE = re.compile(r"[0-9+(][0-9+ ()\-,、/;转extEXT.]{4,39}")
NOT_A_TELEPHONE = Sentence(
    zh="电话须以数字为主，例如 13900000001 或 0755-12345678 转 8；不便提供可留空。",
    en="A telephone number is made of digits, for example 13900000001 or 0755-12345678 ext 8; it may be left empty.",
)
NUMBER_SAYS_OTHERWISE = Sentence(
    zh="与证件号码不符：号码表明是{sex}、{born}出生。请核对号码；号码无误时此处留空即可。",
    en="This is not what the number says: {sex}, born on {born}. Check the number; if it is right, leave this empty.",
)
BEFORE_BIRTH = Sentence(zh="早于出生日期，请核对。", en="This is before the date of birth; check it.")
CHOOSE_SEX = Sentence(zh="此证件号码不含性别，请选择。", en="This number does not tell the sex; choose it.")
NO_CONSENT = MESSAGES["consent.missing"]
NEW_TEXT = Sentence(
    zh="同意书的文本刚刚更新，未登记。请向本人读出新的文本，再次提交。",
    en="The text of the consent has just changed, so nobody was registered. Read the new text out and send it again.",
)

NO_NUMBER = Sentence(
    zh="表单不完整，未登记；所填内容仍在下面，请再次提交。",
    en="The form came incomplete, so nobody was registered. What you typed is still below; send it again.",
)


class ReaderField(forms.CharField):
    """A line that a card reader may type: the control signs it begins and ends with are its own, not the officer's."""

    _READERS_OWN = "\x02\x03\x04\x1c\x1d\x1e\x1f\t\r\n "

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.strip(self._READERS_OWN) if isinstance(text, str) else text


class DayField(forms.CharField):
    """A day as people write it: 2026-11-23, 20261123, 2026年11月23日. Cleans to a ``date``, or None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        shape = {"class": "short", "autocomplete": "off", "inputmode": "text"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=shape), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        read = typed.read_day(text)
        if read is None:
            raise ValidationError(sentence_lazy(MESSAGES["date.unreadable"]), code="unreadable")
        return read


def _line(
    label: Sentence, *, most: int, hint: Sentence | None = None, required: bool = True,
    kind: type[forms.CharField] = forms.CharField, **attrs: str,
) -> Any:  # fmt: skip
    """A field of one line that the browser neither fills nor corrects: the person is never the officer."""
    plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", **attrs}
    return kind(
        label=sentence_lazy(label), help_text="" if hint is None else sentence_lazy(hint), max_length=most,
        required=required, widget=forms.TextInput(attrs=plain),
    )  # fmt: skip


class RegisterForm(PlainForm):
    """One person, as she says it at the desk. ``entry`` has it checked, once the form is valid."""

    form_number = forms.CharField(
        max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages={"required": sentence_lazy(NO_NUMBER)},
    )  # fmt: skip
    agreement = forms.IntegerField(widget=forms.HiddenInput)
    seen_alike = forms.CharField(
        max_length=200, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    identifier = _line(
        Sentence(zh="证件号码", en="Identity number"), most=60,
        hint=Sentence(zh="手输、粘贴或刷读卡器", en="Type it, paste it, or use the card reader"),
        kind=ReaderField,
    )  # fmt: skip
    name = _line(
        Sentence(zh="姓名", en="Name"), most=LONGEST_NAME, hint=Sentence(zh="与证件一致", en="As on the paper")
    )
    sex = forms.TypedChoiceField(
        label=sentence_lazy(Sentence(zh="性别", en="Sex")), coerce=int, empty_value=None, required=False,
        choices=[(value, sentence_lazy(said)) for value, said in SEXES.items()], widget=forms.RadioSelect,
    )  # fmt: skip
    born = DayField(
        label=sentence_lazy(Sentence(zh="出生日期", en="Date of birth")), required=False,
        help_text=sentence_lazy(
            Sentence(zh="证件号码里已有的，留空即可", en="Leave both empty where the number tells them")
        ),
    )  # fmt: skip
    telephone = _line(
        Sentence(zh="联系电话（可不填）", en="Telephone (optional)"), most=40, required=False, inputmode="tel"
    )
    home_text = _line(
        Sentence(zh="户籍地", en="Home place"), most=LONGEST_ADDRESS,
        hint=Sentence(
            zh="省、市、县（区）、乡镇（街道）、村（社区）、门牌", en="Province, city, county, township, village, house"
        ),
    )  # fmt: skip
    home_choice = forms.CharField(required=False, max_length=12)
    current_text = _line(
        Sentence(zh="现居住地", en="Current place"), most=LONGEST_ADDRESS,
        hint=Sentence(zh="接着写村（社区）、门牌", en="Go on with village and house"),
    )  # fmt: skip
    current_choice = forms.CharField(required=False, max_length=12)
    arrived = DayField(
        label=sentence_lazy(Sentence(zh="来到现居住地的日期", en="Came to the current place on")),
        help_text=sentence_lazy(Sentence(zh="例如 2026-11-23 或 20261123", en="For example 2026-11-23 or 20261123")),
    )
    way = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="同意方式", en="How she agreed")),
        choices=[(value, sentence_lazy(said)) for value, said in WAYS.items()], widget=forms.RadioSelect,
        error_messages={"required": sentence_lazy(NO_CONSENT)},
    )  # fmt: skip
    consent_on = DayField(
        label=sentence_lazy(Sentence(zh="同意日期", en="Agreed on")),
        error_messages={"required": sentence_lazy(NO_CONSENT)},
    )

    def __init__(self, *args: Any, office: str, today: date, agreement: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.today, self.current_agreement = office, today, agreement
        # What follows a letter's prefix is typed behind it, not over it (static/desk/desk.js).
        self.fields["current_text"].widget.attrs["data-behind"] = "yes"
        self.fields["identifier"].widget.attrs["data-reader"] = "next"

    def place(self, which: str) -> PlaceTyped | None:
        """What the address ``home`` or ``current`` says as it stands in the form; None where it is empty."""
        text = str(self[f"{which}_text"].value() or "").strip()
        if not text or len(text) > LONGEST_ADDRESS:
            return None
        choice = str(self[f"{which}_choice"].value() or "")
        within = self.office[:COUNTY_DIGITS] if which == "current" else None
        return read_place(text, choice, reader=reader(), within=within)

    def number(self) -> Identifier | Flaw | None:
        """What the identifier says as it stands in the form; None where it is empty."""
        text = str(self["identifier"].value() or "").strip()
        return typed.read_number(text, today=self.today) if text else None

    def clean_identifier(self) -> Identifier:
        """The number, or the sentence for its first flaw."""
        read = typed.read_number(self.cleaned_data["identifier"], today=self.today)
        if isinstance(read, Flaw):
            raise ValidationError(sentence_lazy(typed.flaw_sentence(read)), code=read.value)
        return read

    def clean_name(self) -> str:
        """The name as registers keep it."""
        name = typed.read_name(self.cleaned_data["name"])
        odd = typed.signs_of_no_name(name)
        if odd:
            raise ValidationError(sentence_lazy(typed.NOT_A_NAME, signs=odd), code="not_a_name")
        if is_no_name(name) or not typed.has_letters(name):
            raise ValidationError(sentence_lazy(MESSAGES["name.missing"]), code="name.missing")
        return name

    def clean_telephone(self) -> str:
        """Digits and what stands between them."""
        telephone: str = typed.fold(self.cleaned_data["telephone"])
        if telephone and TELEPHONE.fullmatch(telephone) is None:
            raise ValidationError(sentence_lazy(NOT_A_TELEPHONE), code="not_a_telephone")
        return telephone

    def clean_agreement(self) -> int:
        """The text that was on the page is the one in force."""
        agreement: int = self.cleaned_data["agreement"]
        if agreement != self.current_agreement:
            raise ValidationError(sentence_lazy(NEW_TEXT), code="new_text")
        return agreement

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._birth_and_sex()
        for which in ("home", "current"):
            self._settle(which)
        self._days()
        return self.cleaned_data

    def _birth_and_sex(self) -> None:
        identifier = self.cleaned_data.get("identifier")
        if identifier is None:
            return
        sex, born = self.cleaned_data.get("sex"), self.cleaned_data.get("born")
        if identifier.sex is not None:
            said = {"sex": in_active_language(SEXES[identifier.sex]), "born": day(identifier.born)}
            for field, given, told in (("sex", sex, identifier.sex), ("born", born, identifier.born)):
                if given is not None and given != told:
                    self.add_error(field, in_active_language(NUMBER_SAYS_OTHERWISE, **said))
            self.cleaned_data |= {"sex": identifier.sex, "born": identifier.born}
            return
        if sex is None and "sex" not in self.errors:
            self.add_error("sex", in_active_language(CHOOSE_SEX))
        # The card of 2004 has two digits of the year, so the century is hers to say.
        if born is not None and (born.year % 100, born.month, born.day) != (
            identifier.born.year % 100, identifier.born.month, identifier.born.day,
        ):  # fmt: skip
            said = {"sex": in_active_language(SEXES[sex or NOT_KNOWN]), "born": day(identifier.born)}
            self.add_error("born", in_active_language(NUMBER_SAYS_OTHERWISE, **said))
        self.cleaned_data["born"] = born or identifier.born

    def _settle(self, which: str) -> None:
        text = f"{which}_text"
        if text in self.errors or f"{which}_choice" in self.errors:
            return
        place = self.place(which)
        if place is None or place.code is None:
            self.add_error(text, in_active_language(MESSAGES[place.flaw if place else "place.unresolved"]))
            return
        self.cleaned_data[f"{which}_code"] = place.code

    def _days(self) -> None:
        born = self.cleaned_data.get("born")
        for field in ("born", "arrived", "consent_on"):
            on = self.cleaned_data.get(field)
            if on is not None and on > self.today:
                self.add_error(field, in_active_language(MESSAGES["date.future"]))
            elif on is not None and born is not None and on < born:
                self.add_error(field, in_active_language(BEFORE_BIRTH))

    def entry(self) -> Entry:
        """What was typed, checked."""
        held = self.cleaned_data
        return Entry(
            identifier=held["identifier"],
            name=held["name"],
            sex=held["sex"],
            born=held["born"],
            telephone=held["telephone"],
            home=held["home_code"],
            home_text=held["home_text"],
            current=held["current_code"],
            current_text=held["current_text"],
            arrived=held["arrived"],
            consent_on=held["consent_on"],
            way=held["way"],
        )
