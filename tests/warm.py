"""A process that has loaded what every command loads, and forks for each, at a third of what it costs cold.

What is forked is the command itself, with words, environment, folder and files of its own; nothing that depends on a
node (settings, models) is loaded before. ``tests/node/test_run_warm.py`` holds what it does against a cold start; what
a node starts itself, and ``NodeUnderTest.start``, are cold.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

LOADED = (
    "suixing.config.command", "asyncio", "django.contrib.auth.hashers", "django.contrib.postgres.fields",
    "django.contrib.postgres.search", "django.contrib.postgres.indexes", "django.core.management",
    "django.core.serializers.python", "django.db.backends.postgresql.base", "django.db.migrations.executor",
    "django.db.models.functions", "django.forms", "django.http", "django.template.backends.django", "django.test",
    "django.urls", "django.views.decorators.debug", "fido2.server", "jsonschema", "logging.config", "psycopg_pool",
)  # fmt: skip
"""Loads without settings, and for each command takes longest."""
LONGEST_REQUEST = 1 << 20


class Warm:
    """Runs commands in forks of one process, which is started for the first and ends with this one."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._ours: socket.socket | None = None

    def run(
        self, words: Sequence[str], *, environment: Mapping[str, str], told: str, timeout: float
    ) -> "subprocess.CompletedProcess[str]":
        """As ``subprocess.run`` of the command in text with captured output; raises TimeoutExpired like it."""
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            said.write(told.encode())
            said.seek(0)
            code = self._run(words, environment, (said, out, err), timeout)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(["suixing", *words], code, out.read().decode(), err.read().decode())

    def _run(
        self, words: Sequence[str], environment: Mapping[str, str], files: Sequence[IO[bytes]], timeout: float
    ) -> int:
        told = json.dumps({"words": list(words), "environment": dict(environment), "folder": str(Path.cwd())}).encode()
        ours, theirs = os.pipe()
        with os.fdopen(ours, "rb") as answer:
            with self._turn:
                if self._ours is None:
                    self._ours = self._start()
                socket.send_fds(self._ours, [told], [*(one.fileno() for one in files), theirs])
            os.close(theirs)
            process = int(answer.readline())
            if not select.select([answer], [], [], timeout)[0]:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(["suixing", *words], timeout)
            return int(answer.readline())

    def _start(self) -> socket.socket:
        # Whole messages in their order; the other end is told of the end of this one by the empty message.
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for one in (ours, theirs):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST_REQUEST)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUIXING_", "DJANGO_"))}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(theirs.fileno())], env=kept, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()],
        )  # fmt: skip
        theirs.close()
        atexit.register(_end, ours, process)
        return ours


def _end(ours: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    ours.close()
    process.wait()


def serve(asked: socket.socket) -> None:
    """Fork for each request until nobody is left to ask; in the fork it raises SystemExit with the command's code."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for a command is forked too, and waited for by nobody
    while True:
        told, files, _, _ = socket.recv_fds(asked, LONGEST_REQUEST, 4)
        if not told:
            return
        if os.fork() == 0:
            asked.close()
            _keep(json.loads(told), files)
        for one in files:
            os.close(one)


def _keep(told: dict[str, object], files: list[int]) -> None:
    """Fork the command, tell its process, and how it ended: as ``subprocess`` counts, below nought by a signal."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = os.fork()
    if process == 0:
        os.close(files.pop())
        _become(told, files)
    os.write(files[3], f"{process}\n".encode())
    _, status = os.waitpid(process, 0)
    os.write(files[3], f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(told: dict[str, object], files: list[int]) -> NoReturn:
    from suixing.config.command import main

    environment, words = told["environment"], told["words"]
    assert isinstance(environment, dict)
    assert isinstance(words, list)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(told["folder"]))
    for there, one in enumerate(files):
        os.dup2(one, there)
        os.close(one)
    sys.argv = ["suixing", *words]
    sys.exit(main(words))


def _main() -> int:
    for name in LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
