"""What other rooms ask about ties."""

from uuid import UUID

from suixing.access.models import Tie, TieSource


def had_tie(*, person: UUID, office: str) -> bool:
    """Whether ``office`` ever was tied to ``person``, the tie open or closed since."""
    return Tie.objects.filter(person=person, office_id=office).exists()


def has_open_tie(*, person: UUID, office: str) -> bool:
    """Whether ``office`` may see ``person`` at all, by registration."""
    return Tie.objects.filter(person=person, office_id=office, source=TieSource.REGISTRATION, until=None).exists()
