"""Implementations from npm, installed once into a folder outside of the tree and asked through one process."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import platformdirs
import pytest

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
PATIENCE = 300
"""Seconds for installing; asking takes milliseconds."""


class Others:
    """The process that answers; ``ask`` raises ``Refused`` where the library did."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [BIN / "node", HERE / "bridge.mjs"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, act: str, **asked: Any) -> Any:
        """What the library answers."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"act": act, **asked}) + "\n")
        stdin.flush()
        told = json.loads(stdout.readline())
        if "error" in told:
            raise Refused(told["error"])
        return told["answer"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


class Refused(Exception):  # noqa: N818 - an answer of the library
    """The library did not accept it."""


def installed() -> Path:
    """The folder with what ``package-lock.json`` says; skipped where npm cannot install, a failure with ``CI=true``."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = Path(platformdirs.user_cache_dir("suixing")) / "npm" / hashlib.sha256(lock).hexdigest()[:16]
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        making = Path(temporary) / "made"
        making.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, making)
        command = [BIN / "npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
        environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
        try:
            done = subprocess.run(
                command, cwd=making, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
            why = done.stderr if done.returncode else ""
        except (OSError, subprocess.TimeoutExpired) as failed:
            why = type(failed).__name__
        if why:
            if os.environ.get("CI") == "true":
                pytest.fail(f"npm cannot install the other implementations:\n{why[-2000:]}")
            pytest.skip("npm cannot install the other implementations here")
        try:
            making.rename(folder)
        except OSError:
            assert folder.is_dir()  # another worker was quicker
    return folder
