"""What is said to people, in the language they chose; days, times and numbers as that language writes them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from suixing.kernel.errors import Sentence

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a table or a list; ``about`` completes its text for who hears it without what stands around it."""

    href: str
    text: Sentence | str
    about: Sentence | str = ""


def active_language() -> str:
    """``zh-Hans`` or ``en``, as the attribute ``lang`` of a page writes it."""
    return "zh-Hans" if (get_language() or "zh").lower().startswith("zh") else "en"


def in_active_language(sentence: Sentence, **values: object) -> str:
    """The text for the person who is being answered, its placeholders filled."""
    text = sentence.in_language(active_language())
    return text.format(**values) if values else text


sentence_lazy = lazy(in_active_language, str)
"""Like ``in_active_language``, for labels, hints and errors of forms, which are written before anybody asks."""


def day(value: date) -> str:
    """``2026年3月5日`` or ``5 March 2026``."""
    if active_language() == "en":
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """``2026年3月5日 14:07`` or ``5 March 2026, 14:07``, in the node's time zone."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    between = ", " if active_language() == "en" else " "
    return f"{day(local)}{between}{local:%H:%M}"


def number(value: int) -> str:
    """``663,000``: groups of three, as both languages print them."""
    return f"{value:,}"


def shown(value: object) -> str | SafeString:
    """A value as a page shows it: a sentence, a link, a day, a time, several lines, or anything else as text."""
    text: str | SafeString = "" if value is None else value if isinstance(value, str) else str(value)
    match value:
        case Sentence():
            text = in_active_language(value)
        case Link():
            text = _anchor(value)
        case datetime():
            text = moment(value)
        case date():
            text = day(value)
        case list() | tuple():
            text = format_html_join(mark_safe("<br>"), "{}", ((shown(one),) for one in value))
    return text


def _anchor(link: Link) -> SafeString:
    hidden = format_html('<span class="only-heard"> {}</span>', shown(link.about)) if link.about else ""
    return format_html('<a href="{}">{}{}</a>', link.href, shown(link.text), hidden)
