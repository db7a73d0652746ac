"""What changes the calendar: a notice, a closure, a new release. Each is an edition, and clocks are counted anew."""

import datetime as dt
import hashlib
import time
from dataclasses import dataclass

from django.db import connection, transaction

from suixing.clocks.calendars import calendars, last_edition_of_program
from suixing.clocks.errors import NoSuchClosure, SameClosure, SameNotice, UnknownPlace
from suixing.clocks.models import Clock, Closure, ClosureReason, Edition, YearNotice
from suixing.clocks.recounting import recompute
from suixing.journal import actions as journal
from suixing.places import queries as places
from suixing.rules.calendar import WorkingCalendar, shipped_calendar
from suixing.rules.calendar_notice import read_notice

PATIENCE = 30.0
"""Seconds without progress after which the rest is left to the worker."""
_EDITORS = 0x73756978_65646974


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a new edition did; where it is not settled, the worker goes on. ``year`` is that of a notice."""

    edition: int
    year: int | None
    touched: int
    moved: int
    settled: bool


def load_notice(*, text: str, by: str, now: dt.datetime) -> Loaded:
    """Put a year's notice in force and count what it touches anew (T4).

    Raises Refusal where the notice cannot be read or used, SameNotice where it changes nothing. Once it is in force
    it stays so whatever happens to the counting.
    """
    notice = read_notice(text)
    with transaction.atomic():
        _one_at_a_time()
        held = calendars()
        base = held.base.with_notice(notice)
        if base.version == held.base.version:
            raise SameNotice(notice.year)
        first, last = _changed_days(held.base, base) or (dt.date(notice.year, 1, 1), dt.date(notice.year, 12, 31))
        edition = Edition.objects.create(kind="notice", first=first, last=last, version=base.version, made_at=now)
        YearNotice.objects.create(
            edition=edition, year=notice.year, digest=hashlib.sha256(text.encode()).hexdigest(), text=text, officer=by,
            loaded_at=now,
        )  # fmt: skip
        journal.record(
            act="calendar.notice_loaded", office=None, officer=by, purpose="operation",
            detail={"edition": edition.pk, "year": notice.year, "calendar": base.version}, now=now,
        )  # fmt: skip
    return _settled(edition, notice.year, by=by, now=now)


def add_closure(*, place: str, day: dt.date, reason: ClosureReason | str, by: str, now: dt.datetime) -> Loaded:
    """Offices of ``place`` (a division code) and of all below it are closed on ``day``.

    Raises UnknownPlace, SameClosure, and Refusal for a day outside of the calendar.
    """
    if not places.is_present_code(place):
        raise UnknownPlace
    with transaction.atomic():
        _one_at_a_time()
        held = calendars()
        version = held.base.with_closures([day]).version
        if Closure.objects.filter(place=place, day=day, lifted=None).exists():
            raise SameClosure
        edition = _closure_edition(place, day, version, now)
        Closure.objects.create(edition=edition, place=place, day=day, reason=ClosureReason(reason), officer=by)
        journal.record(
            act="calendar.closure_added", office=None, officer=by, purpose="operation",
            detail={"edition": edition.pk, "place": place, "day": day, "reason": str(reason)}, now=now,
        )  # fmt: skip
    return _settled(edition, None, by=by, now=now)


def lift_closure(*, place: str, day: dt.date, by: str, now: dt.datetime) -> Loaded:
    """The offices are open on that day after all. Raises NoSuchClosure."""
    with transaction.atomic():
        _one_at_a_time()
        closure = Closure.objects.filter(place=place, day=day, lifted=None).first()
        if closure is None:
            raise NoSuchClosure
        edition = _closure_edition(place, day, calendars().base.version, now)
        Closure.objects.filter(pk=closure.pk).update(lifted=edition)
        journal.record(
            act="calendar.closure_lifted", office=None, officer=by, purpose="operation",
            detail={"edition": edition.pk, "place": place, "day": day}, now=now,
        )  # fmt: skip
    return _settled(edition, None, by=by, now=now)


def adopt_shipped(*, now: dt.datetime) -> bool:
    """Note which calendar came with the program; whether it is another one, so that the worker counts clocks anew."""
    with transaction.atomic():
        _one_at_a_time()
        version = shipped_calendar().version
        if last_edition_of_program() == version:
            return False
        some = Clock.objects.exists()
        Edition.objects.create(kind="shipped", version=version, made_at=now, settled_at=None if some else now)
    return some


def _closure_edition(place: str, day: dt.date, version: str, now: dt.datetime) -> Edition:
    return Edition.objects.create(kind="closure", place=place, first=day, last=day, version=version, made_at=now)


def _one_at_a_time() -> None:
    """Numbers of editions are committed in their order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_EDITORS])


def _changed_days(one: WorkingCalendar, other: WorkingCalendar) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that only one of two calendars works on."""
    pairs = zip(one.working, other.working, strict=True)
    changed = [position for position, (before, after) in enumerate(pairs) if before != after]
    return (one.day_at(changed[0]), one.day_at(changed[-1])) if changed else None


def _settled(edition: Edition, year: int | None, *, by: str, now: dt.datetime) -> Loaded:
    """Count until the edition is settled, or others hold it up for longer than patience lasts."""
    moved_on = time.monotonic()
    while True:
        done = recompute(now=now, by=by)
        edition.refresh_from_db()
        if edition.settled_at is not None or connection.in_atomic_block:
            break
        if done.touched:
            moved_on = time.monotonic()
        if time.monotonic() - moved_on > PATIENCE:
            break
        time.sleep(0.05)
    return Loaded(edition.pk, year, edition.touched, edition.moved, edition.settled_at is not None)
