"""Load divisions, open offices."""

import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from suixing.journal.actions import record
from suixing.kernel.memory import forget
from suixing.places import shipped
from suixing.places.errors import (
    AgreementChangedMeanwhile,
    AgreementOver,
    AgreementUnclear,
    LimitNotAgreeable,
    LimitNotShorter,
    NoSuchAgreement,
    NotParty,
    OfficeNotOpen,
    PartiesUnclear,
)
from suixing.places.models import NATION, AgreedLimit, Agreement, Division, DivisionLoad, Office, Tier
from suixing.places.policies import check_ours
from suixing.places.queries import AGREEABLE, NATION_NAME, division_of_office, is_present_code, stands_over
from suixing.rules.books import RuleBook, book_for
from suixing.rules.limits import Limit, never_longer

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


_TELEPHONE = re.compile(r"[0-9+()（）\- ]{5,40}", re.ASCII)

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

    With a village or community its township office opens too, and the two are a pair from then on (G1). Raises
    UnknownOffice, or OfficeElsewhere for one of another node's place.
    """
    check_ours(code)
    held = Office.objects.filter(pk=code).first()
    if held is not None:
        return held
    division = division_of_office(code)
    township = open_office(code=code[:TOWNSHIP_DIGITS], now=now) if division.tier == Tier.VILLAGE else None
    office, _ = Office.objects.get_or_create(
        code=code, defaults={"division": division, "tier": division.tier, "township": township, "opened_at": now}
    )
    return office


@transaction.atomic
def set_second_lock(*, code: str, locked: bool, by: str, now: datetime) -> None:
    """Whether what an office did stays folded on a person's own pages until she proves herself anew.

    For offices that treat people. Raises OfficeNotOpen where none acts under this code.
    """
    if not Office.objects.filter(pk=code).update(second_lock=locked):
        raise OfficeNotOpen(code)
    record(
        act="office.second_lock_set", office=code, officer=by, purpose="operation", detail={"locked": locked}, now=now
    )


@transaction.atomic
def agree(
    *,
    first: str,
    second: str,
    first_telephone: str,
    second_telephone: str,
    limits: Mapping[str, Limit],
    valid_from: date,
    valid_until: date | None,
    office: str,
    by: str,
    now: datetime,
) -> str:
    """Write down what two places agreed on (X6); ``office`` is one of the two. The agreement's code.

    ``limits`` by their keys in the rule books, none longer than what holds at both. The parties may come in either
    order. Raises PartiesUnclear, NotParty, AgreementUnclear, LimitNotAgreeable, LimitNotShorter; then nothing is
    written.
    """
    if not all(is_present_code(code) for code in (first, second)) or _same_line(first, second):
        raise PartiesUnclear
    if office not in (first, second):
        raise NotParty
    reached = sorted(((first, first_telephone.strip()), (second, second_telephone.strip())))
    ends_first = valid_until is not None and valid_until < valid_from
    if not limits or ends_first or not all(_TELEPHONE.fullmatch(telephone) for _, telephone in reached):
        raise AgreementUnclear
    books = [book_for(place=code, on=valid_from) for code in (first, second)]
    for key, limit in limits.items():
        _check_shorter(books, key, limit)
    made = Agreement.objects.create(
        code=_next_code(f"{reached[0][0]}-{reached[1][0]}-{valid_from.year}"),
        first_id=reached[0][0],
        second_id=reached[1][0],
        first_telephone=reached[0][1],
        second_telephone=reached[1][1],
        valid_from=valid_from,
        valid_until=valid_until,
    )
    AgreedLimit.objects.bulk_create(
        AgreedLimit(agreement=made, key=key, amount=limit.amount, unit=limit.unit.value)
        for key, limit in limits.items()
    )
    forget()
    said = {key: f"{limit.amount}:{limit.unit}" for key, limit in limits.items()}
    detail = {"agreement": made.code, "from": valid_from, "until": valid_until, "limits": said}
    record(act="agreement.made", office=office, officer=by, purpose="operation", detail=detail, now=now)
    return made.code


def _same_line(first: str, second: str) -> bool:
    return first == second or stands_over(first, second) or stands_over(second, first)


def _check_shorter(books: list[RuleBook], key: str, limit: Limit) -> None:
    """Refuse what would take effect at neither side."""
    if key not in AGREEABLE:
        raise LimitNotAgreeable(key)
    usual = [book.limits[key] for book in books]
    if not any(never_longer(limit, one.limit) for one in usual):
        raise LimitNotShorter(what=usual[0].said, usual=usual[0].limit.said(), agreed=limit.said())


def _next_code(stem: str) -> str:
    """``440309-500233-2026-1``; two who write one down at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"agreement {stem}"])
    return f"{stem}-{Agreement.objects.filter(code__startswith=stem + '-').count() + 1}"


@transaction.atomic
def end_agreement(*, code: str, last_day: date, seen: date | None, office: str, by: str, now: datetime) -> None:
    """Let an agreement hold until ``last_day``, today at the earliest; one that has not begun may never begin.

    Clocks that run keep the limit with which they started. ``seen`` is the last day that she was shown. Raises
    NoSuchAgreement, NotParty, AgreementOver, AgreementChangedMeanwhile; then nothing is written.
    """
    held = Agreement.objects.filter(code=code).first()
    if held is None:
        raise NoSuchAgreement
    if office not in (held.first_id, held.second_id):
        raise NotParty
    if held.valid_until != seen:
        raise AgreementChangedMeanwhile
    never = held.valid_from - timedelta(days=1)
    over = seen is not None and (seen <= never or last_day >= seen)
    if over or last_day < timezone.localdate(now):
        raise AgreementOver
    # Who wins the row wins; the other is told.
    if not Agreement.objects.filter(pk=held.pk, valid_until=seen).update(valid_until=max(last_day, never)):
        raise AgreementChangedMeanwhile
    forget()
    detail = {"agreement": code, "until": max(last_day, never)}
    record(act="agreement.ended", office=office, officer=by, purpose="operation", detail=detail, now=now)
