"""``{% typed_by %}`` beside ``{% csrf_token %}``: what is typed into the form is kept when the session ends."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suixing.access.models import Officer
from suixing.web import kept
from suixing.web.parts import Notice

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_by(context: dict[str, Any]) -> SafeString:
    """The hidden field, and the notice above a form that comes back filled."""
    request = context.get("request")
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return SafeString("")
    field = format_html('<input type="hidden" name="{}" value="{}">', kept.FIELD, kept.typed_by(officer))
    if not getattr(request, "kept_shown", False):
        return field
    return SafeString(render_to_string("parts/notice.html", {"notice": Notice(kept.NOTICE, tone="warning")}) + field)
