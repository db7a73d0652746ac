"""Identifiers of persons: shapes, check digits, and what the digits say.

Sources: GB 11643-1999 (the 18-digit number and its predecessor of 15 digits); the residence permits of
residents of Hong Kong, Macao and Taiwan use the same scheme under 81, 82 and 83 (State Council Order
58/2018); the foreigner's permanent-residence card: since 2023 the same scheme under a leading 9, before
that three letters and twelve digits with the 7-3-1 check digit of ICAO 9303.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_CARD_OF_2004 = re.compile(r"[A-Z]{3}[0-9]{12}")
_OLDEST_AGE_YEARS = 130

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
    ]
)
_PERMIT_REGIONS = {"810000": "hong_kong", "820000": "macao", "830000": "taiwan"}


class IdentifierKind(StrEnum):
    """What kind of paper a number belongs to."""

    RESIDENT = "resident"
    HONG_KONG_PERMIT = "hong_kong_permit"
    MACAO_PERMIT = "macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    FOREIGN_RESIDENT = "foreign_resident"


class Flaw(StrEnum):
    """Why a number cannot be one; the values are the problem codes of an intake."""

    LENGTH = "identifier.length"
    CHECKSUM = "identifier.checksum"
    DATE = "identifier.date"
    DIVISION = "identifier.division"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that can be one. ``value`` is canonical: the same person's 15 and 18 digits are equal.

    ``sex`` follows ISO/IEC 5218: 1 male, 2 female, None where the number does not say.
    """

    kind: IdentifierKind
    value: str
    born: date
    sex: int | None


def read_identifier(text: str, *, today: date) -> Identifier | Flaw:
    """Read a number that has been trimmed, in upper case and with plain digits; else the first flaw."""
    if _EIGHTEEN.fullmatch(text):
        return _read_eighteen(text, today)
    if _FIFTEEN.fullmatch(text):
        return _read_eighteen(_lengthen(text), today)
    if _CARD_OF_2004.fullmatch(text):
        return _read_card_of_2004(text, today)
    return Flaw.LENGTH


def check_character(first_seventeen: str) -> str:
    """The last character of an 18-digit number (ISO 7064 MOD 11-2)."""
    total = 0
    for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True):
        total += int(digit) * weight
    return _CHECK_CHARACTERS[total % 11]


def mask(text: str) -> str:
    """Enough to recognise a row by, never the number: the first two and the last two characters."""
    if len(text) < 8:
        return "*" * len(text)
    return f"{text[:2]}{'*' * min(len(text) - 4, 20)}{text[-2:]}"


def _lengthen(fifteen: str) -> str:
    seventeen = f"{fifteen[:6]}19{fifteen[6:]}"
    return seventeen + check_character(seventeen)


def _read_eighteen(text: str, today: date) -> Identifier | Flaw:
    if check_character(text[:17]) != text[17]:
        return Flaw.CHECKSUM
    kind = _kind_of(text)
    if kind is None:
        return Flaw.DIVISION
    born = _plausible(int(text[6:10]), int(text[10:12]), int(text[12:14]), today)
    if born is None:
        return Flaw.DATE
    return Identifier(kind, text, born, 1 if int(text[16]) % 2 else 2)


def _kind_of(text: str) -> IdentifierKind | None:
    if text[:2] in PROVINCES:
        return IdentifierKind.RESIDENT
    region = _PERMIT_REGIONS.get(text[:6])
    if region is not None:
        return IdentifierKind(f"{region}_permit")
    if text[0] == "9" and text[1:3] in PROVINCES:
        return IdentifierKind.FOREIGN_RESIDENT
    return None


def _plausible(year: int, month: int, day: int, today: date) -> date | None:
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return born if born <= today and today.year - year <= _OLDEST_AGE_YEARS else None


def _read_card_of_2004(text: str, today: date) -> Identifier | Flaw:
    total = 0
    for character, weight in zip(text[:14], (7, 3, 1) * 5, strict=False):
        total += int(character, 36) * weight
    if total % 10 != int(text[14]):
        return Flaw.CHECKSUM
    if text[3:5] not in PROVINCES:
        return Flaw.DIVISION
    month, day = int(text[9:11]), int(text[11:13])
    for century in (2000, 1900):  # the card has two digits of the year; holders were adults or their children
        born = _plausible(century + int(text[7:9]), month, day, today)
        if born is not None:
            return Identifier(IdentifierKind.FOREIGN_RESIDENT, text, born, None)
    return Flaw.DATE
