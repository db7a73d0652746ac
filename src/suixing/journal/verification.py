"""``suixing journal verify``: recompute everything from the entries and say which one does not stand as sealed.

Streams in the order of sealing with flat memory. Stored hashes are compared, never believed: what is signed is
recomputed from entries, and where a stored value is wrong the right one is carried on, so that one alteration is
told once and not as a thousand.
"""

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import transaction

from suixing.journal import encoding, sealing, storage, subject_map, witnessing
from suixing.journal.findings import Verdict
from suixing.journal.heads import BEGINNING, COLUMNS, Head
from suixing.journal.merkle import Tree
from suixing.journal.storage import Cursor
from suixing.journal.witness import HeadsLog, Line
from suixing.kernel.keys import keyring_at

FETCHED = 16_384
LEAVES_A_CHECK = 65_536
RESTORED = "node.restored"
NO_MENTIONS: tuple[float, Iterator[tuple[Any, ...]]] = (float("inf"), iter(()))

LEAVES = (
    f"SELECT l.seq, l.entry_id, l.block, l.hash, {storage.ENTRY_COLUMNS}"  # noqa: S608
    " FROM journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry_id ORDER BY l.seq"
)
# A stream of their own: beside each mention the whole entry, with all its subjects, would come again.
MENTIONS = (
    "SELECT m.seq, uuid_send(m.subject), m.number, m.head, p.head, p.seq FROM journal_mention m"
    " LEFT JOIN journal_mention p ON p.subject = m.subject AND p.number = m.number - 1 ORDER BY m.seq"
)
STRAY_ENTRIES = (
    "SELECT e.id, e.txid, timestamptz_send(e.at), e.act FROM journal_entry e"
    " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry_id = e.id)"
)
STRAY_MENTIONS = (
    "SELECT m.subject, m.number, m.seq FROM journal_mention m"
    " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.seq = m.seq) LIMIT 1000"
)
SUBJECTS = (
    "SELECT s.place, uuid_send(s.subject), s.count, s.head, m.head, n.number FROM journal_subject s"
    " LEFT JOIN journal_mention m ON m.subject = s.subject AND m.number = s.count"
    " LEFT JOIN journal_mention n ON n.subject = s.subject AND n.number = s.count + 1"
    " ORDER BY s.place, s.subject"
)
LOST_SUBJECTS = (
    "SELECT m.subject FROM journal_mention m WHERE m.number = 1"
    " AND NOT EXISTS (SELECT FROM journal_subject s WHERE s.subject = m.subject) LIMIT 1000"
)


def verify(witnessed: Mapping[str, Sequence[Line]] | None = None) -> Verdict:
    """Check the whole journal against its entries, its signatures and the log of heads; changes nothing.

    ``witnessed``: heads that others saw, by who saw them, read before this is called.

    One state of the database is checked while writers and sealer go on. Entries not sealed yet are counted.
    """
    keys = settings.SUIXING_KEYS_DIR
    log = HeadsLog.beside(keys).read()  # before the database: every line in it is of a block that is committed
    with transaction.atomic(), storage.raw_cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # Right after a bulk intake the planner knows nothing of these tables yet, and a nested loop over a
        # million rows does not end. Every join here reads whole tables.
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1.0")
        walk = Walk(cursor, keyring_at(keys).journal_public)
        walk.leaves()
        walk.strays()
        walk.subjects()
        witnessing.compare(cursor, walk.verdict, log, walk.newest, walk.restores)
        witnessing.compare_witnessed(cursor, walk.verdict, witnessed or {}, walk.newest, walk.restores)
    return walk.verdict


