"""Letters of cases: owed, printed, and how they reached her."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from suixing.cases.models import Case, Letter, LetterKind

__all__ = ["LetterKind"]  # the rest is defined here


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter of a case: to be printed, or printed and by what channel it reached her."""

    number: int
    case: UUID
    case_number: str
    kind: str
    due_at: datetime
    printed_at: datetime | None
    reached_on: date | None
    channel: str


def owe_letter(case: Case, *, kind: str, now: datetime) -> None:
    """A letter is to be printed."""
    Letter.objects.create(case=case, office_id=case.office_id, kind=kind, due_at=now)


def mark_printed(*, case: UUID, office: str, kind: str, by: str, now: datetime) -> None:
    """The letter that is owed was printed; one that nobody owed is put down too."""
    owed = Letter.objects.filter(case_id=case, office_id=office, kind=kind, printed_at=None)
    if not owed.update(printed_at=now, printed_by=by):
        Letter.objects.create(case_id=case, office_id=office, kind=kind, due_at=now, printed_at=now, printed_by=by)


def mark_reached(*, letter: int, office: str, on: date, channel: str, by: str) -> bool:
    """How and when a printed letter reached her; False where it was not printed."""
    held = Letter.objects.filter(pk=letter, office_id=office, printed_at__isnull=False)
    return bool(held.update(reached_on=on, channel=channel, noted_by=by))


def letters_of(*, case: UUID, office: str) -> list[Posted]:
    """The letters of one case, the oldest first."""
    held = Letter.objects.filter(case_id=case, office_id=office).select_related("case").order_by("id")
    return [_posted(one) for one in held]


def letters_owed(*, office: str) -> list[Posted]:
    """What is to be printed at this office."""
    held = Letter.objects.filter(office_id=office, printed_at=None).select_related("case").order_by("due_at", "id")
    return [_posted(one) for one in held]


def _posted(one: Letter) -> Posted:
    return Posted(
        one.pk, one.case_id, one.case.number, one.kind, one.due_at, one.printed_at, one.reached_on, one.channel
    )
