"""What a pass states: taken from what the home office holds, sealed under her key, and put into either form."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from suixing.passes import lists
from suixing.passes.errors import TooMuchForPaper
from suixing.passes.formats import cwt
from suixing.passes.formats.claims import Claim, PassClaims, Place
from suixing.passes.formats.keys import SigningKey
from suixing.passes.formats.terms import Terms, terms_of
from suixing.passes.ledger import Place as ListPlace
from suixing.people.queries import PersonKey, Stated
from suixing.places.queries import full_name, is_present_code, own_name, township_of

ADULT = 18


@dataclass(frozen=True, slots=True)
class StatedPlaces:
    """The home place at its three levels, and the current place as far as it is known (township at most)."""

    province: Place
    county: Place
    township: Place
    current: Place | None
    sealed: tuple[tuple[str, str] | None, ...]
    """The four as they are sealed."""


def places_of(stated: Stated) -> StatedPlaces:
    """The places that her pass states; ``home`` is known to the township."""
    return _places(stated.home or "", stated.current)


@lru_cache(maxsize=4096)
def _places(home: str, current: str | None) -> StatedPlaces:
    township = township_of(home)
    at = current and (township_of(current) or current)
    return _of_levels(
        _place(township[:2]), _place(township[:6]), _place(township),
        _place(at) if at and is_present_code(at) else None,
    )  # fmt: skip


def _of_levels(province: Place, county: Place, township: Place, current: Place | None) -> StatedPlaces:
    levels = (province, county, township, current)
    sealed = tuple(None if one is None else (one.code, one.name) for one in levels)
    return StatedPlaces(*levels, sealed)


def _place(code: str) -> Place:
    return Place(code, full_name(code))


def seal(stated: Stated, places: StatedPlaces, number: UUID) -> bytes:
    """What pass ``number`` can show, under her key."""
    return stated.key.seal_pass(number, [stated.name, stated.born.isoformat(), *places.sealed])


def opened(key: PersonKey, number: UUID, sealed: bytes, *, day: date) -> PassClaims:
    """What a pass can show on ``day``; whether she is an adult depends on it."""
    name, born, province, county, township, current = key.open_pass(number, sealed)
    return _claims(
        name, date.fromisoformat(born),
        _of_levels(Place(*province), Place(*county), Place(*township), Place(*current) if current else None), day,
    )  # fmt: skip


def claims_on(stated: Stated, places: StatedPlaces, day: date) -> PassClaims:
    """What a pass issued from this can show on ``day``."""
    return _claims(stated.name, stated.born, places, day)


def _claims(name: str, born: date, places: StatedPlaces, day: date) -> PassClaims:
    return PassClaims(
        name=name, born=born, adult=is_adult(born, day), home_province=places.province, home_county=places.county,
        home_township=places.township, current_place=places.current,
    )  # fmt: skip


def is_adult(born: date, day: date) -> bool:
    """Whether eighteen years are full on ``day``; who was born on 29 February is older on 1 March."""
    return (day.year - born.year, day.month, day.day) >= (ADULT, born.month, born.day)


def terms(valid_from: date, valid_until: date, place: ListPlace) -> Terms:
    """What every form of a pass says: issuer, from when, until when, where its status stands."""
    number, index = place
    return terms_of(settings.SUIXING_PUBLIC_ADDRESS, valid_from, valid_until, lists.uri_of(number), index)


def at_place(said: Terms, index: int) -> Terms:
    """The same terms for another place of the same list."""
    return Terms(said.issuer, said.not_before, said.expires, said.status_uri, index)


def paper_code(key: SigningKey, said: Terms, claims: PassClaims, chosen: Collection[Claim]) -> str:
    """The text of the code on paper; raises TooMuchForPaper.

    Places are named in full where there is room, else without what lies above them, which their codes say.
    """
    code = cwt.issue(key, said, claims, chosen)
    if len(code) > cwt.LONGEST:
        code = cwt.issue(key, said, _briefly(claims), chosen)
    if len(code) > cwt.LONGEST:
        raise TooMuchForPaper
    return code


def _briefly(claims: PassClaims) -> PassClaims:
    levels = (claims.home_province, claims.home_county, claims.home_township, claims.current_place)
    province, county, township, current = (one and Place(one.code, _own_name(one)) for one in levels)
    if province is None or county is None or township is None:
        raise AssertionError("the home place is known at its three levels")
    return replace(
        claims, home_province=province, home_county=county, home_township=township, current_place=current
    )  # fmt: skip


def _own_name(place: Place) -> str:
    """A division that is known no more keeps the name that was sealed."""
    return own_name(place.code) if is_present_code(place.code) else place.name
