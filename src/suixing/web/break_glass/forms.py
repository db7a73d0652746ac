"""What is typed to ask for an emergency opening, and what a review says."""

from datetime import date
from typing import Any

from django import forms

from suixing.journeys.break_glass import FINDINGS, REASONS
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.rules.identifiers import Flaw
from suixing.web.desk import typed
from suixing.web.desk.register_form import ReaderField
from suixing.web.forms import PlainForm
from suixing.web.words import in_active_language, sentence_lazy

OTHER = "other"
NO_SUCH_OFFICE = Sentence(
    zh="请填写另一家已加入机构的代码（不能是本机构及结对机构）。",
    en="Give the code of another office that has joined; not your own, nor one paired with it.",
)


class AskForm(PlainForm):
    """A number, a reason of the closed list, and the office whose officer is to agree."""

    form_number = forms.CharField(max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    identifier = ReaderField(
        label=sentence_lazy(Sentence(zh="证件号码", en="Identity number")), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="理由", en="Reason")),
        choices=[(reason.value, sentence_lazy(said)) for reason, said in REASONS.items()],
        widget=forms.RadioSelect,
    )
    second = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="由哪家机构的同事答复", en="Which office's officer is to answer")),
        help_text=sentence_lazy(
            Sentence(zh="由另一家机构的一位同事同意后才打开。", en="It opens when an officer of that office agrees.")
        ),
    )
    other = forms.CharField(
        label=sentence_lazy(Sentence(zh="其他机构代码（可不填）", en="Code of an office not listed (optional)")),
        max_length=12, required=False, widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, near: list[str], others: list[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others, self.today = set(others), today
        choice = self.fields["second"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - for the type checker
        elsewhere = (OTHER, sentence_lazy(Sentence(zh="其他机构（在下面填写代码）", en="Another one (code below)")))
        choice.choices = [*((code, full_name(code)) for code in near), elsewhere]

    def clean_identifier(self) -> str:
        """The number as it is hashed."""
        read = typed.read_number(self.cleaned_data["identifier"], today=self.today)
        if isinstance(read, Flaw):
            raise forms.ValidationError(in_active_language(typed.flaw_sentence(read)))
        return read.value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("second") == OTHER:
            cleaned["second"] = cleaned.get("other", "").strip()
            if cleaned["second"] not in self.others:
                self.add_error("other", in_active_language(NO_SUCH_OFFICE))
        return cleaned


class ReviewForm(PlainForm):
    """What a review found; the first of the list alone means justified."""

    finding = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="复核结论", en="Finding")),
        choices=[(finding.value, sentence_lazy(said)) for finding, said in FINDINGS.items()],
        widget=forms.RadioSelect,
    )
