"""The sealer: takes entries that are final, in blocks, into tree, chains and map, and signs the head.

One block is one transaction: killed at any moment, the next run goes on after the last whole block.
"""

import datetime
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from django.db import transaction
from psycopg import sql

from suixing.journal import encoding, storage, subject_map
from suixing.journal.errors import DUMP_RESTORED, FOREIGN_HEAD, JournalDamaged
from suixing.journal.heads import BEGINNING, LAST_ID, Head
from suixing.journal.merkle import Tree
from suixing.journal.storage import Cursor
from suixing.journal.witness import HeadsLog, line_of
from suixing.kernel.crypto import public_key_of
from suixing.kernel.errors import Refusal

BLOCK = 131_072
MENTIONS_A_BLOCK = 131_072  # about a kilobyte each while a block is sealed
BYTES_A_SUBJECT = 20  # in PostgreSQL's binary form of an array
SLICE = 512  # an entry of an intake may name 200 people
BLOCKS_A_READING = 16
BUCKETS_A_READING = 8_192
LOCK = 0x73_75_69_6A  # "suij": one sealer at a time
XMIN = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
LEAVES_STORED = "SELECT coalesce(max(seq) + 1, 0) FROM journal_leaf"
UNSEALED = (
    f"DECLARE journal_unsealed NO SCROLL CURSOR WITH HOLD FOR SELECT {storage.ENTRY_COLUMNS}"  # noqa: S608
    " FROM journal_entry e WHERE txid >= {0} AND txid < {1} AND (txid, id) > ({0}, {2}) AND id > {3}"
    " ORDER BY txid, id LIMIT {4}"
)

DAMAGE = (
    LookupError,  # hashes that are not there
    ValueError,  # a group of the map that is none
    ArithmeticError,
    struct.error,  # a count beyond what can be counted
    psycopg.IntegrityError,  # a place that is taken already
    psycopg.DataError,
    psycopg.errors.DataCorrupted,
    psycopg.errors.IndexCorrupted,
)

Taken = tuple[int, int, bytes, bytes]  # id, txid, the entry without its subjects, its subjects as sent
State = tuple[int, bytes]  # count, head


@dataclass(frozen=True, slots=True)
class SealReport:
    """What one run did: blocks and entries sealed, the head it left, whether another sealer was at work."""

    blocks: int
    entries: int
    head: Head
    busy: bool = False


@contextmanager
def sole_sealer(cursor: Cursor) -> Iterator[bool]:
    """Whether this process is the only sealer; the lock ends with the session at the latest."""
    held = bool(storage.value(cursor, "SELECT pg_try_advisory_lock(%b::bigint)", [LOCK]))
    try:
        yield held
    finally:
        if held:
            with suppress(psycopg.Error):  # a broken connection has let the lock go already
                cursor.execute("SELECT pg_advisory_unlock(%b::bigint)", [LOCK])


@contextmanager
def damage_refused() -> Iterator[None]:
    """Whatever of the sealed part turns out not to fit together becomes one refusal."""
    try:
        yield
    except DAMAGE as found:
        raise JournalDamaged from found


