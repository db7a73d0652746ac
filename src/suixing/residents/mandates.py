"""Mandates that she gives on her own pages: a relative does one act for her, once, until a day; it reads nothing (P2).

The code is shown to her once and kept as a keyed hash. Who used it is sealed under the node's key until she looks.
"""

from dataclasses import dataclass
from datetime import datetime

import orjson
from django.conf import settings
from django.db import connection, transaction

from suixing.kernel.keys import keyring_at
from suixing.residents.mandate_models import ACTS, LONGEST
from suixing.residents.proving import draw_code, hash_of

LONGEST_DAYS = LONGEST.days
_USED_BY = b"mandate used by"
__all__ = [
    "ACTS",
    "LONGEST_DAYS",
    "GivenMandate",
    "UsedBy",
    "end_mandate",
    "give_mandate",
    "hash_of_mandate",
    "mandates_given",
    "seal_user",
]


@dataclass(frozen=True, slots=True)
class UsedBy:
    """What the relative wrote: a name, and how the two are related."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class GivenMandate:
    """One that she gave; ``used_by`` once somebody used it."""

    number: int
    act: str
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    used_at: datetime | None
    used_by: UsedBy | None

    def stands(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.ended_at is None and self.used_at is None and self.expires_at > now


def hash_of_mandate(code: str) -> bytes:
    """What the database compares, however the code was typed."""
    return hash_of("mandate", code)


@transaction.atomic
def give_mandate(*, act: str, days: int) -> str | None:
    """A code for one act within so many days (1 to 30), shown once; None where five stand already, or ten were given.

    ``act`` is one of ``ACTS``.
    """
    code = draw_code()
    with connection.cursor() as cursor:
        cursor.execute("SELECT residents_give_mandate(%s, %s, %s)", [act, hash_of_mandate(code), days])
        row = cursor.fetchone()
    return code if row and row[0] else None


@transaction.atomic
def end_mandate(*, mandate: int) -> bool:
    """End one before it is used; False where it is none of hers or was used or ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT residents_end_mandate(%s)", [mandate])
        row = cursor.fetchone()
    return bool(row and row[0])


def mandates_given() -> list[GivenMandate]:
    """Those that she gave, the newest first, at most twenty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, act, made_at, expires_at, ended_at, used_at, sealed FROM residents_mandates()")
        rows = cursor.fetchall()
    return [
        GivenMandate(number, act, made_at, expires_at, ended_at, used_at, None if sealed is None else _opened(sealed))
        for number, act, made_at, expires_at, ended_at, used_at, sealed in rows
    ]


def seal_user(*, name: str, relation: str) -> bytes:
    """Who uses a mandate, for her eyes."""
    plain = orjson.dumps({"name": name, "relation": relation})
    return bytes(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(plain, _USED_BY))


def _opened(sealed: bytes) -> UsedBy:
    held = orjson.loads(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(bytes(sealed), _USED_BY))
    return UsedBy(str(held["name"]), str(held["relation"]))
