"""The Merkle tree over all sealed entries (RFC 9162, 2.1), stored as hashes of complete 256-ary subtrees.

A *tile level* t holds the hash of every complete subtree of ``256 ** t`` leaves; level 0 are the leaves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

WIDTH = 256
Fetch = Callable[[int, int, int], list[bytes]]  # (tile level, first, after last) -> hashes

EMPTY_ROOT = sha256(b"").digest()


def fold(hashes: list[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def node(left: bytes, right: bytes) -> bytes:
    """An inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A growing tree that keeps only its right edge: at each tile level the hashes under no full tile yet."""

    size: int = 0
    edge: list[list[bytes]] = field(default_factory=lambda: [[]])

    @classmethod
    def load(cls, size: int, fetch: Fetch) -> "Tree":
        """The tree of ``size`` leaves from its stored hashes; reads at most 255 a level."""
        edge = []
        held, level = size, 0
        while held or level == 0:
            edge.append(fetch(level, held - held % WIDTH, held))
            held //= WIDTH
            level += 1
        return cls(size, edge)

    def grow(self, leaves: list[bytes]) -> list[tuple[int, int, bytes]]:
        """Append leaves; gives the tile hashes that became complete, as (level, number, hash)."""
        self.size += len(leaves)
        self.edge[0].extend(leaves)
        completed = []
        level = 0
        while len(self.edge[level]) >= WIDTH:
            if level + 1 == len(self.edge):
                self.edge.append([])
            row, above = self.edge[level], self.edge[level + 1]
            full = len(row) // WIDTH
            first = self.size // WIDTH ** (level + 1) - full
            for number in range(full):
                digest = fold(row[number * WIDTH : (number + 1) * WIDTH])
                above.append(digest)
                completed.append((level + 1, first + number, digest))
            del row[: full * WIDTH]
            level += 1
        return completed

    def root(self) -> bytes:
        """The root over all leaves so far."""
        peaks: list[bytes] = []
        for row in reversed(self.edge):
            start = 0
            while start < len(row):
                span = 1 << (len(row) - start).bit_length() - 1
                peaks.append(fold(row[start : start + span]))
                start += span
        if not peaks:
            return EMPTY_ROOT
        root = peaks.pop()
        while peaks:
            root = node(peaks.pop(), root)
        return root


def subtree(first: int, after: int, fetch: Fetch) -> bytes:
    """The hash over the leaves from ``first`` to before ``after``, a range that the tree itself makes."""
    span = after - first
    if span & (span - 1) == 0:
        level = (span.bit_length() - 1) // 8
        width = WIDTH**level
        return fold(fetch(level, first // width, after // width))
    left = 1 << (span - 1).bit_length() - 1
    return node(subtree(first, first + left, fetch), subtree(first + left, after, fetch))


def inclusion_path(seq: int, size: int, fetch: Fetch) -> list[bytes]:
    """The hashes from leaf ``seq`` up to the root of the tree of ``size`` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= seq < size:
        raise ValueError("no such leaf")
    path = []
    first, after = 0, size
    while after - first > 1:
        middle = first + (1 << (after - first - 1).bit_length() - 1)
        if seq < middle:
            path.append(subtree(middle, after, fetch))
            after = middle
        else:
            path.append(subtree(first, middle, fetch))
            first = middle
    path.reverse()
    return path


def root_from_path(leaf: bytes, seq: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a path leads to, or None where the path cannot be one (RFC 9162, 2.1.3.2)."""
    if not 0 <= seq < size:
        return None
    index, last, root = seq, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            root = node(step, root)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            root = node(root, step)
        index >>= 1
        last >>= 1
    return root if last == 0 else None
