"""What other rooms ask about places."""

from datetime import date
from functools import lru_cache

from django.conf import settings

from suixing.places.errors import UnknownOffice
from suixing.places.models import Division, Office
from suixing.places.reading import Reader, load_reader

__all__ = ["Reader", "UnknownOffice"]  # the rest is defined here


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
