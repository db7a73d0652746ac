"""The journal's tables as bytes and numbers: reads in binary form, writes by COPY.

Rows pass here by the hundred thousand, so they stay tuples of plain values and never become models.
"""

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Any

import psycopg
from django.db import connection

from suixing.journal.heads import BEGINNING, COLUMNS, SIGNED, Head
from suixing.journal.merkle import WIDTH, Fetch
from suixing.journal.subject_map import PLACE_BITS, Children, pack_group, unpack_group

ENTRY_COLUMNS = (
    "e.id, e.txid, timestamptz_send(e.at), e.act, e.office, e.officer, e.purpose,"
    " array_send(e.subjects), e.detail::text"
)
COPY_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END = b"\xff\xff"
_LEAF_ROW = Struct(">hiqiqiqi32s").pack
_MENTION_ROW = Struct(">hi16siqiqi32s").pack
_SUBJECT_ROW = Struct(">hiqi16siqi32s").pack

Cursor = psycopg.Cursor[Any]


def raw_cursor() -> Cursor:
    """A server-side-binding cursor on Django's connection; it takes part in Django's transaction."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return psycopg.Cursor(raw)


def rows(cursor: Cursor, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query, fetched in binary form."""
    cursor.execute(query, list(values), binary=True)
    return cursor.fetchall()


def value(cursor: Cursor, query: str, values: Iterable[Any] = ()) -> Any:
    """The one value of a query."""
    return rows(cursor, query, values)[0][0]


def subjects_of(sent: bytes) -> list[bytes]:
    """The 16-byte ids in what ``array_send`` gives for a uuid[] of one dimension without NULLs."""
    return [sent[start : start + 16] for start in range(24, len(sent), 20)]


def newest_head(cursor: Cursor) -> Head:
    """The newest signed head; ``BEGINNING`` before the first block."""
    found = rows(cursor, f"SELECT {COLUMNS} FROM journal_block ORDER BY number DESC LIMIT 1")  # noqa: S608
    return head_of(found[0]) if found else BEGINNING


def head_of(row: tuple[Any, ...]) -> Head:
    """A head from the columns named by ``heads.COLUMNS``."""
    return Head(**dict(zip((*SIGNED, "signature"), row, strict=True)))


def heads_after(cursor: Cursor, number: int) -> list[Head]:
    """The heads above ``number``, rising; the newest 10,000 of them."""
    found = rows(
        cursor,
        f"SELECT {COLUMNS} FROM journal_block WHERE number > %b ORDER BY number DESC LIMIT 10000",  # noqa: S608
        [number],
    )
    return [head_of(row) for row in reversed(found)]


def insert_head(cursor: Cursor, head: Head) -> None:
    """Store a signed head."""
    marks = ", ".join(["%s"] * (len(SIGNED) + 1))
    cursor.execute(
        f"INSERT INTO journal_block ({COLUMNS}) VALUES ({marks})",  # noqa: S608
        [getattr(head, name) for name in (*SIGNED, "signature")],
    )


