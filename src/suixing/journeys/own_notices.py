"""What she was told, and where she wants to be told; what is open to her session the database says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from suixing.notices.actions import mark_of_telephone
from suixing.notices.queries import Channel, Kind, Way
from suixing.people.queries import SeenAccount, see_herself

__all__ = ["Channel", "Kind", "Way"]  # the rest is defined here


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """One notice to her. ``channel`` is empty until it went out, ``failed`` one word where it did not."""

    number: int
    kind: str
    office: str | None
    channel: str
    made_at: datetime
    due_at: datetime
    sent_at: datetime | None
    failed: str


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone that offices hold of her; ``account`` is the first account with it."""

    account: int
    number: str
    offices: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChosenWay:
    """Where she wants to be told. ``telephones`` are those in what is open to her; the chosen one may be elsewhere."""

    way: Way
    telephones: tuple[Telephone, ...]


def told(*, before: int | None, most: int) -> list[OwnNotice]:
    """What she was told and is open to her session, the newest first, from ``before`` on back."""
    rows = _ask(
        "SELECT id, kind, office, channel, created_at, due_at, sent_at, failed FROM journeys_own_notices(%s, %s)",
        before, most,
    )  # fmt: skip
    return [OwnNotice(*row) for row in rows]


@transaction.atomic
def chosen_way(*, person: UUID) -> ChosenWay:
    """Where she wants to be told, and the telephones among which this session lets her choose."""
    ((way, mark),) = _ask("SELECT way, mark FROM journeys_own_notice_way()")
    seen = see_herself(person=person)
    found = _by_telephone(seen.accounts if seen else ())
    return ChosenWay(
        Way(way or Way.ALL),
        tuple(
            Telephone(
                accounts[0].number, telephone, tuple(one.office for one in accounts),
                mark is not None and mark_of_telephone(person, telephone) == bytes(mark),
            )
            for telephone, accounts in found.items()
        ),
    )  # fmt: skip


@transaction.atomic
def choose(*, person: UUID, way: Way, telephone: str = "") -> bool:
    """She is told there from now on, what her safety depends on apart. False where this session opens nothing yet."""
    mark = mark_of_telephone(person, telephone) if way == Way.ONE else None
    ((done,),) = _ask("SELECT journeys_choose_notice_way(%s, %s)", way.value, mark)
    return bool(done)


def _by_telephone(accounts: tuple[SeenAccount, ...]) -> dict[str, list[SeenAccount]]:
    found: dict[str, list[SeenAccount]] = {}
    for one in accounts:
        if one.private.telephone.strip():
            found.setdefault(one.private.telephone.strip(), []).append(one)
    return found


def _ask(statement: str, *values: str | bytes | int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())
