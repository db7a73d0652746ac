"""Who does whose work while she is away, and the calendar feeds that say how much is due on which day."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from suixing.cases.errors import CoverUnclear
from suixing.cases.models import CalendarToken, Cover
from suixing.cases.sealing import token_digest
from suixing.journal import actions as journal

FEED_LASTS = timedelta(days=90)
LONGEST_COVER = timedelta(days=366)
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Covering:
    """``by`` does the work of ``officer`` from ``first`` to ``last``, both days included."""

    number: int
    officer: str
    by: str
    first: date
    last: date


def covers_of(*, office: str, today: date) -> list[Covering]:
    """What holds now or later, the first to begin first."""
    held = Cover.objects.filter(office_id=office, last__gte=today).order_by("first", "id")
    return [Covering(one.pk, one.officer, one.by, one.first, one.last) for one in held]


@transaction.atomic
def set_cover(
    *, office: str, officer: str, by_officer: str, first: date, last: date, today: date, by: str, now: datetime
) -> None:
    """``by_officer`` does the work of ``officer`` on these days. Raises CoverUnclear; then nothing was stored."""
    if officer == by_officer or not today <= last or not first <= last <= first + LONGEST_COVER:
        raise CoverUnclear
    if Cover.objects.filter(office_id=office, officer=officer, first__lte=last, last__gte=first).exists():
        raise CoverUnclear
    Cover.objects.create(office_id=office, officer=officer, by=by_officer, first=first, last=last)
    detail = {"officer": officer, "by": by_officer, "first": first, "last": last}
    journal.record(act="cover.set", office=office, officer=by, purpose="case", detail=detail, now=now)


@transaction.atomic
def end_cover(*, number: int, office: str, by: str, now: datetime) -> bool:
    """End a cover now; False where it has ended already."""
    gone, _ = Cover.objects.filter(pk=number, office_id=office).delete()
    if gone:
        journal.record(act="cover.ended", office=office, officer=by, purpose="case", now=now)
    return bool(gone)


@transaction.atomic
def make_feed(*, office: str, officer: str, now: datetime) -> str:
    """A new token of this officer's; those before it end. It is told once and held as a hash."""
    CalendarToken.objects.filter(officer=officer).delete()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    CalendarToken.objects.create(digest=token_digest(token), office_id=office, officer=officer, until=now + FEED_LASTS)
    journal.record(act="feed.made", office=office, officer=officer, purpose="case", now=now)
    return token


@transaction.atomic
def end_feeds(*, office: str, officer: str, now: datetime) -> bool:
    """No calendar of this officer is answered any more; False where there was none."""
    gone, _ = CalendarToken.objects.filter(officer=officer).delete()
    if gone:
        journal.record(act="feed.ended", office=office, officer=officer, purpose="case", now=now)
    return bool(gone)


def feed_until(*, officer: str, now: datetime) -> datetime | None:
    """Until when this officer's calendar feed is answered; None where she has none."""
    held = CalendarToken.objects.filter(officer=officer, until__gt=now).order_by("-until")
    return held.values_list("until", flat=True).first()
