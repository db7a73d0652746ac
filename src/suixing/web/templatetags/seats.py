"""``{% officers_nav "find" %}``: the pages that are open to the officer who is signed in."""

from typing import Any

from django import template

from suixing.access.models import Officer
from suixing.places.queries import full_name
from suixing.web.desk.pages import HOME, address_of, ways_for

register = template.Library()


@register.inclusion_tag("parts/officers_nav.html", takes_context=True)
def officers_nav(context: dict[str, Any], here: str = "") -> dict[str, Any]:
    """The row of pages below the header; ``here`` is the name of the page's address."""
    officer = getattr(context.get("request"), "user", None)
    roles, office = (officer.roles, officer.office_id) if isinstance(officer, Officer) else ([], "")
    ways = [way for way in (HOME, *ways_for(roles, office)) if way.href] if roles else []
    return {"ways": ways, "here": here}


@register.inclusion_tag("parts/officer.html", takes_context=True)
def officer_here(context: dict[str, Any]) -> dict[str, Any]:
    """Who is signed in, for which office, and the way out."""
    officer = getattr(context.get("request"), "user", None)
    if not isinstance(officer, Officer):
        return {}
    return {
        "officer": officer,
        "office": full_name(officer.office_id),
        "own": address_of("own_account"),
        "leave": address_of("account_logout"),
    }
