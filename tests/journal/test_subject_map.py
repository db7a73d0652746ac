"""The map of subjects: sparse and dense groups, paths, growth."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from suixing.journal import subject_map
from suixing.journal.subject_map import Builder, Children, bits_for, empty, group_hash, group_path

BITS = 18


def plain_root(buckets: dict[int, bytes], bits: int) -> bytes:
    present, height = dict(buckets), 0
    while height < bits:
        default = empty(height)
        present = {
            n: sha256(b"\x03" + present.get(2 * n, default) + present.get(2 * n + 1, default)).digest()
            for n in {n // 2 for n in present}
        }
        height += 1
    return present.get(0, empty(bits))


def digest(number: int) -> bytes:
    return sha256(b"bucket %d" % number).digest()


near = st.integers(0, 300)
anywhere = st.integers(0, 2**BITS - 1)


@given(st.sets(near | anywhere, max_size=200))
def test_the_built_map_has_the_root_of_the_plain_tree_and_every_bucket_its_path(numbers: set[int]) -> None:
    groups: dict[tuple[int, int], Children] = {}
    builder = Builder(BITS, lambda level, prefix, children: groups.__setitem__((level, prefix), dict(children)))
    for number in sorted(numbers):
        builder.add(number, digest(number))
    root = builder.root()
    assert root == plain_root({number: digest(number) for number in numbers}, BITS)
    for number in [*numbers, 5, 77_777]:
        path: list[bytes] = []
        for level in range(BITS - 6, -1, -6):
            at = number >> (BITS - 6 - level)
            path += group_path(groups.get((level, at >> 6), {}), BITS - level - 6, at & 63)
        held = digest(number) if number in numbers else empty(0)
        assert subject_map.root_from_path(held, number, path) == root


@given(st.dictionaries(st.integers(0, 63), st.binary(min_size=32, max_size=32)))
def test_a_group_is_stored_and_read_back(children: Children) -> None:
    assert subject_map.unpack_group(subject_map.pack_group(children)) == children
    row = [children.get(slot, empty(6)) for slot in range(64)]
    while len(row) > 1:
        row = [sha256(b"\x03" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    assert group_hash(children, 6) == row[0]


def test_bits_follow_the_number_of_subjects() -> None:
    assert [bits_for(count) for count in (0, 2**21, 2**21 + 1, 2**27, 2**27 + 1)] == [18, 18, 24, 24, 30]
