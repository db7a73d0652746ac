"""What an administrator types about an agreement with another place."""

from typing import Any

from django import forms

from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import AGREEABLE
from suixing.rules.books import RuleBook
from suixing.rules.limits import Limit, read_limit
from suixing.web.desk.register_form import DayField
from suixing.web.staff.forms import SeenForm, StaffForm
from suixing.web.words import in_active_language, sentence_lazy

LONGEST_CODE = 12
LONGEST_TELEPHONE = 40
LONGEST_LIMIT = 40
USUAL = Sentence("规定：{limit}。不约定则留空。", "By rule {limit}. Leave it empty if nothing was agreed.")
BY_LIMIT = "limit_"


def _line(label: Sentence, most: int, hint: Sentence, **attrs: str) -> forms.CharField:
    plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", **attrs}
    return forms.CharField(
        label=sentence_lazy(label), help_text=sentence_lazy(hint), max_length=most, widget=forms.TextInput(attrs=plain)
    )


class LimitField(forms.CharField):
    """A limit as people write it. Cleans to a ``Limit``, or None where empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_limit(text)
        except Refusal as refused:
            raise forms.ValidationError(in_active_language(refused.sentence), code="unreadable") from refused


def _limit(book: RuleBook, key: str) -> LimitField:
    said, usual = book.limits[key].said, book.limits[key].limit.said()
    return LimitField(
        label=sentence_lazy(Sentence(said.zh, said.en[:1].upper() + said.en[1:])), max_length=LONGEST_LIMIT,
        help_text=sentence_lazy(Sentence(USUAL.zh.format(limit=usual.zh), USUAL.en.format(limit=usual.en))),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "short"}), required=False,
    )  # fmt: skip


class AgreeForm(StaffForm):
    """The other place, a telephone of each side, the days, and one field for each limit to agree on."""

    other = _line(
        Sentence("对方区划代码", "Code of the other place"),
        LONGEST_CODE,
        Sentence(
            "例如重庆市忠县为 500233；协议适用于双方及各自的下级机构。",
            "500233 is Zhong county in Chongqing, for example. The agreement holds for both places and all offices "
            "below them.",
        ),
        inputmode="numeric",
        **{"class": "short"},
    )
    own_telephone = _line(
        Sentence("本机构办公电话", "Telephone of this office"),
        LONGEST_TELEPHONE,
        Sentence("数字、空格、加号、连字符和括号。", "Digits, blanks, plus, hyphens and brackets."),
    )
    other_telephone = _line(
        Sentence("对方办公电话", "Telephone of the other office"),
        LONGEST_TELEPHONE,
        Sentence("办公电话，不写个人手机号码。", "An office's, not anybody's private telephone."),
    )
    valid_from = DayField(label=sentence_lazy(Sentence("生效日", "First day")))
    valid_until = DayField(label=sentence_lazy(Sentence("最后一天（可不填）", "Last day (optional)")), required=False)

    def __init__(self, *args: Any, book: RuleBook, **kwargs: Any) -> None:
        limits = {BY_LIMIT + key: _limit(book, key) for key in AGREEABLE}
        self.base_fields = {**type(self).base_fields, **limits}  # type: ignore[misc] # Django copies the instance's
        super().__init__(*args, **kwargs)

    @property
    def limits(self) -> dict[str, Limit]:
        """What was agreed on, by the keys of the rule books."""
        said = {key: self.cleaned_data[BY_LIMIT + key] for key in AGREEABLE}
        return {key: limit for key, limit in said.items() if limit is not None}


class EndForm(SeenForm):
    """The last day of an agreement."""

    last_day = DayField(
        label=sentence_lazy(Sentence("最后一天", "Last day")),
        help_text=sentence_lazy(
            Sentence("最早为今天。尚未生效的，将不再生效。", "Today at the earliest. What has not begun never begins.")
        ),
    )
