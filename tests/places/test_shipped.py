"""The shipped divisions and their history."""

import csv
import io
import lzma
import time
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from suixing.places.shipped import (
    EARLIEST_DAY,
    SNAPSHOT_DAY,
    TIERS,
    ShippedDivision,
    digest,
    divisions,
    plain_rows,
)


@pytest.fixture(scope="module")
def shipped() -> dict[str, ShippedDivision]:
    """All rows by id."""
    return {division.id: division for division in divisions()}


def test_every_row_of_the_snapshot_is_there(shipped: dict[str, ShippedDivision]) -> None:
    standing = Counter(d.tier for d in shipped.values() if d.valid_until is None)
    assert standing == {
        "province": 31,
        "prefecture": 342,
        "county": 2_978,
        "township": 41_352,
        "village": 620_573,
    }


def test_ids_are_codes_or_codes_with_the_year_of_the_end(shipped: dict[str, ShippedDivision]) -> None:
    assert len(shipped) == sum(1 for _ in plain_rows())
    for division in shipped.values():
        if division.valid_until is None:
            assert division.id == division.code
            assert division.successors == ()
        else:
            assert division.id == f"{division.code}@{division.valid_until.year}"


def test_parents_and_successors_exist(shipped: dict[str, ShippedDivision]) -> None:
    ever = {division.code for division in shipped.values()}
    for division in shipped.values():
        assert division.tier in TIERS
        assert division.parent in ever or division.tier == "province" or division.valid_until is not None
        for successor in division.successors:
            assert shipped[successor].tier == division.tier


def test_dates_are_days_of_snapshots(shipped: dict[str, ShippedDivision]) -> None:
    days = {date(2015, 9, 30), date(2016, 7, 31), date(2017, 10, 31), date(2018, 10, 31), date(2019, 10, 31)}
    days |= {date(2020, 6, 30), date(2021, 10, 31), date(2022, 10, 31), date(2023, 6, 30)}
    for division in shipped.values():
        assert division.valid_from in days
        assert division.valid_until is None or division.valid_until in days
        assert division.valid_until is None or division.valid_from < division.valid_until
    assert min(days) == EARLIEST_DAY
    assert max(days) == SNAPSHOT_DAY


@pytest.mark.parametrize(
    ("ident", "name", "successors"),
    [
        ("500234@2016", "开县", ("500154",)),
        ("330104@2021", "江干区", ("330102", "330114")),
        ("330103@2021", "下城区", ("330105",)),
        ("3712@2019", "莱芜市", ("3701",)),
        ("232701@2018", "加格达奇区", ("232761",)),  # its code was given to 漠河市
        ("341521@2016", "寿县", ("340422",)),
        ("330110001@2021", "临平街道", ("330113001",)),
    ],
)
def test_what_vanished_leads_on(
    shipped: dict[str, ShippedDivision], ident: str, name: str, successors: tuple[str, ...]
) -> None:
    assert (shipped[ident].name, shipped[ident].successors) == (name, successors)


def test_a_county_that_came_later_says_since_when(shipped: dict[str, ShippedDivision]) -> None:
    assert shipped["500154"].valid_from == date(2016, 7, 31)
    assert shipped["500233"].valid_from == EARLIEST_DAY
    assert shipped["500233001001"].valid_from == SNAPSHOT_DAY


def test_all_rows_come_quickly() -> None:
    start = time.process_time()
    assert sum(1 for _ in divisions()) > 665_000
    assert time.process_time() - start < 5  # about 1.5 s on an idle core


def test_the_digest_follows_the_data() -> None:
    assert digest() == digest()
    assert len(digest()) == 16


def test_no_name_breaks_a_bulk_load(shipped: dict[str, ShippedDivision]) -> None:
    assert not [d for d in shipped.values() if set(d.name) & set("\t\n\r\\") or not d.name]


def test_the_tables_are_the_published_ones() -> None:
    raw = lzma.decompress((files("suixing.places") / "data" / "areas.csv.xz").read_bytes()).decode()
    assert next(csv.reader(io.StringIO(raw))) == ["code", "name", "cityCode", "provinceCode"]
