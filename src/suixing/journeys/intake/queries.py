"""What pages ask about intakes. An office sees its own; one above sees counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from suixing.journeys.intake import kept
from suixing.journeys.intake.reasons import PAGE_ROWS, Reason, SheetRemarks, read_reasons, read_remarks
from suixing.journeys.intake.states import TITLES
from suixing.journeys.models import UNDER_WAY, DestroyedFor, FileKind, IntakeFile, IntakeRun, RunState
from suixing.kernel.errors import Sentence
from suixing.places.queries import lies_below

BELOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class RunCounts:
    """A run as a count: what the row holds, without the sheet's name."""

    id: UUID
    office: str
    officer: str
    state: str
    check: bool
    rows_done: int
    rows_expected: int
    accepted: int
    updated: int
    unchanged: int
    rejected: int
    handed_in_at: datetime
    began_at: datetime | None
    finished_at: datetime | None
    refusal: Sentence | None

    @property
    def title(self) -> Sentence:
        """Where it stands, in words."""
        return TITLES[self.state]

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run as its own office sees it. ``gone`` says why report or reasons are no longer kept."""

    counts: RunCounts
    file_name: str
    has_report: bool
    has_reasons: bool
    can_try_again: bool
    gone: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """A page of rejected rows; ``page`` is 1 on the first, ``last`` the number of pages."""

    remarks: SheetRemarks
    rows: list[Reason]
    page: int
    last: int


def _counts(run: IntakeRun) -> RunCounts:
    refusal = Sentence(run.refusal_zh, run.refusal_en) if run.refusal_zh else None
    return RunCounts(
        run.id, run.office_id, run.officer, run.state, run.check_only, run.rows_done, run.rows_expected,
        run.accepted, run.updated, run.unchanged, run.rejected,
        run.handed_in_at, run.began_at, run.finished_at, refusal,
    )  # fmt: skip


def runs_of(*, office: str, page: int, size: int) -> tuple[list[RunCounts], int]:
    """A page of the office's runs, newest first, and how many pages there are (at least one)."""
    runs = IntakeRun.objects.filter(office=office)
    last = max(1, -(-runs.count() // size))
    start = (min(max(page, 1), last) - 1) * size
    return [_counts(run) for run in runs.order_by("-handed_in_at", "id")[start : start + size]], last


def why_gone(runs: list[UUID]) -> dict[UUID, str]:
    """Of which runs the report was destroyed, and why (a value of ``DestroyedFor``)."""
    gone = IntakeFile.objects.filter(run__in=runs).exclude(destroyed_for__in=("", DestroyedFor.DONE))
    return dict(gone.order_by("kind").values_list("run", "destroyed_for"))


def counts_at(*, number: UUID, office: str) -> RunCounts | None:
    """Where one run of the office stands; None for any other."""
    run = IntakeRun.objects.filter(pk=number, office=office).first()
    return None if run is None else _counts(run)


def run_at(*, number: UUID, office: str) -> RunPage | None:
    """One run of the office with what is kept of it; None for any other."""
    run = IntakeRun.objects.filter(pk=number, office=office).first()
    if run is None:
        return None
    files = {file.kind: file for file in IntakeFile.objects.filter(run=run)}
    held = {kind for kind, file in files.items() if file.destroyed_at is None}
    named = next((file for file in files.values() if file.sealed_name and file.kind != FileKind.REASONS), None)
    return RunPage(
        counts=_counts(run),
        file_name=_name_of(named) if named is not None else "",
        has_report=FileKind.REPORT in held,
        has_reasons=FileKind.REASONS in held,
        can_try_again=run.state == RunState.FAILED and FileKind.SHEET in held,
        gone=why_gone([run.id]).get(run.id, ""),
    )


def _name_of(file: IntakeFile) -> str:
    if file.wrapped_key is None or file.sealed_name is None:
        return ""
    return kept.open_name(file.id, kept.open_key(file.id, bytes(file.wrapped_key)), bytes(file.sealed_name))


def reasons_of(run: IntakeRun, page: int) -> Reasons | None:
    """A page of its rejected rows; None where they are not kept."""
    file = IntakeFile.objects.filter(run=run, kind=FileKind.REASONS, destroyed_at=None).first()
    if file is None or file.wrapped_key is None:
        return None
    key = kept.open_key(file.id, bytes(file.wrapped_key))
    last = max(1, -(-run.rejected // PAGE_ROWS))
    here = min(max(page, 1), last)
    remarks = read_remarks(next(kept.read_chunks(file.id, key)))
    chunk = next(kept.read_chunks(file.id, key, first=here), None)
    return Reasons(remarks, [] if chunk is None else read_reasons(chunk), here, last)


def running_at(*, office: str) -> list[RunCounts]:
    """What waits or runs at an office, oldest first, for its home page."""
    runs = IntakeRun.objects.filter(office=office, state__in=UNDER_WAY).order_by("handed_in_at")
    return [_counts(run) for run in runs]


def open_runs_of(*, office: str, officer: str, now: datetime) -> list[RunCounts]:
    """What an officer handed in and is not over: it waits, runs, or broke off lately. Oldest first."""
    may_try_again = Q(state=RunState.FAILED, handed_in_at__gt=now - timedelta(days=BELOW_DAYS))
    runs = IntakeRun.objects.filter(Q(state__in=UNDER_WAY) | may_try_again, office=office, officer=officer)
    return [_counts(run) for run in runs.order_by("handed_in_at", "id")]


def runs_numbered(*, office: str, numbers: list[UUID]) -> list[RunCounts]:
    """These runs of the office."""
    return [_counts(run) for run in IntakeRun.objects.filter(office=office, pk__in=numbers)]


def runs_since(*, office: str, since: datetime) -> list[RunCounts]:
    """The runs that one office handed in since an instant, newest first."""
    runs = IntakeRun.objects.filter(office=office, handed_in_at__gte=since)
    return [_counts(run) for run in runs.order_by("-handed_in_at", "id")]


def runs_below(*, office: str, now: datetime) -> list[RunCounts]:
    """The runs of the last 30 days at the offices below, newest first, for a supervisor: counts only."""
    since = now - timedelta(days=BELOW_DAYS)
    runs = IntakeRun.objects.filter(lies_below(office, "office__code"), handed_in_at__gte=since)
    return [_counts(run) for run in runs.order_by("-handed_in_at", "id")]
