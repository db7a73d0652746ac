"""What an operator does about what is stuck: have it tried again, or let it go. None of it shows her a content.

The worker carries it out: a parcel leaves at once, a dead one is opened again, one that was dropped is destroyed.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from suixing.exchange.errors import SettledMeanwhile
from suixing.exchange.models import Dead, LeavingParcel, Transit
from suixing.exchange.post.burying import DROPPED, RETRY
from suixing.journal.actions import record

PURPOSE = "operation"


@transaction.atomic
def retry_parcel(*, parcel: UUID, office: str | None, by: str, now: datetime) -> None:
    """Have a parcel tried at once, not when its waiting ends: of this node, or, at the hub, of another one.

    Raises SettledMeanwhile: it has left.
    """
    waiting = LeavingParcel.objects.filter(pk=parcel), Transit.objects.filter(pk=parcel, gone_at=None)
    if not any(rows.update(try_at=now) for rows in waiting):
        raise SettledMeanwhile
    _record("exchange.parcel_retried", {"parcel": parcel}, office, by, now)


@transaction.atomic
def retry_dead(*, number: int, office: str | None, by: str, now: datetime) -> None:
    """Have it opened again by the worker. Raises SettledMeanwhile: it is settled, or waits for that already."""
    if not _unsettled().filter(pk=number).update(settled_as=RETRY):
        raise SettledMeanwhile
    _record("exchange.dead_retried", {"dead": number}, office, by, now)


@transaction.atomic
def drop_dead(*, number: int, office: str | None, by: str, now: datetime) -> None:
    """Let it go for good; what it holds is destroyed, and it stays dropped when it comes again.

    Raises SettledMeanwhile: it is settled, or waits to be opened again.
    """
    if not _unsettled().filter(pk=number).update(settled_as=DROPPED, settled_at=now):
        raise SettledMeanwhile
    _record("exchange.dead_dropped", {"dead": number}, office, by, now)


@transaction.atomic
def retry_everything(*, office: str | None, by: str, now: datetime) -> dict[str, int]:
    """All parcels that wait, the hub's too, are tried at once, and all dead ones opened again; how many of each."""
    tried = {
        "parcels": LeavingParcel.objects.filter(try_at__gt=now).update(try_at=now),
        "transit": Transit.objects.filter(gone_at=None, try_at__gt=now).update(try_at=now),
        "dead": _unsettled().update(settled_as=RETRY),
    }
    _record("exchange.everything_retried", tried, office, by, now)
    return tried


@transaction.atomic
def retry_dead_of_parcel(*, parcel: UUID, office: str | None, by: str, now: datetime) -> int:
    """All that came in one parcel and is dead is opened again; how many. Raises SettledMeanwhile for none."""
    found = _unsettled().filter(parcel=parcel).update(settled_as=RETRY)
    if not found:
        raise SettledMeanwhile
    _record("exchange.dead_retried", {"parcel": parcel}, office, by, now)
    return found


def _unsettled() -> QuerySet[Dead]:
    return Dead.objects.filter(settled_at=None, settled_as="")


def _record(act: str, detail: Mapping[str, object], office: str | None, by: str, now: datetime) -> None:
    record(act=act, office=office, officer=by, purpose=PURPOSE, detail=detail, now=now)
