"""Which offices work on this node: any where it stands alone, else those of its place."""

from django.conf import settings

from suixing.places.errors import OfficeElsewhere
from suixing.places.models import NATION


def is_of(place: str, code: str) -> bool:
    """Whether the node of ``place`` is that of this office or division; the nation's node is the nation's alone.

    ``place`` is empty where the node stands alone.
    """
    return code == NATION if place == NATION else code.startswith(place)


def is_ours(code: str) -> bool:
    """Whether an office of this code works here."""
    return is_of(settings.SUIXING_NODE_PLACE, code)


def check_ours(code: str) -> None:
    """Raises OfficeElsewhere unless an office of this code works here."""
    if not is_ours(code):
        raise OfficeElsewhere(code, settings.SUIXING_NODE_PLACE)
