"""Break-glass as rows: asked, answered, opened, closed, reviewed; the database decides (docs/break-glass.md).

They take officer and office from the session of the connection, so none is given here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from suixing.access.errors import NotAnswered, NotAsked, NotReviewed, TooManyRequests
from suixing.access.models import BreakGlass, BreakGlassReason, BreakGlassReview, BreakGlassSought, Finding, Tie


def _call(statement: str, values: list[bytes | str | int | bool]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return None if row is None else row[0]


def ask_break_glass(*, blind: bytes, sealed: bytes, reason: BreakGlassReason, second: str) -> int:
    """Ask the office ``second`` to agree; the number of the request. Raises NotAsked or TooManyRequests.

    The answer is the same whether somebody is held under ``blind`` or not.
    """
    if second not in second_offices():
        raise NotAsked()
    made = _call("SELECT access_ask_break_glass(%s, %s, %s, %s)", [blind, sealed, reason.value, second])
    if made is None:
        raise TooManyRequests()
    return int(str(made))


def answer_break_glass(*, request: int, agree: bool) -> None:
    """Answer as the second officer. Raises NotAnswered where it was answered, has ended, or is not for her."""
    if not _call("SELECT access_decide_break_glass(%s, %s)", [request, agree]):
        raise NotAnswered()


def close_break_glass(*, request: int) -> bool:
    """End an opened record before its time; False where it had ended."""
    return bool(_call("SELECT access_close_break_glass(%s)", [request]))


def review_break_glass(*, request: int, finding: Finding) -> None:
    """Say whether opening was justified. Raises NotReviewed where it was reviewed, or is not hers to review."""
    if not _call("SELECT access_review_break_glass(%s, %s, %s)", [request, finding == Finding.NEEDED, finding.value]):
        raise NotReviewed()


_SECOND = "SELECT code FROM places_office WHERE NOT access_same_house(code, access_office()) ORDER BY code"


def second_offices() -> list[str]:
    """The offices that may be asked: every one but her own and those it is paired with."""
    with connection.cursor() as cursor:
        cursor.execute(_SECOND)
        return [str(code) for (code,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Requested:
    """A request as those see it who take part: no word about who is sought. ``justified`` is None until reviewed."""

    number: int
    officer: str
    office: str
    reason: str
    second_office: str
    asked_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    agreed: bool | None
    justified: bool | None
    finding: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """What the officer who asked sees besides: the masked number, sealed, and what was opened until when.

    ``person`` is there while the record is open.
    """

    sealed: bytes
    opened_at: datetime | None
    until: datetime | None
    closed_at: datetime | None
    person: UUID | None


_LISTED = 100


def requests_of(*, officer: str) -> list[Requested]:
    """The newest requests that she made."""
    return _requests(BreakGlass.objects.filter(officer=officer))


def requests_to(*, office: str, officer: str) -> list[Requested]:
    """The newest requests that were put to her office by others."""
    return _requests(BreakGlass.objects.filter(second_office=office).exclude(officer=officer))


def requests_to_review() -> list[Requested]:
    """The newest opened records that she may review, or has reviewed."""
    return _requests(BreakGlass.objects.extra(where=["access_may_review(access_break_glass.id)"]))


def _requests(rows: "QuerySet[BreakGlass]") -> list[Requested]:
    held = list(rows.order_by("-asked_at", "-pk")[:_LISTED])
    reviews = {one.request_id: one for one in BreakGlassReview.objects.filter(request__in=held)}
    return [_requested(one, reviews.get(one.pk)) for one in held]


def _requested(row: BreakGlass, review: BreakGlassReview | None) -> Requested:
    return Requested(
        row.pk, row.officer, row.office, row.reason, row.second_office, row.asked_at, row.expires_at, row.decided_at,
        row.decided_by, row.agreed,
        None if review is None else review.justified, None if review is None else review.reason,
    )  # fmt: skip


def opening_of(*, request: int, officer: str, now: datetime) -> Opening | None:
    """What was opened to the officer who asked; None for everybody else."""
    columns = ("sealed", "opened_at", "until", "closed_at", "tie")
    row = BreakGlassSought.objects.filter(request=request, request__officer=officer).values_list(*columns).first()
    if row is None:
        return None
    sealed, opened_at, until, closed_at, tie = row
    person = Tie.objects.filter(pk=tie, officer=officer, until__gt=now).values_list("person", flat=True).first()
    return Opening(bytes(sealed), opened_at, until, closed_at, person)
