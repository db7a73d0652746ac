"""Make, run, inspect a node."""

import json
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.cast import CAST, FUCHENG, write_csv
from tests.node.conftest import tamper
from tests.nodes import NodeUnderTest, copy_node, free_port, make_node, remove

SCREEN = ("--office", FUCHENG, "--today", "2026-11-20")


def test_commands_before_init_say_what_to_do(bare_node: NodeUnderTest) -> None:
    for words in (["node", "up"], ["node", "status"], ["journal", "verify"], ["node", "backup", bare_node.home / "b"]):
        assert "suixing node init" in bare_node.refused(*words)


def test_init_twice_keeps_keys_and_data(own_node: NodeUnderTest, tmp_path: Path) -> None:
    own_node.ok("intake", write_csv(tmp_path / "r.csv", CAST), *SCREEN)
    keys = {path.name: path.read_text() for path in (own_node.home / "keys").glob("*.key")}
    own_node.ok("node", "init")
    assert {path.name: path.read_text() for path in (own_node.home / "keys").glob("*.key")} == keys
    assert own_node.json("node", "status", "--json")["people"] == 3


@pytest.mark.parametrize("folder", ["home", "a-name-of-sixty-signs-so-that-its-socket-cannot-lie-inside-it"])
def test_two_inits_at_once_make_one_node(small_template: NodeUnderTest, tmp_path: Path, folder: str) -> None:
    """From nothing; and, where the socket lies elsewhere, from an init that was broken off before its last step."""
    node = make_node(tmp_path / folder)
    if folder != "home":
        (copy_node(small_template, node).home / "node.json").unlink()
    both = [node.start("node", "init") for _ in range(2)]
    said = [one.communicate(timeout=240)[0] for one in both]
    try:
        assert [one.returncode for one in both] == [0, 0], said
        assert node.json("node", "status", "--json")["people"] == 0
    finally:
        remove(node.home)


def test_damaged_key_stops_the_start_with_one_sentence(own_node: NodeUnderTest) -> None:
    key = own_node.home / "keys" / "wrapping.key"
    whole = key.read_text()
    for damaged in ("", "not hexadecimal", whole[:20]):
        key.write_text(damaged)
        assert "wrapping.key" in own_node.refused("node", "up")
        assert "wrapping.key" in own_node.refused("node", "init")
    key.unlink()
    assert "wrapping.key" in own_node.refused("node", "init")  # never a new key in silence
    key.write_text(whole)
    own_node.ok("node", "status")


def test_running_node_serves_pages_and_shares_its_database(own_node: NodeUnderTest, tmp_path: Path) -> None:
    port = free_port()
    own_node.ok("node", "up", "--detach", "--port", port)
    try:
        url = own_node.json("node", "status", "--json")["running"]
        with urllib.request.urlopen(url, timeout=10) as page:
            text = page.read().decode()
            assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "随行" in text
        assert "Suixing" in text
        own_node.ok("intake", write_csv(tmp_path / "r.csv", CAST), *SCREEN)
        assert str(port) in own_node.refused("node", "up")
    finally:
        own_node.ok("node", "down")
    status = own_node.json("node", "status", "--json")
    assert status["running"] is None
    assert status["people"] == 3


def test_damaged_journal_stops_neither_the_desk_nor_the_node(own_node: NodeUnderTest, tmp_path: Path) -> None:
    own_node.ok("intake", write_csv(tmp_path / "a.csv", CAST[:2]), *SCREEN)
    tamper(own_node, "DELETE FROM journal_leaf WHERE seq >= 2", "DELETE FROM journal_entry WHERE id >= 3")
    done = own_node.run("intake", write_csv(tmp_path / "b.csv", CAST), *SCREEN, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["counts"]["accepted"] == 1
    assert "suixing journal verify" in done.stderr
    own_node.ok("node", "up", "--detach", "--port", free_port())
    assert own_node.json("node", "status", "--json")["running"] is not None
    own_node.ok("node", "down")
    assert own_node.run("journal", "verify").returncode == 1


def test_port_that_is_taken_is_said(own_node: NodeUnderTest) -> None:
    assert "99999" in own_node.refused("node", "up", "--port", "99999")


def test_node_killed_outright_starts_again(own_node: NodeUnderTest, tmp_path: Path) -> None:
    port = free_port()
    running = own_node.start("node", "up", "--port", port)
    assert running.stdout is not None
    assert str(port) in running.stdout.readline()
    web = own_node.json("node", "status", "--json")["running"]
    assert web is not None
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=30)  # ends only when the web process has gone with the node
    own_node.ok("intake", write_csv(tmp_path / "r.csv", CAST), *SCREEN)
    status = own_node.json("node", "status", "--json")
    assert (status["running"], status["people"]) == (None, 3)
    own_node.ok("journal", "verify")
