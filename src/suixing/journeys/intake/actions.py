"""What officers do with sheets: hand one in, take it back, try again, take the report; and how kept files end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from suixing.journal import actions as journal
from suixing.journeys.intake import kept, queries
from suixing.journeys.intake.errors import NO_REPORT, NOT_BROKEN_OFF, NOT_WAITING, SENT_OTHERWISE, NoSuchRun, RunRefused
from suixing.journeys.intake.kept import SealedFile
from suixing.journeys.intake.queries import Reasons
from suixing.journeys.intake.sheets.sniff import sniff
from suixing.journeys.intake.workshop import workshop
from suixing.journeys.models import DestroyedFor, FileKind, IntakeFile, IntakeRun, RunState
from suixing.places.actions import open_office

KEPT_DAYS = 30
CHANNEL = "suixing_intake"
ORPHAN_AGE = timedelta(hours=1)


def hand_in(*, number: UUID, sheet: SealedFile, office: str, by: str, check: bool, now: datetime) -> bool:
    """Put a sealed sheet in the queue as run ``number``; False where that form was sent before.

    Raises UnreadableSheet for what is no spreadsheet by its content, RunRefused where the form was sent with another
    sheet. Unless it is queued, the sheet is gone.
    """
    try:
        with workshop() as folder:
            kept.unseal_to(folder / "register", sheet.id, sheet.open_key())
            sniff(folder / "register")
        queued = _queue(number=number, sheet=sheet, office=office, by=by, check=check, now=now)
    except BaseException:
        sheet.discard()
        raise
    if not queued:
        sheet.discard()
    return queued


def _queue(*, number: UUID, sheet: SealedFile, office: str, by: str, check: bool, now: datetime) -> bool:
    try:
        with transaction.atomic():
            if _was_sent(number, sheet, office):
                return False
            run = IntakeRun.objects.create(
                id=number, office=open_office(code=office, now=now), officer=by, check_only=check, handed_in_at=now
            )
            keep(run, FileKind.SHEET, sheet, now=now)
            journal.record(
                act="intake.handed_in", office=office, officer=by, purpose="registration",
                detail={"intake": str(number), "check": check, "bytes": sheet.size}, now=now,
            )  # fmt: skip
            _wake()
    except IntegrityError:
        if _was_sent(number, sheet, office):  # both halves of a double click came at once
            return False
        raise RunRefused(SENT_OTHERWISE) from None  # a number that another office has, which nobody is told
    return True


def _was_sent(number: UUID, sheet: SealedFile, office: str) -> bool:
    earlier = IntakeFile.objects.filter(run=number, run__office=office, kind=FileKind.SHEET).first()
    if earlier is not None and earlier.size != sheet.size:
        raise RunRefused(SENT_OTHERWISE)
    return earlier is not None


def _wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def keep(run: IntakeRun, kind: FileKind, sealed: SealedFile, *, now: datetime) -> None:
    """Note a file that was written out as part of a run; inside the caller's transaction."""
    IntakeFile.objects.create(
        id=sealed.id, run=run, kind=kind, wrapped_key=sealed.wrapped_key, sealed_name=sealed.sealed_name,
        size=sealed.size, kept_at=now,
    )  # fmt: skip


@transaction.atomic
def take_back(*, number: UUID, office: str, by: str, now: datetime) -> None:
    """Withdraw a sheet before it is begun; it is destroyed. Raises RunRefused when it was begun."""
    _exists(number, office)
    changed = IntakeRun.objects.filter(pk=number, office=office, state=RunState.WAITING).update(
        state=RunState.WITHDRAWN, finished_at=now
    )
    if changed != 1:
        raise RunRefused(NOT_WAITING)
    destroy(IntakeFile.objects.filter(run=number), why=DestroyedFor.DONE, now=now)
    journal.record(
        act="intake.withdrawn", office=office, officer=by, purpose="registration",
        detail={"intake": str(number)}, now=now,
    )  # fmt: skip


@transaction.atomic
def try_again(*, number: UUID, office: str, by: str, now: datetime) -> None:
    """Queue a run that broke off once more; raises RunRefused where its sheet is gone."""
    _exists(number, office)
    has_sheet = IntakeFile.objects.filter(run=number, kind=FileKind.SHEET, destroyed_at=None).exists()
    changed = 0
    if has_sheet:
        changed = IntakeRun.objects.filter(pk=number, office=office, state=RunState.FAILED).update(
            state=RunState.WAITING, finished_at=None, attempts=0, refusal_zh="", refusal_en=""
        )
    if changed != 1:
        raise RunRefused(NOT_BROKEN_OFF)
    journal.record(
        act="intake.tried_again", office=office, officer=by, purpose="registration",
        detail={"intake": str(number)}, now=now,
    )  # fmt: skip
    _wake()


