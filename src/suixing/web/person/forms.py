"""What an officer types to put a record right, or to record a move."""

from datetime import date
from typing import Any

from django import forms

from suixing.journeys.intake.judge import COUNTY_DIGITS, LONGEST_NAME, is_no_name
from suixing.journeys.intake.problems import MESSAGES
from suixing.journeys.person import Changes
from suixing.kernel.errors import Sentence
from suixing.places.queries import reader
from suixing.web.desk import typed
from suixing.web.desk.register_form import LONGEST_ADDRESS, NOT_A_TELEPHONE, SEXES, TELEPHONE, DayField
from suixing.web.desk.typed import PlaceTyped, read_place
from suixing.web.forms import PlainForm
from suixing.web.person.wording import FIELDS, PLACES
from suixing.web.words import in_active_language, sentence_lazy

CHOICE = {"required": False, "max_length": 12}
ADDRESSES = {"home": "home_text", "current": "current_text"}


class RecordForm(PlainForm):
    """A form about one record: it says which state of it the officer had before her."""

    form_number = forms.CharField(max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, office: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.today = office, today

    def place(self, which: str) -> PlaceTyped | None:
        """What the address ``home`` or ``current`` says as it stands in the form; None where it is empty."""
        text = str(self[f"{which}_text"].value() or "").strip()
        if not text or len(text) > LONGEST_ADDRESS:
            return None
        within = self.office[:COUNTY_DIGITS] if which == "current" else None
        return read_place(text, str(self[f"{which}_choice"].value() or ""), reader=reader(), within=within)

    def settle(self, which: str) -> None:
        """Take the division from the address, or say what is not clear."""
        if f"{which}_text" in self.errors:
            return
        place = self.place(which)
        if place is None or place.code is None:
            self.add_error(f"{which}_text", in_active_language(MESSAGES[place.flaw if place else "place.unresolved"]))
            return
        self.cleaned_data[f"{which}_code"] = place.code

    def not_in_future(self, field: str) -> None:
        """A day that is still to come is refused."""
        on = self.cleaned_data.get(field)
        if on is not None and on > self.today:
            self.add_error(field, in_active_language(MESSAGES["date.future"]))


def _line(field: str, most: int, *, required: bool = True) -> forms.CharField:
    plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(
        label=sentence_lazy(FIELDS[field]), max_length=most, required=required, widget=forms.TextInput(attrs=plain)
    )


class CorrectForm(RecordForm):
    """The record as it should read. ``changes`` has it checked, once the form is valid.

    ``asked`` is the number of what she asked for on her own pages, where this answers it.
    """

    asked = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    name = _line("name", LONGEST_NAME)
    sex = forms.TypedChoiceField(
        label=sentence_lazy(FIELDS["sex"]), coerce=int, widget=forms.RadioSelect,
        choices=[(value, sentence_lazy(said)) for value, said in SEXES.items()],
    )  # fmt: skip
    born = DayField(label=sentence_lazy(FIELDS["born"]))
    telephone = _line("telephone", 40, required=False)
    home_text = _line("home_text", LONGEST_ADDRESS)
    home_choice = forms.CharField(**CHOICE)  # type: ignore[arg-type] # required and max_length
    current_text = _line("current_text", LONGEST_ADDRESS)
    current_choice = forms.CharField(**CHOICE)  # type: ignore[arg-type] # required and max_length
    arrived = DayField(
        label=sentence_lazy(Sentence(zh="来到现居住地的日期", en="Came to the current place on")), required=False
    )

    def clean_asked(self) -> int | None:
        """A number, or none."""
        asked: str = self.cleaned_data["asked"]
        return int(asked) if asked.isascii() and asked.isdigit() else None

    def clean_name(self) -> str:
        """The name as registers keep it."""
        name = typed.read_name(self.cleaned_data["name"])
        odd = typed.signs_of_no_name(name)
        if odd:
            raise forms.ValidationError(sentence_lazy(typed.NOT_A_NAME, signs=odd), code="not_a_name")
        if is_no_name(name):
            raise forms.ValidationError(sentence_lazy(MESSAGES["name.missing"]), code="name.missing")
        return name

    def clean_telephone(self) -> str:
        """Digits and what stands between them."""
        telephone: str = typed.fold(self.cleaned_data["telephone"])
        if telephone and TELEPHONE.fullmatch(telephone) is None:
            raise forms.ValidationError(sentence_lazy(NOT_A_TELEPHONE), code="not_a_telephone")
        return telephone

    def clean(self) -> dict[str, Any]:
        super().clean()
        for which in ADDRESSES:
            self.settle(which)
        for field in ("born", "arrived"):
            self.not_in_future(field)
        return self.cleaned_data

    def changes(self) -> Changes:
        """What was typed, checked."""
        held = self.cleaned_data
        return Changes(
            name=held["name"], sex=held["sex"], born=held["born"], telephone=held["telephone"],
            home=held["home_code"], home_text=held["home_text"], current=held["current_code"],
            current_text=held["current_text"], arrived=held["arrived"],
        )  # fmt: skip


class MoveForm(RecordForm):
    """Where she lives, or is registered, from which day on (G2)."""

    kind = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="变动的是", en="What changes")), widget=forms.RadioSelect, initial="current",
        choices=[(kind, sentence_lazy(PLACES[kind])) for kind in ("current", "home")],
    )  # fmt: skip
    current_text = forms.CharField(
        label=sentence_lazy(Sentence(zh="新的地址", en="The new address")), max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    current_choice = forms.CharField(**CHOICE)  # type: ignore[arg-type] # required and max_length
    since = DayField(
        label=sentence_lazy(Sentence(zh="自哪一天起", en="Since which day")),
        help_text=sentence_lazy(Sentence(zh="例如 2026-11-23 或 20261123", en="For example 2026-11-23 or 20261123")),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.settle("current")
        self.not_in_future("since")
        return self.cleaned_data
