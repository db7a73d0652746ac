"""What a pass can state about a person: a closed set (P6), none of it about health, births or children.

A claim that is not in the set cannot be issued, and a pass that holds one is not read, whoever signed it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from suixing.passes.formats.reasons import Malformed, Reason

LONGEST_NAME = 200
"""Characters of a person's name."""
LONGEST_PLACE = 100
"""Characters of a place's name."""

_CODE = re.compile(r"[1-9]\d(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?", re.ASCII)
# What could lead a terminal or a page astray: control characters, halves of characters, signs that turn a text round.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Claim(StrEnum):
    """Each can be shown or kept back on its own."""

    NAME = "name"
    BIRTHDATE = "birthdate"
    ADULT = "adult"
    HOME_PROVINCE = "home_province"
    HOME_COUNTY = "home_county"
    HOME_TOWNSHIP = "home_township"
    CURRENT_PLACE = "current_place"
    FREE_SERVICES = "free_services"


@dataclass(frozen=True, slots=True)
class Place:
    """A division: its code (2, 4, 6, 9 or 12 digits) and its name as it is read."""

    code: str
    name: str

    def as_json(self) -> dict[str, str]:
        """``{"code", "name"}``."""
        return {"code": self.code, "name": self.name}


@dataclass(frozen=True, slots=True)
class PassClaims:
    """Everything that one pass can state; ``free_services`` is the entitlement of S1."""

    name: str
    born: date
    adult: bool
    home_province: Place
    home_county: Place
    home_township: Place
    current_place: Place | None = None
    free_services: bool = True

    def chosen(self, claims: Collection[Claim]) -> dict[str, Any]:
        """The JSON values of the claims asked for, in a fixed order; what does not hold is left out."""
        held: dict[str, Any] = {"name": self.name, "birthdate": self.born.isoformat()}
        if self.adult:
            held["adult"] = True
        held["home_province"] = self.home_province.as_json()
        held["home_county"] = self.home_county.as_json()
        held["home_township"] = self.home_township.as_json()
        if self.current_place is not None:
            held["current_place"] = self.current_place.as_json()
        if self.free_services:
            held["free_services"] = True
        return held if claims is EVERYTHING else {name: value for name, value in held.items() if name in claims}


EVERYTHING = frozenset(Claim)


def read_claims(stated: Mapping[str, Any]) -> dict[Claim, Any]:
    """The claims of a pass as JSON values, in the order of ``Claim``; places are ``{"code", "name"}``.

    Raises Malformed where one is unknown, of another type, not true where only true is stated, or too long.
    """
    for name, value in stated.items():
        reader = _READERS.get(name)
        if reader is None or not reader(value):
            raise Malformed(Reason.CLAIMS)
    return {claim: stated[claim] for claim in Claim if claim in stated}


def _is_text(value: Any, longest: int) -> bool:
    return type(value) is str and 0 < len(value) <= longest and not _UNFIT.search(value) and not value.isspace()


def _is_name(value: Any) -> bool:
    return _is_text(value, LONGEST_NAME)


def _is_day(value: Any) -> bool:
    if type(value) is not str or len(value) != 10 or not value.isascii():
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_true(value: Any) -> bool:
    return value is True


def _is_place(value: Any) -> bool:
    return (
        type(value) is dict
        and len(value) == 2
        and _is_text(value.get("name"), LONGEST_PLACE)
        and type(value.get("code")) is str
        and _CODE.fullmatch(value["code"]) is not None
    )


_READERS = {
    "name": _is_name, "birthdate": _is_day, "adult": _is_true, "free_services": _is_true,
    "home_province": _is_place, "home_county": _is_place, "home_township": _is_place, "current_place": _is_place,
}  # fmt: skip
