"""What others ask of the journal: what is told about a person, proofs, and how far it is sealed."""

import datetime
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from suixing.journal import encoding, storage, subject_map
from suixing.journal.errors import NO_SUCH_ENTRY, NOT_SEALED_YET, NOTHING_SEALED
from suixing.journal.heads import BEGINNING, COLUMNS, Head
from suixing.journal.merkle import Fetch, inclusion_path
from suixing.journal.proofs import COMPLETENESS, INCLUSION
from suixing.journal.storage import Cursor
from suixing.kernel.errors import Refusal

UNSEALED = "e.txid >= %b AND (e.txid, e.id) > (%b, %b) AND e.id > %b"
TOLD = (
    "e.id, timestamptz_send(e.at), e.act, e.office, e.officer, e.purpose, e.detail::text, cardinality(e.subjects) > 1"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as the person is told it; ``number`` and ``seq`` are None while it is not sealed yet.

    ``with_others``: it is about somebody else too, who is not named.
    """

    id: int
    at: datetime.datetime
    act: str
    office: str | None
    officer: str
    purpose: str
    detail: dict[str, Any]
    number: int | None
    seq: int | None
    with_others: bool = False


@dataclass(frozen=True, slots=True)
class JournalStatus:
    """How many entries there are and how far they are sealed; ``age`` is that of the newest head."""

    entries: int
    sealed: int
    unsealed: int
    head: Head | None
    age: datetime.timedelta | None


def status(*, now: datetime.datetime | None = None) -> JournalStatus:
    """Counts and the newest head; costs no more as the journal grows."""
    with storage.raw_cursor() as cursor:
        head = storage.newest_head(cursor)
        unsealed = int(
            storage.value(cursor, f"SELECT count(*) FROM journal_entry e WHERE {UNSEALED}", _after(head))  # noqa: S608
        )
    if head.number == 0:
        return JournalStatus(unsealed, 0, unsealed, None, None)
    age = (now or timezone.now()) - head.sealed_at
    return JournalStatus(head.tree_size + unsealed, head.tree_size, unsealed, head, age)


def heads(*, limit: int | None = None) -> Iterator[Head]:
    """Signed heads, the newest first."""
    below: int | None = None
    left = limit
    with storage.raw_cursor() as cursor:
        while left is None or left > 0:
            found = storage.rows(
                cursor,
                f"SELECT {COLUMNS} FROM journal_block"  # noqa: S608
                " WHERE number < coalesce(%b::bigint, 9223372036854775807) ORDER BY number DESC LIMIT %b",
                [below, min(1_000, left or 1_000)],
            )
            yield from (storage.head_of(row) for row in found)
            if not found:
                return
            below = found[-1][0]
            left = None if left is None else left - len(found)


def entries_about(subject: uuid.UUID, *, after: int = 0, limit: int = 1_000) -> list[Told]:
    """The entries about a person: sealed ones with a number above ``after``, in order, then those not sealed.

    At most ``limit`` of them; go on with ``after`` the last number seen. One reading misses nothing while the
    sealer works: both parts are cut at the same head.
    """
    with storage.raw_cursor() as cursor:
        head = storage.newest_head(cursor)
        sealed = storage.rows(
            cursor,
            f"SELECT {TOLD}, m.number, m.seq FROM journal_mention m"  # noqa: S608
            " JOIN journal_leaf l ON l.seq = m.seq JOIN journal_entry e ON e.id = l.entry_id"
            " WHERE m.subject = %b AND m.number > %b AND m.seq < %b ORDER BY m.number LIMIT %b",
            [subject, after, head.tree_size, limit],
        )
        tail = storage.rows(
            cursor,
            f"SELECT {TOLD}, NULL::bigint, NULL::bigint FROM journal_entry e WHERE {UNSEALED}"  # noqa: S608
            " AND e.subjects @> ARRAY[%b::uuid] ORDER BY e.txid, e.id LIMIT %b",
            [*_after(head), subject, limit - len(sealed)],
        )
    return [_told(row) for row in (*sealed, *tail)]


def newest_about(subject: uuid.UUID, *, before: int | None = None, limit: int = 20) -> list[Told]:
    """The newest entries about a person that the connection's role may read, at most ``limit``.

    Go on with ``before`` the id of the last one. For a page at a desk: it gives no ``number``, which would tell how
    many others there are.
    """
    with storage.raw_cursor() as cursor:
        head = storage.newest_head(cursor)
        found = storage.rows(
            cursor,
            f"SELECT * FROM (SELECT {TOLD}, NULL::bigint, NULL::bigint FROM journal_entry e"  # noqa: S608
            f" WHERE {UNSEALED} AND e.subjects @> ARRAY[%b::uuid]"
            f" UNION ALL SELECT {TOLD}, NULL::bigint, m.seq FROM journal_mention m"
            " JOIN journal_leaf l ON l.seq = m.seq JOIN journal_entry e ON e.id = l.entry_id"
            " WHERE m.subject = %b AND m.seq < %b) AS told"
            " WHERE told.id < coalesce(%b::bigint, 9223372036854775807) ORDER BY told.id DESC LIMIT %b",
            [*_after(head), subject, subject, head.tree_size, before, limit],
        )
    return [_told(row) for row in found]


def _after(head: Head) -> list[int]:
    return [head.watermark_txid, head.watermark_txid, head.watermark_id, head.after_id]


def _told(row: tuple[Any, ...]) -> Told:
    entry_id, at, act, office, officer, purpose, detail, with_others, number, seq = row
    when = encoding.instant(int.from_bytes(at, "big", signed=True))
    return Told(entry_id, when, act, office, officer, purpose, json.loads(detail), number, seq, with_others)


def count_about(subject: uuid.UUID) -> int:
    """How many entries about a person the connection's role may read: to her alone that is no secret."""
    with storage.raw_cursor() as cursor:
        head = storage.newest_head(cursor)
        return int(
            storage.value(
                cursor,
                f"SELECT (SELECT count(*) FROM journal_entry e WHERE {UNSEALED} AND e.subjects @> ARRAY[%b::uuid])"  # noqa: S608
                " + (SELECT count(*) FROM journal_mention m WHERE m.subject = %b AND m.seq < %b)",
                [*_after(head), subject, subject, head.tree_size],
            )
        )


def inclusion_proof(entry_id: int, *, about: uuid.UUID | None = None) -> dict[str, Any]:
    """The proof that one entry is sealed under the newest head, as JSON; names no subject but ``about``.

    Costs the same few reads at any size of the journal. Raises Refusal where there is no such sealed entry.
    """
    with transaction.atomic(), storage.raw_cursor() as cursor:
        head = storage.newest_head(cursor)
        found = storage.rows(cursor, "SELECT seq FROM journal_leaf WHERE entry_id = %b", [entry_id])
        if not found or found[0][0] >= head.tree_size:
            held = storage.rows(cursor, "SELECT 1 FROM journal_entry WHERE id = %b", [entry_id])
            raise Refusal((NOT_SEALED_YET if held else NO_SUCH_ENTRY).format(entry=entry_id))
        item = _proved_leaf(cursor, head, found[0][0], about, storage.stored_hashes(cursor))
    return {"kind": INCLUSION, **item, "head": head.as_json()}


def own_inclusion_proof(entry_id: int, *, links: list[dict[str, Any]], fetch: Fetch) -> dict[str, Any]:
    """``inclusion_proof`` for a person on her own pages, whose connection reads neither tree nor others' links.

    ``links`` and ``fetch`` come from functions that look whose session it is. Raises Refusal where she sees no such
    entry, or it is not sealed yet.
    """
    with transaction.atomic(), storage.raw_cursor() as cursor:
        head = storage.newest_head(cursor)
        held = storage.rows(
            cursor,
            f"SELECT {storage.ENTRY_COLUMNS}, l.seq FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id"  # noqa: S608
            " WHERE e.id = %b",
            [entry_id],
        )
        if not held:
            raise Refusal(NO_SUCH_ENTRY.format(entry=entry_id))
        seq = held[0][-1]
        if seq is None or seq >= head.tree_size:
            raise Refusal(NOT_SEALED_YET.format(entry=entry_id))
        return {"kind": INCLUSION, **_item(head, held[0][:-1], seq, links, fetch), "head": head.as_json()}


def completeness_proof(subject: uuid.UUID) -> dict[str, Any]:
    """The proof that these are all entries sealed about a person, none included, under the newest head."""
    with transaction.atomic(), storage.raw_cursor() as cursor:
        # One state of all tables: the map shows the newest head only, and the sealer may be at work.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        head = storage.newest_head(cursor)
        if head is BEGINNING:
            raise Refusal(NOTHING_SEALED)
        seqs = storage.rows(cursor, "SELECT seq FROM journal_mention WHERE subject = %b ORDER BY number", [subject])
        fetch = storage.stored_hashes(cursor)
        items = [_proved_leaf(cursor, head, seq, subject, fetch) for (seq,) in seqs]
        told = _proved_map(cursor, head, subject)
    return {
        "kind": COMPLETENESS,
        "subject": str(subject),
        "count": len(items),
        "entries": items,
        "map": told,
        "head": head.as_json(),
    }


def _proved_leaf(cursor: Cursor, head: Head, seq: int, about: uuid.UUID | None, fetch: Fetch) -> dict[str, Any]:
    row = storage.rows(
        cursor,
        f"SELECT {storage.ENTRY_COLUMNS} FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id"  # noqa: S608
        " WHERE l.seq = %b",
        [seq],
    )[0]
    links = _links(cursor, seq, storage.subjects_of(row[7]), about)
    return _item(head, row, seq, links, fetch)


def _item(head: Head, row: tuple[Any, ...], seq: int, links: list[dict[str, Any]], fetch: Fetch) -> dict[str, Any]:
    entry_id, txid, at, act, office, officer, purpose, _, detail = row
    entry = {
        "id": entry_id,
        "txid": txid,
        "at": encoding.instant_text(encoding.instant(int.from_bytes(at, "big", signed=True))),
        "act": act,
        "office": office,
        "officer": officer,
        "purpose": purpose,
        "detail": encoding.canonical_detail(detail),
        "links": links,
    }
    return {
        "entry": entry,
        "seq": seq,
        "path": [step.hex() for step in inclusion_path(seq, head.tree_size, fetch)],
    }


def _links(cursor: Cursor, seq: int, subjects: list[bytes], about: uuid.UUID | None) -> list[dict[str, Any]]:
    found = storage.rows(
        cursor,
        "SELECT uuid_send(m.subject), m.number, coalesce(p.head, %b) FROM journal_mention m"
        " LEFT JOIN journal_mention p ON p.subject = m.subject AND p.number = m.number - 1"
        " WHERE m.subject = ANY(%b::uuid[]) AND m.seq = %b",
        [encoding.NOTHING, [uuid.UUID(bytes=subject) for subject in set(subjects)], seq],
    )
    states = {subject: (number, previous) for subject, number, previous in found}
    links: list[dict[str, Any]] = []
    for subject in subjects:
        number, previous = states.get(subject, (0, encoding.NOTHING))
        states[subject] = (0, encoding.NOTHING)  # named again
        if about is not None and subject == about.bytes:
            links.append({"subject": str(about), "number": number, "previous": previous.hex()})
        else:
            links.append({"hash": encoding.link_hash(subject, number, previous).hex()})
    return links


def _proved_map(cursor: Cursor, head: Head, subject: uuid.UUID) -> dict[str, Any]:
    bits = head.subjects_bits
    number = subject_map.bucket_of(encoding.subject_key(subject.bytes), bits)
    held = storage.bucket_contents(cursor, [number], bits)
    bucket = sorted(
        (encoding.subject_key(one).hex(), encoding.subject_hash(one, count, chain).hex())
        for _, one, count, chain in held
    )
    path: list[bytes] = []
    for level in range(bits - subject_map.STEP, -1, -subject_map.STEP):
        node = number >> (bits - subject_map.STEP - level)
        prefix = node >> subject_map.STEP
        children = storage.read_groups(cursor, level, [prefix]).get(prefix, {})
        path += subject_map.group_path(children, bits - level - subject_map.STEP, node & (subject_map.WIDTH - 1))
    return {"bucket": [list(pair) for pair in bucket], "path": [step.hex() for step in path]}
