"""Store one prepared batch: whole or not at all, and anew where something changed in between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from suixing.access import actions as access
from suixing.consent import actions as consent
from suixing.journal import actions as journal
from suixing.journeys.intake.judge import Judged
from suixing.journeys.intake.prepare import Hand, Prepared, prepare
from suixing.people import queries as people
from suixing.people import staging

ATTEMPTS = 8
SUBJECTS_AN_ENTRY = 200  # whoever proves one entry hands out a hash for each

# Another intake was quicker with the same person, she was erased, or two waited for each other: look again.
_RACES = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.ForeignKeyViolation)

_ACTS = "SELECT CASE mode WHEN 'changed' THEN 'person.updated' ELSE 'person.taken_in' END, person FROM person_stage"


@dataclass(slots=True)
class Settled:
    """A judged row and what became of it: accepted, unchanged, updated or rejected."""

    judged: Judged
    outcome: str


class _Stale(Exception):  # noqa: N818 - a signal inside this file
    """A consent was taken back, or an account changed, since the batch was prepared."""


def store(prepared: Prepared, *, hand: Hand, now: datetime) -> list[Settled]:
    """Store what is accepted, unless it is a check, and say what became of every row."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                _store(prepared, hand, now)
            break
        except (_Stale, DatabaseError, *_RACES) as error:
            expected = isinstance(error, (_Stale, *_RACES)) or isinstance(error.__cause__, _RACES)
            if not expected or attempt == ATTEMPTS:
                raise
            prepared = prepare(prepared.batch, hand)
    for row in prepared.batch:
        if row.row in prepared.withdrawn:
            row.refuse("consent_on", "consent.withdrawn")
    return [Settled(row, prepared.outcomes.get(row.row, "rejected")) for row in prepared.batch]


def _store(prepared: Prepared, hand: Hand, now: datetime) -> None:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        people.keep_taking_back_out(cursor, office=hand.office)
        if people.taken_back_count(cursor, office=hand.office) != prepared.taken_back:
            raise _Stale
        if hand.check:
            _record_matched(prepared.matched, "intake.checked", hand, now)
            return
        _record_matched(prepared.unchanged, "person.matched", hand, now)
        if prepared.lines:
            _insert(cursor, prepared, hand, now)


def _insert(cursor: "psycopg.Cursor[Any]", prepared: Prepared, hand: Hand, now: datetime) -> None:
    staging.stage(cursor, prepared.lines)
    if prepared.changes and staging.others_changed(cursor):
        raise _Stale
    # First: the tie is what lets a desk's role write the rest.
    access.tie_staged(cursor, office=hand.office, now=now)
    staging.insert_staged(cursor, office=hand.office, now=now)
    if prepared.changes:
        staging.change_staged(cursor, officer=hand.officer, now=now)
    consent.record_staged(cursor, agreement=hand.agreement, office=hand.office, now=now)
    journal.record_selected(
        cursor,
        _ACTS,
        office=hand.office,
        officer=hand.officer,
        purpose="registration",
        detail={"intake": str(hand.run)},
        now=now,
    )


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
