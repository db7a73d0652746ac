"""A new edition of the calendar, and every open clock that it touches counted anew (T4).

In short transactions over pages of the table, with rows that others hold left for later, so that nobody waits for
longer than one of them takes. What breaks off is gone on with by the worker.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from suixing.clocks.calendars import Calendars, calendars
from suixing.clocks.folding import Story, fold, limit_of
from suixing.clocks.models import ClockEvent, Edition
from suixing.journal import actions as journal
from suixing.rules.counting import CHINA, DueOnly, Span
from suixing.rules.limits import Limit, Unit

PAGES = 80
"""Of 8 KiB: about two thousand clocks a transaction."""
_ONE_DAY = dt.timedelta(days=1)
_SOLE = 0x73756978_636C6F63  # an arbitrary number that only this use of advisory locks has

_TOUCHED = """
    ended_at IS NULL AND due_at IS NOT NULL AND edition < %(edition)s AND starts_with(place, %(place)s)
    AND ((due_on >= %(first)s AND since < %(after)s) OR (provisional AND %(publishes)s))
"""
_COLUMNS = """
    SELECT id, place, limit_amount, limit_unit, since, (since AT TIME ZONE 'Asia/Shanghai')::date, due_on, due_at,
           floor, binds_person FROM clocks_clock
"""
_LOCKED = f"""
    SELECT array_agg(id)::text, count(*) FROM (
        SELECT id FROM clocks_clock WHERE ctid >= %(page)s::tid AND ctid < %(until)s::tid AND {_TOUCHED}
        FOR UPDATE SKIP LOCKED) AS held
"""  # noqa: S608 - literals of this file
_THESE = "id = ANY (%(ids)s::uuid[]) AND edition < %(edition)s"
_REST = f"{_COLUMNS} WHERE {_THESE}"
_LEFT = f"{_COLUMNS} WHERE {_TOUCHED} LIMIT 2000 FOR UPDATE SKIP LOCKED"
_ANY_LEFT = f"SELECT EXISTS (SELECT FROM clocks_clock WHERE {_TOUCHED})"  # noqa: S608 - literals of this file
# One array, where Django would write two thousand values; the kinds are those of the partial index.
_BENDING = """
    SELECT * FROM clocks_event WHERE clock_id = ANY (%s) AND kind IN ('suspended', 'resumed', 'extended') ORDER BY id
"""
# Most clocks only run: those of one place, limit and day come to one date, which is counted once for all of them.
_RUNS = f"""
    {_THESE} AND limit_unit <> 'hours' AND floor IS NULL AND NOT binds_person
    AND NOT EXISTS (SELECT FROM clocks_event e WHERE e.clock_id = clocks_clock.id
                    AND e.kind IN ('suspended', 'resumed', 'extended'))
"""
_ALIKE = f"""
    SELECT place, limit_amount, limit_unit, (since AT TIME ZONE 'Asia/Shanghai')::date, min(since)
    FROM clocks_clock WHERE {_THESE} AND limit_unit <> 'hours' AND floor IS NULL AND NOT binds_person
    GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - literals of this file
