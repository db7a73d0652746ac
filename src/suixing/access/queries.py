"""What other rooms ask about ties."""

from uuid import UUID

from django.db.models import Q

from suixing.access.break_glass import (
    Opening,
    Requested,
    opening_of,
    requests_of,
    requests_to,
    requests_to_review,
    second_offices,
)
from suixing.access.models import BreakGlassReason, Finding, Tie, TieSource
from suixing.places.models import Office

__all__ = [
    "BreakGlassReason",
    "Finding",
    "Opening",
    "Requested",
    "opening_of",
    "requests_of",
    "requests_to",
    "requests_to_review",
    "second_offices",
]  # the rest is defined here


def had_tie(*, person: UUID, office: str) -> bool:
    """Whether ``office`` ever was tied to ``person``, the tie open or closed since."""
    return Tie.objects.filter(person=person, office_id=office).exists()


def has_open_tie(*, person: UUID, office: str) -> bool:
    """Whether ``office`` may see ``person`` at all, by registration."""
    return Tie.objects.filter(person=person, office_id=office, source=TieSource.REGISTRATION, until=None).exists()


def tie_is_confirmed(*, person: UUID, office: str) -> bool:
    """Whether the person herself confirmed that ``office`` sees what others entered."""
    open_tie = Tie.objects.filter(person=person, office_id=office, source=TieSource.REGISTRATION, until=None)
    return open_tie.filter(confirmed_at__isnull=False).exists()


def offices_worked_with(office: str) -> list[str]:
    """The offices whose ties the officers of ``office`` work with: its own, and the villages paired with it (G1)."""
    return list(
        Office.objects.filter(Q(code=office) | Q(township=office)).order_by("code").values_list("code", flat=True)
    )
