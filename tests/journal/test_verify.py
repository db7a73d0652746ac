"""Who owns the database can change anything in it; the check says which entry."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from suixing.journal import actions, encoding, sealing, storage
from suixing.journal.findings import Verdict
from suixing.journal.verification import verify
from suixing.kernel.keys import create_keys
from tests.journal.support import ALICE, BOB, NOW, TABLES, as_owner, seal, write, write_many

pytestmark = pytest.mark.usefixtures("journal")


def found(verdict: Verdict) -> set[tuple[str, Any]]:
    """Kind, and the entry that is named."""
    return {(fault.kind, fault.where.get("entry")) for fault in verdict.faults}


@pytest.fixture
def five() -> list[int]:
    """Five entries in two blocks after 600 others, the last about nobody, and one not sealed."""
    write_many(600, 200)
    ids = [write(ALICE), write(ALICE, BOB), write(BOB)]
    seal()
    ids += [write(BOB, ALICE), write()]
    seal()
    write(ALICE)
    return ids


def test_a_sound_journal_is_found_sound(five: list[int]) -> None:
    verdict = verify()
    assert verdict.is_sound, verdict.faults
    assert (verdict.entries, verdict.sealed, verdict.unsealed, verdict.blocks, verdict.subjects) == (
        606,
        605,
        1,
        2,
        202,
    )
    assert not verdict.notes


def test_an_empty_journal_is_sound() -> None:
    assert verify().is_sound


@pytest.mark.parametrize(
    "change",
    [
        "act = 'person.erased'", "at = at + interval '1 microsecond'", "office = NULL", "officer = 'x'",
        "purpose = 'x'", "detail = '{\"a\": 1}'", "txid = txid - 1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("which", [0, 1, 4])
def test_an_altered_entry_is_named(five: list[int], change: str, which: int) -> None:
    with as_owner() as cursor:
        cursor.execute(f"UPDATE journal_entry SET {change} WHERE id = %s", [five[which]])
    faults = found(verify())
    assert ("altered", five[which]) in faults or ("reordered", five[which]) in faults
    assert {entry for _, entry in faults} == {five[which]}


def test_an_entry_moved_to_another_person_is_named(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_entry SET subjects = ARRAY[%s] WHERE id = %s", [BOB, five[0]])
    assert {entry for _, entry in found(verify())} == {five[0]}


def test_a_removed_entry_is_named(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE id = %s", [five[1]])
    assert found(verify()) == {("removed", five[1])}


def test_an_inserted_entry_is_named(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (id, txid, at, act, officer, purpose, subjects) SELECT 9000, txid, at, act,"
            " officer, purpose, subjects FROM journal_entry WHERE id = %s",
            [five[0]],
        )
    assert found(verify()) == {("inserted", 9000)}


def test_an_entry_of_a_transaction_that_never_was_is_named(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_entry SET txid = 99000000000 WHERE id > %s", [five[4]])
    assert found(verify()) == {("inserted", five[4] + 1)}


def test_two_entries_that_changed_places_are_named(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_leaf SET entry_id = -1 WHERE entry_id = %s", [five[0]])
        cursor.execute("UPDATE journal_leaf SET entry_id = %s WHERE entry_id = %s", [five[0], five[1]])
        cursor.execute("UPDATE journal_leaf SET entry_id = %s WHERE entry_id = -1", [five[1]])
    faults = found(verify())
    assert {("reordered", five[0]), ("reordered", five[1])} <= faults
    assert {entry for _, entry in faults} == {five[0], five[1]}


def test_leaves_that_changed_places_whole_are_named(five: list[int]) -> None:
    with as_owner() as cursor:
        for table, column in (("leaf", "seq"), ("mention", "seq")):
            for old, new in ((598, -1), (599, 598), (-1, 599)):
                cursor.execute(f"UPDATE journal_{table} SET {column} = %s WHERE {column} = %s", [new, old])
    faults = found(verify())
    assert {("reordered", 599), ("reordered", 600)} <= faults


@pytest.mark.parametrize("which", [0, 1])
def test_an_altered_leaf_is_named(five: list[int], which: int) -> None:
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_leaf SET hash = sha256(hash) WHERE entry_id = %s", [five[which]])
    assert found(verify()) == {("leaf", five[which])}


def test_an_entry_altered_with_its_leaf_is_named_by_the_chain(five: list[int]) -> None:
    forge(five[2], chains=False)
    assert ("mention", five[2]) in found(verify())


def test_an_entry_altered_with_leaf_chains_and_tiles_is_named_by_its_block(five: list[int]) -> None:
    forge(five[2], chains=True)
    verdict = verify()
    root = [fault for fault in verdict.faults if fault.kind == "root"]
    assert [fault.where["block"] for fault in root] == [1]
    assert not verdict.is_sound


def forge(entry: int, *, chains: bool) -> None:
    """Everything that somebody without the key can make consistent."""
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_entry SET officer = 'nobody' WHERE id = %s", [entry])
        row = storage.rows(cursor, f"SELECT {storage.ENTRY_COLUMNS} FROM journal_entry e WHERE id = %b", [entry])[0]
        links = storage.rows(
            cursor,
            "SELECT uuid_send(m.subject), m.number, p.head FROM journal_leaf l JOIN journal_mention m USING (seq)"
            " JOIN journal_mention p ON p.subject = m.subject AND p.number = m.number - 1 WHERE l.entry_id = %b",
            [entry],
        )
        leaf = encoding.leaf_hash(sealing.without_subjects(row)[2], [encoding.link_hash(*link) for link in links])
        cursor.execute("UPDATE journal_leaf SET hash = %s WHERE entry_id = %s", [leaf, entry])
        for subject, number, previous in links if chains else ():
            cursor.execute(
                "UPDATE journal_mention SET head = %s WHERE uuid_send(subject) = %s AND number = %s",
                [encoding.chain_head(subject, number, leaf, previous), subject, number],
            )


def test_a_wiped_out_entry_is_named_by_its_place(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("DELETE FROM journal_mention WHERE seq = 599")
        cursor.execute("DELETE FROM journal_leaf WHERE seq = 599")
        cursor.execute("DELETE FROM journal_entry WHERE id = 600")
    missing = [fault.where for fault in verify().faults if fault.kind == "leaf_missing"]
    assert [(where["seq"], where["block"]) for where in missing] == [(599, 1)]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE journal_tile SET hash = sha256(hash) WHERE number = 1", "tile"),
        ("DELETE FROM journal_tile WHERE number = 1", "tile"),
        ("INSERT INTO journal_tile VALUES (1, 77, sha256(''))", "tile"),
        ("UPDATE journal_mention SET head = sha256(head) WHERE seq = 601", "mention"),
        ("UPDATE journal_mention SET number = number + 50 WHERE seq = 603", "mention"),
        ("DELETE FROM journal_mention WHERE seq = 601", "mention"),
        ("INSERT INTO journal_mention VALUES (gen_random_uuid(), 1, 602, sha256(''))", "mention"),
        ("INSERT INTO journal_mention VALUES (gen_random_uuid(), 1, 9999, sha256(''))", "mention"),
        ("UPDATE journal_subject SET count = count - 1 WHERE count = 3", "subject"),
        ("UPDATE journal_subject SET head = sha256(head) WHERE count = 3", "subject"),
        ("DELETE FROM journal_subject WHERE count = 3", "subject"),
        ("UPDATE journal_map_group SET content = content || sha256('') WHERE level = 12 AND prefix ="
         " (SELECT min(prefix) FROM journal_map_group WHERE level = 12)", "map"),
        ("DELETE FROM journal_map_group WHERE level = 6", "map"),
        ("INSERT INTO journal_map_group SELECT 12, min(prefix) - 1, '' FROM journal_map_group WHERE level = 12", "map"),
        ("UPDATE journal_block SET root = sha256(root) WHERE number = 1", "signature"),
        ("UPDATE journal_block SET signature = sha256(root) WHERE number = 1", "signature"),
        ("UPDATE journal_block SET sealed_at = sealed_at + interval '1 hour' WHERE number = 2", "signature"),
        ("UPDATE journal_block SET watermark_txid = watermark_txid + 9 WHERE number = 2", "signature"),
        ("UPDATE journal_block SET public_key = sha256('') WHERE number = 2", "foreign_key"),
        ("DELETE FROM journal_block WHERE number = 1", "block_missing"),
        ("DELETE FROM journal_block WHERE number = 2", "truncated"),
        ("INSERT INTO journal_leaf VALUES (700, 7000, 2, sha256(''))", "leaf_foreign"),
        ("UPDATE journal_leaf SET block = 2 WHERE seq = 5", "leaf"),
    ],
)  # fmt: skip
def test_every_table_of_the_proof_is_checked(five: list[int], statement: str, kind: str) -> None:
    with as_owner() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0
    assert kind in {fault.kind for fault in verify().faults}


def test_a_head_signed_by_another_key_is_said(five: list[int], monkeypatch: Any, tmp_path: Path) -> None:
    create_keys(tmp_path)
    monkeypatch.setattr(settings, "SUIXING_KEYS_DIR", tmp_path)
    assert {fault.kind for fault in verify().faults} == {"foreign_key"}


def keep_copies() -> None:
    with as_owner() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS kept_{table}; CREATE TABLE kept_{table} AS TABLE journal_{table}")


def take_back() -> None:
    with as_owner() as cursor:
        for table in TABLES:
            cursor.execute(f"TRUNCATE journal_{table}; INSERT INTO journal_{table} TABLE kept_{table}")
            cursor.execute(f"DROP TABLE kept_{table}")


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_journal_taken_back_is_noticed_by_the_log_of_heads(five: list[int], goes_on: bool) -> None:
    keep_copies()
    write(ALICE)
    seal()
    take_back()
    if goes_on:
        write(BOB)
        seal()
    lost = [fault for fault in verify().faults if fault.kind == "truncated"]
    assert [(fault.where["block"], fault.where["last"]) for fault in lost] == [(2, 3)]


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_restore_that_recorded_itself_is_a_note(five: list[int], goes_on: bool) -> None:
    keep_copies()
    write(ALICE)
    seal()
    take_back()
    write(act="node.restored")
    if goes_on:
        seal()
    verdict = verify()
    assert verdict.is_sound, verdict.faults
    assert [(note.kind, note.where["last"]) for note in verdict.notes] == [("restored", 3)]


def test_a_journal_written_anew_is_noticed(five: list[int]) -> None:
    log = settings.SUIXING_KEYS_DIR / "heads.log"
    kept = log.read_bytes()
    with as_owner() as cursor:
        cursor.execute(
            "TRUNCATE journal_leaf, journal_tile, journal_mention, journal_subject, journal_map_group, journal_block"
        )
        cursor.execute("UPDATE journal_entry SET officer = 'nobody' WHERE id = 1")
    log.unlink()
    seal()
    log.write_bytes(kept)
    assert {fault.kind for fault in verify().faults} == {"rewritten", "truncated"}


def test_an_epoch_begun_after_a_dump_verifies(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_entry SET txid = 99000000000 WHERE id > %s", [five[4]])
    actions.begin_epoch(now=NOW)
    write(ALICE)
    seal()
    write(BOB)
    verdict = verify()
    assert verdict.is_sound, verdict.faults
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (id, txid, at, act, officer, purpose, subjects)"
            " VALUES (-5, 3, now(), 'a.b', 'x', 'x', '{}')"
        )
    assert found(verify()) == {("inserted", -5)}


def test_nothing_is_said_twice_for_one_alteration(five: list[int]) -> None:
    with as_owner() as cursor:
        cursor.execute("UPDATE journal_entry SET officer = 'x' WHERE id = 7")
    assert verify().fault_count == 1
