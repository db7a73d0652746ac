"""Take in a register: read, judge, store in batches, one batch being stored while the next is judged.

Every batch is one transaction, so a run that is killed leaves whole batches; handing the file in again
finds them unchanged and goes on with the rest.
"""

import gc
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from suixing.consent.queries import current_agreement
from suixing.journal import actions as journal
from suixing.journeys.intake.judge import Judge, Judged
from suixing.journeys.intake.prepare import Hand, prepare
from suixing.journeys.intake.sheets.layout import Layout
from suixing.journeys.intake.sheets.model import SheetRow
from suixing.journeys.intake.sheets.opening import Sheet, open_sheet
from suixing.journeys.intake.sheets.people_rows import is_data_row
from suixing.journeys.intake.store import Settled, store
from suixing.kernel.errors import Sentence
from suixing.kernel.ids import new_id
from suixing.places.actions import open_office
from suixing.places.queries import Reader, UnknownOffice, division_of_office, reader

BATCH_ROWS = 10_000

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Intake:
    """One run: what is known before its rows, and what has been counted so far."""

    run: UUID
    office: str
    check: bool
    layout: Layout
    notes: tuple[Sentence, ...]
    row_estimate: int
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def not_kept(self) -> tuple[str, ...]:
        """Titles of columns that Suixing has no use for and does not keep."""
        return self.layout.not_kept


def take_in(
    path: Path,
    *,
    office: str,
    by: str,
    today: date,
    now: datetime,
    check: bool = False,
    progress: Progress | None = None,
    run: UUID | None = None,
    again: bool = False,
) -> Iterator[tuple[Intake, list[Settled]]]:
    """Judge and store the rows of a register; yields the run and each settled batch in order.

    Raises Refusal (an unknown office) or UnreadableSheet before anything is written. ``progress`` gets the
    rows done and the rows expected. With ``check`` nothing is written but the journal's entry of the check.
    ``run`` is the id under which the journal knows it. ``again`` takes up a run that was killed: with the same
    ``run`` and ``now`` as before, rows that it had stored count as what they were then.
    """
    division_of_office(office)
    with _quiet_collector(), open_sheet(path) as sheet:
        first, whole = _read_to_the_end(sheet)
        if not check:
            open_office(code=office, now=now)
        since = now if again else None
        hand = Hand(office, by, run or new_id(), current_agreement("registration"), check, again_since=since)
        intake = Intake(hand.run, office, check, sheet.layout, sheet.notes, sheet.row_estimate)
        judge = Judge(reader(), today, office[:6])
        rows = iter(first) if whole else _people(sheet)
        _record("intake.started", hand, intake, now)
        yield from _counted(_pipeline(_judged(rows, sheet.layout, judge), hand, now), intake, progress)
        _record("intake.finished", hand, intake, now)


def judge_only(
    path: Path, *, office: str, today: date, by_reader: Reader, progress: Progress | None = None
) -> Iterator[tuple[Intake, list[Settled]]]:
    """Judge a register where there is no node: nobody is held there, so a row is accepted or rejected.

    Raises the refusals of ``take_in``; reads nothing but the file and writes nothing.
    """
    try:
        by_reader.name(office)
    except KeyError:
        raise UnknownOffice(office) from None
    with _quiet_collector(), open_sheet(path) as sheet:
        first, whole = _read_to_the_end(sheet)
        intake = Intake(new_id(), office, True, sheet.layout, sheet.notes, sheet.row_estimate)
        rows = iter(first) if whole else _people(sheet)
        judged = _judged(rows, sheet.layout, Judge(by_reader, today, office[:6]))
        settled = (Settled(row, "rejected" if row.problems else "accepted") for row in judged)
        batches = iter(lambda: list(itertools.islice(settled, BATCH_ROWS)), [])
        yield from _counted(batches, intake, progress)


def _counted(
    batches: Iterator[list[Settled]], intake: Intake, progress: Progress | None
) -> Iterator[tuple[Intake, list[Settled]]]:
    done = 0
    for settled in batches:
        done += len(settled)
        intake.counts.update(row.outcome for row in settled)
        if progress is not None:
            progress(done, max(intake.row_estimate, done))
        yield intake, settled
    if done == 0:
        yield intake, []


def _people(sheet: Sheet) -> Iterator[SheetRow]:
    start = sheet.layout.data_start
    return (row for row in sheet.rows() if row.number >= start and is_data_row(row, sheet.layout))


def _read_to_the_end(sheet: Sheet) -> tuple[list[SheetRow], bool]:
    """The first rows, and whether they are all.

    A file may turn out broken at its very end, and then nothing may have been written: it is read through
    once before the first row is stored.
    """
    rows = _people(sheet)
    first = list(itertools.islice(rows, BATCH_ROWS))
    whole = len(first) < BATCH_ROWS
    if not whole:
        for _ in sheet.rows():
            pass
    return first, whole


def _judged(rows: Iterator[SheetRow], layout: Layout, judge: Judge) -> Iterator[Judged]:
    seen: dict[str | int, int] = {}
    for row in rows:
        judged = judge.judge(row.number, layout.pick(row))
        if judged.identifier is not None:
            value = judged.identifier.value
            # Seventeen digits say all; the eighteenth follows from them. Numbers keep a million of them small.
            mark = int(value[:17]) if value[:17].isdigit() else value
            other = seen.setdefault(mark, row.number)
            if other != row.number:
                judged.refuse("identifier", "duplicate.in_file", other)
        yield judged


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Rows hold no cycles; looking for some in every batch would cost a fifth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _pipeline(rows: Iterator[Judged], hand: Hand, now: datetime) -> Iterator[list[Settled]]:
    """Store batches in a thread of their own: the database works while the next batch is judged and sealed."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake") as writer:
        waiting: Future[list[Settled]] | None = None
        try:
            while batch := list(itertools.islice(rows, BATCH_ROWS)):
                prepared = prepare(batch, hand)
                settled = waiting.result() if waiting is not None else None
                waiting = writer.submit(store, prepared, hand=hand, now=now)
                if settled is not None:
                    yield settled
            if waiting is not None:
                yield waiting.result()
        finally:
            writer.submit(_close_connection).result()


def _close_connection() -> None:
    # A name of its own: the connection is the one of the thread that runs this.
    connection.close()


def _record(act: str, hand: Hand, intake: Intake, now: datetime) -> None:
    with transaction.atomic():
        journal.record(
            act=act,
            office=hand.office,
            officer=hand.officer,
            purpose="registration",
            detail={"intake": str(hand.run), "check": hand.check, **dict(intake.counts)},
            now=now,
        )
