"""The form that all forms are made from: plain text only, and a sentence for everything that is wrong."""

import re
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

from suixing.kernel.errors import Sentence
from suixing.web.words import sentence_lazy

LONGEST_LINE = 200
LONGEST_TEXT = 2000
"""Characters that a field takes which sets no ``max_length``: one line, several lines."""

FILL_IN = Sentence("请填写“{label}”。", "Fill in “{label}”.")
CHOOSE = Sentence("请选择“{label}”。", "Choose “{label}”.")
TICK = Sentence("需要勾选：{label}", "This has to be ticked: {label}")
NO_CHOICE = Sentence("所选内容不在可选范围内，请重新选择。", "What was chosen is not among the choices. Choose again.")
NO_DATE = Sentence("请填写实际存在的日期，例如 2026-03-05。", "Give a date that exists, for example 2026-03-05.")
NO_NUMBER = Sentence("请填写数字。", "Give a number.")
TOO_LONG = Sentence(
    "最多 {limit} 个字，现有 {length} 个，请缩短。", "At most {limit} characters fit; these are {length}. Shorten it."
)
NOT_PLAIN = Sentence(
    "含有看不见的控制符号，可能来自复制粘贴。请删去后手工填写。",
    "There are invisible control signs in it, perhaps from copying. Delete it and type it by hand.",
)

# Marks that copying from sheets and chats leaves behind, and that change nothing that is seen: taken out in silence.
_LEFT_BY_COPYING = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad"))
# Control signs, and those that show a text in another order than it is stored.
_SIGNS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_NOT_IN_TEXT = re.compile(f"[{_SIGNS}]")
_NOT_IN_LINE = re.compile(f"[{_SIGNS}\t\r\n]")


class Fault(NamedTuple):
    """One thing to mend: the id of the input to go to, empty for the form as a whole, and what to do.

    ``label`` is the field's, where the text does not name it: two addresses may have the same fault.
    """

    anchor: str
    text: str
    label: str = ""


class PartsRenderer(DjangoTemplates):
    """Renders forms and fields through ``templates/parts/``."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


class PlainForm(forms.Form):
    """A form whose texts are trimmed, bounded and free of control signs; render it with ``{{ form }}``.

    Labels, hints and errors are ``sentence_lazy(Sentence(...))``. The template wraps it in
    ``<form method="post" novalidate>`` and puts ``parts/error_summary.html`` above.
    """

    default_renderer = PartsRenderer
    use_required_attribute = False  # the browser's own messages come in its language, not the page's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name
            _speak(field)
            if isinstance(field, forms.CharField):
                _bound(field)

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        value = super()._widget_data_value(widget, html_name)  # type: ignore[misc] # Django's hook, unknown to its stubs
        return value.translate(_LEFT_BY_COPYING) if isinstance(value, str) else value

    @property
    def faults(self) -> list[Fault]:
        """Everything to mend, in the order of the fields, for the error summary."""
        whole = [Fault("", str(text)) for text in self.non_field_errors()]
        return whole + [
            Fault(
                _anchor(field), str(text), "" if field.is_hidden or str(field.label) in str(text) else str(field.label)
            )
            for field in self
            for text in field.errors
        ]


def _anchor(field: BoundField) -> str:
    """The id of the input, or of the first of a group."""
    if field.is_hidden:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"


def _speak(field: forms.Field) -> None:
    """Messages in words of ours, unless the form brought its own."""
    needed = FILL_IN
    if isinstance(field, forms.BooleanField):
        needed = TICK
    elif isinstance(field, forms.ChoiceField):
        needed = CHOOSE
    ours = {"required": sentence_lazy(needed, label=field.label), "invalid_choice": sentence_lazy(NO_CHOICE)}
    if isinstance(field, forms.DateField):
        ours["invalid"] = sentence_lazy(NO_DATE)
    elif isinstance(field, forms.IntegerField):
        ours["invalid"] = sentence_lazy(NO_NUMBER)
    for code, text in ours.items():
        if code in field.error_messages and field.error_messages[code] == _standard(field, code):
            field.error_messages[code] = text


def _standard(field: forms.Field, code: str) -> object:
    """Django's own message, by which one that a form brought is told apart."""
    for kind in type(field).__mro__:
        messages = vars(kind).get("default_error_messages", {})
        if code in messages:
            return messages[code]
    return None


def _bound(field: forms.CharField) -> None:
    """A limit of length and a check of signs in place of Django's two."""
    lines = isinstance(field.widget, forms.Textarea)
    limit = field.max_length or (LONGEST_TEXT if lines else LONGEST_LINE)
    # The browser would cut off in silence what is pasted beyond it.
    field.widget.attrs.pop("maxlength", None)
    signs = _NOT_IN_TEXT if lines else _NOT_IN_LINE

    def plain(value: object) -> None:
        text = str(value)  # some fields of text give something else, a number for example
        if signs.search(text):
            raise ValidationError(sentence_lazy(NOT_PLAIN), code="not_plain")
        if len(text) > limit:
            raise ValidationError(sentence_lazy(TOO_LONG, limit=limit, length=len(text)), code="max_length")

    replaced = (ProhibitNullCharactersValidator, MaxLengthValidator)
    field.validators = [plain, *(one for one in field.validators if not isinstance(one, replaced))]
