"""Programs of others' making: their packages installed as they are locked, once in a run, and run by node."""

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from tests.engine import one_at_a_time

PACKAGES = Path(__file__).parent / "npm"
BIN = Path(sys.executable).parent
INSTALLED = "node_modules"
SECONDS = 300


@lru_cache(maxsize=1)
def installed() -> Path:
    """The folder of the packages. Without a network the tests are skipped; with ``CI=true`` that is a failure."""
    with one_at_a_time("npm-wallet") as folder:
        if not (folder / INSTALLED).is_dir():
            folder.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(PACKAGES / name, folder)
            done = _run([BIN / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, "")
            if done.returncode:
                shutil.rmtree(folder / INSTALLED, ignore_errors=True)
                if os.environ.get("CI") != "true":
                    pytest.skip("the packages of the wallet could not be installed")
                raise AssertionError(done.stdout + done.stderr)
        return folder


def run_node(program: Path, told: str) -> str:
    """What a program says that is told something, run beside the packages."""
    folder = installed()
    copied = folder / program.name
    if not copied.exists():
        shutil.copy(program, copied)
    done = _run([BIN / "node", copied], folder, told)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(words: list[Path | str], folder: Path, told: str) -> "subprocess.CompletedProcess[str]":
    # The packages' own warnings are not ours; npm finds node beside itself.
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [*map(str, words)], cwd=folder, env=environment, input=told, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
