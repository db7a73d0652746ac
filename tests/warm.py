"""A process that has loaded what commands and nodes load, and forks for each, at half of what it costs cold.

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
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import IO, Any, NoReturn

LOADED = (
    "suixing.config.command", "suixing.config.carrying", "suixing.config.metering", "suixing.config.posting",
    "suixing.config.receiving", "suixing.config.sweeping", "suixing.config.vouching", "asyncio",
    "django.contrib.auth.hashers", "django.contrib.postgres.fields", "django.contrib.postgres.search",
    "django.contrib.postgres.indexes", "django.core.management", "django.core.serializers.python",
    "django.db.backends.postgresql.base", "django.db.migrations.executor", "django.db.models.functions",
    "django.forms", "django.http", "django.template.backends.django", "django.test", "django.urls",
    "django.views.decorators.debug", "fido2.server", "jsonschema", "logging.config", "psycopg_pool", "uvicorn",
)  # fmt: skip
"""Loads without settings, and for each command takes longest."""
LONGEST_REQUEST = 1 << 20


COMMAND = "suixing.config.command"


class Forked:
    """A process that was forked; has what ``subprocess.Popen`` has, as far as tests need it."""

    def __init__(self, pid: int, answer: IO[bytes], stdin: IO[str] | None, stdout: IO[str] | None) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None
        self._answer = answer

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None and select.select([self._answer], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended; raises TimeoutExpired after ``timeout`` seconds."""
        if self.returncode is None:
            if not select.select([self._answer], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(self._answer.readline())
            self._answer.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing happens where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


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
            process = self._fork(COMMAND, words, environment, (said, out, err))
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(["suixing", *words], code, out.read().decode(), err.read().decode())

    def start(self, module: str, *words: str, environment: Mapping[str, str], log: IO[bytes] | None = None) -> Forked:
        """``python -m module``, in a session of its own and with a pipe as its input; it writes to ``log``, else its
        output is a pipe and its errors are ours."""
        read, write = os.pipe()
        heard, said = os.pipe() if log is None else (-1, log.fileno())
        with os.fdopen(read, "rb") as its_input:
            process = self._fork(module, words, environment, (its_input, said, 2 if log is None else log))
        process.stdin = os.fdopen(write, "w")
        if log is None:
            os.close(said)
            process.stdout = os.fdopen(heard)
        return process

    def _fork(self, module: str, words: Sequence[str], environment: Mapping[str, str], files: Sequence[Any]) -> Forked:
        told = {"module": module, "words": list(words), "environment": dict(environment), "folder": str(Path.cwd())}
        ours, theirs = os.pipe()
        with self._turn:
            if self._ours is None:
                self._ours = self._start()
            numbers = [one if isinstance(one, int) else one.fileno() for one in files]
            socket.send_fds(self._ours, [json.dumps(told).encode()], [*numbers, theirs])
        os.close(theirs)
        answer = os.fdopen(ours, "rb", buffering=0)
        return Forked(int(answer.readline()), answer, None, None)

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
    while True:
        told, files, _, _ = socket.recv_fds(asked, LONGEST_REQUEST, 4)
        if not told:
            return
        if os.fork() == 0:
            asked.close()
            _keep(json.loads(told), files)
        for one in files:
            os.close(one)
        with suppress(ChildProcessError):  # there is none any more
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _keep(told: dict[str, object], files: list[int]) -> None:
    """Fork the command, tell its process, and how it ended: as ``subprocess`` counts, below nought by a signal."""
    process = os.fork()
    if process == 0:
        os.close(files.pop())
        _become(told, files)
    for one in files[:3]:
        os.close(one)  # who reads what it says is told that it has ended
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
    if told["module"] == COMMAND:
        sys.exit(main(words))
    os.setsid()
    run_module(str(told["module"]), run_name="__main__", alter_sys=True)
    sys.exit(0)


def _main() -> int:
    for name in LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
