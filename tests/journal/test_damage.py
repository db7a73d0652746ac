"""A sealed part that was tampered with: the sealer says so in one sentence, and recording goes on."""

import io
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import transaction

from suixing.config.command import main
from suixing.config.commands import journal as command
from suixing.journal import actions
from suixing.journal.errors import JournalDamaged
from suixing.journal.models import Block, Entry, Leaf
from suixing.journal.verification import verify
from tests.journal.support import ALICE, BOB, NOW, as_owner, seal, write, write_many

pytestmark = pytest.mark.usefixtures("journal")

LAST_BLOCK_GONE = "DELETE FROM journal_block WHERE number = 3"
LAST_LEAVES_GONE = "DELETE FROM journal_leaf WHERE seq >= 767"
ONE_LEAF_GONE = "DELETE FROM journal_leaf WHERE seq = 770"
ALICE_IS_NEW = f"DELETE FROM journal_subject WHERE subject = '{ALICE}'"


@pytest.fixture
def sealed() -> None:
    """773 entries in three blocks; the third completes the third tile."""
    write_many(760, 100)
    seal()
    for _ in range(6):
        write(ALICE)
    seal()
    for _ in range(7):
        write(ALICE, BOB)
    seal()


def tamper(*statements: str) -> None:
    with as_owner() as cursor:
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount > 0, statement


def record() -> int:
    with transaction.atomic():
        return actions.record(
            act="person.read", office=None, officer="console", purpose="desk", subjects=[ALICE, BOB], now=NOW
        )


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM journal_entry WHERE id > 768", "DELETE FROM journal_leaf WHERE seq >= 764", LAST_BLOCK_GONE],
        [LAST_BLOCK_GONE],
        [LAST_BLOCK_GONE, LAST_LEAVES_GONE],
        ["DELETE FROM journal_block"],
        [ONE_LEAF_GONE],
        [LAST_LEAVES_GONE],
        ["UPDATE journal_leaf SET hash = sha256(hash) WHERE seq = 770"],
        ["UPDATE journal_leaf SET hash = '' WHERE seq = 770"],
        ["UPDATE journal_leaf SET seq = 5000 WHERE seq = 772"],
        ["INSERT INTO journal_leaf VALUES (773, 7000, 3, sha256(''))"],
        ["UPDATE journal_tile SET hash = sha256(hash) WHERE number = 1"],
        ["DELETE FROM journal_tile WHERE number = 1"],
        ["DELETE FROM journal_tile"],
        ["INSERT INTO journal_mention VALUES ('" + str(ALICE) + "', 14, 9999, sha256(''))"],
        [ALICE_IS_NEW],
        [f"UPDATE journal_subject SET count = count - 1 WHERE subject = '{ALICE}'"],
        [f"UPDATE journal_subject SET count = 9223372036854775807 WHERE subject = '{ALICE}'"],
        [f"UPDATE journal_subject SET place = place - 1 WHERE subject = '{ALICE}'"],
        ["DELETE FROM journal_map_group WHERE level = 0"],
        ["UPDATE journal_map_group SET content = content || 'x' WHERE level = 0"],
        ["UPDATE journal_map_group SET content = 'x' WHERE level = 12"],
        ["UPDATE journal_block SET sealed_at = 'infinity' WHERE number = 3"],
    ],
)  # fmt: skip
def test_the_sealer_builds_nothing_on_what_is_damaged(sealed: None, statements: list[str]) -> None:
    tamper(*statements)
    before = Entry.objects.count(), Leaf.objects.count(), Block.objects.count()
    record()
    with pytest.raises(JournalDamaged, match="suixing journal verify"):
        seal()
    with pytest.raises(JournalDamaged, match="suixing journal verify"):
        actions.begin_epoch(now=NOW)
    record()
    assert (Entry.objects.count(), Leaf.objects.count(), Block.objects.count()) == (before[0] + 2, *before[1:])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_mention WHERE seq = 770",
        "DELETE FROM journal_mention WHERE seq = 10",
        "UPDATE journal_mention SET head = sha256(head) WHERE seq = 770",
        f"UPDATE journal_subject SET head = sha256(head) WHERE subject = '{ALICE}'",
        f"UPDATE journal_subject SET count = count + 1 WHERE subject = '{ALICE}'",
        "DELETE FROM journal_leaf WHERE seq = 10",
        "DELETE FROM journal_entry WHERE id = 770",
        "DELETE FROM journal_block WHERE number = 2",
        "DELETE FROM journal_map_group WHERE level = 12",
    ],
)
def test_what_the_sealer_does_not_meet_is_still_named(sealed: None, statement: str) -> None:
    tamper(statement)
    write(ALICE)
    assert seal().entries == 1
    assert not verify().is_sound
    record()