class Sealer:
    """Seals from the newest head on; the right edge of the tree stays in memory between blocks."""

    def __init__(self, cursor: Cursor, *, key: bytes, log: HeadsLog, now: datetime.datetime) -> None:
        self.cursor, self.key, self.log, self.now = cursor, key, log, now
        self.head = storage.newest_head(cursor)
        if self.head is not BEGINNING and not self.head.is_signed_by(public_key_of(key)):
            raise Refusal(FOREIGN_HEAD.format(number=self.head.number))
        self.blocks = self.entries = 0
        self._tell_log_what_it_missed()
        self.tree = self._tree_as_signed()

    def _tree_as_signed(self) -> Tree:
        # A few reads at any size: edge of the tree and top of the map. Nothing is signed on top of what differs.
        head = self.head
        tree = Tree.load(head.tree_size, storage.stored_hashes(self.cursor))
        top = storage.read_groups(self.cursor, 0, [0]).get(0, {})
        map_root = subject_map.group_hash(top, head.subjects_bits - subject_map.STEP)
        leaves = storage.value(self.cursor, LEAVES_STORED)
        if (leaves, tree.root(), map_root) != (head.tree_size, head.root, head.subjects_root):
            raise JournalDamaged
        return tree

    def _tell_log_what_it_missed(self) -> None:
        # A sealer killed between its commit and its line leaves the log one head behind.
        lines, _ = self.log.read()
        last = lines[-1].number if lines else 0
        if self.head.number > last:
            heads = storage.heads_after(self.cursor, last)
            self.log.append([line_of(head) for head in heads if head.is_signed_by(public_key_of(self.key))])

    def seal_available(self, limit_blocks: int | None) -> None:
        """Seal what is final now: entries of transactions older than every one still running."""
        left = limit_blocks
        while left is None or left > 0:
            reading = min(BLOCKS_A_READING, left or BLOCKS_A_READING)
            blocks, exhausted = self._seal_reading(reading)
            left = None if left is None else left - blocks
            if exhausted:
                break
        if self.blocks:
            self.log.shorten()

    def _seal_reading(self, blocks: int) -> tuple[int, bool]:
        # One sort serves many blocks; WITH HOLD keeps its result across their commits.
        done = 0
        head = self.head
        xmin = int(storage.value(self.cursor, XMIN))
        if xmin <= head.watermark_txid:
            raise Refusal(DUMP_RESTORED)
        with transaction.atomic():
            self.cursor.execute("SET LOCAL work_mem = '64MB'")
            self.cursor.execute(
                sql.SQL(UNSEALED).format(head.watermark_txid, xmin, head.watermark_id, head.after_id, blocks * BLOCK)
            )
        entries = 0
        dry = False
        try:
            while done < blocks and not dry:
                taken, dry = self._take("journal_unsealed")
                entries += len(taken)
                if not taken:
                    break
                # Where the query's own limit did not cut it short, everything below xmin has been read.
                whole = dry and entries < blocks * BLOCK
                watermark = (xmin - 1, LAST_ID) if whole else (taken[-1][1], taken[-1][0])
                with transaction.atomic():
                    head = self.seal_block(taken, watermark_txid=watermark[0], watermark_id=watermark[1])
                self.committed(head)
                done += 1
        finally:
            with suppress(psycopg.Error):
                self.cursor.execute("CLOSE journal_unsealed")
        return done, dry and entries < blocks * BLOCK

    def _take(self, name: str) -> tuple[list[Taken], bool]:
        """The entries of one block, and whether there are no more; few where they name many people each."""
        taken: list[Taken] = []
        named = 0
        while len(taken) < BLOCK and named < MENTIONS_A_BLOCK:
            part = storage.rows(self.cursor, f"FETCH {SLICE} FROM {name}")
            taken += [without_subjects(row) for row in part]
            named += sum(len(sent) for _, _, _, sent in taken[len(taken) - len(part) :]) // BYTES_A_SUBJECT
            if len(part) < SLICE:
                return taken, True
        return taken, False

    def seal_rest(self, *, xmin: int, after_id: int) -> None:
        """Seal everything visible into blocks that close the epoch, inside the caller's transaction."""
        self.cursor.execute(
            f"DECLARE journal_rest NO SCROLL CURSOR FOR SELECT {storage.ENTRY_COLUMNS} FROM journal_entry e"  # noqa: S608
            " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry_id = e.id) ORDER BY e.txid, e.id"
        )
        epoch = self.head.epoch + 1
        while True:
            taken, dry = self._take("journal_rest")
            head = self.seal_block(taken, watermark_txid=xmin - 1, watermark_id=LAST_ID, epoch=epoch, after_id=after_id)
            self.head = head
            self.blocks += 1
            self.entries += len(taken)
            if dry:
                return

    def committed(self, head: Head) -> None:
        """Count a block that stands, and tell the log."""
        self.entries += head.tree_size - head.first_seq
        self.blocks += 1
        self.head = head
        self.log.append([line_of(head)])

    def seal_block(self, taken: list[Taken], **changes: int) -> Head:
        """Write one block and its signed head, inside the caller's transaction."""
        self.cursor.execute("SET LOCAL synchronous_commit = on")  # the log must not know more than the database
        first = self.head.tree_size
        chains = Chains(self.cursor, taken)
        hashes = [chains.leaf(seq, prefix, sent) for seq, (_, _, prefix, sent) in enumerate(taken, start=first)]
        number = self.head.number + 1
        storage.copy_leaves(self.cursor, number, first, [one[0] for one in taken], hashes)
        storage.copy_mentions(self.cursor, chains.mentions)
        storage.insert_tiles(self.cursor, self.tree.grow(hashes))
        chains.store()
        head = replace(
            self.head,
            number=number,
            first_seq=first,
            tree_size=self.tree.size,
            root=self.tree.root(),
            subjects_count=self.head.subjects_count + chains.newcomers,
            previous_hash=self.head.hash() if self.head is not BEGINNING else encoding.NOTHING,
            sealed_at=self.now,
            **changes,  # type: ignore[arg-type]
        )
        head = self._with_map(head, chains).signed(self.key)
        storage.insert_head(self.cursor, head)
        return head

    def _with_map(self, head: Head, chains: "Chains") -> Head:
        bits = subject_map.bits_for(head.subjects_count)
        if bits != head.subjects_bits:
            return replace(head, subjects_bits=bits, subjects_root=rebuild_map(self.cursor, bits))
        if not chains.states:
            return head
        return replace(head, subjects_root=update_map(self.cursor, sorted(chains.places.values()), bits))


