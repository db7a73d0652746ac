"""What other rooms ask about places."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import Q

from suixing.places.errors import UnknownOffice
from suixing.places.models import Division, Office, Tier
from suixing.places.reading import Reader, load_reader

__all__ = ["Reader", "Tier", "UnknownOffice"]  # the rest is defined here


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The address reader, mapped into memory once a process."""
    return load_reader(settings.SUIXING_CACHE_DIR)


def reader_without_node() -> Reader:
    """The address reader for a command that works where no node is."""
    return load_reader()


def full_name(code: str) -> str:
    """The names of a division and its ancestors, written as an address begins."""
    return reader().name(code)


def name_of_office(office: Office) -> str:
    """The division's own name; enough among colleagues."""
    return Division.objects.values_list("name", flat=True).get(pk=office.division_id)


def division_count() -> int:
    """How many divisions are held, vanished ones included."""
    return Division.objects.count()


def division_of_office(code: str) -> Division:
    """The present division whose office has this code; raises UnknownOffice."""
    division = Division.objects.filter(pk=code, valid_until=None).first()
    if division is None:
        raise UnknownOffice(code)
    return division


# A code's digits hold its ancestors: village, township, county, prefecture, province.
_DIGITS = (12, 9, 6, 4, 2)
_TOWNSHIP_DIGITS = 9


def is_present_code(code: str) -> bool:
    """Whether the code is that of a division that the address reader knows."""
    if not code.isascii():
        return False
    try:
        reader().name(code)
    except KeyError:
        return False
    return True


def responsible_division(code: str) -> str:
    """The division whose office a matter of ``code`` falls to: its township, or itself where it is none's part."""
    return code[:_TOWNSHIP_DIGITS]


def nearest_office(code: str) -> str | None:
    """The code of the open office at ``code`` or nearest above it."""
    chain = [code[:digits] for digits in _DIGITS if digits <= len(code)]
    held = Office.objects.filter(pk__in=chain).values_list("code", flat=True)
    return max(held, key=len, default=None)


def name_on(code: str, day: date) -> str | None:
    """The name that the division ``code`` had on ``day``: old records show what was valid then."""
    held = Division.objects.filter(code=code, valid_from__lte=day)
    held = held.exclude(valid_until__lte=day)
    return held.values_list("name", flat=True).first()


@dataclass(frozen=True, slots=True)
class OfficeBelow:
    """An open office below another one; ``name`` is written out as an address begins."""

    code: str
    name: str
    tier: Tier


def offices_below(*, office: str, tier: int | None, sought: str, page: int, size: int) -> tuple[list[OfficeBelow], int]:
    """A page of the open offices below ``office``, by code, and how many pages there are (at least one).

    ``sought`` is the beginning of a code or a part of a name; ``tier`` None is every tier.
    """
    found = Office.objects.filter(code__startswith=office).exclude(code=office)
    if tier is not None:
        found = found.filter(tier=tier)
    if sought:
        found = found.filter(Q(code__startswith=sought) | Q(division__name__contains=sought))
    last = max(1, -(-found.count() // size))
    start = (min(max(page, 1), last) - 1) * size
    return [_below(one) for one in found.order_by("code")[start : start + size]], last


def office_below(*, office: str, code: str) -> OfficeBelow | None:
    """The open office ``code`` if it is below ``office``."""
    if code == office or not code.startswith(office) or not is_present_code(code):
        return None
    held = Office.objects.filter(pk=code).first()
    return None if held is None else _below(held)


def _below(office: Office) -> OfficeBelow:
    return OfficeBelow(office.code, full_name(office.code), Tier(office.tier))


def paired_offices(office: str) -> list[str]:
    """The office itself and the villages and communities that pass on to it what they register (G1)."""
    return list(
        Office.objects.filter(Q(code=office) | Q(township=office)).order_by("code").values_list("code", flat=True)
    )