_TOGETHER = f"""
    WITH runs AS MATERIALIZED (
        SELECT id, office, file, place, limit_amount, limit_unit,
               (since AT TIME ZONE 'Asia/Shanghai')::date AS day, due_on AS before_on, due_at AS before
        FROM clocks_clock WHERE {_RUNS}),
    counted AS MATERIALIZED (
        SELECT l.id, l.office, l.file, l.before_on, l.before, d.due_on, d.due_at, d.provisional
        FROM runs l JOIN unnest(%(places)s::text[], %(amounts)s::int[], %(units)s::text[], %(days)s::date[],
                                  %(due_ons)s::date[], %(due_ats)s::timestamptz[], %(provisionals)s::boolean[])
            AS d (place, limit_amount, limit_unit, day, due_on, due_at, provisional)
            USING (place, limit_amount, limit_unit, day)),
    stored AS (
        UPDATE clocks_clock c SET due_on = v.due_on, due_at = v.due_at, provisional = v.provisional,
            edition = %(held)s, version = c.version + (v.before IS DISTINCT FROM v.due_at)::int,
            breached_at = CASE WHEN v.due_at >= %(now)s THEN NULL ELSE c.breached_at END
        FROM counted v WHERE c.id = v.id RETURNING 1),
    told AS (
        INSERT INTO clocks_event (clock_id, kind, at, reason, limit_unit, due_before, due_after, officer, recorded_at)
        SELECT id, 'recomputed', %(now)s, '', '', before, due_at, %(by)s, %(now)s FROM counted WHERE before <> due_at),
    news AS (
        INSERT INTO clocks_date_changed AS held (clock_id, office, file, before, after, at)
        SELECT id, office, file, before_on, due_on, %(now)s FROM counted WHERE before_on <> due_on
        ON CONFLICT (clock_id) WHERE told_at IS NULL DO UPDATE SET after = EXCLUDED.after, at = EXCLUDED.at
        RETURNING 1)
    SELECT (SELECT count(*) FROM stored), (SELECT count(*) FROM news)
"""  # noqa: S608 - literals of this file
_STORE = """
    UPDATE clocks_clock c SET due_on = v.due_on, due_at = v.due_at, provisional = v.provisional, floor = v.floor,
        edition = %s, version = c.version + (c.due_at IS DISTINCT FROM v.due_at)::int,
        breached_at = CASE WHEN v.due_at IS NULL OR v.due_at >= %s THEN NULL ELSE c.breached_at END
    FROM unnest(%s::uuid[], %s::date[], %s::timestamptz[], %s::boolean[], %s::date[])
        AS v (id, due_on, due_at, provisional, floor)
    WHERE c.id = v.id
"""
_TELL = """
    INSERT INTO clocks_event
        (clock_id, kind, at, reason, limit_unit, floor, due_before, due_after, officer, recorded_at)
    SELECT v.id, 'recomputed', %s, '', '', v.floor, v.before, v.after, %s, %s
    FROM unnest(%s::uuid[], %s::date[], %s::timestamptz[], %s::timestamptz[]) AS v (id, floor, before, after)
"""
_NEWS = """
    INSERT INTO clocks_date_changed AS held (clock_id, office, file, before, after, at)
    SELECT c.id, c.office, c.file, v.before, v.after, %s
    FROM unnest(%s::uuid[], %s::date[], %s::date[]) AS v (id, before, after) JOIN clocks_clock c ON c.id = v.id
    ON CONFLICT (clock_id) WHERE told_at IS NULL DO UPDATE SET after = EXCLUDED.after, at = EXCLUDED.at
"""


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many clocks were counted anew and how many of their dates moved; ``settled``: nothing is left to do."""

    touched: int
    moved: int
    settled: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A clock as it is locked, and when it is due by the calendar in force."""

    id: uuid.UUID
    on: dt.date | None
    at: dt.datetime | None
    provisional: bool
    floor: dt.date | None
    before_on: dt.date
    before: dt.datetime
    new_floor: dt.date | None

    @property
    def is_told(self) -> bool:
        """Whether an event has to say what changed."""
        return self.at != self.before or self.new_floor is not None


def recompute(*, now: dt.datetime, batch: int = PAGES, by: str = "worker") -> Recounted:
    """Count what is left of every edition that is not settled; ``batch`` is in pages of the table.

    Where another process is at it, nothing is done and nothing is settled.
    """
    touched = moved = 0
    settled = True
    if not Edition.objects.filter(settled_at=None).exists():
        return Recounted(0, 0, True)
    with _alone() as alone:
        if not alone:
            return Recounted(0, 0, False)
        for edition in Edition.objects.filter(settled_at=None).order_by("pk"):
            with connection.cursor() as cursor:
                one = _Job(cursor, edition, by=by, now=now).done(pages=batch)
            touched, moved, settled = touched + one.touched, moved + one.moved, settled and one.settled
    return Recounted(touched, moved, settled)


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SOLE])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SOLE])


