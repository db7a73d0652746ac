"""What other rooms ask about places."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import Q

from suixing.kernel.memory import remembered
from suixing.places.errors import UnknownOffice
from suixing.places.models import NATION, AgreedLimit, Agreement, Division, Office, Tier
from suixing.places.policies import check_ours, is_of, is_ours
from suixing.places.reading import Reader, load_reader
from suixing.rules.limits import Limit, Unit

__all__ = ["NATION", "Reader", "Tier", "UnknownOffice", "check_ours", "is_of", "is_ours"]  # the rest is defined here

NATION_NAME = "全国"


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The address reader, mapped into memory once a process."""
    return load_reader(settings.SUIXING_CACHE_DIR)


def reader_without_node() -> Reader:
    """The address reader for a command that works where no node is."""
    return load_reader()


def full_name(code: str) -> str:
    """The names of a division and its ancestors, written as an address begins; 全国 for the nation."""
    return NATION_NAME if code == NATION else reader().name(code)


def own_name(code: str) -> str:
    """The name of a division without those of its ancestors: 忠州街道; raises KeyError for one that is not known."""
    whole = full_name(code)
    for above in (_known_name(tier) for tier in _self_and_above(code)[1:]):
        if above is not None and above != whole and whole.startswith(above):
            return whole[len(above) :]
    return whole


def name_of_office(office: Office) -> str:
    """The division's own name; enough among colleagues."""
    return Division.objects.values_list("name", flat=True).get(pk=office.division_id)


def division_count() -> int:
    """How many divisions are held, vanished ones included."""
    return Division.objects.count()


def division_of_office(code: str) -> Division:
    """The present division, or nation, whose office has this code; raises UnknownOffice."""
    division = Division.objects.filter(pk=code, valid_until=None).first()
    if division is None:
        raise UnknownOffice(code)
    return division


# A code's digits hold its ancestors: village, township, county, prefecture, province.
_DIGITS = (12, 9, 6, 4, 2)
_TOWNSHIP_DIGITS = 9


def is_present_code(code: str) -> bool:
    """Whether the code is that of a division that the address reader knows; the nation is none."""
    return code.isascii() and _known_name(code) is not None


def _known_name(code: str) -> str | None:
    try:
        return reader().name(code)
    except KeyError:
        return None


def stands_over(above: str, below: str) -> bool:
    """Whether the office ``above`` stands over the office ``below``; the nation's stands over every other.

    The database says the same in ``access_stands_over``.
    """
    return below != above and (above == NATION or below.startswith(above))


def lies_below(office: str, field: str) -> Q:
    """What ``stands_over`` says, for a query: ``field`` holds the code of an office below ``office``."""
    itself = Q(**{field: office})
    return ~itself if office == NATION else Q(**{f"{field}__startswith": office}) & ~itself


def superiors(code: str) -> list[str]:
    """The codes that stand over ``code``, nearest first: county, prefecture, province, nation as far as there are.

    Tiers in name only are left out (5002 of Chongqing, 4190, and 441900 below 4419): they add nothing to the name of
    what lies above them and have no office.
    """
    if code == NATION:
        return []
    above: list[str] = []
    over = None
    for tier in reversed(_self_and_above(code)):
        name = _known_name(tier)
        if tier != code and (name is None or name != over):
            above.append(tier)
        over = name
    return [*reversed(above), NATION]


def lowest_over_both(a: str, b: str) -> str:
    """The lowest code that stands over both (T5): over two townships of a county, the county.

    Neither stands over itself: for a county and its township it is the prefecture. The nation for itself.
    """
    above = set(superiors(b))
    return next((code for code in superiors(a) if code in above), NATION)


def lowest_open_over_both(a: str, b: str) -> str | None:
    """The lowest open office that stands over both; None where this node has none, not even the nation's."""
    above = set(superiors(b))
    chain = [code for code in superiors(a) if code in above]
    held = set(Office.objects.filter(pk__in=chain).values_list("code", flat=True))
    return next((code for code in chain if code in held), None)


def agreed_limits(*, first: str, second: str, key: str, on: date) -> list[Limit]:
    """What agreements in force on ``on`` say of the limit ``key`` between two offices, in either direction (X6).

    An agreement holds for the parties' own offices and for all below them. Where the other side may not be named,
    ``second`` is its province's two digits: then only agreements of that whole province hold. In no order that means
    anything; ``rules.books.effective_limit`` takes the shortest.
    """
    return list(_agreed_limits(first, second, key, on))


@remembered
def _agreed_limits(first: str, second: str, key: str, on: date) -> tuple[Limit, ...]:
    one, other = _self_and_above(first), _self_and_above(second)
    found = AgreedLimit.objects.filter(
        Q(agreement__first__in=one, agreement__second__in=other)
        | Q(agreement__first__in=other, agreement__second__in=one),
        Q(agreement__valid_until=None) | Q(agreement__valid_until__gte=on),
        key=key,
        agreement__valid_from__lte=on,
    )
    return tuple(Limit(amount, Unit(unit)) for amount, unit in found.order_by("pk").values_list("amount", "unit"))


