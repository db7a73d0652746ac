"""Nodes of their own, driven by the command as a stranger would."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from suixing.config.databases import available, databases_of
from suixing.config.engine.identity import engine_account, reachable_folder
from suixing.config.home import Home
from tests.engine import one_at_a_time, remove, share_cache
from tests.warm import Warm

__all__ = [
    "COMMAND", "NodeUnderTest", "copy_node", "free_port", "make_node", "remove", "small_template", "template",
    "template_node",
]  # fmt: skip

WARM = Warm()
COMMAND = [sys.executable, "-m", "suixing.config.command"]
COUNTIES = ("440309", "500233", "510104", "650102")
"""Where the people in tests live and come from: a small node knows the villages of these only."""
LITTLE_LOG = {"min_wal_size": "32MB", "max_wal_size": "64MB", "fsync": "off"}


@dataclass(frozen=True)
class NodeUnderTest:
    """A data folder and the command that works on it."""

    home: Path
    extra: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SUIXING_")}
        return {**kept, "SUIXING_HOME": str(self.home), **self.extra}

    def run(self, *words: str | int | Path, told: str = "", timeout: int = 240) -> "subprocess.CompletedProcess[str]":
        """A command, in a fork of a process that has loaded what it loads (``tests/warm.py``)."""
        return WARM.run([str(word) for word in words], environment=self.environment, told=told, timeout=timeout)

    def run_cold(
        self, *words: str | int | Path, told: str = "", timeout: int = 240
    ) -> "subprocess.CompletedProcess[str]":
        """The same in a process that loads everything itself."""
        return subprocess.run(
            [*COMMAND, *map(str, words)], env=self.environment, input=told, capture_output=True, text=True,
            timeout=timeout, check=False,
        )  # fmt: skip

    def ok(self, *words: str | int | Path, told: str = "") -> str:
        done = self.run(*words, told=told)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *words: str | int | Path, told: str = "") -> str:
        """What the person is told; exit code 2, one sentence in each language, no traceback."""
        done = self.run(*words, told=told)
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def json(self, *words: str | int | Path) -> Any:
        return json.loads(self.ok(*words))

    def start(self, *words: str | int | Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*COMMAND, *map(str, words)], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip


def make_node(home: Path, **extra: str) -> NodeUnderTest:
    """A folder in which nobody has made a node yet."""
    share_cache(Home(home))
    return NodeUnderTest(home, extra)


def copy_node(template: NodeUnderTest, node: NodeUnderTest) -> NodeUnderTest:
    """Make ``node`` what ``template`` is, which saves loading divisions; both are stopped."""
    reachable_folder(node.home / "database", engine_account())
    subprocess.run(["cp", "-a", f"{template.home}/database/.", f"{node.home}/database"], check=True)
    for part in ("keys", "files", "run", "node.json"):
        subprocess.run(["cp", "-a", f"{template.home}/{part}", node.home], check=True)
    return node


def free_port() -> int:
    """A port that nobody listens at; nodes of several workers start at the same time, so each test asks for one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def template() -> NodeUnderTest:
    """One node made by ``node init``, never started; the others are copies of its folder. One for all workers."""
    return template_node()


def template_node() -> NodeUnderTest:
    """The same without a test; made once in a run."""
    with one_at_a_time("template") as home:
        if (home / "node.json").exists():
            return NodeUnderTest(home, {})
        node = make_node(home)
        node.ok("node", "init")
        return node


@pytest.fixture(scope="session")
def small_template(template: NodeUnderTest) -> NodeUnderTest:
    """The same with a tenth of its divisions: cheap to copy, to back up and to restore. One for all workers."""
    with one_at_a_time("small-template") as home:
        small = NodeUnderTest(home, {})
        if not (home / "node.json").exists():
            _leave_few(copy_node(template, make_node(home)))
        return small


def _leave_few(node: NodeUnderTest) -> None:
    """Every division down to townships, and the villages of COUNTIES; what was loaded still counts as loaded."""
    databases = databases_of(Home(node.home), {})
    assert databases.cluster is not None
    little = replace(databases.cluster, settings={**databases.cluster.settings, **LITTLE_LOG})
    with available(replace(databases, cluster=little)), little.connect(databases.owner.name) as connection:
        connection.execute("SET session_replication_role = replica")  # nothing refers to them, and each would be asked
        connection.execute(
            "DELETE FROM places_division WHERE tier = 5 AND NOT left(code, 6) = ANY(%s)", [list(COUNTIES)]
        )
        connection.execute("VACUUM (FULL, ANALYZE) places_division")
        connection.execute("CHECKPOINT")