class _Job:
    """One edition to be settled: every clock that it touches is counted with the calendar in force."""

    def __init__(self, cursor: CursorWrapper, edition: Edition, *, by: str, now: dt.datetime) -> None:
        self.cursor, self.edition, self.by, self.now = cursor, edition, by, now
        self.touched = self.moved = 0
        self.named: dict[str, Any] = {
            "edition": edition.pk,
            "place": edition.place,
            "first": edition.first or dt.date(1, 1, 1),
            "after": dt.datetime.combine((edition.last or dt.date(9000, 1, 1)) + _ONE_DAY, dt.time(), CHINA),
            "publishes": edition.kind != "closure",
        }

    def done(self, *, pages: int) -> Recounted:
        """Go through the whole table, then through what others held meanwhile."""
        # Transactions with a number from here on read the calendar after this edition was committed.
        self.cursor.execute(
            "UPDATE clocks_edition SET horizon = pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            " WHERE id = %s AND horizon IS NULL",
            [self.edition.pk],
        )
        self.cursor.execute("SELECT pg_relation_size('clocks_clock') / current_setting('block_size')::bigint")
        last = int(self.cursor.fetchone()[0])
        for page in range(0, last, pages):
            self._pages(page=f"({page},0)", until=f"({page + pages},0)")
        older_ended = self._older_ended()
        while self._left():
            pass
        self.cursor.execute(_ANY_LEFT, self.named)
        settled = older_ended and not self.cursor.fetchone()[0]
        if settled:
            self._settle()
        return Recounted(self.touched, self.moved, settled)

    def _older_ended(self) -> bool:
        """Whether every transaction has ended that may have started a clock without knowing this edition."""
        self.cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= horizon FROM clocks_edition WHERE id = %s",
            [self.edition.pk],
        )
        return bool(self.cursor.fetchone()[0])

    @transaction.atomic
    def _settle(self) -> None:
        Edition.objects.filter(pk=self.edition.pk).update(settled_at=self.now)
        self.edition.refresh_from_db()
        counts = {"edition": self.edition.pk, "touched": self.edition.touched, "moved": self.edition.moved}
        journal.record(
            act="calendar.settled", office=None, officer=self.by, purpose="operation", detail=counts, now=self.now
        )

    @transaction.atomic
    def _pages(self, **bounds: str) -> None:
        """Lock the clocks of some pages and count them: first those alike, then each of the others."""
        self.cursor.execute(_LOCKED, {**self.named, **bounds})
        ids, many = self.cursor.fetchone()
        if not many:
            return
        held = calendars()  # after the locks: whoever changes one of these clocks next will see it too
        if self._together(ids, held) < many:
            self.cursor.execute(_REST, {**self.named, "ids": ids})
            self._each(self.cursor.fetchall(), held)

    def _together(self, ids: str, held: Calendars) -> int:
        """Of locked clocks those that only run, each date once; how many there were."""
        self.cursor.execute(_ALIKE, {**self.named, "ids": ids})
        alike = self.cursor.fetchall()
        if not alike:
            return 0
        due = [
            _story(None, since, limit_of(amount, unit), None).instant(held.at(place))
            for place, amount, unit, _, since in alike
        ]
        places, amounts, units, days, _ = (list(column) for column in zip(*alike, strict=True))
        self.cursor.execute(
            _TOGETHER,
            {
                **self.named, "ids": ids, "places": places, "amounts": amounts, "units": units, "days": days,
                "due_ons": [one.on for one in due], "due_ats": [one.at for one in due],
                "provisionals": [one.provisional for one in due], "held": held.edition, "now": self.now, "by": self.by,
            },
        )  # fmt: skip
        touched, moved = self.cursor.fetchone()
        self._note(touched, moved)
        return int(touched)

    def _note(self, touched: int, moved: int) -> None:
        self.cursor.execute(
            "UPDATE clocks_edition SET touched = touched + %s, moved = moved + %s WHERE id = %s",
            [touched, moved, self.edition.pk],
        )
        self.touched, self.moved = self.touched + touched, self.moved + moved

    @transaction.atomic
    def _left(self) -> int:
        """Some of those that others held when their pages were counted; how many."""
        self.cursor.execute(_LEFT, self.named)
        locked = self.cursor.fetchall()
        if locked:
            self._each(locked, calendars())
        return len(locked)

    def _each(self, locked: Sequence[tuple[Any, ...]], held: Calendars) -> None:
        """Count locked clocks with the calendar in force, store it."""
        rows = _counted(locked, held)
        self._note(len(rows), self._store(rows, held))

    def _store(self, rows: list[_Row], held: Calendars) -> int:
        """The new dates, events where something changed, and news for the offices; how many days moved."""
        self.cursor.execute(
            _STORE,
            [
                held.edition, self.now, [row.id for row in rows], [row.on for row in rows], [row.at for row in rows],
                [row.provisional for row in rows], [row.floor for row in rows],
            ],
        )  # fmt: skip
        told = [row for row in rows if row.is_told]
        if told:
            self.cursor.execute(
                _TELL,
                [
                    self.now, self.by, self.now, [row.id for row in told], [row.new_floor for row in told],
                    [row.before for row in told], [row.at for row in told],
                ],
            )  # fmt: skip
        news = [row for row in told if row.on is not None and row.on != row.before_on]
        if news:
            self.cursor.execute(
                _NEWS, [self.now, [row.id for row in news], [row.before_on for row in news], [row.on for row in news]]
            )
        return len(news)


def _counted(locked: Sequence[tuple[Any, ...]], held: Calendars) -> list[_Row]:
    stories = _bent([row[0] for row in locked])
    known: dict[tuple[object, ...], DueOnly] = {}
    rows = []
    for number, place, amount, unit, since, day, on, at, floor, binds in locked:
        story = stories.get(number)
        key = (place, amount, unit, day if unit != Unit.HOURS else since, floor)
        due = known.get(key) if story is None else None
        if due is None:
            due = _story(story, since, limit_of(amount, unit), floor).instant(held.at(place))
            if story is None:
                known[key] = due
        told_before = binds and due.on is not None and due.on < on
        if told_before:
            due = _story(story, since, limit_of(amount, unit), on).instant(held.at(place))
        new_floor = on if told_before else None
        rows.append(_Row(number, *due, new_floor or floor, on, at, new_floor))
    return rows


def _bent(clocks: list[uuid.UUID]) -> dict[uuid.UUID, Story]:
    """What events tell of those clocks that were suspended or extended."""
    stories: dict[uuid.UUID, Story] = {}
    for event in ClockEvent.objects.raw(_BENDING, [clocks]):
        stories[event.clock_id] = fold([event], stories.get(event.clock_id))
    return stories


def _story(bent: Story | None, since: dt.datetime, limit: Limit, floor: dt.date | None) -> Story:
    spans: tuple[Span, ...] = bent.spans if bent else ()
    return Story(start=since, limit=limit, spans=spans, extension=bent.extension if bent else None, floor=floor)
