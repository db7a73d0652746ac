"""The map from every subject to her count and chain head, as a sparse binary tree over buckets. Pure.

A subject stands in the bucket that the first bits of SHA-256(her id) name. A bucket's hash covers all who
stand in it, rising by key, so that nobody stands in it twice. Stored are groups: the 64 nodes six levels
below one node. The number of bits follows the number of subjects, so that a bucket stays small at any size.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from suixing.journal.encoding import bucket_hash

STEP = 6
WIDTH = 1 << STEP
PLACE_BITS = 63
FEWEST_BITS = 18
FULL_BUCKET = 8

Children = dict[int, bytes]  # slot 0 … 63 -> hash; an absent one is the empty subtree


def bits_for(count: int) -> int:
    """How many bits name a bucket when the map holds ``count`` subjects: 18, then 24, 30, …"""
    bits = FEWEST_BITS
    while count > FULL_BUCKET * (1 << bits):
        bits += STEP
    return bits


def place_of(key: bytes) -> int:
    """The first 63 bits of a subject's key, which fit PostgreSQL's bigint."""
    return int.from_bytes(key[:8], "big") >> 1


def bucket_of(key: bytes, bits: int) -> int:
    """The bucket of a subject's key."""
    return place_of(key) >> (PLACE_BITS - bits)


@cache
def empty(height: int) -> bytes:
    """The hash of a subtree of that height without any subject; height 0 is a bucket."""
    if height == 0:
        return bucket_hash(())
    return _node(empty(height - 1), empty(height - 1))


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x03" + left + right).digest()


def _levels(children: Children, height: int) -> Iterator[Children]:
    # The nodes present at each of the six levels above the children, which have that height.
    present = children
    for above in range(STEP):
        default = empty(height + above)
        present = {
            slot: _node(present.get(slot << 1, default), present.get(slot << 1 | 1, default))
            for slot in {slot >> 1 for slot in present}
        }
        yield present


def group_hash(children: Children, height: int) -> bytes:
    """The hash of the node whose 64 descendants of that height are given."""
    if len(children) < WIDTH // 2:
        *_, top = _levels(children, height)
        return top.get(0, empty(height + STEP))
    default = empty(height)
    row = [children.get(slot, default) for slot in range(WIDTH)]
    while len(row) > 1:
        pairs = iter(row)
        row = [sha256(b"\x03" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return row[0]


def group_path(children: Children, height: int, slot: int) -> list[bytes]:
    """The six siblings on the way from a child up to its group's node."""
    path = [children.get(slot ^ 1, empty(height))]
    for above, present in enumerate(_levels(children, height), start=1):
        if above < STEP:
            path.append(present.get((slot >> above) ^ 1, empty(height + above)))
    return path


def root_from_path(bucket: bytes, number: int, path: list[bytes]) -> bytes:
    """The root to which the bucket's hash and its siblings, from below upwards, lead."""
    digest = bucket
    for level, sibling in enumerate(path):
        digest = _node(sibling, digest) if number >> level & 1 else _node(digest, sibling)
    return digest


def pack_group(children: Children) -> bytes:
    """A group as it is stored: a bitmap of eight bytes and the hashes present, rising by slot."""
    bitmap = 0
    for slot in children:
        bitmap |= 1 << slot
    return bitmap.to_bytes(8, "big") + b"".join([children[slot] for slot in sorted(children)])


def unpack_group(content: bytes) -> Children:
    """The inverse of ``pack_group``; ValueError where the content is none."""
    bitmap = int.from_bytes(content[:8], "big")
    slots = [slot for slot in range(WIDTH) if bitmap >> slot & 1]
    if len(content) != 8 + 32 * len(slots):
        raise ValueError("not a group of the map")
    return {slot: content[8 + 32 * i : 40 + 32 * i] for i, slot in enumerate(slots)}


@dataclass
class Builder:
    """Builds the whole map from buckets in rising order and holds one group a level; ``put`` gets each."""

    bits: int
    put: Callable[[int, int, Children], None]
    _open: dict[int, tuple[int, Children]] = field(default_factory=dict)

    def add(self, bucket: int, digest: bytes) -> None:
        """The next bucket that is not empty."""
        self._child(self.bits - STEP, bucket, digest)

    def _child(self, level: int, number: int, digest: bytes) -> None:
        prefix = number >> STEP
        held = self._open.get(level)
        if held is not None and held[0] != prefix:
            self._close(level)
            held = None
        if held is None:
            held = self._open[level] = (prefix, {})
        held[1][number & (WIDTH - 1)] = digest

    def _close(self, level: int) -> bytes:
        prefix, children = self._open.pop(level)
        self.put(level, prefix, children)
        digest = group_hash(children, self.bits - level - STEP)
        if level:
            self._child(level - STEP, prefix, digest)
        return digest

    def root(self) -> bytes:
        """Close what is open; the root over everything added."""
        digest = empty(self.bits)
        for level in range(self.bits - STEP, -1, -STEP):
            if level in self._open:
                digest = self._close(level)
        return digest
