"""The verbs of the journal: record an entry, seal what is final, begin an epoch after a restore."""

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import LiteralString

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction

from suixing.journal import storage
from suixing.journal.errors import BUSY, WRITERS_AT_WORK, JournalMisuse
from suixing.journal.sealing import XMIN, Sealer, SealReport, damage_refused, sole_sealer
from suixing.journal.witness import HeadsLog, line_of
from suixing.journal.wording import check_act, check_at, check_code, plain_detail
from suixing.kernel.errors import Refusal
from suixing.kernel.keys import keyring_at

LONGEST_WAIT = "10s"
INSERT = (
    "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)"
    " VALUES (%s, %s, %s, %s, %s, %s::uuid[], %s::jsonb)"
)
# The connection of sign-in. To read an entry back takes the right to look at ties, which it has not.
DOOR = "door"
LAST_GIVEN_ID = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('journal_entry', 'id')), 0)"


def record(
    *,
    act: str,
    office: str | None,
    officer: str,
    purpose: str,
    subjects: Iterable[uuid.UUID] = (),
    detail: Mapping[str, object] | None = None,
    now: datetime.datetime,
    using: str = "default",
) -> int:
    """Write one entry and give its id (0 where ``using`` may not read entries), in the transaction of the act.

    ``subjects`` are opaque ids of the persons concerned, each named once however often it is given.
    ``detail`` holds counts, codes, ids and dates only (``wording.plain_detail``). Raises JournalMisuse where
    the caller breaks one of these rules or has no transaction open: neither an act without its entry nor an
    entry without its act must be possible. ``using`` is the connection of that transaction.
    """
    connection = connections[using]
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
            INSERT if using == DOOR else f"{INSERT} RETURNING id", [now, act, office, officer, purpose, named, plain]
        )
        row = None if using == DOOR else cursor.fetchone()
    return int(row[0]) if row else 0


def record_selected(
    cursor: storage.Cursor,
    select: LiteralString,
    *,
    office: str | None,
    officer: str,
    purpose: str,
    detail: Mapping[str, object] | None = None,
    now: datetime.datetime,
) -> None:
    """Write one entry for each row of ``select`` (act, one subject), for rooms that store many people at once.

    The rules of ``record`` hold; acts are checked by the database.
    """
    if not connection.in_atomic_block:
        raise JournalMisuse("an entry is written inside the transaction of the act that it records")
    if office is not None:
        check_code("office", office)
    check_code("officer", officer)
    check_code("purpose", purpose)
    check_at(now)
    cursor.execute(
        # The inner statement is a literal of the calling room (LiteralString), never built from input.
        "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects, detail)"  # noqa: S608
        " SELECT %s::timestamptz, chosen.act, %s::text, %s::text, %s::text, ARRAY[chosen.subject], %s::jsonb"
        f" FROM ({select}) AS chosen (act, subject)",
        [now, office, officer, purpose, json.dumps(plain_detail(detail or {}))],
    )


def seal(*, now: datetime.datetime, limit_blocks: int | None = None) -> SealReport:
    """Seal every entry that is final, in blocks of up to 131,072, at most ``limit_blocks`` of them.

    An entry is final when every transaction as old as its own has ended: commits arrive out of order, and a
    block once signed must never miss one. Each block is a transaction of its own; call it outside of any.
    Where another sealer is at work nothing is done, and the report says ``busy``. Raises Refusal where the
    newest head is not this node's, or the database was restored from a dump without ``begin_epoch``, and
    JournalDamaged, which is one too, where what is sealed does not fit together; recording goes on even then.
    """
    check_at(now)
    with damage_refused(), storage.raw_cursor() as cursor, sole_sealer(cursor) as alone:
        if not alone:
            return SealReport(0, 0, storage.newest_head(cursor), busy=True)
        sealer = _sealer(cursor, now)
        sealer.seal_available(limit_blocks)
        return SealReport(sealer.blocks, sealer.entries, sealer.head)


def begin_epoch(*, now: datetime.datetime) -> SealReport:
    """After a restore from a dump: seal all that is there and count transactions anew.

    Such a restore leaves entries with the transaction ids of another cluster, which may lie above those that
    this one gives out. All unsealed entries are sealed, whatever their ids, in one transaction that keeps
    writers out; later entries have a greater id than any sealed here. Raises Refusal where writers do not end
    within ten seconds or another sealer is at work, and JournalDamaged as ``seal`` does.
    """
    check_at(now)
    with damage_refused(), storage.raw_cursor() as cursor, sole_sealer(cursor) as alone:
        if not alone:
            raise Refusal(BUSY)
        sealer = _sealer(cursor, now)
        before = sealer.head
        with transaction.atomic():
            _keep_writers_out(cursor)
            after_id = storage.value(cursor, LAST_GIVEN_ID)
            sealer.seal_rest(xmin=int(storage.value(cursor, XMIN)), after_id=int(after_id))
        heads = storage.heads_after(cursor, before.number)
        sealer.log.append([line_of(head) for head in heads])
        return SealReport(sealer.blocks, sealer.entries, sealer.head)


def _sealer(cursor: storage.Cursor, now: datetime.datetime) -> Sealer:
    key = keyring_at(settings.SUIXING_KEYS_DIR).journal
    return Sealer(cursor, key=key, log=HeadsLog.beside(settings.SUIXING_KEYS_DIR), now=now)


def _keep_writers_out(cursor: storage.Cursor) -> None:
    cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
    try:
        cursor.execute("LOCK TABLE journal_entry IN SHARE ROW EXCLUSIVE MODE")
    except psycopg.errors.LockNotAvailable:
        raise Refusal(WRITERS_AT_WORK) from None
