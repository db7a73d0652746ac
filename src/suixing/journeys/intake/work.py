"""The worker's side: take up what waits, one sheet after the other, and bring each to an end that says what happened.

A run is held by an advisory lock of the worker's connection. The database drops it when the worker dies, and
whoever comes next takes the run up again: with the same number and the same beginning, so that rows which were
stored before count as what they were.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from suixing.journal import actions as journal
from suixing.journeys.intake import actions, kept
from suixing.journeys.intake.errors import CUT_OFF, FAULT, TOO_OFTEN
from suixing.journeys.intake.outcomes import Outcomes, verdicts
from suixing.journeys.intake.run import Intake, take_in
from suixing.journeys.intake.sheets.report import write_report
from suixing.journeys.intake.states import TRANSITIONS
from suixing.journeys.intake.workshop import workshop
from suixing.journeys.models import UNDER_WAY, DestroyedFor, FileKind, IntakeFile, IntakeRun, RunState
from suixing.kernel.errors import Refusal, Sentence
from suixing.people.queries import keep_taking_back_out, taken_back_count

MOST_ATTEMPTS = 5
LOOKED_AT = 20
REPORT_NAME = "report.xlsx"
_LOCK = "hashtextextended('intake run ' || %s, 0)"


class Stopped(Exception):  # noqa: N818 - a signal: the worker is asked to end, the run waits for the next one
    """The worker was asked to end in the midst of a run."""


@dataclass(slots=True)
class Work:
    """One run in hand.

    ``counter`` tells takings-back at the office apart: it rises with each. ``before`` are the rows that were done
    when the worker before this one died.
    """

    run: IntakeRun
    stop: Callable[[], bool]
    again: bool
    counter: int
    before: int
    intake: Intake | None = None
    shows_taken_back: bool = False


def work_off(*, stop: Callable[[], bool]) -> Iterator[tuple[UUID, str]]:
    """Bring one waiting run after the other to its end; yields each run's number and the name of a fault, or "".

    Raises Stopped when asked to end, and the database's OperationalError where it is gone: in both cases the run
    stays as it is and is taken up again.
    """
    while not stop():
        with _taken_up(now=timezone.now()) as (run, again):
            if run is None:
                return
            yield run.id, _carry_out(run, again=again, stop=stop)


@contextmanager
def _taken_up(*, now: datetime) -> Iterator[tuple[IntakeRun | None, bool]]:
    """The oldest run that nobody works on, marked as running and held until the end of the block."""
    run, again = _take_up(now)
    try:
        yield run, again
    finally:
        if run is not None and connection.connection is not None and not connection.connection.closed:
            _ask(f"SELECT pg_advisory_unlock({_LOCK})", str(run.id))


@transaction.atomic
def _take_up(now: datetime) -> tuple[IntakeRun | None, bool]:
    waiting = IntakeRun.objects.filter(state__in=UNDER_WAY).order_by("handed_in_at")
    for run in waiting.select_for_update(skip_locked=True)[:LOOKED_AT]:
        if not _ask(f"SELECT pg_try_advisory_lock({_LOCK})", str(run.id)):
            continue
        again = run.began_at is not None
        run.state, run.began_at, run.attempts = RunState.RUNNING, run.began_at or now, run.attempts + 1
        run.save(update_fields=["state", "began_at", "attempts"])
        return run, again
    return None, False


def _ask(question: str, *values: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        row = cursor.fetchone()
    return bool(row and row[0])


def _counter(office: str, *, hold: bool) -> int:
    """How often something was taken back at the office; with ``hold`` it is not again until the transaction ends."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        if hold:
            keep_taking_back_out(cursor, office=office)
        return taken_back_count(cursor, office=office)


def _carry_out(run: IntakeRun, *, again: bool, stop: Callable[[], bool]) -> str:
    work = Work(run, stop, again, counter=_counter(run.office_id, hold=False), before=run.rows_done)
    if run.attempts > MOST_ATTEMPTS:
        _end(work, RunState.FAILED, TOO_OFTEN)
        return "TooOften"
    try:
        with workshop() as folder:
            _work(work, folder)
    except Stopped:
        # A node that is stopped is no fault of the sheet.
        IntakeRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(attempts=run.attempts - 1)
        raise
    except (OperationalError, InterfaceError, psycopg.OperationalError):
        raise
    except Refusal as refusal:
        _refuse(work, refusal.sentence)
        return ""
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the sheets of other offices
        _end(work, RunState.FAILED, FAULT)
        return type(fault).__name__  # its text may quote a row
    return ""


def _refuse(work: Work, sentence: Sentence) -> None:
    if work.run.rows_done == work.before == 0:
        _end(work, RunState.REFUSED, sentence)
    else:
        both = Sentence(CUT_OFF.zh + sentence.zh, f"{CUT_OFF.en} {sentence.en}")
        _end(work, RunState.FAILED, both)


