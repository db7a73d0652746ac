"""Write one batch of judged rows: look up, seal, stage, insert; whole or not at all."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from suixing.access import actions as access
from suixing.consent import actions as consent
from suixing.consent.models import ConsentAgreement
from suixing.journal import actions as journal
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

ATTEMPTS = 8
SUBJECTS_AN_ENTRY = 200  # whoever proves one entry hands out a hash for each
# Another intake was quicker with the same person, or both waited for each other: look again.
_RACES = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.ForeignKeyViolation)

_JOURNAL_STAGED = """
    INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)
    SELECT %(now)s, CASE mode WHEN 'changed' THEN 'person.updated' ELSE 'person.taken_in' END,
        %(office)s, %(officer)s, 'registration', ARRAY[person], %(detail)s
    FROM person_stage
"""


@dataclass(frozen=True)
class Hand:
    """Who hands in: office and officer, the run's id, the agreement that the rows consent to."""

    office: str
    officer: str
    run: UUID
    agreement: ConsentAgreement
    check: bool


@dataclass(slots=True)
class Ready:
    """A judged row on its way to the database.

    ``blind`` and ``entered`` are empty for a row with problems; ``mark`` finds a consent taken back.
    They are computed beside the database's work, not in its way.
    """

    judged: Judged
    blind: bytes = b""
    entered: bytes = b""
    mark: bytes = b""


def make_ready(judged: Judged, office: str) -> Ready:
    """Hash what the database is asked by."""
    if judged.problems or judged.identifier is None:
        return Ready(judged)
    value = judged.identifier.value
    return Ready(
        judged,
        blind_index(value),
        entered_hash(office, judged.entered()),
        taken_back_fingerprint(office, value),
    )


@dataclass(slots=True)
class Settled:
    """A judged row and what became of it: accepted, unchanged, updated or rejected."""

    judged: Judged
    outcome: str


@dataclass(slots=True)
class _Found:
    """A row that is fine, and what is held already."""

    ready: Ready
    held: people.Held | None


def settle(batch: list[Ready], *, hand: Hand, now: datetime) -> list[Settled]:
    """Decide every row of the batch and, unless it is a check, store what is accepted.

    Another intake may take in the same person at the same moment; the loser of that race looks again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _settle_once(batch, hand, now)
        except DatabaseError as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__, _RACES):
                raise
        except _RACES:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _settle_once(batch: list[Ready], hand: Hand, now: datetime) -> list[Settled]:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        gone = _taken_back(cursor, batch, hand)
        found = _look_up(cursor, [row for row in batch if row.blind and row.mark not in gone], hand)
        outcomes = {id(row.ready): _outcome(row) for row in found}
        news = [row for row in found if outcomes[id(row.ready)] != "unchanged"]
        if hand.check:
            matched = [row.held.person for row in found if row.held is not None and row.held.account is not None]
            _record_matched(matched, "intake.checked", hand, now)
        else:
            if news:
                _store(cursor, news, hand, now)
            same = [row.held.person for row in found if row.held and outcomes[id(row.ready)] == "unchanged"]
            _record_matched(same, "person.matched", hand, now)
    for row in batch:  # only now: an attempt that failed must leave no trace in the rows
        if row.mark in gone:
            row.judged.refuse("consent_on", "consent.withdrawn")
    return [Settled(row.judged, outcomes.get(id(row), "rejected")) for row in batch]


def _outcome(row: _Found) -> str:
    # Of a person held through others this says nothing: she is "accepted" like one who is new (REFUSALS 2).
    if row.held is None or row.held.account is None:
        return "accepted"
    return "unchanged" if row.held.entered == row.ready.entered else "updated"


def _look_up(cursor: "psycopg.Cursor[Any]", fine: list[Ready], hand: Hand) -> list[_Found]:
    held = people.find_by_blind(cursor, office=hand.office, blinds=[row.blind for row in fine]) if fine else {}
    return [_Found(row, held.get(row.blind)) for row in fine]


def _taken_back(cursor: "psycopg.Cursor[Any]", batch: list[Ready], hand: Hand) -> set[bytes]:
    """Marks of rows whose consent was taken back: it does not return with an old sheet (G1)."""
    if not people.any_taken_back(cursor, office=hand.office):
        return set()
    days = people.taken_back(cursor, office=hand.office, fingerprints=[row.mark for row in batch if row.mark])
    return {
        row.mark
        for row in batch
        if row.mark in days and row.judged.consent_on is not None and row.judged.consent_on <= days[row.mark]
    }


def _store(cursor: "psycopg.Cursor[Any]", rows: list[_Found], hand: Hand, now: datetime) -> None:
    held_rows = [row.held for row in rows if row.held is not None]
    keys = people.open_keys(cursor, [held.person for held in held_rows]) if held_rows else {}
    accounts = [held.account for held in held_rows if held.account is not None]
    before = people.accounts_before_change(cursor, accounts) if accounts else {}
    staging.stage(cursor, [_staged(row, keys, before) for row in rows])
    staging.insert_staged(cursor, office=hand.office, officer=hand.officer, now=now)
    if accounts:
        staging.change_staged(cursor, officer=hand.officer, now=now)
    consent.record_staged(cursor, agreement=hand.agreement, office=hand.office, now=now)
    access.tie_staged(cursor, office=hand.office, now=now)
    detail = psycopg.types.json.Jsonb({"intake": str(hand.run)})
    cursor.execute(_JOURNAL_STAGED, {"now": now, "office": hand.office, "officer": hand.officer, "detail": detail})


def _staged(row: _Found, keys: dict[UUID, PersonKey], before: dict[int, dict[str, Any]]) -> staging.Staged:
    judged = row.ready.judged
    wrapped = kind = identifier = correction = account = None
    if row.held is None:
        mode = "new"
        person = new_id()
        key, wrapped = make_key(person)
        if judged.identifier is not None:
            kind = judged.identifier.kind.value
            identifier = key.seal_identifier(judged.identifier.value)
    else:
        mode = "joined" if row.held.account is None else "changed"
        person = row.held.person
        key = keys[person]
        account = row.held.account
        if account is not None:
            correction = key.seal_correction(before[account])
    if not (judged.born and judged.home and judged.current and judged.arrived and judged.consent_on):
        raise AssertionError("a row without problems has everything that is stored")
    private = PrivateFields(judged.telephone, judged.home_text, judged.current_text)
    return staging.Staged(
        mode, person, account, wrapped, kind, row.ready.blind if mode == "new" else None, identifier,
        judged.name, judged.sex, judged.born, key.seal_account(private), row.ready.entered,
        judged.home, judged.current, judged.arrived, judged.consent_on, judged.way, correction,
    )  # fmt: skip


def _record_matched(subjects: list[UUID], act: str, hand: Hand, now: datetime) -> None:
    """Matching is reading (A5): everyone who was matched stands in an entry."""
    for start in range(0, len(subjects), SUBJECTS_AN_ENTRY):
        journal.record(
            act=act,
            office=hand.office,
            officer=hand.officer,
            purpose="registration",
            subjects=subjects[start : start + SUBJECTS_AN_ENTRY],
            detail={"intake": str(hand.run)},
            now=now,
        )


def tally(settled: list[Settled]) -> Counter[str]:
    """How many rows came to which outcome."""
    return Counter(row.outcome for row in settled)
