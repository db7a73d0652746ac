"""Publish agreements, record consents, take them back."""

from datetime import datetime
from uuid import UUID

import psycopg
from django.db import transaction

from suixing.consent.agreements import AGREEMENTS
from suixing.consent.models import ConsentAgreement, ConsentRecord
from suixing.journal import actions as journal

_RECORD_NEW = """
    INSERT INTO consent_record (person_id, agreement_id, office_id, given_on, way, recorded_at)
    SELECT person, %(agreement)s, %(office)s, given_on, way, %(now)s FROM person_stage WHERE mode = 'new'
"""
# Who withdrew in the morning and agrees again in the afternoon has agreed; the journal keeps both.
_RECORD_HELD = """
    INSERT INTO consent_record AS held (person_id, agreement_id, office_id, given_on, way, recorded_at)
    SELECT person, %(agreement)s, %(office)s, given_on, way, %(now)s FROM person_stage WHERE mode <> 'new'
    ON CONFLICT (person_id, office_id, agreement_id, given_on)
    DO UPDATE SET withdrawn_at = NULL, way = EXCLUDED.way, recorded_at = EXCLUDED.recorded_at
        WHERE held.withdrawn_at IS NOT NULL
"""


def publish_agreements() -> None:
    """Bring the table of agreements to the texts in ``agreements.py``; a published text never changes."""
    for text in AGREEMENTS:
        ConsentAgreement.objects.get_or_create(
            purpose=text.purpose,
            version=text.version,
            defaults={"zh": text.zh, "en": text.en, "valid_from": text.valid_from},
        )


def record_staged(cursor: "psycopg.Cursor[object]", *, agreement: int, office: str, now: datetime) -> None:
    """A consent record for every staged person (G1)."""
    values = {"agreement": agreement, "office": office, "now": now}
    for statement in (_RECORD_NEW, _RECORD_HELD):
        cursor.execute(statement, values)


@transaction.atomic
def mark_withdrawn(*, person: UUID, office: str, by: str, now: datetime) -> int:
    """End every consent that was open at ``office`` when ``now`` came; how many there were.

    A consent recorded later stands: carrying out an old withdrawal again must not end it.
    """
    open_then = ConsentRecord.objects.filter(
        person_id=person, office_id=office, withdrawn_at=None, recorded_at__lte=now
    )
    ended = open_then.update(withdrawn_at=now)
    if ended:
        journal.record(
            act="consent.withdrawn", office=office, officer=by, purpose="wish_of_the_person", subjects=[person], now=now
        )
    return ended


def forget(*, person: UUID, office: str | None = None) -> None:
    """Delete the consent records of an erased person, or only those of the office that erases what it entered."""
    records = ConsentRecord.objects.filter(person_id=person)
    (records if office is None else records.filter(office_id=office)).delete()
