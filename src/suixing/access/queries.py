"""What other rooms ask about ties."""

from uuid import UUID

from django.db.models import Q

from suixing.access.models import Tie, TieSource
from suixing.places.models import Office


def had_tie(*, person: UUID, office: str) -> bool:
    """Whether ``office`` ever was tied to ``person``, the tie open or closed since."""
    return Tie.objects.filter(person=person, office_id=office).exists()


def has_open_tie(*, person: UUID, office: str) -> bool:
    """Whether ``office`` may see ``person`` at all, by registration."""
    return Tie.objects.filter(person=person, office_id=office, source=TieSource.REGISTRATION, until=None).exists()


def offices_worked_with(office: str) -> list[str]:
    """The offices whose ties the officers of ``office`` work with: its own, and the villages paired with it (G1)."""
    return list(
        Office.objects.filter(Q(code=office) | Q(township=office)).order_by("code").values_list("code", flat=True)
    )