def stream(cursor: Cursor, name: str, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a slice at a time."""
    cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {query}")
    while part := storage.rows(cursor, f"FETCH {FETCHED} FROM {name}"):
        yield from part
    cursor.execute(f"CLOSE {name}")


Entry = tuple[Any, ...]  # storage.ENTRY_COLUMNS


@dataclass(slots=True)
class Place:
    """One leaf with its entry and its links, as stored."""

    seq: int
    entry_id: int
    block: int
    hash: bytes
    entry: Entry | None
    links: dict[bytes, tuple[Any, ...]]  # subject -> number, head, previous head, previous seq

    @property
    def position(self) -> tuple[int, int]:
        return (self.entry[1], self.entry[0]) if self.entry else (-1, -1)

    def where(self) -> dict[str, Any]:
        """How a finding names it."""
        at = None if self.entry is None else encoding.instant(int.from_bytes(self.entry[2], "big", signed=True))
        act = None if self.entry is None else self.entry[3]
        return {"entry": self.entry_id, "seq": self.seq, "block": self.block, "act": act, "at": at}


class Walk:
    """The state of one check."""

    def __init__(self, cursor: Cursor, public_key: bytes) -> None:
        self.cursor, self.public_key = cursor, public_key
        self.verdict = Verdict()
        self.newest = BEGINNING
        self.restores: list[int | None] = []  # blocks that hold a restore of the node; None while not sealed
        self._tree = Tree()
        self._waiting: list[bytes] = []
        self._root_broken = False
        self._right_heads: dict[tuple[bytes, int], bytes] = {}
        self._expected = 0

    # Leaves, entries and links, in the order of sealing.

    def leaves(self) -> None:
        """Every sealed entry against its leaf, its links and the signed root of its block."""
        blocks = self._blocks()
        before: Head = BEGINNING
        head = next(blocks, None)
        previous = (-1, -1)
        places = self._places()
        place = next(places, None)
        while place is not None:
            following = next(places, None)
            while head is not None and place.seq >= head.tree_size:
                self._close(head)
                before, head = head, next(blocks, None)
                previous = (-1, -1)
            if head is None:
                self.verdict.fault("leaf_foreign", **place.where())
            else:
                self._skip_to(place.seq, head.number)
                after = following.position if following is not None and following.seq < head.tree_size else None
                self._leaf(place, head, before, previous, after)
                previous = place.position if place.entry else previous
            place = following
        while head is not None:
            self._close(head)
            head = next(blocks, None)

    def _places(self) -> Iterator[Place]:
        mentions = groupby(stream(self.cursor, "journal_mentions", MENTIONS), key=itemgetter(0))
        at, group = next(mentions, NO_MENTIONS)
        for seq, entry_id, block, digest, *entry in stream(self.cursor, "journal_leaves", LEAVES):
            while at < seq:  # mentions of a leaf that is gone; told as strays
                at, group = next(mentions, NO_MENTIONS)
            links = {row[1]: row[2:] for row in group} if at == seq else {}
            yield Place(seq, entry_id, block, digest, None if entry[0] is None else tuple(entry), links)

    def _skip_to(self, seq: int, block: int) -> None:
        # A gap keeps its room in the tree, so that later places are still compared where they belong.
        for missing in range(self._expected, seq):
            self.verdict.fault("leaf_missing", seq=missing, block=block)
            self._feed(encoding.NOTHING)
            self._root_broken = True
        self._expected = seq + 1

    def _feed(self, digest: bytes) -> None:
        self._waiting.append(digest)
        if len(self._waiting) >= LEAVES_A_CHECK:
            self._grow()

    def _grow(self) -> None:
        completed = self._tree.grow(self._waiting)
        self._waiting = []
        for level in {level for level, _, _ in completed}:
            right = {number: digest for at, number, digest in completed if at == level}
            stored = dict(storage.rows(
                self.cursor, "SELECT number, hash FROM journal_tile"
                " WHERE level = %b::int AND number = ANY(%b::bigint[])",
                [level, list(right)],
            ))  # fmt: skip
            for number, digest in right.items():
                if stored.get(number) != digest:
                    self.verdict.fault("tile", level=level, number=number, seq=number * 256**level)

    def _leaf(
        self, place: Place, head: Head, before: Head, previous: tuple[int, int], after: tuple[int, int] | None
    ) -> None:
        self.verdict.sealed += 1
        if place.entry is None:
            self.verdict.fault("removed", **place.where())
            self._feed(place.hash)
            return
        self.verdict.entries += 1
        if place.entry[3] == RESTORED:
            self.restores.append(head.number)
        right = self._right_hash(place, place.entry)
        moved = place.position <= previous or (after is not None and after != (-1, -1) and place.position >= after)
        moved = moved or not _belongs(place, head, before)
        if right is not None and right != place.hash:
            if self._chains_say(place, right):
                self.verdict.fault("leaf", **place.where())
                place.hash = right
            else:
                self.verdict.fault("reordered" if moved else "altered", **place.where())
        elif moved:
            self.verdict.fault("reordered", **place.where())
        if place.block != head.number:
            self.verdict.fault("leaf", **place.where())
        self._check_chains(place, place.entry)
        self._feed(place.hash)

    def _previous(self, place: Place, subject: bytes) -> bytes | None:
        # The head before this link, None where the link cannot be one.
        stored: bytes | None
        number, _, stored, seq = place.links[subject]
        if number == 1:
            return encoding.NOTHING if stored is None else None
        if stored is None or seq >= place.seq:
            return None
        return self._right_heads.get((subject, number - 1), stored)

    def _right_hash(self, place: Place, entry: Entry) -> bytes | None:
        # The leaf hash as entry and links give it; None where links are missing, which is told by itself.
        prefix = sealing.without_subjects(entry)[2]
        named: dict[bytes, bytes] = {}
        links = []
        broken = False
        for subject in storage.subjects_of(entry[7]):
            if subject in named:
                links.append(encoding.link_hash(subject, 0, encoding.NOTHING))
                continue
            previous = self._previous(place, subject) if subject in place.links else None
            if previous is None:
                number = place.links[subject][0] if subject in place.links else None
                self._bad_link(place, subject, number)
                broken = True
                continue
            named[subject] = previous
            links.append(encoding.link_hash(subject, place.links[subject][0], previous))
        return None if broken else encoding.leaf_hash(prefix, links)

    def _bad_link(self, place: Place, subject: bytes, number: int | None) -> None:
        self.verdict.fault("mention", **place.where(), subject=str(uuid.UUID(bytes=subject)), number=number)

    def _chains_say(self, place: Place, leaf: bytes) -> bool:
        # Whether every chain goes on from this leaf hash: then it is the stored leaf that was altered.
        return bool(place.links) and all(
            link[1] == encoding.chain_head(subject, link[0], leaf, self._previous(place, subject) or b"")
            for subject, link in place.links.items()
        )

    def _check_chains(self, place: Place, entry: Entry) -> None:
        named = set(storage.subjects_of(entry[7]))
        for subject, link in place.links.items():
            previous = self._previous(place, subject)
            if previous is None:
                if subject not in named:
                    self._bad_link(place, subject, link[0])
                continue
            right = encoding.chain_head(subject, link[0], place.hash, previous)
            if subject not in named or link[1] != right:
                self._bad_link(place, subject, link[0])
                if len(self._right_heads) < 10_000:
                    self._right_heads[subject, link[0]] = right

    # Blocks.

    def _blocks(self) -> Iterator[Head]:
        before = BEGINNING
        query = f"SELECT {COLUMNS} FROM journal_block ORDER BY number"  # noqa: S608
        for row in stream(self.cursor, "journal_blocks", query):
            head = storage.head_of(row)
            for missing in range(before.number + 1, min(head.number, before.number + 101)):
                self.verdict.fault("block_missing", block=missing)
            self._check_head(head, before)
            self.verdict.blocks += 1
            yield head
            before = self.newest = head

    def _check_head(self, head: Head, before: Head) -> None:
        if head.public_key != self.public_key:
            self.verdict.fault("foreign_key", block=head.number)
        elif not head.is_signed_by(self.public_key):
            self.verdict.fault("signature", block=head.number)
        elif head.number == before.number + 1 and not _follows(head, before):
            self.verdict.fault("block", block=head.number)

    def _close(self, head: Head) -> None:
        self._skip_to(head.tree_size, head.number)
        self._expected = head.tree_size
        self._grow()
        if self._tree.root() != head.root and not self._root_broken:
            self._root_broken = True  # every later root covers this one
            self.verdict.fault("root", block=head.number, seq=head.first_seq, last=head.tree_size - 1)

    # What stands where nothing should.

    def strays(self) -> None:
        """Entries that are in no block: not sealed yet, or inserted where all had been sealed."""
        head, verdict = self.newest, self.verdict
        future = int(storage.value(self.cursor, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))
        for entry_id, txid, at, act in stream(self.cursor, "journal_strays", STRAY_ENTRIES):
            verdict.entries += 1
            if entry_id > head.after_id and (txid, entry_id) > head.watermark and txid < future:
                verdict.unsealed += 1
                if act == RESTORED:
                    self.restores.append(None)
            else:
                when: datetime.datetime = encoding.instant(int.from_bytes(at, "big", signed=True))
                verdict.fault("inserted", entry=entry_id, act=act, at=when)
        for subject, number, seq in storage.rows(self.cursor, STRAY_MENTIONS):
            verdict.fault("mention", subject=str(subject), number=number, seq=seq, entry=None, block=None)
        for level, number in storage.rows(
            self.cursor,
            "SELECT level, number FROM journal_tile WHERE number >= %b / power(256::numeric, level)::bigint LIMIT 1000",
            [head.tree_size],
        ):
            verdict.fault("tile", level=level, number=number, seq=number * 256**level)

    # Subjects and their map.

    def subjects(self) -> None:
        """Counts and heads of subjects against their chains; the map over them against the signed root."""
        bits = self.newest.subjects_bits
        groups = Groups(self.cursor, self.verdict, bits)
        root = sealing.fold_map(self._subjects(), bits, groups.put)
        groups.finish()
        for (subject,) in storage.rows(self.cursor, LOST_SUBJECTS):
            self.verdict.fault("subject", subject=str(subject))
        if root != self.newest.subjects_root or self.verdict.subjects != self.newest.subjects_count:
            self.verdict.fault("map", level=0, number=0)

    def _subjects(self) -> Iterator[tuple[bytes, int, bytes]]:
        for place, subject, count, head, right, more in stream(self.cursor, "journal_subjects", SUBJECTS):
            self.verdict.subjects += 1
            state = (count, self._right_heads.get((subject, count), right))
            if head != state[1] or more is not None or place != subject_map.place_of(encoding.subject_key(subject)):
                self.verdict.fault("subject", subject=str(uuid.UUID(bytes=subject)))
                found = storage.rows(
                    self.cursor,
                    "SELECT number, head FROM journal_mention WHERE subject = %b ORDER BY number DESC LIMIT 1",
                    [uuid.UUID(bytes=subject)],
                )
                state = found[0] if found else (count, head)
            yield subject, state[0], state[1]


def _follows(head: Head, before: Head) -> bool:
    chained = head.previous_hash == (before.hash() if before is not BEGINNING else encoding.NOTHING)
    grown = head.first_seq == before.tree_size <= head.tree_size
    if head.epoch == before.epoch:
        on = head.watermark >= before.watermark and head.after_id == before.after_id
    else:
        on = head.epoch == before.epoch + 1 and head.after_id >= before.after_id
    return chained and grown and on


def _belongs(place: Place, head: Head, before: Head) -> bool:
    # Blocks that close an epoch hold what was there, by id; all others what lies between two watermarks.
    if head.after_id and place.entry_id <= head.after_id:
        return head.epoch != before.epoch or head.watermark == before.watermark
    return before.watermark < place.position <= head.watermark


class Groups:
    """Compares recomputed groups of the map with the stored ones, a thousand at a time."""

    def __init__(self, cursor: Cursor, verdict: Verdict, bits: int) -> None:
        self.cursor, self.verdict, self.bits = cursor, verdict, bits
        self.count = 0
        self._waiting: dict[int, dict[int, bytes]] = {}

    def put(self, level: int, prefix: int, children: subject_map.Children) -> None:
        """One recomputed group."""
        self.count += 1
        waiting = self._waiting.setdefault(level, {})
        waiting[prefix] = subject_map.pack_group(children)
        if len(waiting) >= 1_024:
            self._compare(level, self._waiting.pop(level))

    def finish(self) -> None:
        """Compare the rest, and see that no group is stored that nobody stands in."""
        for level, waiting in self._waiting.items():
            self._compare(level, waiting)
        stored = storage.value(self.cursor, "SELECT count(*) FROM journal_map_group WHERE level < %b::int", [self.bits])
        if stored > self.count:
            self.verdict.fault("map", level=None, number=None)

    def _compare(self, level: int, right: dict[int, bytes]) -> None:
        stored = dict(storage.rows(
            self.cursor,
            "SELECT prefix, content FROM journal_map_group WHERE level = %b::int AND prefix = ANY(%b::bigint[])",
            [level, list(right)],
        ))  # fmt: skip
        for prefix, content in right.items():
            if stored.get(prefix) != content:
                self.verdict.fault("map", level=level, number=prefix)