def stored_hashes(cursor: Cursor, *, keep: int = 64) -> Fetch:
    """Reads leaves and tiles, whole tiles at a time; keeps the last ``keep`` of them for the next call."""
    held: dict[tuple[int, int], list[bytes]] = {}

    def tile(level: int, number: int) -> list[bytes]:
        if (level, number) not in held:
            if len(held) >= keep:
                held.pop(next(iter(held)))
            first = number * WIDTH
            held[level, number] = [row[0] for row in _tile_rows(cursor, level, first, first + WIDTH)]
        return held[level, number]

    def fetch(level: int, first: int, after: int) -> list[bytes]:
        found = tile(level, first // WIDTH)[first % WIDTH : first % WIDTH + after - first]
        if len(found) != after - first:
            raise LookupError(f"hashes {first} to {after} of level {level} are not all there")
        return found

    return fetch


def _tile_rows(cursor: Cursor, level: int, first: int, after: int) -> list[tuple[Any, ...]]:
    if level == 0:
        return rows(cursor, "SELECT hash FROM journal_leaf WHERE seq >= %s AND seq < %s ORDER BY seq", [first, after])
    return rows(
        cursor,
        "SELECT hash FROM journal_tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number",
        [level, first, after],
    )


def copy_leaves(cursor: Cursor, block: int, first_seq: int, ids: list[int], hashes: list[bytes]) -> None:
    """Store leaves from ``first_seq`` on."""
    lines = [
        _LEAF_ROW(4, 8, seq, 8, entry_id, 8, block, 32, digest)
        for seq, (entry_id, digest) in enumerate(zip(ids, hashes, strict=True), start=first_seq)
    ]
    _copy(cursor, "journal_leaf (seq, entry_id, block, hash)", lines)


def copy_mentions(cursor: Cursor, mentions: list[tuple[bytes, int, int, bytes]]) -> None:
    """Store (subject, number, seq, head)."""
    lines = [_MENTION_ROW(4, 16, subject, 8, number, 8, seq, 32, head) for subject, number, seq, head in mentions]
    _copy(cursor, "journal_mention (subject, number, seq, head)", lines)


def copy_new_subjects(cursor: Cursor, states: Iterable[tuple[int, bytes, int, bytes]]) -> None:
    """Store (place, subject, count, head) of subjects that the map does not hold yet."""
    lines = [_SUBJECT_ROW(4, 8, place, 16, subject, 8, count, 32, head) for place, subject, count, head in states]
    _copy(cursor, "journal_subject (place, subject, count, head)", lines)


def _copy(cursor: Cursor, target: str, lines: list[bytes]) -> None:
    if not lines:
        return
    with cursor.copy(f"COPY {target} FROM STDIN WITH (FORMAT binary)") as copy:
        copy.write(COPY_START)
        for start in range(0, len(lines), 16_384):
            copy.write(b"".join(lines[start : start + 16_384]))
        copy.write(COPY_END)


def update_subjects(cursor: Cursor, states: list[tuple[int, bytes, int, bytes]]) -> None:
    """Bring the counts and heads of subjects held up to date."""
    if states:
        places, subjects, counts, heads = zip(*states, strict=True)
        cursor.execute(
            "UPDATE journal_subject s SET count = t.count, head = t.head"
            " FROM unnest(%b::bigint[], %b::bytea[], %b::bigint[], %b::bytea[])"
            " AS t (place, subject, count, head)"
            " WHERE s.place = t.place AND s.subject = encode(t.subject, 'hex')::uuid",
            [list(places), list(subjects), list(counts), list(heads)],
        )


def insert_tiles(cursor: Cursor, tiles: list[tuple[int, int, bytes]]) -> None:
    """Store hashes of subtrees that became complete, as (level, number, hash)."""
    if tiles:
        levels, numbers, hashes = zip(*tiles, strict=True)
        cursor.execute(
            "INSERT INTO journal_tile (level, number, hash)"
            " SELECT * FROM unnest(%b::int[]::smallint[], %b::bigint[], %b::bytea[])",
            [list(levels), list(numbers), list(hashes)],
        )


def subject_states(cursor: Cursor, places: list[int]) -> Iterator[tuple[bytes, int, bytes]]:
    """(subject, count, head) of the subjects that stand at these places."""
    for start in range(0, len(places), 8_192):
        yield from rows(
            cursor,
            "SELECT uuid_send(subject), count, head FROM journal_subject WHERE place = ANY(%b::bigint[])",
            [places[start : start + 8_192]],
        )


def bucket_contents(cursor: Cursor, buckets: list[int], bits: int) -> list[tuple[int, bytes, int, bytes]]:
    """(bucket, subject, count, head) of all who stand in these buckets.

    The inner query keeps its ORDER BY, so that it stays a probe of the index for each bucket.
    """
    shift = PLACE_BITS - bits
    return rows(
        cursor,
        "SELECT b.number, uuid_send(s.subject), s.count, s.head FROM unnest(%b::bigint[]) AS b (number)"
        " CROSS JOIN LATERAL (SELECT subject, count, head FROM journal_subject"
        " WHERE place >= b.number << %b::int"
        " AND place <= (b.number << %b::int) + ((1::bigint << %b::int) - 1)"
        " ORDER BY place, subject) s",
        [buckets, shift, shift, shift],
    )


def read_groups(cursor: Cursor, level: int, prefixes: list[int]) -> dict[int, Children]:
    """The stored groups of a level; one that holds nobody is absent."""
    found = rows(
        cursor,
        "SELECT prefix, content FROM journal_map_group WHERE level = %b::int AND prefix = ANY(%b::bigint[])",
        [level, prefixes],
    )
    return {prefix: unpack_group(content) for prefix, content in found}


def write_groups(cursor: Cursor, level: int, groups: dict[int, Children]) -> None:
    """Store groups of a level, new ones and changed ones."""
    cursor.execute(
        "INSERT INTO journal_map_group AS g (level, prefix, content)"
        " SELECT %b::int, * FROM unnest(%b::bigint[], %b::bytea[])"
        " ON CONFLICT (level, prefix) DO UPDATE SET content = excluded.content",
        [level, list(groups), [pack_group(children) for children in groups.values()]],
    )
