"""Her own passes, as far as her session opens them: what the page of her passes shows, and one of them.

What she does with one is in ``passes.hers``; the database decides both.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from suixing.passes.errors import NoSuchPass
from suixing.passes.queries import PassClaims, PassSeen, Standing, claims_of, passes_of

__all__ = ["PassSeen", "Standing"]  # the rest: here


@dataclass(frozen=True, slots=True)
class OwnPasses:
    """Her passes, the newest first; ``newest`` is the one to show, ``claims`` what it can disclose."""

    passes: tuple[PassSeen, ...]
    newest: PassSeen | None
    claims: PassClaims | None


def see(*, person: UUID, today: date) -> OwnPasses:
    """Every pass of hers that an office of this node issued and that her session opens."""
    found = tuple(passes_of(person=person, today=today))
    newest = next((one for one in found if one.standing is Standing.VALID), None)
    return OwnPasses(found, newest, claims_of(newest, day=today) if newest else None)


def see_one(*, person: UUID, number: UUID, today: date) -> tuple[PassSeen, PassClaims]:
    """One of them. Raises NoSuchPass for every other."""
    seen = next((one for one in passes_of(person=person, today=today) if one.number == number), None)
    if seen is None:
        raise NoSuchPass
    return seen, claims_of(seen, day=today)