def have_agreed(one: str, other: str, *, on: date) -> bool:
    """Whether an agreement is in force on ``on`` between a place in the division ``one`` and a place in ``other``."""
    one, other = sorted((one, other))  # parties are written in this order
    held = Agreement.objects.filter(first__code__startswith=one, second__code__startswith=other, valid_from__lte=on)
    return held.filter(Q(valid_until=None) | Q(valid_until__gte=on)).exists()


AGREEABLE = (
    "ask_verification", "answer_verification", "notify_registration", "notify", "answer_request",
    "answer_request_pressing", "answer_request_urgent", "answer_consultation", "accept_move",
    "forward_pass_application", "issue_pass",
)  # fmt: skip
"""The keys of limits that run between two offices; what an office owes a person is not theirs to agree on."""
_AGREEMENT = re.compile(r"[0-9]{2,12}-[0-9]{2,12}-[0-9]{4}-[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as it stands; names are written out as an address begins, days are both included.

    ``valid_until`` lies before ``valid_from`` where it was ended before it began.
    """

    code: str
    first: str
    first_name: str
    first_telephone: str
    second: str
    second_name: str
    second_telephone: str
    valid_from: date
    valid_until: date | None
    limits: tuple[tuple[str, Limit], ...]

    @property
    def parties(self) -> tuple[str, str]:
        return self.first, self.second

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed, or came before its first."""
        return self.valid_until is not None and (self.valid_until < on or self.valid_until < self.valid_from)


def agreements_of(*, office: str) -> list[Agreed]:
    """The agreements that bind an office, its own and those of the places that it lies in; newest first."""
    bound = _self_and_above(office)
    found = Agreement.objects.filter(Q(first__in=bound) | Q(second__in=bound))
    return [_agreed(one) for one in found.order_by("-valid_from", "code").prefetch_related("limits")]


def agreement_of(*, office: str, code: str) -> Agreed | None:
    """The agreement of this code, if ``office`` is one of its two parties."""
    if not _AGREEMENT.fullmatch(code):
        return None
    found = Agreement.objects.filter(Q(first=office) | Q(second=office), code=code).prefetch_related("limits").first()
    return None if found is None else _agreed(found)


def _agreed(one: Agreement) -> Agreed:
    said = {limit.key: Limit(limit.amount, Unit(limit.unit)) for limit in one.limits.all()}
    return Agreed(
        code=one.code,
        first=one.first_id,
        first_name=full_name(one.first_id),
        first_telephone=one.first_telephone,
        second=one.second_id,
        second_name=full_name(one.second_id),
        second_telephone=one.second_telephone,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        limits=tuple((key, said[key]) for key in AGREEABLE if key in said),
    )


def _self_and_above(code: str) -> list[str]:
    return [code[:digits] for digits in _DIGITS if digits <= len(code)]


def responsible_division(code: str) -> str:
    """The division whose office a matter of ``code`` falls to: its township, or itself where it is none's part."""
    return code[:_TOWNSHIP_DIGITS]


def township_of(code: str) -> str:
    """The township of a division below it, itself where it is one; empty where it is above one."""
    return code[:_TOWNSHIP_DIGITS] if len(code) >= _TOWNSHIP_DIGITS else ""


def is_open_office(code: str) -> bool:
    """Whether an office with this code works on this node."""
    return Office.objects.filter(pk=code).exists()


def open_offices() -> list[str]:
    """The codes of all open offices of this node."""
    return list(Office.objects.order_by("code").values_list("code", flat=True))


def open_offices_elsewhere(place: str, most: int = 5) -> list[str]:
    """Codes of open offices that are not of the node of ``place``; none where it is empty."""
    ours = Q(code=NATION) if place == NATION else Q(code__startswith=place)
    return list(Office.objects.exclude(ours).order_by("code").values_list("code", flat=True)[:most])


def nearest_office(code: str) -> str | None:
    """The code of the open office at ``code`` or nearest above it."""
    chain = [*_self_and_above(code), NATION]
    held = set(Office.objects.filter(pk__in=chain).values_list("code", flat=True))
    return next((one for one in chain if one in held), None)


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
    found = Office.objects.filter(lies_below(office, "code"))
    if tier is not None:
        found = found.filter(tier=tier)
    if sought:
        found = found.filter(Q(code__startswith=sought) | Q(division__name__contains=sought))
    last = max(1, -(-found.count() // size))
    start = (min(max(page, 1), last) - 1) * size
    return [_below(one) for one in found.order_by("code")[start : start + size]], last


def offices_open_below(*, office: str) -> list[str]:
    """The codes of all open offices below ``office``."""
    return list(Office.objects.filter(lies_below(office, "code")).order_by("code").values_list("code", flat=True))


def office_below(*, office: str, code: str) -> OfficeBelow | None:
    """The open office ``code`` if it is below ``office``."""
    if not stands_over(office, code) or not is_present_code(code):
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
