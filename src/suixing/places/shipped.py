"""The divisions that ship with the package: today's snapshot, and what vanished or was renamed before it.

``data/`` holds the five tables of the snapshot as they were published and two histories derived from older
releases (``tools/derive_county_history.py``). A date is the cut-off day of the snapshot that shows or lacks a
division, no finer.
"""

import csv
import io
import lzma
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from importlib.resources import files
from typing import NamedTuple

SNAPSHOT_DAY = date(2023, 6, 30)
EARLIEST_DAY = date(2015, 9, 30)  # nothing before the oldest snapshot is known

TABLES = ("provinces", "cities", "areas", "streets", "villages")
HISTORIES = ("counties_history", "townships_history")
TIERS = ("province", "prefecture", "county", "township", "village")
PARENT_DIGITS = {"province": 0, "prefecture": 2, "county": 4, "township": 6, "village": 9}

PlainRow = tuple[str, str, str, str, str, date, date | None, tuple[str, ...]]


class ShippedDivision(NamedTuple):
    """One division in the time it is known to have stood.

    ``id`` is the code for a division of the snapshot and ``code@year`` (of ``valid_until``) for one that
    vanished; ``parent`` is the code of the division above it (it may have vanished too), empty
    for a province; ``successors`` are codes of the snapshot.
    """

    id: str
    code: str
    tier: str
    name: str
    parent: str
    valid_from: date
    valid_until: date | None
    successors: tuple[str, ...]


class HistoryRow(NamedTuple):
    """One line of a history: blank ``valid_until`` marks a division that still stands."""

    code: str
    name: str
    tier: str
    valid_from: date
    valid_until: date | None
    successors: tuple[str, ...]


def _data(name: str) -> bytes:
    return (files("suixing.places") / "data" / f"{name}.csv.xz").read_bytes()


def table(name: str) -> Iterator[list[str]]:
    """Rows of one shipped table without its header."""
    rows = csv.reader(io.StringIO(lzma.decompress(_data(name)).decode("utf-8"), newline=""))
    next(rows)
    return rows


def history() -> Iterator[HistoryRow]:
    """Prefectures, counties and townships that vanished, were renamed, or came after the oldest snapshot."""
    for name in HISTORIES:
        for code, title, tier, begin, end, successors in table(name):
            until = date.fromisoformat(end) if end else None
            yield HistoryRow(code, title, tier, date.fromisoformat(begin), until, tuple(successors.split()))


def plain_rows() -> Iterator[PlainRow]:
    """The rows of ``divisions()`` as plain tuples, for bulk loading."""
    past = list(history())
    began = {(row.code, row.name): row.valid_from for row in past if row.valid_until is None}
    nothing: tuple[str, ...] = ()
    for tier, name in zip(TIERS, TABLES, strict=True):
        digits = PARENT_DIGITS[tier]
        default = SNAPSHOT_DAY if tier == "village" else EARLIEST_DAY
        if tier == "village":
            for row in table(name):
                code = row[0]
                yield code, code, tier, row[1], code[:digits], default, None, nothing
            continue
        for row in table(name):
            code, title = row[0], row[1]
            since = began.get((code, title), default)
            yield code, code, tier, title, code[:digits], since, None, nothing
    for old in past:
        if old.valid_until is not None:
            parent = old.code[: PARENT_DIGITS[old.tier]]
            ident = f"{old.code}@{old.valid_until.year}"
            yield (
                ident,
                old.code,
                old.tier,
                old.name,
                parent,
                old.valid_from,
                old.valid_until,
                old.successors,
            )


def divisions() -> Iterator[ShippedDivision]:
    """Every division of the snapshot, then every vanished one; 678,000 rows in about a second."""
    return map(ShippedDivision._make, plain_rows())


def digest() -> str:
    """Names the state of the shipped data, for whatever is built from it."""
    state = blake2b(digest_size=8)
    for name in (*TABLES, *HISTORIES):
        state.update(_data(name))
    return state.hexdigest()