def without_subjects(row: tuple[Any, ...]) -> Taken:
    """A row of ``storage.ENTRY_COLUMNS`` as the sealer holds it, about 300 bytes."""
    entry_id, txid, at, act, office, officer, purpose, subjects, detail = row
    said = encoding.words(act, office, officer, purpose, encoding.canonical_detail(detail))
    return (
        entry_id,
        txid,
        encoding.entry_prefix(entry_id, txid, int.from_bytes(at, "big", signed=True), said),
        subjects,
    )


class Chains:
    """The chains of all subjects of one block: read once, carried on in memory, written once."""

    def __init__(self, cursor: Cursor, taken: list[Taken]) -> None:
        self.cursor = cursor
        self.states: dict[bytes, State] = {}
        self.mentions: list[tuple[bytes, int, int, bytes]] = []
        named = {subject for _, _, _, sent in taken for subject in storage.subjects_of(sent)}
        self.places = {subject: subject_map.place_of(encoding.subject_key(subject)) for subject in named}
        known = storage.subject_states(cursor, sorted(self.places.values()))
        self._before: dict[bytes, State] = {subject: (count, head) for subject, count, head in known}
        self.states.update(self._before)
        self.newcomers = len(named - self._before.keys())

    def leaf(self, seq: int, prefix: bytes, sent: bytes) -> bytes:
        """The leaf hash of one entry; carries the chains of its subjects on."""
        states = self.states
        links = []
        carried: dict[bytes, tuple[int, bytes]] = {}  # an intake's reading can name ten thousand people
        for subject in storage.subjects_of(sent):
            if subject in carried:
                links.append(encoding.link_hash(subject, 0, encoding.NOTHING))
                continue
            count, previous = states.get(subject, (0, encoding.NOTHING))
            links.append(encoding.link_hash(subject, count + 1, previous))
            carried[subject] = (count + 1, previous)
        leaf = encoding.leaf_hash(prefix, links)
        for subject, (number, previous) in carried.items():
            head = encoding.chain_head(subject, number, leaf, previous)
            states[subject] = (number, head)
            self.mentions.append((subject, number, seq, head))
        return leaf

    def store(self) -> None:
        """Write the counts and heads that the block leaves behind."""
        told = [(self.places[subject], subject, *self.states[subject]) for subject in self.places]
        storage.copy_new_subjects(self.cursor, sorted(one for one in told if one[1] not in self._before))
        storage.update_subjects(self.cursor, [one for one in told if one[1] in self._before])


