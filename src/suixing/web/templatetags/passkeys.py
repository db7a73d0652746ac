"""Filters for pages that ask the browser for a passkey."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """The options of a ceremony as the browser reads them."""
    return json.dumps(value)
