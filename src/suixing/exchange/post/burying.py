"""What arrived and could not be acted on: kept for the operator, opened again or destroyed when she says so.

She marks it at her page, where nobody can read what it holds; the worker does the rest.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from suixing.exchange.models import Dead
from suixing.kernel.crypto import sha256

RETRY = "retry"
"""``settled_as`` of one that waits to be opened again."""
RETRIED = "retried"
DROPPED = "dropped"
BROKE_OFF = "broke_off"
"""The reason of one that could not even be refused."""
AT_ONCE = 50

_BURY = """
    INSERT INTO exchange_dead AS held (parcel, node, reason, body, is_parcel, digest, at, settled_as)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '')
    ON CONFLICT (digest) DO UPDATE SET
      reason = EXCLUDED.reason, node = EXCLUDED.node, body = EXCLUDED.body, settled_at = NULL, settled_as = ''
    WHERE held.settled_as IN ('retry', 'retried')
"""


def bury(parcel: UUID, body: bytes, node: str, reason: str, *, now: datetime, whole: bool = False) -> None:
    """Keep a whole parcel or one event of it, once; what was opened again and still cannot be used is open again.

    What was dropped stays dropped, however often it comes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BURY, [parcel, node, reason, body, whole, sha256(body), now])


Open = Callable[[Dead], None]
"""Takes in what a row holds, as if it had just arrived; buries it again where it still cannot be used."""


def reopen(open_one: Open, *, now: datetime) -> int:
    """Open again what an operator asked for, and destroy what is settled; how many were opened.

    Each in a transaction of its own. One that breaks off is the operator's again, and stops nobody.
    """
    waiting = Dead.objects.filter(settled_at=None, settled_as=RETRY).order_by("at").values_list("pk", flat=True)
    done = 0
    for number in list(waiting[:AT_ONCE]):
        done += _reopen_one(number, open_one, now)
    Dead.objects.filter(settled_at__isnull=False, body__isnull=False).update(body=None)
    return done


def _reopen_one(number: int, open_one: Open, now: datetime) -> int:
    try:
        with transaction.atomic():
            asked = Dead.objects.select_for_update(skip_locked=True).filter(pk=number, settled_at=None)
            row = asked.filter(settled_as=RETRY, body__isnull=False).first()
            if row is None:
                return 0
            Dead.objects.filter(pk=number).update(settled_at=now, settled_as=RETRIED)
            open_one(row)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the post goes on, and the operator sees that it broke off
        Dead.objects.filter(pk=number, settled_as=RETRY).update(reason=BROKE_OFF, settled_as="")
    return 1
