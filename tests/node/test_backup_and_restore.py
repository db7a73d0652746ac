"""Back up while the node works, restore, and keep erased who was erased."""

from pathlib import Path

import pytest

from tests.cast import CAST, FUCHENG, JUNYAO, MAIMAITI, XIUYING, number, write_csv
from tests.nodes import NodeUnderTest, free_port, make_node, remove

SCREEN = ("--office", FUCHENG, "--today", "2026-11-20")


@pytest.fixture
def whole(whole_node: NodeUnderTest, tmp_path: Path) -> NodeUnderTest:
    """As large as nodes are: all divisions."""
    whole_node.ok("intake", write_csv(tmp_path / "cast.csv", CAST), *SCREEN)
    return whole_node


@pytest.fixture
def filled(own_node: NodeUnderTest, tmp_path: Path) -> NodeUnderTest:
    own_node.ok("intake", write_csv(tmp_path / "cast.csv", CAST), *SCREEN)
    return own_node


def is_held(node: NodeUnderTest, identifier: str) -> bool:
    said = node.run("people", "show", "--office", FUCHENG, told=identifier)
    assert said.returncode == 0 or "holds nobody with this identifier" in said.stderr, said.stdout + said.stderr
    return said.returncode == 0


def test_backup_of_a_working_node_restores_and_its_journal_verifies(whole: NodeUnderTest, tmp_path: Path) -> None:
    whole.ok("node", "up", "--detach", "--port", free_port())
    many = [
        XIUYING.but(name=f"王{n}", identifier=number(f"{510223000000 + n // 900:06d}19850612{n % 900:03d}"[-17:]))
        for n in range(2000)
    ]
    intake = whole.start("intake", write_csv(tmp_path / "many.csv", many), *SCREEN)
    whole.ok("node", "backup", tmp_path / "backup")
    intake.communicate()
    assert "node down" in whole.refused("node", "restore", tmp_path / "backup")
    whole.ok("node", "down")
    whole.ok("node", "restore", tmp_path / "backup")
    assert is_held(whole, XIUYING.identifier)
    whole.ok("journal", "verify")


def test_who_was_erased_after_the_backup_stays_erased(filled: NodeUnderTest, tmp_path: Path) -> None:
    filled.ok("node", "backup", tmp_path / "backup")
    filled.ok("people", "erase", "--office", FUCHENG, told=XIUYING.identifier)
    filled.ok("people", "withdraw", "--office", FUCHENG, told=MAIMAITI.identifier)
    said = filled.ok("node", "restore", tmp_path / "backup")
    assert "2 erasures and withdrawals" in said
    assert not is_held(filled, XIUYING.identifier)
    assert not is_held(filled, MAIMAITI.identifier)
    assert is_held(filled, JUNYAO.identifier)
    filled.ok("journal", "verify")


def test_erased_stays_erased_on_another_machine_too(filled: NodeUnderTest, tmp_path: Path) -> None:
    filled.ok("node", "backup", tmp_path / "backup", "--keys", tmp_path / "safe")
    filled.ok("people", "erase", "--office", FUCHENG, told=XIUYING.identifier)
    other = make_node(tmp_path / "other")
    try:
        assert "--keys" in other.refused("node", "restore", tmp_path / "backup")
        other.ok("node", "restore", tmp_path / "backup", "--keys", tmp_path / "safe")
        assert not is_held(other, XIUYING.identifier)
        assert is_held(other, JUNYAO.identifier)
    finally:
        remove(other.home)


def test_backup_holds_no_key_and_no_plain_private_field(filled: NodeUnderTest, tmp_path: Path) -> None:
    filled.ok("node", "backup", tmp_path / "backup")
    keys = [path.read_text().strip() for path in (filled.home / "keys").glob("*.key")]
    held = b"".join(path.read_bytes() for path in (tmp_path / "backup").iterdir())
    for key in keys:
        assert key.encode() not in held
        assert bytes.fromhex(key) not in held
    assert XIUYING.telephone.encode() not in held
    assert {path.name for path in (tmp_path / "backup-keys").glob("*.key")} == {
        path.name for path in (filled.home / "keys").glob("*.key")
    }


def test_backup_into_a_folder_in_use_is_refused(filled: NodeUnderTest, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "thesis.odt").write_text("mine")
    assert "empty" in filled.refused("node", "backup", tmp_path / "used")
    assert (tmp_path / "used" / "thesis.odt").read_text() == "mine"


def test_keys_inside_the_backup_are_refused(filled: NodeUnderTest, tmp_path: Path) -> None:
    said = filled.refused("node", "backup", tmp_path / "b", "--keys", tmp_path / "b" / "keys")
    assert "--keys" in said


def test_damaged_or_missing_backup_leaves_the_node_alone(filled: NodeUnderTest, tmp_path: Path) -> None:
    assert "no complete backup" in filled.refused("node", "restore", tmp_path / "nowhere")
    filled.ok("node", "backup", tmp_path / "backup")
    dump = tmp_path / "backup" / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1000])
    assert "damaged" in filled.refused("node", "restore", tmp_path / "backup")
    assert is_held(filled, XIUYING.identifier)


def test_backup_of_another_node_is_refused(filled: NodeUnderTest, tmp_path: Path) -> None:
    filled.ok("node", "backup", tmp_path / "backup")
    for key in (filled.home / "keys").glob("*.key"):
        key.write_text("ab" * 32)
    assert "another node" in filled.refused("node", "restore", tmp_path / "backup")
