"""What each part of a copy says of itself: how it is read, and how it is told in each of the three forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from suixing.journeys.own_copy import Reader
from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.places.queries import full_name
from suixing.web.resident.copies.fhir import Bundle
from suixing.web.words import in_active_language


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the copy.

    ``read`` gives its rows; ``told`` makes of one row what stands under ``key`` in the JSON; ``sections`` makes of all
    rows what is printed; ``resource`` puts one row into the bundle, and where it is None the row goes in as ``Basic``.
    """

    key: str
    read: Reader
    told: Callable[[Any], dict[str, Any]]
    sections: Callable[[Sequence[Any]], list[Section]]
    resource: Callable[[Bundle, Any], None] | None = None


def iso(value: date | datetime | None) -> str | None:
    """A day or an instant as ISO 8601, None for none."""
    return value.isoformat() if value else None


def said(value: Sentence | str) -> str:
    """A sentence in the language of her pages; a code without words as it is."""
    return in_active_language(value) if isinstance(value, Sentence) else value


def office_name(code: str | None) -> str:
    """The whole name of an office; empty for none."""
    return full_name(code) if code else ""
