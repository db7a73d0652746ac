"""What stays folded on her own pages until she proves herself anew: counted, never told of which office."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class BehindLock:
    """How many entries, accounts and files are folded; until when the lock is open, None where it is shut."""

    entries: int
    accounts: int
    files: int
    unlocked_until: datetime | None


def behind_lock() -> BehindLock:
    """What the second lock keeps folded in this session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries, accounts, files, unlocked_until FROM journeys_behind_lock()")
        entries, accounts, files, unlocked_until = cursor.fetchone()
    return BehindLock(entries, accounts, files, unlocked_until)