@transaction.atomic
def take_report(*, number: UUID, office: str, by: str, now: datetime) -> Iterator[bytes]:
    """The report sheet of a run, to be passed on chunk by chunk; raises NoSuchRun, or RunRefused where none is kept."""
    run = _exists(number, office)
    file = IntakeFile.objects.filter(run=number, kind=FileKind.REPORT, destroyed_at=None).first()
    if file is None or file.wrapped_key is None:
        raise RunRefused(NO_REPORT)
    chunks = kept.read_chunks(file.id, kept.open_key(file.id, bytes(file.wrapped_key)))
    first = next(chunks)  # a file that is lost is said before an answer has begun
    journal.record(
        act="intake.report_taken", office=office, officer=by, purpose="registration",
        detail={"intake": str(number), "rows": run.rows_done}, now=now,
    )  # fmt: skip
    return _chain(first, chunks)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


@transaction.atomic
def read_reasons(*, number: UUID, office: str, by: str, page: int, now: datetime) -> Reasons:
    """A page of rejected rows with their reasons. Row numbers only, yet a reading: it is in the journal (A5)."""
    run = _exists(number, office)
    reasons = queries.reasons_of(run, page)
    if reasons is None:
        raise RunRefused(NO_REPORT)
    journal.record(
        act="intake.report_read", office=office, officer=by, purpose="registration",
        detail={"intake": str(number), "rows": len(reasons.rows)}, now=now,
    )  # fmt: skip
    return reasons


def _exists(number: UUID, office: str) -> IntakeRun:
    run = IntakeRun.objects.filter(pk=number, office=office).first()
    if run is None:
        raise NoSuchRun
    return run


def destroy(files: Iterable[IntakeFile], *, why: DestroyedFor, now: datetime) -> int:
    """Delete the keys of files, and the files once that is final; how many were still kept."""
    ids = [file.id for file in files if file.destroyed_at is None]
    gone = IntakeFile.objects.filter(pk__in=ids, destroyed_at=None).update(
        wrapped_key=None, sealed_name=None, destroyed_at=now, destroyed_for=why
    )
    for file in ids:
        transaction.on_commit(partial(kept.unlink, file))
    return gone


@transaction.atomic
def forget_kept(*, person: UUID, offices: list[str], before: datetime, by: str, now: datetime) -> int:
    """``person`` takes back what these offices hold about her: every sheet and report that may still show her goes.

    What waits is withdrawn. What runs ends without keeping its sheet or a report (``work``). Carried out by a
    function of the owner, for an erasure concerns offices whose files the caller must not see.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT file FROM journeys_forget_kept(%s, %s, %s, %s)", [person, offices, before, now])
        gone = [file for (file,) in cursor.fetchall()]
    for file in gone:
        transaction.on_commit(partial(kept.unlink, file))
    if gone:
        journal.record(
            act="intake.destroyed", office=None, officer=by, purpose="wish_of_the_person",
            detail={"files": len(gone)}, now=now,
        )  # fmt: skip
    return len(gone)


@transaction.atomic
def destroy_old(*, by: str, now: datetime) -> int:
    """Destroy what was kept for ``KEPT_DAYS``; how many files."""
    old = IntakeFile.objects.filter(destroyed_at=None, kept_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(
        run__state__in=(RunState.WAITING, RunState.RUNNING)
    )
    gone = destroy(old, why=DestroyedFor.AGE, now=now)
    if gone:
        journal.record(
            act="intake.destroyed", office=None, officer=by, purpose="operation", detail={"files": gone}, now=now
        )
    return gone


def remove_orphans(*, now: datetime) -> int:
    """Take files off the disk that no row holds a key for: a crash left them, or a restore; how many."""
    gone = 0
    for path in kept.folder().iterdir():
        try:
            age = now.timestamp() - path.stat().st_mtime
        except FileNotFoundError:
            continue
        if age > ORPHAN_AGE.total_seconds() and not _has_key(path.stem):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _has_key(name: str) -> bool:
    try:
        file = UUID(name)
    except ValueError:
        return False
    return IntakeFile.objects.filter(pk=file, destroyed_at=None).exists()


@contextmanager
def discarding(*files: SealedFile) -> Iterator[None]:
    """Where the block fails, the files go."""
    try:
        yield
    except BaseException:
        for file in files:
            file.discard()
        raise
