"""Status lists: places given away in a secret order, bits that are only ever set, and the signed token of each list.

Whoever looks a pass up gets the states of 131,072; which place is whose, and when it was given away, nobody can tell.
"""

import os
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from suixing.passes import ledger
from suixing.passes.formats import status_list
from suixing.passes.formats.status_list import BYTES, SIZE
from suixing.passes.keys import signer
from suixing.passes.ledger import Place
from suixing.passes.models import StatusList

LASTS = timedelta(days=7)
ANEW = timedelta(days=1)
"""How long a token counts, and after what time it is signed anew."""
_TAKE = "SELECT list, place FROM passes_take_places(%s, %s)"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('status lists of passes', 0))"


def uri_of(number: int) -> str:
    """Where a list is published; it stands in every pass of the list."""
    return f"{settings.SUIXING_PUBLIC_ADDRESS}/passes/status/{number}"


def take_places(*, office: str, many: int, now: datetime) -> list[Place]:
    """Places for so many new passes, in no order that means anything; a new list is made where one is full."""
    taken: list[Place] = []
    with connection.cursor() as cursor:
        while len(taken) < many:
            cursor.execute(_TAKE, [office, many - len(taken)])
            found = cursor.fetchall()
            if not found:
                make_list_if_full(now=now)
            taken += found
    return taken


@transaction.atomic
def make_list_if_full(*, now: datetime) -> bool:
    """A new list where the newest one has no place left, or there is none; whether one was made."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    newest = StatusList.objects.order_by("-number").values_list("number", "used").first()
    if newest is not None and newest[1] < SIZE:
        return False
    number = newest[0] + 1 if newest else 1
    bits = bytes(BYTES)
    StatusList.objects.create(
        number=number, order_bytes=_random_order(), bits=bits, token=_token(number, bits, now), signed_at=now,
        expires_at=now + LASTS,
    )  # fmt: skip
    return True


@transaction.atomic
def revoke_places(*, places: Collection[Place], now: datetime) -> None:
    """Set the bits of these places and sign their lists, all in the transaction of the act that revokes."""
    if not places:
        return
    ledger.note_revoked(settings.SUIXING_KEYS_DIR, places, now)
    _set(places, now)


def renew_tokens(*, now: datetime, before: datetime | None = None) -> int:
    """Sign every list anew whose token is a day old, or from before an instant; how many. Each by itself."""
    old = StatusList.objects.filter(signed_at__lte=before or now - ANEW).order_by("number")
    numbers = list(old.values_list("number", flat=True))
    for number in numbers:
        with transaction.atomic():
            _set([], now, also=[number])
    return len(numbers)


def close_all(*, now: datetime) -> dict[int, list[int]]:
    """After a restore: no place of these lists is given away again; every place revoked is, of each list."""
    StatusList.objects.update(used=SIZE)
    revoked: dict[int, list[int]] = {number: [] for number in StatusList.objects.values_list("number", flat=True)}
    for number, place in ledger.revoked(settings.SUIXING_KEYS_DIR):
        if number in revoked and 0 <= place < SIZE:
            revoked[number].append(place)
    _set([(number, place) for number, places in revoked.items() for place in places], now, also=revoked)
    return revoked


def _set(places: Iterable[Place], now: datetime, *, also: Iterable[int] = ()) -> None:
    by_list: dict[int, list[int]] = {number: [] for number in also}
    for number, place in places:
        by_list.setdefault(number, []).append(place)
    # Always in this order, so that two who revoke in several lists do not wait for each other.
    rows = StatusList.objects.select_for_update().filter(number__in=by_list).order_by("number")
    for number, held in list(rows.values_list("number", "bits")):
        bits = bytearray(held)
        for place in by_list[number]:
            bits[place >> 3] |= 1 << (place & 7)
        StatusList.objects.filter(number=number).update(
            bits=bytes(bits), token=_token(number, bytes(bits), now), signed_at=now, expires_at=now + LASTS
        )


def _token(number: int, bits: bytes, now: datetime) -> str:
    return status_list.issue(signer().key, uri_of(number), bits, now, LASTS)


def _random_order() -> bytes:
    """All places of a list in a random order, four octets each: sorted by eight random octets a place."""
    drawn = memoryview(os.urandom(8 * SIZE)).cast("Q")
    return b"".join(place.to_bytes(4, "big") for place in sorted(range(SIZE), key=drawn.__getitem__))
