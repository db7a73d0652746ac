"""Load divisions, open offices."""

import subprocess
import sys
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from suixing.places import shipped
from suixing.places.models import NATION, Division, DivisionLoad, Office, Tier
from suixing.places.queries import NATION_NAME, division_of_office

TOWNSHIP_DIGITS = 9

_TIER_NUMBERS = {name: tier.value for name, tier in zip(shipped.TIERS, list(Tier)[1:], strict=True)}

# A change of boundaries must not wait behind, or block, the desks for long.
_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '10s'"

_STAGE = """
    CREATE TEMP TABLE division_stage (id text, code text, tier smallint, name text, valid_from date,
        valid_until date, successors jsonb) ON COMMIT DROP
"""

# What is gone from the shipped data stays: old records point at it, and it gets an end instead.
_MERGE = """
    INSERT INTO places_division AS held (id, code, tier, name, valid_from, valid_until, successors)
    SELECT s.id, s.code, s.tier, s.name, s.valid_from, s.valid_until, s.successors
    FROM division_stage s LEFT JOIN places_division h ON h.id = s.id
    WHERE h.id IS NULL OR (h.name, h.valid_from, h.valid_until, h.successors)
        IS DISTINCT FROM (s.name, s.valid_from, s.valid_until, s.successors)
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, valid_from = EXCLUDED.valid_from,
        valid_until = EXCLUDED.valid_until, successors = EXCLUDED.successors
"""
_END_MISSING = """
    UPDATE places_division h SET valid_until = %s
    WHERE valid_until IS NULL AND valid_from < %s AND tier > 0
        AND NOT EXISTS (SELECT FROM division_stage s WHERE s.id = h.id)
"""
# In no snapshot, because no address names it; its office is above all others.
_NATION = """
    INSERT INTO places_division (id, code, tier, name, valid_from, valid_until, successors)
    VALUES (%s, %s, 0, %s, %s, NULL, '[]') ON CONFLICT (id) DO NOTHING
"""
_COLUMNS = "(id, code, tier, name, valid_from, valid_until, successors)"


_BUILD = "import sys, pathlib; from suixing.places.reading import load_reader; load_reader(pathlib.Path(sys.argv[1]))"


def begin_address_index() -> "subprocess.Popen[bytes]":
    """Build the index of the address reader in a process of its own, which ends at once where it is there.

    Building takes seconds and some 400 MB, which a process that goes on to serve should never have held.
    """
    return subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(settings.SUIXING_CACHE_DIR)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def load_divisions(*, now: datetime) -> int:
    """Bring the table of divisions to the shipped data; the number of rows, 0 where it is there already."""
    with connection.cursor() as cursor:
        cursor.execute(_NATION, [NATION, NATION, NATION_NAME, shipped.EARLIEST_DAY])
    digest = shipped.digest()
    if DivisionLoad.objects.filter(digest=digest).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK_TIMEOUT)
        cursor.execute("LOCK TABLE places_division IN SHARE ROW EXCLUSIVE MODE")
        if Division.objects.exclude(tier=Tier.NATION).exists():
            cursor.execute(_STAGE)
            rows = _copy(cursor, "division_stage")
            cursor.execute("ANALYZE division_stage")
            cursor.execute(_MERGE)
            cursor.execute(_END_MISSING, [shipped.SNAPSHOT_DAY, shipped.SNAPSHOT_DAY])
        else:
            rows = _copy(cursor, "places_division")
        DivisionLoad.objects.create(digest=digest, loaded_at=now, rows=rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_division")
    return rows


def _copy(cursor: object, table: str) -> int:
    rows = 0
    lines: list[str] = []
    with cursor.copy(f"COPY {table} {_COLUMNS} FROM STDIN") as copy:  # type: ignore[attr-defined]
        for ident, code, tier, name, _parent, since, until, successors in shipped.plain_rows():
            named = "[" + ",".join(f'"{code}"' for code in successors) + "]"
            # Shipped names hold no tab, newline or backslash, so the text format needs no escaping.
            lines.append(
                f"{ident}\t{code}\t{_TIER_NUMBERS[tier]}\t{name}\t{since}\t{until or chr(92) + 'N'}\t{named}\n"
            )
            rows += 1
            if len(lines) >= 20_000:
                copy.write("".join(lines))
                lines.clear()
        copy.write("".join(lines))
    return rows


def open_office(*, code: str, now: datetime) -> Office:
    """The office that serves the division ``code``; opened when it acts for the first time.

    With a village or community its township office opens too, and the two are a pair from then on (G1).
    """
    held = Office.objects.filter(pk=code).first()
    if held is not None:
        return held
    division = division_of_office(code)
    township = open_office(code=code[:TOWNSHIP_DIGITS], now=now) if division.tier == Tier.VILLAGE else None
    office, _ = Office.objects.get_or_create(
        code=code, defaults={"division": division, "tier": division.tier, "township": township, "opened_at": now}
    )
    return office