def update_map(cursor: Cursor, places: list[int], bits: int) -> bytes:
    """Bring the map up to date where subjects at these places (rising) changed; gives its root."""
    cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    shift = subject_map.PLACE_BITS - bits
    buckets = list(dict.fromkeys(place >> shift for place in places))
    changed: dict[int, bytes] = {}
    for start in range(0, len(buckets), BUCKETS_A_READING):
        held: dict[int, list[bytes]] = defaultdict(list)
        for bucket, subject, count, head in storage.bucket_contents(
            cursor, buckets[start : start + BUCKETS_A_READING], bits
        ):
            held[bucket].append(encoding.subject_key(subject) + encoding.subject_hash(subject, count, head))
        for bucket, pairs in held.items():
            changed[bucket] = encoding.bucket_hash(sorted(pairs))
    for level in range(bits - subject_map.STEP, -1, -subject_map.STEP):
        changed = _update_level(cursor, level, bits - level - subject_map.STEP, changed)
    return changed[0]


def _update_level(cursor: Cursor, level: int, height: int, changed: dict[int, bytes]) -> dict[int, bytes]:
    # The groups of one level with their changed children; gives the changed nodes above them.
    by_prefix: dict[int, subject_map.Children] = defaultdict(dict)
    for number, digest in changed.items():
        by_prefix[number >> subject_map.STEP][number & (subject_map.WIDTH - 1)] = digest
    prefixes = sorted(by_prefix)
    above: dict[int, bytes] = {}
    for start in range(0, len(prefixes), 2_048):
        part = prefixes[start : start + 2_048]
        held = storage.read_groups(cursor, level, part)
        groups = {prefix: {**held.get(prefix, {}), **by_prefix[prefix]} for prefix in part}
        storage.write_groups(cursor, level, groups)
        above.update({prefix: subject_map.group_hash(children, height) for prefix, children in groups.items()})
    return above


def rebuild_map(cursor: Cursor, bits: int) -> bytes:
    """Write every group anew, once each time that the map gets six bits more; gives its root."""
    pending: dict[int, dict[int, subject_map.Children]] = defaultdict(dict)

    def put(level: int, prefix: int, children: subject_map.Children) -> None:
        pending[level][prefix] = children
        if len(pending[level]) >= 2_048:
            storage.write_groups(cursor, level, pending.pop(level))

    root = fold_map(ordered_subjects(cursor, "journal_rebuild"), bits, put)
    for level, groups in pending.items():
        storage.write_groups(cursor, level, groups)
    return root


def ordered_subjects(cursor: Cursor, name: str) -> Iterator[tuple[bytes, int, bytes]]:
    """(subject, count, head) of every subject, rising by place."""
    cursor.execute(
        f"DECLARE {name} NO SCROLL CURSOR FOR"  # noqa: S608
        " SELECT uuid_send(subject), count, head FROM journal_subject ORDER BY place, subject"
    )
    while part := storage.rows(cursor, f"FETCH {SLICE} FROM {name}"):
        yield from part
    cursor.execute(f"CLOSE {name}")


def fold_map(
    subjects: Iterator[tuple[bytes, int, bytes]],
    bits: int,
    put: Callable[[int, int, subject_map.Children], None],
) -> bytes:
    """The root of the map over subjects that come rising by place."""
    builder = subject_map.Builder(bits, put)
    current = -1
    pairs: list[bytes] = []
    for subject, count, head in subjects:
        key = encoding.subject_key(subject)
        bucket = subject_map.bucket_of(key, bits)
        if bucket != current:
            if pairs:
                builder.add(current, encoding.bucket_hash(sorted(pairs)))
            current, pairs = bucket, []
        pairs.append(key + encoding.subject_hash(subject, count, head))
    if pairs:
        builder.add(current, encoding.bucket_hash(sorted(pairs)))
    return builder.root()
