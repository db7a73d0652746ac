"""An empty journal, entries by the way of bulk intake, and what an owner of the tables can do to them."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection

from suixing.journal import actions
from suixing.journal.storage import raw_cursor
from tests.emptying import empty

NOW = datetime.datetime(2025, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.UTC)
ALICE = uuid.UUID("01890000-0000-7000-8000-00000000a11c")
BOB = uuid.UUID("01890000-0000-7000-8000-000000000b0b")
CHARLIE = uuid.UUID("01890000-0000-7000-8000-0000000c4a17")

TABLES = ("entry", "leaf", "tile", "mention", "subject", "map_group", "block")


@contextmanager
def as_owner() -> Iterator["psycopg.Cursor[tuple[object, ...]]"]:
    """What whoever owns the tables can do: the triggers are off in here."""
    with raw_cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER USER")
        try:
            yield cursor
        finally:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE journal_{table} ENABLE TRIGGER USER")


def empty_journal() -> None:
    """As if nothing had ever been written or signed."""
    empty([f"journal_{table}" for table in TABLES], numbers_anew=True)
    (settings.SUIXING_KEYS_DIR / "heads.log").unlink(missing_ok=True)


def write(
    *subjects: uuid.UUID,
    act: str = "person.read",
    detail: str = "{}",
    to: "psycopg.Cursor[object] | None" = None,
) -> int:
    """One committed entry, as bulk intake writes it; its id."""
    with raw_cursor() as own:
        cursor = own if to is None else to
        cursor.execute(
            "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)"
            " VALUES (%s, %s, '500233001', 'console', 'desk', %s::uuid[], %s::jsonb) RETURNING id",
            [NOW, act, list(subjects), detail],
        )
        row = cursor.fetchone()
    assert isinstance(row, tuple)
    return int(row[0])


def write_many(count: int, people: int) -> None:
    """``count`` entries in one transaction, one subject each, about ``people`` invented ones in turn."""
    with raw_cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)"
            " SELECT %s::timestamptz, 'person.taken_in', '500233001', 'console', 'intake',"
            " ARRAY[md5((n %% %s)::text)::uuid], '{}' FROM generate_series(1, %s::int) n",
            [NOW, people, count],
        )


def seal(limit_blocks: int | None = None) -> actions.SealReport:
    return actions.seal(now=NOW, limit_blocks=limit_blocks)


@contextmanager
def other_connection() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A second client of the same database."""
    wanted = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: wanted[name] for name in names}) as other:
        yield other
