"""What other rooms ask about ties."""

from uuid import UUID

from suixing.access.break_glass import (
    Opening,
    Requested,
    opening_of,
    requests_of,
    requests_to,
    requests_to_review,
    second_offices,
)
from suixing.access.models import BreakGlassReason, Finding, Officer, Tie, TieSource
from suixing.access.staff import (
    Colleague,
    Member,
    active_member,
    colleagues_of,
    has_administrator,
    member_of,
    members_of,
    number_of,
    officers_at,
)
from suixing.places.queries import paired_offices

__all__ = [
    "BreakGlassReason",
    "Colleague",
    "Finding",
    "Member",
    "Opening",
    "Requested",
    "active_member",
    "colleagues_of",
    "has_administrator",
    "member_of",
    "members_of",
    "number_of",
    "officers_at",
    "opening_of",
    "requests_of",
    "requests_to",
    "requests_to_review",
    "second_offices",
]  # the rest is defined here


def works_at(*, username: str, office: str) -> bool:
    """Whether somebody of this name is in service at the office."""
    return Officer.objects.filter(username=username, office_id=office, is_active=True).exists()


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
    return paired_offices(office)
