"""Proofs handed out: sound ones check, one changed byte anywhere does not, and nobody else is named."""

import copy
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from suixing.journal import queries
from suixing.journal.proofs import COMPLETENESS, INCLUSION, Unproved, check, check_completeness, check_inclusion
from suixing.kernel.errors import Refusal
from suixing.kernel.keys import keyring_at
from tests.journal.support import ALICE, BOB, CHARLIE, seal, write, write_many

pytestmark = pytest.mark.usefixtures("journal")


def key() -> bytes:
    return keyring_at(settings.SUIXING_KEYS_DIR).journal_public


def told(proof: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from a file."""
    loaded = json.loads(json.dumps(proof))
    assert isinstance(loaded, dict)
    return loaded


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name in value:
            yield from leaves_of(value[name], (*path, name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from leaves_of(one, (*path, at))
    else:
        yield path


def changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "x"
    other = "1" if value[-1:] == "0" else "0"
    return value[:-1] + other


def every_change(proof: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for path in leaves_of(proof):
        forged = copy.deepcopy(proof)
        target: Any = forged
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = changed(target[path[-1]])
        yield path, forged


def stands(proof: dict[str, Any]) -> bool:
    try:
        check(proof, key())
    except Unproved:
        return False
    return True


@pytest.fixture
def sealed() -> list[int]:
    write_many(700, 300)
    ids = [write(ALICE, detail='{"b": [1, {"x": "y"}], "a": 2}'), write(BOB, ALICE, BOB), write()]
    seal()
    write_many(10, 10)
    ids.append(write(ALICE))
    seal()
    return ids


def test_every_kind_of_entry_is_proved(sealed: list[int]) -> None:
    for entry in (1, 256, 257, 700, *sealed):
        proof = told(queries.inclusion_proof(entry))
        assert check_inclusion(proof, key()).entries == (entry,)


def test_any_change_of_an_inclusion_proof_is_noticed(sealed: list[int]) -> None:
    proof = told(queries.inclusion_proof(sealed[1], about=ALICE))
    for path, forged in every_change(proof):
        assert not stands(forged), f"a change of {path} went unnoticed"


def test_all_entries_about_a_person_are_proved_to_be_all(sealed: list[int]) -> None:
    proof = told(queries.completeness_proof(ALICE))
    assert check_completeness(proof, key()).entries == (sealed[0], sealed[1], sealed[3])


def test_any_change_of_a_completeness_proof_is_noticed(sealed: list[int]) -> None:
    proof = told(queries.completeness_proof(ALICE))
    for path, forged in every_change(proof):
        assert not stands(forged), f"a change of {path} went unnoticed"


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_an_entry_left_out_is_noticed(sealed: list[int], left_out: int) -> None:
    proof = told(queries.completeness_proof(ALICE))
    del proof["entries"][left_out]
    with pytest.raises(Unproved):
        check_completeness(proof, key())
    proof["count"] = 2
    with pytest.raises(Unproved, match=r"not number|not agree"):
        check_completeness(proof, key())


def test_a_person_without_entries_is_proved_to_have_none(sealed: list[int]) -> None:
    proof = told(queries.completeness_proof(CHARLIE))
    assert check_completeness(proof, key()).entries == ()
    proof["subject"] = str(ALICE)
    with pytest.raises(Unproved):
        check_completeness(proof, key())


def test_a_proof_names_no_other_person(sealed: list[int]) -> None:
    for proof in (queries.completeness_proof(ALICE), queries.inclusion_proof(sealed[1])):
        written = json.dumps(proof)
        assert str(BOB) not in written
        assert BOB.hex not in written
    assert str(ALICE) not in json.dumps(queries.inclusion_proof(sealed[1]))


def test_a_proof_of_another_node_is_refused(sealed: list[int]) -> None:
    with pytest.raises(Unproved, match="another key"):
        check(told(queries.completeness_proof(ALICE)), bytes(32))


@pytest.mark.parametrize("junk", [None, [], {}, "x", 5, {"kind": COMPLETENESS}, {"kind": INCLUSION, "head": 1}])
def test_what_is_no_proof_is_said_to_be_none(junk: object) -> None:
    with pytest.raises(Unproved, match="not a whole proof"):
        check(junk, bytes(32))


def test_there_is_no_proof_of_what_is_not_sealed() -> None:
    with pytest.raises(Refusal, match="Nothing"):
        queries.completeness_proof(ALICE)
    entry = write(ALICE)
    with pytest.raises(Refusal, match="not sealed yet"):
        queries.inclusion_proof(entry)
    with pytest.raises(Refusal, match="no entry"):
        queries.inclusion_proof(entry + 1)


def test_entries_about_a_person_are_told_sealed_ones_first(sealed: list[int]) -> None:
    tail = write(BOB, ALICE)
    told_entries = queries.entries_about(ALICE)
    assert [(entry.id, entry.number) for entry in told_entries] == [
        (sealed[0], 1), (sealed[1], 2), (sealed[3], 3), (tail, None),
    ]  # fmt: skip
    assert told_entries[0].detail == {"a": 2, "b": [1, {"x": "y"}]}
    assert [entry.id for entry in queries.entries_about(ALICE, after=2, limit=1)] == [sealed[3]]
    assert queries.entries_about(uuid.UUID(int=5)) == []


def test_status_counts_sealed_and_unsealed() -> None:
    assert queries.status().head is None
    write(ALICE)
    seal()
    write(ALICE)
    now = queries.status()
    assert (now.entries, now.sealed, now.unsealed) == (2, 1, 1)
    assert [head.number for head in queries.heads()] == [1]
