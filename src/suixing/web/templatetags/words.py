"""``{% say zh="…" en="…" %}`` and the filters that write values in the language of the page."""

from datetime import date, datetime

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from suixing.web import words

register = template.Library()


@register.simple_tag
def say(zh: str, en: str, **values: object) -> SafeString:
    """The text for the language of the page; ``{placeholders}`` are filled with escaped values.

    ``{% say zh="…" en="…" as name %}`` keeps it in a variable.
    """
    text = conditional_escape(en if words.active_language() == "en" else zh)
    return format_html(text, **{name: words.shown(value) for name, value in values.items()}) if values else text


@register.simple_tag
def page_language() -> str:
    """The attribute ``lang`` of the page."""
    return words.active_language()


@register.filter
def said(value: object) -> str:
    """A sentence, link, day, time or list of lines in the language of the page; anything else as text."""
    return words.shown(value)


@register.filter
def day(value: date | None) -> str:
    """A day."""
    return words.day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day with the time."""
    return words.moment(value) if value else ""


@register.filter
def number(value: int) -> str:
    """A number in groups of three."""
    return words.number(value)
