"""Many people at once: rows are staged by COPY, then inserted room by room from the stage.

The stage is a temporary table of the transaction; every room inserts its own part from it, so no room
writes another's tables. A row has one ``mode``: ``new`` person, ``joined`` (held already, a new account of
this office, silently), ``changed`` (this office's own account says something else now).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from suixing.rules.names import fold_name, pinyin_of

STAGE = """
    CREATE TEMP TABLE person_stage (
        mode text, person uuid, account bigint, wrapped_key bytea, kind text, blind bytea, identifier bytea,
        name text, sex smallint, born date, sealed bytea, entered bytea, home text, "current" text,
        arrived date, given_on date, way text, correction bytea, before bytea, name_folded text, name_pinyin text
    ) ON COMMIT DROP
"""
_NULL = "\\N"
_COPY = "COPY person_stage FROM STDIN"

# Rising keys of both tables are filled in the order of the stage; the blind index is random by nature.
_INSERT = (
    """
    INSERT INTO people_person (id, wrapped_key, registered_at)
    SELECT person, wrapped_key, %(now)s FROM person_stage WHERE mode = 'new'
    """,
    """
    INSERT INTO people_identifier (person_id, kind, blind, sealed)
    SELECT person, kind, blind, identifier FROM person_stage WHERE mode = 'new' ORDER BY blind
    """,
    """
    INSERT INTO people_account
        (id, person_id, office_id, name, name_folded, name_pinyin, sex, born, sealed, entered, entered_at, changed_at)
    SELECT account, person, %(office)s, name, name_folded, name_pinyin, sex, born, sealed, entered, %(now)s, %(now)s
    FROM person_stage WHERE mode <> 'changed'
    """,
    """
    INSERT INTO people_residence (account_id, kind, division_id, during)
    SELECT account, 'home', home, '(,)'::daterange FROM person_stage WHERE mode <> 'changed'
    UNION ALL
    SELECT account, 'current', "current", daterange(arrived, NULL) FROM person_stage WHERE mode <> 'changed'
    """,
)

_HOLD_STILL = """
    SELECT a.id FROM people_account a JOIN person_stage s ON s.account = a.id
    WHERE s.mode = 'changed' ORDER BY a.id FOR UPDATE OF a
"""
_CHANGED_MEANWHILE = """
    SELECT EXISTS (SELECT FROM person_stage s LEFT JOIN people_account a ON a.id = s.account
                   WHERE s.mode = 'changed' AND a.entered IS DISTINCT FROM s.before)
