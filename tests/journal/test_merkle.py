"""The tree: roots, growth in pieces, and the path of every leaf of every size."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.journal.merkle import EMPTY_ROOT, Tree, inclusion_path, root_from_path

LEAVES = [sha256(number.to_bytes(4, "big")).digest() for number in range(70_000)]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


class Stored:
    """Tiles as the database holds them."""

    def __init__(self, size: int) -> None:
        self.tree = Tree()
        self.levels = {0: dict(enumerate(LEAVES[:size]))}
        for level, number, digest in self.tree.grow(LEAVES[:size]):
            self.levels.setdefault(level, {})[number] = digest
        self.read = 0

    def fetch(self, level: int, first: int, after: int) -> list[bytes]:
        self.read += after - first
        return [self.levels[level][number] for number in range(first, after)]


def test_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root() == EMPTY_ROOT == plain_root([])


def test_every_leaf_of_every_size_is_proved_by_its_path_and_no_other() -> None:
    stored = Stored(600)
    for size in range(1, 601):
        root = plain_root(LEAVES[:size])
        seqs = range(size) if size < 70 or size in {255, 256, 257, 511, 512, 513, 600} else range(0, size, 37)
        for seq in seqs:
            path = inclusion_path(seq, size, stored.fetch)
            assert root_from_path(LEAVES[seq], seq, size, path) == root
            assert root_from_path(LEAVES[seq] if seq else LEAVES[1], (seq + 1) % size, size, path) != root or size == 1
            assert root_from_path(LEAVES[seq], seq, size, [*path, LEAVES[0]]) is None
            assert not path or root_from_path(LEAVES[seq], seq, size, path[:-1]) != root


@given(st.lists(st.integers(0, 900), max_size=12))
def test_growing_in_pieces_gives_the_same_tree(pieces: list[int]) -> None:
    tree, size = Tree(), 0
    tiles = []
    for piece in pieces:
        tiles += tree.grow(LEAVES[size : size + piece])
        size += piece
    whole = Tree()
    assert sorted(whole.grow(LEAVES[:size])) == sorted(tiles)
    assert tree.root() == whole.root() == plain_root(LEAVES[:size])


@given(st.integers(0, 70_000))
def test_a_tree_is_loaded_from_its_stored_hashes(size: int) -> None:
    stored = Stored(size)
    loaded = Tree.load(size, stored.fetch)
    assert loaded.root() == stored.tree.root()
    assert stored.read <= 255 * 3
    assert loaded.grow(LEAVES[:300]) == stored.tree.grow(LEAVES[:300])


@given(st.data(), st.integers(1, 600))
def test_one_changed_byte_anywhere_fails(data: st.DataObject, size: int) -> None:
    stored = Stored(size)
    seq = data.draw(st.integers(0, size - 1))
    proof = [LEAVES[seq], *inclusion_path(seq, size, stored.fetch)]
    which, byte = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 31))
    changed = bytearray(proof[which])
    changed[byte] ^= data.draw(st.integers(1, 255))
    proof[which] = bytes(changed)
    assert root_from_path(proof[0], seq, size, proof[1:]) != stored.tree.root()


def test_a_path_costs_the_same_few_reads_at_any_size() -> None:
    stored = Stored(70_000)
    inclusion_path(12_345, 70_000, stored.fetch)
    assert stored.read < 256 * 3


@pytest.mark.parametrize("seq", [-1, 5, 6])
def test_a_leaf_that_is_not_there_has_no_path(seq: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_path(seq, 5, Stored(5).fetch)
    assert root_from_path(LEAVES[0], seq, 5, []) is None
