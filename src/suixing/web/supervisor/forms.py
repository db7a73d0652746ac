"""What a supervisor looks for."""

from typing import Any

from django import forms

from suixing.kernel.errors import Sentence
from suixing.places.queries import Tier
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy

TIERS = {
    Tier.PROVINCE: Sentence("省级", "Provinces"),
    Tier.PREFECTURE: Sentence("市级", "Prefectures"),
    Tier.COUNTY: Sentence("县（区）级", "Counties"),
    Tier.TOWNSHIP: Sentence("乡镇、街道", "Townships"),
    Tier.VILLAGE: Sentence("村、社区", "Villages"),
}
EVERY = Sentence("全部层级", "Every tier")


class OfficesForm(PlainForm):
    """Tier, and a code or a part of a name. It is sent in the address: an office is nobody's secret."""

    tier = forms.TypedChoiceField(
        label=sentence_lazy(Sentence("层级", "Tier")), coerce=int, empty_value=None, required=False,
        choices=[("", sentence_lazy(EVERY))],
    )  # fmt: skip
    q = forms.CharField(
        label=sentence_lazy(Sentence("名称或代码", "Name or code")), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, above: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [  # type: ignore[attr-defined] # of a field with choices
            ("", sentence_lazy(EVERY)),
            *((str(tier.value), sentence_lazy(title)) for tier, title in TIERS.items() if tier > above),
        ]
