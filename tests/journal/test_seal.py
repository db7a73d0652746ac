"""Sealing: what is final is sealed once, in order, whatever the order of commits."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from suixing.journal import actions, sealing, subject_map
from suixing.journal.models import Block, Entry, Leaf, Mention, Subject
from suixing.journal.storage import raw_cursor
from suixing.kernel.errors import Refusal
from suixing.kernel.keys import create_keys
from tests.journal.support import ALICE, BOB, NOW, other_connection, seal, write, write_many

pytestmark = pytest.mark.usefixtures("journal")


def sealed_ids() -> list[int]:
    return list(Leaf.objects.order_by("seq").values_list("entry_id", flat=True))


def test_nothing_to_seal_makes_no_block() -> None:
    report = seal()
    assert (report.blocks, report.entries) == (0, 0)
    assert not Block.objects.exists()


def test_entries_are_sealed_once_and_in_order() -> None:
    first, second = write(ALICE), write(ALICE, BOB)
    assert seal().entries == 2
    third = write(BOB)
    assert (seal().entries, seal().entries) == (1, 0)
    assert sealed_ids() == [first, second, third]
    told = Mention.objects.order_by("seq", "subject").values_list("subject", "number", "seq")
    assert list(told) == [(ALICE, 1, 0), (BOB, 1, 1), (ALICE, 2, 1), (BOB, 2, 2)]
    assert dict(Subject.objects.values_list("subject", "count")) == {ALICE: 2, BOB: 2}


def test_an_entry_that_commits_late_is_waited_for_and_sealed_once() -> None:
    with other_connection() as late, late.cursor() as cursor:
        slow = write(ALICE, to=cursor)
        quick = write(ALICE)
        assert seal().entries == 0
        late.commit()
    assert seal().entries == 2
    assert sealed_ids() == [slow, quick]
    assert seal().entries == 0


def test_an_entry_that_is_taken_back_is_never_sealed() -> None:
    with other_connection() as late, late.cursor() as cursor:
        write(ALICE, to=cursor)
        quick = write(ALICE)
        late.rollback()
    seal()
    assert sealed_ids() == [quick]


def test_blocks_are_full_but_the_last_and_chained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK", 300)
    monkeypatch.setattr(sealing, "SLICE", 100)
    monkeypatch.setattr(sealing, "BLOCKS_A_READING", 2)
    write_many(1000, 37)
    assert seal(limit_blocks=3).entries == 900
    report = seal()
    assert (report.blocks, report.entries, report.head.tree_size) == (1, 100, 1000)
    blocks = list(Block.objects.order_by("number"))
    assert [(block.first_seq, block.tree_size) for block in blocks] == [
        (0, 300),
        (300, 600),
        (600, 900),
        (900, 1000),
    ]
    assert len({bytes(block.previous_hash) for block in blocks}) == 4


def test_the_log_of_heads_has_each_head_and_what_a_killed_sealer_missed() -> None:
    log = Path(settings.SUIXING_KEYS_DIR) / "heads.log"
    for _ in range(3):
        write(ALICE)
        seal()
    lines = log.read_text().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3]
    log.write_text(lines[0] + "\n" + lines[1][:20])
    write(ALICE)
    seal()
    assert [json.loads(line)["number"] for line in log.read_text().splitlines()] == [1, 2, 3, 4]


def test_only_one_sealer_works_at_a_time() -> None:
    write(ALICE)
    with other_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sealing.LOCK])
        report = seal()
        assert report.busy
        assert report.entries == 0
        with pytest.raises(Refusal):
            actions.begin_epoch(now=NOW)
        other.execute("SELECT pg_advisory_unlock(%s)", [sealing.LOCK])
    assert seal().entries == 1


def test_a_new_epoch_seals_what_a_restore_brought_and_goes_on_with_low_transaction_ids() -> None:
    write(ALICE)
    seal()
    high = 5_000_000_000
    with connection.cursor() as cursor:  # what pg_restore leaves: ids of a cluster that had counted further
        cursor.execute(
            "INSERT INTO journal_entry (txid, at, act, officer, purpose, subjects)"
            " VALUES (%s, now(), 'person.read', 'console', 'desk', '{}')",
            [high],
        )
    assert seal().entries == 0
    actions.begin_epoch(now=NOW)
    assert Leaf.objects.count() == 2
    write(ALICE)
    assert seal().entries == 1
    assert seal().entries == 0
    assert list(Block.objects.order_by("number").values_list("epoch", flat=True)) == [0, 1, 1]


def test_a_restore_from_a_dump_without_a_new_epoch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    write(ALICE)
    seal()
    monkeypatch.setattr(sealing, "XMIN", "SELECT 5::bigint")  # a new cluster counts from the beginning
    with pytest.raises(Refusal, match="restored from a dump"):
        seal()


def test_an_epoch_does_not_begin_while_a_writer_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    with other_connection() as late, late.cursor() as cursor:
        write(ALICE, to=cursor)
        monkeypatch.setattr(actions, "LONGEST_WAIT", "50ms")
        with pytest.raises(Refusal, match="writing"):
            actions.begin_epoch(now=NOW)
    assert not Block.objects.exists()


def test_a_head_of_another_key_is_not_built_upon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(ALICE)
    seal()
    create_keys(tmp_path)
    monkeypatch.setattr(settings, "SUIXING_KEYS_DIR", tmp_path)
    write(ALICE)
    with pytest.raises(Refusal, match="key"):
        seal()


def test_the_map_gets_more_bits_as_subjects_become_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject_map, "FULL_BUCKET", 30 / 2**subject_map.FEWEST_BITS)
    write_many(30, 30)
    assert seal().head.subjects_bits == 18
    for people in (31, 5):
        write_many(people, people)
        head = seal().head
        assert head.subjects_bits == 24
        with transaction.atomic(), raw_cursor() as cursor:
            subjects = sealing.ordered_subjects(cursor, "subjects_again")
            assert sealing.fold_map(subjects, 24, lambda *_: None) == head.subjects_root


@pytest.mark.parametrize("moment", [0.05, 0.4, 0.8])
def test_a_sealer_killed_at_any_moment_goes_on_where_it_was(moment: float) -> None:
    write_many(6_000, 900)
    script = (
        "import sys, datetime, django; django.setup();"
        "from django.conf import settings; settings.DATABASES['default']['NAME'] = sys.argv[1];"
        "from suixing.journal import actions, sealing; sealing.BLOCK = 200; sealing.SLICE = 100;"
        "print(1, flush=True);"
        "actions.seal(now=datetime.datetime.now(datetime.UTC))"
    )
    name = str(connection.settings_dict["NAME"])
    child = subprocess.Popen([sys.executable, "-c", script, name], stdout=subprocess.PIPE, env={**os.environ})
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(moment)
        child.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while seal().busy and time.monotonic() < deadline:  # the server notices the loss a moment later
        time.sleep(0.02)
    assert Leaf.objects.count() == 6_000 == Entry.objects.count()
    assert sealed_ids() == list(range(1, 6_001))
    with transaction.atomic():
        assert sum(Subject.objects.values_list("count", flat=True)) == 6_000
