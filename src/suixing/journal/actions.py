"""The verbs of the journal: record an entry."""

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping

from django.db import connection

from suixing.journal.errors import JournalMisuse
from suixing.journal.wording import check_act, check_at, check_code, plain_detail


def record(
    *,
    act: str,
    office: str | None,
    officer: str,
    purpose: str,
    subjects: Iterable[uuid.UUID] = (),
    detail: Mapping[str, object] | None = None,
    now: datetime.datetime,
) -> int:
    """Write one entry and give its id; inside the transaction of the act that it records.

    ``subjects`` are opaque ids of the persons concerned, each named once however often it is given.
    ``detail`` holds counts, codes, ids and dates only (``wording.plain_detail``). Raises JournalMisuse where
    the caller breaks one of these rules or has no transaction open: neither an act without its entry nor an
    entry without its act must be possible.
    """
    if not connection.in_atomic_block:
        raise JournalMisuse("an entry is written inside the transaction of the act that it records")
    check_act(act)
    if office is not None:
        check_code("office", office)
    check_code("officer", officer)
    check_code("purpose", purpose)
    check_at(now)
    named = list(dict.fromkeys(subjects))
    if not all(isinstance(subject, uuid.UUID) for subject in named):
        raise JournalMisuse("subjects are uuids")
    plain = json.dumps(plain_detail(detail or {}))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)"
            " VALUES (%s, %s, %s, %s, %s, %s::uuid[], %s::jsonb) RETURNING id",
            [now, act, office, officer, purpose, named, plain],
        )
        row = cursor.fetchone()
    return int(row[0])
