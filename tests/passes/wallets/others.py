"""A program beside packages of others' making, run by node; they are installed as they are locked."""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from tests.engine import one_at_a_time
from tests.passes.npm.others import BIN, installed

PACKAGES = "node_modules"
SECONDS = 300


@lru_cache(maxsize=1)
def beside_packages(program: Path) -> Path:
    """The program where node finds the packages for it: a folder of the run, outside of the tree."""
    packages = installed() / PACKAGES
    with one_at_a_time("wallet") as folder:
        folder.mkdir(exist_ok=True)
        if not (folder / PACKAGES).exists():
            (folder / PACKAGES).symlink_to(packages)
        shutil.copy(program, folder)
        return folder / program.name


def run_node(program: Path, told: str) -> str:
    """What a program says that is told something."""
    done = subprocess.run(
        [BIN / "node", beside_packages(program)], input=told, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
