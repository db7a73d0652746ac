"""Which office stands over which, by the digits of their codes, and the nation's over all (T5)."""

import pytest

from suixing.places.actions import open_office
from suixing.places.errors import UnknownOffice
from suixing.places.queries import (
    NATION,
    full_name,
    is_present_code,
    lowest_open_over_both,
    lowest_over_both,
    name_of_office,
    nearest_office,
    office_below,
    offices_below,
    stands_over,
    superiors,
)
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("440309005001", ["440309005", "440309", "4403", "44", NATION]),
        (FUCHENG, ["440309", "4403", "44", NATION]),
        ("44", [NATION]),
        (NATION, []),
        # 5002, 1101 and 4190 are prefectures in name only, 441900 and 460400 such counties: no office is there.
        (ZHONGZHOU, ["500233", "50", NATION]),
        ("500233", ["50", NATION]),
        ("110101", ["11", NATION]),
        ("419001", ["41", NATION]),
        ("441900003", ["4419", "44", NATION]),
        ("460400100", ["4604", "46", NATION]),
    ],
)
def test_superiors_are_the_tiers_above_that_have_offices(code: str, above: list[str]) -> None:
    assert superiors(code) == above


@pytest.mark.parametrize(
    ("one", "other", "over"),
    [
        (FUCHENG, GUANHU, "440309"),
        (FUCHENG, FUCHENG, "440309"),
        (ZHONGZHOU, FUCHENG, NATION),
        (ZHONGZHOU, "500101001", "50"),
        (ZHONGZHOU, "500112001", "50"),
        (FUCHENG, "440309", "4403"),
        (FUCHENG, "4403", "44"),
        ("44", "50", NATION),
        ("44", "44", NATION),
        ("441900003", "441900004", "4419"),
        (FUCHENG, NATION, NATION),
        (NATION, NATION, NATION),
    ],
)
def test_the_lowest_over_both_stands_over_each(one: str, other: str, over: str) -> None:
    assert lowest_over_both(one, other) == lowest_over_both(other, one) == over


@pytest.mark.parametrize(
    ("above", "below", "stands"),
    [
        ("440309", FUCHENG, True),
        (FUCHENG, FUCHENG, False),
        (FUCHENG, "440309", False),
        (NATION, FUCHENG, True),
        (NATION, "44", True),
        (NATION, NATION, False),
        ("44", NATION, False),
        ("44", "50", False),
    ],
)
def test_an_office_stands_over_what_its_code_begins(above: str, below: str, stands: bool) -> None:
    assert stands_over(above, below) is stands


def test_no_division_lies_in_the_nation_by_its_digits() -> None:
    assert not is_present_code(NATION)


def test_the_lowest_open_office_over_both(node: None) -> None:
    for code in (FUCHENG, GUANHU, ZHONGZHOU):
        open_office(code=code, now=NOW)
    assert lowest_open_over_both(FUCHENG, GUANHU) is None
    open_office(code=NATION, now=NOW)
    assert lowest_open_over_both(FUCHENG, GUANHU) == NATION
    open_office(code="44", now=NOW)
    assert lowest_open_over_both(FUCHENG, GUANHU) == "44"
    open_office(code="440309", now=NOW)
    assert lowest_open_over_both(FUCHENG, GUANHU) == "440309"
    assert lowest_open_over_both(FUCHENG, ZHONGZHOU) == NATION


def test_the_nation_has_an_office_with_all_others_below(node: None) -> None:
    for code in (FUCHENG, ZHONGZHOU):
        open_office(code=code, now=NOW)
    assert nearest_office("33") is None
    nation = open_office(code=NATION, now=NOW)
    assert (nation.tier, nation.township) == (0, None)
    assert name_of_office(nation) == full_name(NATION) == "全国"
    below, _ = offices_below(office=NATION, tier=None, sought="", page=1, size=50)
    assert [one.code for one in below] == [FUCHENG, ZHONGZHOU]
    assert office_below(office=NATION, code=FUCHENG) is not None
    assert office_below(office="44", code=NATION) is None
    assert offices_below(office="44", tier=None, sought="", page=1, size=50)[0] == [below[0]]
    assert (nearest_office("33"), nearest_office(FUCHENG)) == (NATION, FUCHENG)


def test_no_office_opens_without_a_division(node: None) -> None:
    for code in ("0", "000", "0044", "", "99"):
        with pytest.raises(UnknownOffice):
            open_office(code=code, now=NOW)
