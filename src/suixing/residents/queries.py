"""What her own pages ask: whose session it is, what it opens, and what else stands open to her."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from suixing.residents.mandates import LONGEST_DAYS, GivenMandate, mandates_given
from suixing.residents.models import Application

__all__ = ["LONGEST_DAYS", "Application", "GivenMandate", "mandates_given"]  # the rest is defined here

EVERYTHING, NOTHING = "-infinity", "infinity"


@dataclass(frozen=True, slots=True)
class Opens:
    """Since when what is open: ``since`` for all offices, ``of_offices`` for single ones.

    None stands for "from the beginning"; ``anything`` is False where nothing is open for all offices.
    """

    since: datetime | None
    anything: bool
    of_offices: Mapping[str, datetime | None] = field(default_factory=dict)

    @property
    def everything(self) -> bool:
        """Whether nothing is closed to her."""
        return self.anything and self.since is None


@dataclass(frozen=True, slots=True)
class Seat:
    """Her session: whose, by which way, what it opens, and what she chose."""

    person: UUID
    session: int
    way: str
    opens: Opens
    expires_at: datetime
    telephone_blocked: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of her browsers."""

    number: int
    way: str
    browser: str
    began_at: datetime
    seen_at: datetime
    opens: Opens
    is_this: bool


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """One of her passkeys."""

    number: int
    name: str
    made_at: datetime
    used_at: datetime | None
    opens: Opens


@dataclass(frozen=True, slots=True)
class WaitingWidening:
    """A request to open everything that is under way: asked, or approved and waiting until ``opens_at``."""

    number: int
    told: str
    asked_at: datetime
    second_office: str | None
    approved_at: datetime | None
    opens_at: datetime | None


def opens_of(said: str, of_offices: Mapping[str, str] | None = None) -> Opens:
    """What a session opens, from the database's words for it."""
    return Opens(
        since=_moment(said),
        anything=said != NOTHING,
        of_offices={office: _moment(since) for office, since in (of_offices or {}).items()},
    )


def _moment(said: str) -> datetime | None:
    return None if said in {EVERYTHING, NOTHING} else datetime.fromisoformat(said)


def _rows(statement: str, *values: str | bytes | int | list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def seat() -> Seat | None:
    """The session that was told to the database, where it stands; notes that it is in use."""
    (row,) = _rows(
        "SELECT person, session, way, opens_from, of_offices, expires_at, telephone_blocked, hidden"
        " FROM residents_look()"
    )
    person, session, way, opens_from, of_offices, expires_at, blocked, hidden = row
    if person is None:
        return None
    told = orjson.loads(of_offices) if isinstance(of_offices, str) else of_offices
    return Seat(person, session, way, opens_of(opens_from, told), expires_at, blocked, hidden)


def sessions() -> list[OwnSession]:
    """Her open sessions, the newest first."""
    found = _rows("SELECT id, way, browser, began_at, seen_at, opens_from, is_this FROM residents_sessions()")
    return [
        OwnSession(number, way, browser, began_at, seen_at, opens_of(said), is_this)
        for number, way, browser, began_at, seen_at, said, is_this in found
    ]


def passkeys() -> list[OwnPasskey]:
    """Her passkeys, in the order in which they were made."""
    found = _rows("SELECT id, name, made_at, used_at, opens_from FROM residents_passkeys()")
    return [
        OwnPasskey(number, name, made_at, used_at, opens_of(said)) for number, name, made_at, used_at, said in found
    ]


def widenings() -> list[WaitingWidening]:
    """Her requests that are under way, and what was opened and not used yet."""
    return [
        WaitingWidening(*row)
        for row in _rows("SELECT id, number, asked_at, second_office, approved_at, opens_at FROM residents_widenings()")
    ]


def questioned(entries: list[int]) -> dict[int, datetime]:
    """Which of these entries she questioned, and when first."""
    return dict(_rows("SELECT entry, asked_at FROM residents_questioned(%s::bigint[])", entries))


@dataclass(frozen=True, slots=True)
class WaitingErasure:
    """She is to be erased at ``due_at``: at one office, or everywhere where none is named.

    ``begun``: it is being carried out and is not cancelled any more.
    """

    number: int
    office: str | None
    asked_at: datetime
    due_at: datetime
    begun: bool


def erasures() -> list[WaitingErasure]:
    """What waits to be erased, in whatever session of hers; at most one."""
    return [
        WaitingErasure(*row) for row in _rows("SELECT id, office, asked_at, due_at, begun FROM residents_erasures()")
    ]


def handle() -> bytes | None:
    """What authenticators know her by; drawn at the first call. None without a session."""
    ((found,),) = _rows("SELECT residents_handle()")
    return None if found is None else bytes(found)


def held_passkey(mark: bytes) -> tuple[bytes, int] | None:
    """The sealed public key and the counter of the passkey under this mark."""
    ((sealed, counter),) = _rows("SELECT sealed, sign_count FROM residents_passkey_of(%s)", mark)
    return None if sealed is None else (bytes(sealed), int(counter))


def links_of(entry: int) -> list[tuple[int, bytes, bytes | None]]:
    """For each subject of an entry of hers: number and chain head before it, or only a hash where it is another's."""
    return [
        (number or 0, bytes(previous or b""), None if other is None else bytes(other))
        for number, previous, other in _rows("SELECT number, previous, hash FROM residents_links(%s)", entry)
    ]


def tree_of(level: int, first: int, after: int) -> list[bytes]:
    """Hashes of the journal's tree; raises LookupError where they are not all there."""
    found: list[bytes] = []
    for start in range(first, after, 256):
        rows = _rows("SELECT residents_tree(%s::smallint, %s, %s)", level, start, min(start + 256, after))
        found += [bytes(one) for (one,) in rows]
    if len(found) != after - first:
        raise LookupError("hashes of the tree are not all there")
    return found
