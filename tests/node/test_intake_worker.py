"""A running node takes in what desks handed in: its worker is killed in mid-run, and nothing is lost or doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from suixing.config.invented import write_register
from tests.cast import FUCHENG, XIUYING, write_csv
from tests.node.conftest import ask
from tests.nodes import NodeUnderTest, free_port

HAND_IN = """
import sys, uuid
from pathlib import Path
from suixing.config.session import node_session
with node_session():
    from django.utils import timezone
    from suixing.journeys.intake import actions, kept
    number = uuid.uuid4()
    with kept.SealedWriter("MARKED-FILE.csv") as writer:
        writer.write(Path(sys.argv[1]).read_bytes())
        sheet = writer.close()
    actions.hand_in(number=number, sheet=sheet, office=sys.argv[2], by="zhou", check=False, now=timezone.now())
    print(number)
"""
TAKE_REPORT = """
import sys, uuid
from pathlib import Path
from suixing.config.session import node_session
with node_session():
    from django.utils import timezone
    from suixing.journeys.intake import actions
    chunks = actions.take_report(number=uuid.UUID(sys.argv[1]), office=sys.argv[2], by="zhou", now=timezone.now())
    Path(sys.argv[3]).write_bytes(b"".join(chunks))
"""


def as_desk(node: NodeUnderTest, script: str, *words: str | Path) -> str:
    """What the web process does for an officer, done without it."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], env=node.environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def running(whole_node: NodeUnderTest) -> Iterator[NodeUnderTest]:
    """With all divisions: people come from everywhere."""
    whole_node.ok("node", "up", "--detach", "--port", free_port())
    yield whole_node
    whole_node.ok("node", "down")


def run_of(node: NodeUnderTest, number: str) -> dict[str, Any]:
    said = ask(node, f"SELECT row_to_json(r)::text FROM journeys_intake_run r WHERE id = '{number}'")
    found: dict[str, Any] = json.loads(said)
    return found


def wait_until(true: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("this did not come about")


def worker_of(node: NodeUnderTest) -> int | None:
    """The process id of the worker of this node."""
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            if b"suixing.config.work" not in command:
                continue
            if f"SUIXING_HOME={node.home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                return int(process.name)
        except OSError:
            continue
    return None


def plain_anywhere(node: NodeUnderTest, marks: list[bytes]) -> list[str]:
    """Files of the data folder in which one of the marks stands; the database's own folder included."""
    folders = [node.home, (node.home / "database").resolve()]
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and any(mark in path.read_bytes() for mark in marks):
                found.append(str(path))
    return found


def test_killed_worker_is_replaced_and_its_run_ends_with_right_counts(running: NodeUnderTest, tmp_path: Path) -> None:
    rows = 40_000  # four batches: the worker is killed after the first
    write_register(tmp_path / "big.csv", rows, seed=5, living_in=(FUCHENG,))
    number = as_desk(running, HAND_IN, tmp_path / "big.csv", FUCHENG)
    wait_until(lambda: run_of(running, number)["rows_done"] >= 10_000)
    first = worker_of(running)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    left = list((running.home / "run" / "intake").glob("*/register"))
    assert len(left) == 1
    assert run_of(running, number)["state"] == "running"
    wait_until(lambda: run_of(running, number)["state"] == "finished")
    run = run_of(running, number)
    assert (run["accepted"], run["updated"], run["unchanged"], run["rejected"]) == (rows, 0, 0, 0)
    assert run["attempts"] == 2
    assert worker_of(running) not in (None, first)
    assert list((running.home / "run" / "intake").glob("*/register")) == []
    for what, expected in (
        ("people_person", rows),
        ("people_account", rows),
        ("access_tie", rows),
        ("journal_entry WHERE act = 'person.taken_in' AND officer = 'zhou' AND office = '440309005'", rows),
    ):
        assert ask(running, f"SELECT count(*) FROM {what}") == expected, what


def test_what_was_handed_in_lies_nowhere_in_plain(running: NodeUnderTest, tmp_path: Path) -> None:
    marked = XIUYING.but(name="马克姓名甲", identifier="51022319850612000X", telephone="13987654321")
    register = write_csv(tmp_path / "r.csv", [XIUYING, marked, XIUYING.but(identifier="1", name="马克姓名乙")])
    number = as_desk(running, HAND_IN, register, FUCHENG)
    wait_until(lambda: run_of(running, number)["state"] == "finished")
    run = run_of(running, number)
    assert (run["accepted"], run["rejected"]) == (1, 2)
    as_desk(running, TAKE_REPORT, number, FUCHENG, tmp_path / "report.xlsx")
    running.ok("node", "down")
    marks = ["马克姓名甲".encode(), "马克姓名乙".encode(), b"13987654321", b"51022319850612000X", b"MARKED-FILE"]
    assert plain_anywhere(running, marks) == []
    assert len(list((running.home / "files" / "intake").iterdir())) == 2
    running.ok("node", "up", "--detach", "--port", free_port())
    again = as_desk(running, HAND_IN, tmp_path / "report.xlsx", FUCHENG)
    wait_until(lambda: run_of(running, again)["state"] == "finished")
    run = run_of(running, again)
    assert (run["accepted"], run["unchanged"], run["rejected"]) == (0, 1, 2)


def test_node_that_is_stopped_in_mid_run_goes_on_where_it_stood(running: NodeUnderTest, tmp_path: Path) -> None:
    rows = 30_000
    write_register(tmp_path / "big.csv", rows, seed=6, living_in=(FUCHENG,))
    number = as_desk(running, HAND_IN, tmp_path / "big.csv", FUCHENG)
    wait_until(lambda: run_of(running, number)["rows_done"] > 0)
    running.ok("node", "down")
    wait_until(lambda: worker_of(running) is None, seconds=20)
    assert list((running.home / "run" / "intake").glob("*/register")) == []
    running.ok("node", "up", "--detach", "--port", free_port())
    wait_until(lambda: run_of(running, number)["state"] == "finished")
    assert run_of(running, number)["accepted"] == rows


def test_backup_takes_sealed_files_along_and_a_restore_forgets_who_was_erased(
    own_node: NodeUnderTest, tmp_path: Path
) -> None:
    own_node.ok("node", "up", "--detach", "--port", free_port())
    number = as_desk(own_node, HAND_IN, write_csv(tmp_path / "r.csv", [XIUYING]), FUCHENG)
    wait_until(lambda: run_of(own_node, number)["state"] == "finished")
    own_node.ok("node", "backup", tmp_path / "backup")
    own_node.ok("people", "erase", "--office", FUCHENG, told=XIUYING.identifier)
    assert list((own_node.home / "files" / "intake").iterdir()) == []
    own_node.ok("node", "down")
    own_node.ok("node", "restore", tmp_path / "backup")
    assert ask(own_node, "SELECT count(*) FROM journeys_intake_file WHERE wrapped_key IS NOT NULL") == 0
    assert list((own_node.home / "files" / "intake").iterdir()) == []
