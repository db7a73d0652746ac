"""Make a batch of judged rows ready for the database: hash, look up, decide, seal.

All of it happens beside the database's work on the batch before, so that storing is left with nothing but
statements. What was looked up may have changed by then; ``store`` notices and has it prepared again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from suixing.journeys.intake.judge import Judged
from suixing.kernel.ids import new_id
from suixing.people import queries as people
from suixing.people import staging
from suixing.people.sealing import (
    PersonKey,
    PrivateFields,
    blind_index,
    entered_hash,
    make_key,
    taken_back_fingerprint,
)


@dataclass(frozen=True)
class Hand:
    """Who hands in: office and officer, the run's id, the agreement that the rows consent to.

    ``again_since`` is when a run began that is taken up again after it was killed, else None.
    """

    office: str
    officer: str
    run: UUID
    agreement: int
    check: bool
    again_since: datetime | None = None
    live: bool = False
    """She is at the desk and agrees now: what she took back before does not stand against it."""


@dataclass(slots=True)
class Sound:
    """A row without problems: its blind index, the hash of what was handed in, and what is held already."""

    judged: Judged
    blind: bytes
    entered: bytes
    held: people.Held | None = None

    @property
    def outcome(self) -> str:
        """Of a person held through others this says nothing: she is "accepted" like one who is new (REFUSALS 2)."""
        if self.held is None or self.held.account is None:
            return "accepted"
        return "unchanged" if self.held.entered == self.entered else "updated"


@dataclass(slots=True)
class Prepared:
    """A batch on its way to the database. ``lines`` are the rows of the stage, in COPY's text format."""

    batch: list[Judged]
    outcomes: dict[int, str]
    withdrawn: set[int]
    taken_back: int
    matched: list[UUID]
    unchanged: list[UUID]
    lines: bytes
    changes: bool


def prepare(batch: list[Judged], hand: Hand) -> Prepared:
    """Look the rows up and seal what is to be stored; writes nothing."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        taken_back = people.taken_back_count(cursor, office=hand.office)
        whole = [judged for judged in batch if not judged.problems]
        withdrawn = _withdrawn(cursor, whole, hand) if taken_back and not hand.live else set()
        sound = [_hashed(judged, hand.office) for judged in whole if judged.row not in withdrawn]
        held = people.find_by_blind(cursor, office=hand.office, blinds=[row.blind for row in sound])
        for row in sound:
            row.held = held.get(row.blind)
        news = [row for row in sound if row.outcome != "unchanged"]
        lines = b"" if hand.check else _lines(cursor, news, hand.office)
        outcomes = {row.judged.row: row.outcome for row in sound}
        if hand.again_since is not None:
            outcomes |= _stored_before(cursor, sound, hand.again_since)
    own = [row for row in sound if row.held is not None and row.held.account is not None]
    return Prepared(
        batch=batch,
        outcomes=outcomes,
        withdrawn=withdrawn,
        taken_back=taken_back,
        matched=[row.held.person for row in own if row.held is not None],
        unchanged=[row.held.person for row in own if row.held is not None and row.outcome == "unchanged"],
        lines=lines,
        changes=any(row.outcome == "updated" for row in news),
    )


def _stored_before(cursor: "psycopg.Cursor[Any]", sound: list[Sound], since: datetime) -> dict[int, str]:
    """What became of rows that this same run had stored before it was killed."""
    rows = {row.held.account: row.judged.row for row in sound if row.held is not None and row.outcome == "unchanged"}
    written = people.written_at(cursor, accounts=[account for account in rows if account is not None], at=since)
    return {rows[account]: "accepted" if fresh else "updated" for account, fresh in written.items()}


def _hashed(judged: Judged, office: str) -> Sound:
    if judged.identifier is None:
        raise AssertionError("a row without problems has an identifier")
    return Sound(judged, blind_index(judged.identifier.value), entered_hash(office, judged.entered()))


def _withdrawn(cursor: "psycopg.Cursor[Any]", whole: list[Judged], hand: Hand) -> set[int]:
    """Rows whose consent was taken back: it does not return with an old sheet (G1)."""
    marks = {taken_back_fingerprint(hand.office, row.identifier.value): row for row in whole if row.identifier}
    days = people.taken_back(cursor, office=hand.office, fingerprints=list(marks))
    rows = ((marks[mark], day) for mark, day in days.items())
    return {row.row for row, day in rows if row.consent_on is not None and row.consent_on <= day}


def _lines(cursor: "psycopg.Cursor[Any]", rows: list[Sound], office: str) -> bytes:
    held = [row.held for row in rows if row.held is not None]
    keys = people.open_keys(cursor, office=office, persons=[one.person for one in held])
    accounts = [one.account for one in held if one.account is not None]
    before = people.accounts_before_change(cursor, accounts) if accounts else {}
    fresh = iter(staging.reserve_accounts(cursor, len(rows) - len(accounts)))
    lines = []
    for row in rows:
        if row.held is None:
            lines.append(_new_person(row, next(fresh)).line())
        else:
            account = row.held.account
            correction = None if account is None else before[account]
            number = next(fresh) if account is None else account
            lines.append(_held_person(row, keys[row.held.person], number, correction).line())
    return "".join(lines).encode()


def _new_person(row: Sound, account: int) -> staging.Staged:
    person = new_id()
    key, wrapped = make_key(person)
    staged = _staged("new", row, key, account)
    if row.judged.identifier is not None:
        staged.wrapped_key = wrapped
        staged.kind = row.judged.identifier.kind.value
        staged.blind = row.blind
        staged.identifier = key.seal_identifier(row.judged.identifier.value)
    return staged


def _held_person(row: Sound, key: PersonKey, account: int, before: dict[str, Any] | None) -> staging.Staged:
    staged = _staged("joined" if before is None else "changed", row, key, account)
    if before is not None:
        staged.correction = key.seal_correction(before)
        staged.before = row.held.entered if row.held is not None else None
    return staged


def _staged(mode: str, row: Sound, key: PersonKey, account: int) -> staging.Staged:
    judged = row.judged
    if not (judged.born and judged.home and judged.current and judged.arrived and judged.consent_on):
        raise AssertionError("a row without problems has everything that is stored")
    private = PrivateFields(judged.telephone, judged.home_text, judged.current_text)
    return staging.Staged(
        mode=mode,
        person=key.person,
        account=account,
        name=judged.name,
        sex=judged.sex,
        born=judged.born,
        sealed=key.seal_account(private),
        entered=row.entered,
        home=judged.home,
        current=judged.current,
        arrived=judged.arrived,
        given_on=judged.consent_on,
        way=judged.way,
    )
