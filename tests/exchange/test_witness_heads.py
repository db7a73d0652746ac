"""Other nodes saw this node's journal: whoever rewrites it, with keys and log of heads, is found by what they saw."""

import json
from base64 import b64decode
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from suixing.config.command import main
from suixing.config.commands import journal as command
from suixing.exchange.models import Dead, WitnessedHead
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.witnessing import key_contradictions, newest_here, tell_heads, witnessed_lines
from suixing.journal.heads import BEGINNING, Head
from suixing.journal.verification import verify
from suixing.kernel.crypto import sha256
from tests.cast import NOW
from tests.exchange.far_node import FarNode, signals_of
from tests.journal.support import ALICE, BOB, as_owner, empty_journal, seal, write

LATER = NOW + timedelta(minutes=5)
OTHER_JOURNAL = sha256(b"journal of 50")


@pytest.fixture
def chongqing(guangdong: Path) -> FarNode:
    return FarNode("50").pin_here()


def told(far: FarNode) -> dict[str, Any]:
    """What this node tells of its journal and its key log, which others witness."""
    tell_heads(newest_here(), now=NOW)
    pack_signals(now=NOW)
    (data,) = signals_of(far.read_all(), "exchange.head")
    assert data.pop("directory") is None
    return data


def see(far: FarNode) -> None:
    """The other node sees the newest head and says so."""
    far.give(far.witnessed(told(far)))


def sealed(*blocks: int) -> None:
    """Blocks of so many entries."""
    for entries in blocks:
        for _ in range(entries):
            write(ALICE)
        seal()


def kinds(by: str = "50") -> list[str]:
    return [fault.kind for fault in verify(witnessed_lines()).faults if fault.where.get("by") == by]


def test_a_journal_that_others_saw_is_sound_as_long_as_it_grows(chongqing: FarNode) -> None:
    assert witnessed_lines() == {}
    see(chongqing)  # nothing is sealed yet
    sealed(3)
    see(chongqing)
    sealed(2, 2)
    see(chongqing)
    assert not Dead.objects.exists()
    assert [line.number for line in witnessed_lines()["50"]] == [1, 3]
    verdict = verify(witnessed_lines())
    assert verdict.is_sound, verdict.faults


def test_a_journal_rewritten_with_all_keys_is_found_and_its_witness_named(
    chongqing: FarNode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed(3, 3)
    see(chongqing)
    empty_journal()  # and the log of heads with it
    for _ in range(3):
        write(BOB)
    seal()
    sealed(3, 1)
    assert verify().is_sound
    assert kinds() == ["witnessed_rewritten"]
    monkeypatch.setattr(command, "node_session", nullcontext)
    assert main(["journal", "verify"]) == 1
    assert "Node 50 saw block 2" in capsys.readouterr().out


def test_a_journal_taken_back_is_found(chongqing: FarNode, guangdong: Path) -> None:
    sealed(3)
    log = (guangdong / "heads.log").read_bytes()
    with as_owner() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM journal_map_group")
        cursor.execute("CREATE TEMPORARY TABLE kept_subject AS SELECT * FROM journal_subject")
    sealed(3)
    see(chongqing)
    with as_owner() as cursor:
        cursor.execute("DELETE FROM journal_block WHERE number = 2")
        cursor.execute("DELETE FROM journal_leaf WHERE seq >= 3")
        cursor.execute("DELETE FROM journal_mention WHERE seq >= 3")
        cursor.execute("DELETE FROM journal_entry WHERE id IN (SELECT id FROM journal_entry ORDER BY id OFFSET 3)")
        cursor.execute("TRUNCATE journal_map_group, journal_subject")
        cursor.execute("INSERT INTO journal_map_group SELECT * FROM kept")
        cursor.execute("INSERT INTO journal_subject SELECT * FROM kept_subject")
    (guangdong / "heads.log").write_bytes(log)
    assert verify().is_sound
    assert kinds() == ["witnessed_truncated"]


def test_going_back_by_a_restore_that_the_journal_holds_is_no_fault(chongqing: FarNode) -> None:
    sealed(3, 3)
    see(chongqing)
    empty_journal()
    sealed(2)
    assert kinds() == ["witnessed_truncated"]
    write(act="node.restored")
    assert kinds() == []


def test_only_what_this_nodes_journal_key_signed_can_be_held_against_it(chongqing: FarNode) -> None:
    sealed(3)
    data = told(chongqing)
    invented = Head.from_json(data["head"])
    forged = replace(invented, number=9).signed(OTHER_JOURNAL)
    chongqing.give(chongqing.witnessed({**data, "head": forged.as_json()}))
    chongqing.give(chongqing.witnessed(data, node="51"))
    chongqing.give(chongqing.witnessed(data, signed_by=FarNode("51").keeper.chain[0].signing.hex()))
    assert list(Dead.objects.order_by("pk").values_list("reason", flat=True)) == ["unsigned", "malformed", "unsigned"]
    assert verify(witnessed_lines()).is_sound


def head(number: int, root: bytes = bytes(32)) -> Head:
    """A head of another node's journal."""
    return replace(BEGINNING, number=number, tree_size=number, root=root, sealed_at=NOW).signed(OTHER_JOURNAL)


def tell_us(far: FarNode, one: Head) -> list[int]:
    """The other node tells its head; of which heads it gets a statement back."""
    keys = {"number": 1, "hash": sha256(far.keeper.chain[0].statement).hex()}
    far.give(far.signal("exchange.head", {"head": one.as_json(), "keys": keys}))
    pack_signals(now=LATER)
    statements = signals_of(far.read_all(), "exchange.witnessed")
    said = [json.loads(b64decode(data["statement"])) for data in statements]
    assert {(one["node"], one["keys"]["hash"]) for one in said} <= {(far.place, keys["hash"])}
    return [one["head"]["number"] for one in said]


def test_a_witness_says_again_what_a_later_head_contradicts(chongqing: FarNode) -> None:
    assert tell_us(chongqing, head(7)) == [7]
    assert tell_us(chongqing, head(7)) == [7]
    assert tell_us(chongqing, head(9)) == [9]
    assert tell_us(chongqing, head(8)) == [9, 8]  # 8 was not seen before, and comes after 9
    assert tell_us(chongqing, head(9, root=bytes(31) + b"x")) == [9, 9]
    contradicted = WitnessedHead.objects.filter(node="50", contradicted=True)
    assert list(contradicted.values_list("number", flat=True)) == [9]


def test_a_key_log_that_another_node_has_otherwise_is_said(chongqing: FarNode) -> None:
    data = told(chongqing)
    chongqing.give(chongqing.witnessed(data))
    assert key_contradictions() == []
    chongqing.give(chongqing.witnessed({**data, "keys": {"number": 1, "hash": "ab" * 32}}))
    assert key_contradictions() == ["50"]
    keys = {"number": 1, "hash": "ab" * 32}
    chongqing.give(chongqing.signal("exchange.head", {"head": None, "keys": keys}))
    assert Dead.objects.get().reason == "swapped"