def _work(work: Work, folder: Path) -> None:
    run = work.run
    sheet = IntakeFile.objects.get(run=run, kind=FileKind.SHEET)
    if sheet.wrapped_key is None or sheet.sealed_name is None or run.began_at is None:
        raise Refusal(kept.DAMAGED)
    key = kept.open_key(sheet.id, bytes(sheet.wrapped_key))
    register = folder / "register"
    kept.unseal_to(register, sheet.id, key)
    outcomes = Outcomes(folder / "outcomes")
    try:
        _judge(work, register, outcomes)
        reasons = outcomes.close()
    except BaseException:
        outcomes.discard()
        raise
    with actions.discarding(reasons):
        name = kept.open_name(sheet.id, key, bytes(sheet.sealed_name))
        report = _report(work, register, folder, name)
        with actions.discarding(report):
            _finish(work, report, reasons)


def _judge(work: Work, register: Path, outcomes: Outcomes) -> None:
    run, began = work.run, work.run.began_at
    if began is None:
        raise AssertionError("a run in hand has begun")
    run.rows_done = 0
    batches = take_in(
        register, office=run.office_id, by=run.officer, today=timezone.localdate(began), now=began,
        check=run.check_only, run=run.id, again=work.again, progress=lambda _, expected: _expect(run, expected),
    )  # fmt: skip
    for intake, settled in batches:
        if work.intake is None:
            work.intake = intake
            outcomes.begin(intake)
        work.shows_taken_back |= outcomes.add(settled)
        run.rows_done += len(settled)
        run.rows_expected = max(run.rows_expected, run.rows_done)
        for outcome in ("accepted", "updated", "unchanged", "rejected"):
            setattr(run, outcome, intake.counts[outcome])
        _save_progress(run)
        if work.stop():
            raise Stopped


def _expect(run: IntakeRun, expected: int) -> None:
    run.rows_expected = expected


def _save_progress(run: IntakeRun) -> None:
    """One batch is one transaction of its own, so this is too."""
    fields = ["rows_done", "rows_expected", "accepted", "updated", "unchanged", "rejected"]
    IntakeRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(**{name: getattr(run, name) for name in fields})


def _report(work: Work, register: Path, folder: Path, name: str) -> kept.SealedFile:
    if work.intake is None:
        raise AssertionError("take_in yields at least once")

    def unless_stopped() -> Iterator[None]:
        while True:
            if work.stop():
                raise Stopped
            yield

    pairs = zip(verdicts(folder / "outcomes"), unless_stopped(), strict=False)
    write_report(folder / REPORT_NAME, register, work.intake.layout, (verdict for verdict, _ in pairs))
    return kept.seal_from(folder / REPORT_NAME, name)


@transaction.atomic
def _finish(work: Work, report: kept.SealedFile, reasons: kept.SealedFile) -> None:
    run, now = work.run, timezone.now()
    unchanged = _nothing_taken_back(work)
    run.rows_expected = run.rows_done
    _save_progress(run)
    _move(run, RunState.FINISHED, now)
    actions.keep(run, FileKind.REASONS, reasons, now=now)
    if unchanged:
        actions.keep(run, FileKind.REPORT, report, now=now)
    else:
        # Somebody whose row was taken in meanwhile took it back: nothing that shows her is kept.
        transaction.on_commit(report.discard)
    why = DestroyedFor.DONE if unchanged else DestroyedFor.TAKEN_BACK
    actions.destroy(IntakeFile.objects.filter(run=run, kind=FileKind.SHEET), why=why, now=now)


def _nothing_taken_back(work: Work) -> bool:
    """Whether nobody took anything back at the office since this run began; nobody will until the transaction ends."""
    return _counter(work.run.office_id, hold=True) == work.counter


@transaction.atomic
def _end(work: Work, state: RunState, sentence: Sentence) -> None:
    """An end without a report: what happened is said; the sheet stays where it can be tried again."""
    run, now = work.run, timezone.now()
    unchanged = _nothing_taken_back(work)
    act = _move(run, state, now, refusal_zh=sentence.zh, refusal_en=sentence.en)
    if state != RunState.FAILED or not unchanged or work.shows_taken_back:
        why = DestroyedFor.DONE if unchanged else DestroyedFor.TAKEN_BACK
        actions.destroy(IntakeFile.objects.filter(run=run), why=why, now=now)
    if act is not None:
        journal.record(
            act=act, office=run.office_id, officer=run.officer, purpose="registration",
            detail={"intake": str(run.id), "rows": run.rows_done}, now=now,
        )  # fmt: skip


def _move(run: IntakeRun, state: RunState, now: datetime, **said: str) -> str | None:
    """Compare and set; the journal's act for the transition."""
    act = TRANSITIONS[RunState.RUNNING, state]
    changed = IntakeRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=state, finished_at=now, **said)
    if changed != 1:
        raise AssertionError("a run in hand is running")
    return act
