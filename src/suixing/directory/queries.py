"""What other rooms ask of the directory."""

from dataclasses import dataclass

from suixing.directory.models import OfficeContact
from suixing.exchange.queries import far_office, nearest_far_office
from suixing.places.queries import NATION, full_name, nearest_office, responsible_division

__all__ = ["Competent", "OfficeContact", "competent_office", "contact_of"]


@dataclass(frozen=True, slots=True)
class Competent:
    """Who answers for a place.

    ``responsible`` is the division whose office it falls to: the township or, where the place is none, the place
    itself. ``office`` is the code of the nearest open office at or above the place, None where there is none on
    this node or on any that it knows; ``joined`` says whether it is as near as it should be. Names are written out as
    in an address.
    """

    responsible: str
    responsible_name: str
    office: str | None
    office_name: str
    joined: bool
    contact: OfficeContact | None


def contact_of(code: str) -> OfficeContact | None:
    """How the office is reached, if it has said so; one of another node as that node's roll says."""
    held = OfficeContact.objects.filter(pk=code).first()
    if held is not None:
        return held
    far = far_office(code)
    if far is None or not far.telephone:
        return None
    return OfficeContact(
        office_id=far.code, telephone=far.telephone, address_zh=far.address_zh, hours_zh=far.hours_zh,
        address_en=far.address_en, hours_en=far.hours_en,
    )  # fmt: skip


def _nearer(here: str | None, far: str | None) -> str | None:
    """The lower of two offices above the same place; the nation's stands above every other."""
    if here is None or far is None:
        return here or far
    return max(here, far, key=lambda code: (code != NATION, len(code)))


def contacts() -> dict[str, OfficeContact]:
    """How the offices of this node are reached, by code."""
    return {one.pk: one for one in OfficeContact.objects.all()}


def competent_office(division_code: str) -> Competent:
    """Who answers for a present division of 2 to 12 digits (A6), here or on another node. Three queries."""
    responsible = responsible_division(division_code)
    office = _nearer(nearest_office(division_code), nearest_far_office(division_code))
    return Competent(
        responsible=responsible,
        responsible_name=full_name(responsible),
        office=office,
        office_name=full_name(office) if office else "",
        joined=office is not None and len(office) >= len(responsible),
        contact=contact_of(office) if office else None,
    )