"""

_CHANGE = (
    """
    INSERT INTO people_correction (account_id, at, officer, sealed)
    SELECT account, %(now)s, %(officer)s, correction FROM person_stage WHERE mode = 'changed'
    """,
    """
    UPDATE people_account a SET name = s.name, name_folded = s.name_folded, name_pinyin = s.name_pinyin,
        sex = s.sex, born = s.born, sealed = s.sealed, entered = s.entered, changed_at = %(now)s
    FROM person_stage s WHERE s.mode = 'changed' AND a.id = s.account
    """,
    """
    UPDATE people_residence r SET division_id = s.home
    FROM person_stage s WHERE s.mode = 'changed' AND r.account_id = s.account AND r.kind = 'home'
        AND r.division_id <> s.home
    """,
    # An arrival before what is held corrects the dates: what lay after it gives way ...
    """
    DELETE FROM people_residence r USING person_stage s
    WHERE s.mode = 'changed' AND r.account_id = s.account AND r.kind = 'current'
        AND NOT upper_inf(r.during) AND lower(r.during) >= s.arrived
    """,
    """
    UPDATE people_residence r SET during = daterange(lower(r.during), s.arrived)
    FROM person_stage s WHERE s.mode = 'changed' AND r.account_id = s.account AND r.kind = 'current'
        AND NOT upper_inf(r.during) AND upper(r.during) > s.arrived
    """,
    # ... the same place, or the same day or an earlier one, is a correction of the present residence ...
    """
    UPDATE people_residence r SET during = daterange(s.arrived, NULL), division_id = s."current"
    FROM person_stage s WHERE s.mode = 'changed' AND r.account_id = s.account AND r.kind = 'current'
        AND upper_inf(r.during) AND (r.division_id = s."current" OR lower(r.during) >= s.arrived)
        AND (r.division_id, lower(r.during)) IS DISTINCT FROM (s."current", s.arrived)
    """,
    # ... and another place on a later day is a move (G2): the old residence ends, a new one begins.
    """
    UPDATE people_residence r SET during = daterange(lower(r.during), s.arrived)
    FROM person_stage s WHERE s.mode = 'changed' AND r.account_id = s.account AND r.kind = 'current'
        AND upper_inf(r.during) AND r.division_id <> s."current" AND lower(r.during) < s.arrived
    """,
    """
    INSERT INTO people_residence (account_id, kind, division_id, during)
    SELECT s.account, 'current', s."current", daterange(s.arrived, NULL) FROM person_stage s
    WHERE s.mode = 'changed' AND NOT EXISTS (
        SELECT FROM people_residence r
        WHERE r.account_id = s.account AND r.kind = 'current' AND upper_inf(r.during))
    """,
)


@dataclass(slots=True)
class Staged:
    """One row of the stage. Fields that its mode does not need are None."""

    mode: str
    person: UUID
    account: int
    name: str
    sex: int
    born: date
    sealed: bytes
    entered: bytes
    home: str
    current: str
    arrived: date
    given_on: date
    way: str
    wrapped_key: bytes | None = None
    kind: str | None = None
    blind: bytes | None = None
    identifier: bytes | None = None
    correction: bytes | None = None
    before: bytes | None = None

    def line(self) -> str:
        """The row in COPY's text format, in the order of STAGE's columns."""
        return (
            f"{self.mode}\t{self.person.hex}\t{self.account}\t{_hex(self.wrapped_key)}\t{self.kind or _NULL}\t"
            f"{_hex(self.blind)}\t{_hex(self.identifier)}\t{_escape(self.name)}\t{self.sex}\t{self.born}\t"
            f"{_hex(self.sealed)}\t{_hex(self.entered)}\t{self.home}\t{self.current}\t{self.arrived}\t"
            f"{self.given_on}\t{self.way}\t{_hex(self.correction)}\t{_hex(self.before)}\t"
            f"{_escape(fold_name(self.name))}\t{pinyin_of(self.name)}\n"
        )


def _hex(value: bytes | None) -> str:
    return _NULL if value is None else "\\\\x" + value.hex()


def _escape(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")


def reserve_accounts(cursor: "psycopg.Cursor[Any]", count: int) -> list[int]:
    """Numbers for accounts that are about to be staged."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('people_account', 'id')) FROM generate_series(1, %s)", [count]
    )
    return [number for (number,) in cursor.fetchall()]


def stage(cursor: "psycopg.Cursor[Any]", lines: bytes) -> None:
    """Put rows (``Staged.line``) on the stage of this transaction."""
    cursor.execute(STAGE)
    with cursor.copy(_COPY) as copy:
        copy.write(lines)


def insert_staged(cursor: "psycopg.Cursor[Any]", *, office: str, now: datetime) -> None:
    """People's own part of the stage: persons, identifiers, accounts, residences."""
    for statement in _INSERT:
        cursor.execute(statement, {"office": office, "now": now})


def others_changed(cursor: "psycopg.Cursor[Any]") -> bool:
    """Whether a staged account says something else by now than when it was looked up; holds the accounts still."""
    cursor.execute(_HOLD_STILL)
    cursor.execute(_CHANGED_MEANWHILE)
    row = cursor.fetchone()
    return bool(row and row[0])


def change_staged(cursor: "psycopg.Cursor[Any]", *, officer: str, now: datetime) -> None:
    """Corrections and moves (G2) of accounts that this office holds already."""
    for statement in _CHANGE:
        cursor.execute(statement, {"officer": officer, "now": now})
