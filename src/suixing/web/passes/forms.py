"""What is printed of a pass, why one ends, and what a reader of codes types. None of it asks for money (P1)."""

from typing import Any

from django import forms

from suixing.journeys.pass_at_desk import Claim, PassClaims
from suixing.kernel.errors import Sentence
from suixing.passes.formats.verify import LONGEST
from suixing.web.forms import PlainForm
from suixing.web.passes import wording
from suixing.web.words import active_language, sentence_lazy

LONGEST_SHOWN = 20_000
"""Characters that a page takes: ten times what a pass for a wallet has; the checking itself takes LONGEST."""
MISTAKEN = "mistaken"


class PrintForm(PlainForm):
    """What goes on paper, chosen by the person each time: a code on paper discloses all that it holds (P6).

    Only the name is ticked at first. A pass without one tells nobody whose it is, and whoever is shown the name learns
    nothing that she does not say when she comes in; everything else is more than most who look need to know.
    """

    name = forms.BooleanField(label=sentence_lazy(wording.DISCLOSES[Claim.NAME]), required=False)
    age = forms.ChoiceField(
        label=sentence_lazy(Sentence("年龄", "Age")), required=False, widget=forms.RadioSelect,
        choices=[(value, sentence_lazy(said)) for value, said in wording.AGES.items()],
    )  # fmt: skip
    home = forms.ChoiceField(
        label=sentence_lazy(Sentence("户籍地", "Home place")), required=False, widget=forms.RadioSelect,
        choices=[(value, sentence_lazy(said)) for value, said in wording.HOMES.items()],
    )  # fmt: skip
    current = forms.BooleanField(label=sentence_lazy(wording.DISCLOSES[Claim.CURRENT_PLACE]), required=False)
    free = forms.BooleanField(label=sentence_lazy(wording.DISCLOSES[Claim.FREE_SERVICES]), required=False)
    shape = forms.ChoiceField(
        label=sentence_lazy(Sentence("样式", "As")), widget=forms.RadioSelect,
        choices=[(value, sentence_lazy(said)) for value, said in wording.SHAPES.items()],
    )  # fmt: skip
    tongue = forms.ChoiceField(
        label=sentence_lazy(Sentence("语言", "Language")), widget=forms.RadioSelect,
        choices=[(value, sentence_lazy(said)) for value, said in wording.TONGUES.items()],
    )  # fmt: skip

    def __init__(self, *args: Any, claims: PassClaims, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if claims.current_place is None:
            del self.fields["current"]
        if not claims.adult:
            self.fields["age"].choices = _ages(without=Claim.ADULT)  # type: ignore[attr-defined] # of a choice

    def chosen(self) -> frozenset[Claim]:
        """What the code discloses."""
        said = self.cleaned_data
        ticked = {Claim.NAME: "name", Claim.CURRENT_PLACE: "current", Claim.FREE_SERVICES: "free"}
        picked = {Claim(said[field]) for field in ("age", "home") if said.get(field)}
        return frozenset({claim for claim, field in ticked.items() if said.get(field)} | picked)


def _ages(*, without: Claim) -> list[tuple[str, object]]:
    return [(value, sentence_lazy(said)) for value, said in wording.AGES.items() if value != without]


def new_print_form(claims: PassClaims) -> PrintForm:
    """The form as it is first shown: the name alone, a sheet, in the language that is spoken at the desk."""
    tongue = "en" if active_language() == "en" else "zh"
    first = {"name": True, "age": "", "home": "", "shape": "sheet", "tongue": tongue}
    return PrintForm(initial=first, claims=claims)


class EndForm(PlainForm):
    """Why a pass is ended for good."""

    reason = forms.ChoiceField(
        label=sentence_lazy(Sentence("为什么注销", "Why it ends")), widget=forms.RadioSelect, initial="asked",
        choices=[
            ("asked", sentence_lazy(Sentence("本人要求", "She wishes it"))),
            (MISTAKEN, sentence_lazy(Sentence("签发有误", "It was issued by mistake"))),
        ],
    )  # fmt: skip


class ScanForm(PlainForm):
    """The text of a code, as a reader types it or as it is pasted. It is not trimmed: a blank is a sign of it."""

    code = forms.CharField(
        label=sentence_lazy(Sentence("随行证二维码的内容", "Text of the code")),
        max_length=min(LONGEST_SHOWN, LONGEST), strip=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}
        ),
    )  # fmt: skip
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
