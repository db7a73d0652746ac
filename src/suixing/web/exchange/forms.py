"""What an operator sends: which one, and what becomes of it. Everything stands in the page; nothing is typed."""

from typing import Any
from uuid import UUID

from django import forms

from suixing.kernel.errors import Sentence
from suixing.web import once
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy

ACTS = ("leave", "reopen", "drop")
"""Try a parcel at once; open a dead one again; drop it."""
NOT_OURS = Sentence(
    "这张表单不完整；未作改动。请在最新列表中重新选择。",
    "This form is not complete; nothing was changed. Choose again in the list as it is now.",
)
HIGHEST = 2**63 - 1


class SettleForm(PlainForm):
    """One button of one row; carried out once, however often it is sent."""

    form_number = forms.CharField(max_length=32)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    which = forms.CharField(max_length=36)

    def clean(self) -> dict[str, Any]:
        """The number of a dead one, or the id of a parcel; whatever is wrong is said as one sentence."""
        told: dict[str, Any] = super().clean() or {}
        try:
            told["which"] = self._read(str(told["act"]), str(told["which"]))
            told["form_number"]
        except (KeyError, ValueError):
            self._errors = forms.utils.ErrorDict()
            self.add_error(None, str(sentence_lazy(NOT_OURS)))
        return told

    @staticmethod
    def _read(act: str, which: str) -> UUID | int:
        if act == "leave":
            return UUID(which)
        number = int(which) if which.isascii() and which.isdigit() else 0
        if not 1 <= number <= HIGHEST:
            raise ValueError("no number")
        return number

    @property
    def content(self) -> str:
        """A keyed hash of what was sent."""
        return once.content_of([self.cleaned_data["act"], self.cleaned_data["which"]])