def test_what_the_sealer_refused_is_named(sealed: None) -> None:
    tamper("DELETE FROM journal_entry WHERE id > 768", "DELETE FROM journal_leaf WHERE seq >= 764", LAST_BLOCK_GONE)
    record()
    with pytest.raises(JournalDamaged):
        seal()
    assert {"leaf_missing", "mention", "truncated"} <= {fault.kind for fault in verify().faults}


def test_a_sound_journal_goes_on_at_the_edge_of_a_tile() -> None:
    for count in (256, 256, 255, 1, 0, 1):
        if count:
            write_many(count, 7)
        seal()
    assert verify().is_sound


def test_entries_that_changed_their_ids_are_told_in_words(sealed: None) -> None:
    first, last = 761, 773  # about Alice; about Alice and Bob
    swap = "UPDATE journal_entry SET id = %s WHERE id = %s"
    with as_owner() as cursor:
        for new, old in ((-1, first), (first, last), (last, -1)):
            cursor.execute(swap, [new, old])
        cursor.execute("INSERT INTO journal_mention VALUES (gen_random_uuid(), 1, 9999, sha256(''))")
        cursor.execute(
            "INSERT INTO journal_map_group SELECT 12, min(prefix) - 1, '' FROM journal_map_group WHERE level = 12"
        )
    told = [sentence for fault in verify().faults for sentence in (fault.sentence.zh, fault.sentence.en)]
    assert told
    assert not [sentence for sentence in told if "?" in sentence or "None" in sentence]
    assert [one for one in told if f"Entry {first} " in one and str(BOB) in one and "another entry was put here" in one]


class Closed(io.StringIO):
    """The output of a command whose reader has gone after the first lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.left = lines

    def write(self, text: str) -> int:
        self.left -= 1
        if self.left < 0:
            raise BrokenPipeError
        return super().write(text)


@pytest.mark.parametrize("lines", [0, 1, 3])
@pytest.mark.parametrize("words", [["journal", "verify"], ["journal", "verify", "--json"]])
def test_a_reader_that_leaves_early_does_not_make_it_sound(
    sealed: None, monkeypatch: pytest.MonkeyPatch, lines: int, words: list[str]
) -> None:
    monkeypatch.setattr(command, "node_session", nullcontext)
    monkeypatch.setattr(sys, "stdout", Closed(lines))
    assert main(words) == 0
    tamper("UPDATE journal_entry SET officer = 'x' WHERE id IN (3, 4)")
    monkeypatch.setattr(sys, "stdout", Closed(lines))
    assert main(words) == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_proof_that_fails_fails_for_a_reader_that_has_left(tmp_path: Path, unbuffered: str) -> None:
    file = tmp_path / "proof.json"
    file.write_text('{"kind": "none"}')
    reading, writing = os.pipe()
    os.close(reading)
    try:
        words = [sys.executable, "-m", "suixing.config.command", "journal", "check", str(file), "--key", "00" * 32]
        done = subprocess.run(
            words,
            stdout=writing,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
