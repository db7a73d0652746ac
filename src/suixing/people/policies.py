"""When a stay is a move (G2, G3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOVE_AFTER = timedelta(days=30)
PREFECTURE_DIGITS = 4

COUNTY_DIGITS = 6

_LAST_DISTRICT = 20  # GB/T 2260: 01–20 are districts of a city, 21–80 counties, 81–99 cities of county rank
_DISTRICTS_OF_MUNICIPALITIES = frozenset({"1101", "1201", "3101", "5001"})


class Stay(StrEnum):
    """What a stay away from the home place is."""

    MOVE = "move"
    TOO_SHORT = "too_short"
    SAME_CITY = "same_city"
    VISIT = "visit"
    AT_HOME = "at_home"


class Purpose(StrEnum):
    """Purposes of being away that are no move, however long (G3)."""

    BUSINESS_TRIP = "business_trip"
    TREATMENT = "treatment"
    STUDY = "study"
    TRAVEL = "travel"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Away:
    """A stay at ``current``, away from ``home`` (division codes), from ``since`` until ``until``, if it ended."""

    home: str
    current: str
    since: date
    until: date | None = None
    purpose: Purpose | None = None


def classify(stay: Away, *, today: date) -> Stay:
    """What kind of stay this is on the day ``today`` (G2: thirty days make a move; G3: what never is one)."""
    if _reaches(stay.home, stay.current):
        return Stay.AT_HOME
    if same_city(stay.home, stay.current):
        return Stay.SAME_CITY
    if stay.purpose is not None:
        return Stay.VISIT
    end = stay.until or today
    return Stay.MOVE if end - stay.since >= MOVE_AFTER else Stay.TOO_SHORT


def _reaches(home: str, current: str) -> bool:
    return current.startswith(home) or home.startswith(current)


def same_city(one: str, other: str) -> bool:
    """Whether both lie in districts of one city; a county or a city of county rank is a place of its own."""
    return one[:PREFECTURE_DIGITS] == other[:PREFECTURE_DIGITS] and _is_district(one) and _is_district(other)


def _is_district(code: str) -> bool:
    if len(code) < COUNTY_DIGITS:
        return False
    return code[:PREFECTURE_DIGITS] in _DISTRICTS_OF_MUNICIPALITIES or int(code[4:6]) <= _LAST_DISTRICT
