"""Processes beside the web process: started with the node, started again when they end, stopped with the node."""

import os
import subprocess
import sys
import time

from suixing.config.home import Home

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 60.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 15


class Child:
    """A process of ``module``. ``look``, called every second or so, starts a new one, later each time one dies soon."""

    module = ""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._wait = SHORTEST_WAIT
        self._due = 0.0
        self._began = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Start the process where there is none and its time has come."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None:
            self._wait = self.pause(now - self._began, self._process.returncode)
            self._due = now + self._wait
            self._close_pipe()
            self._process = None
        if now >= self._due:
            self._start(now)

    def pause(self, lived: float, _ended: int) -> float:
        """Seconds until the next one starts: the last one ran for ``lived`` seconds and ended with that exit code."""
        return SHORTEST_WAIT if lived > STEADY_SECONDS else min(max(self._wait, SHORTEST_WAIT) * 2, LONGEST_WAIT)

    def _start(self, now: float) -> None:
        environment = {**os.environ, "SUIXING_PROCESS": "intake", "SUIXING_HOME": str(self._home.path)}
        # The pipe is how it learns that this process is gone; Ctrl-C reaches only this process.
        self._process = subprocess.Popen(
            [sys.executable, "-m", self.module],
            env=environment, stdin=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._began = now

    def stop(self) -> None:
        """Let it end with what it has in hand; kill one that does not."""
        if self._process is None:
            return
        self._close_pipe()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _close_pipe(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()


class IntakeWorker(Child):
    """The worker, which ends at its next batch."""

    module = "suixing.config.work"
