"""Nodes of their own, driven by the command as a stranger would."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from suixing.config.engine.identity import engine_account, reachable_folder
from suixing.config.home import Home
from tests.engine import share_cache

COMMAND = [sys.executable, "-m", "suixing.config.command"]


@dataclass(frozen=True)
class NodeUnderTest:
    """A data folder and the command that works on it."""

    home: Path
    extra: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SUIXING_")}
        return {**kept, "SUIXING_HOME": str(self.home), **self.extra}

    def run(self, *words: str | Path, told: str = "", timeout: int = 240) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*COMMAND, *map(str, words)], env=self.environment, input=told, capture_output=True, text=True,
            timeout=timeout, check=False,
        )  # fmt: skip

    def ok(self, *words: str | Path, told: str = "") -> str:
        done = self.run(*words, told=told)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *words: str | Path, told: str = "") -> str:
        """What the person is told; exit code 2, one sentence in each language, no traceback."""
        done = self.run(*words, told=told)
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def json(self, *words: str | Path) -> Any:
        return json.loads(self.ok(*words))

    def start(self, *words: str | Path) -> "subprocess.Popen[str]":
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


def remove(home: Path) -> None:
    """Take a node's folder away, and its database where that had to be kept elsewhere."""
    database = home / "database"
    if database.is_symlink():
        rmtree(database.resolve(), ignore_errors=True)
    rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeUnderTest]:
    """One node made by ``node init``, never started; the others are copies of its folder."""
    node = make_node(tmp_path_factory.mktemp("template") / "home")
    node.ok("node", "init")
    yield node
    remove(node.home)
