"""The hub and two provinces of ``bench exchange``: real nodes in one engine that waits for its disk."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from suixing.config.databases import embedded
from suixing.config.demo.copying import copy_database
from suixing.config.demo.making import Driven
from suixing.config.demo.places import NODES, Ground, clear, engine_of, free_ports
from suixing.config.node.lifecycle import begin
from suixing.config.standing import Standing

HUB, ASKS, ANSWERS = "00", "44", "50"
OFFICES = {HUB: "00", ASKS: "440309005", ANSWERS: "500233001"}
FIRST_PORT = 9443
TICK = 1
"""Seconds: a shorter pause than a node makes by itself, so that what is measured is work and not waiting."""
PROCESSES = ("suixing.config.work", "suixing.config.listen")


class BenchGround(Ground):
    """A folder whose nodes run with the settings that a node has by itself, but for the tick."""

    def environment(self, place: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SUIXING_")}
        return kept | {
            "SUIXING_HOME": str(self.path / place), "SUIXING_ENGINE": str(self.engine),
            "DJANGO_SETTINGS_MODULE": "suixing.config.settings", "SUIXING_EXCHANGE_TICK": str(TICK),
        }  # fmt: skip


@dataclass
class BenchNodes:
    """Three joined nodes; each has a process that is asked, a worker and a listener."""

    ground: BenchGround
    driven: dict[str, Driven] = field(default_factory=dict)
    running: dict[str, list["subprocess.Popen[bytes]"]] = field(default_factory=dict)

    def start(self, places: Sequence[str] = tuple(NODES)) -> None:
        """Start worker and listener of these nodes."""
        for place in places:
            environment = self.ground.environment(place) | {"SUIXING_PROCESS": "intake"}
            log = (self.ground.home(place).run / "bench.log").open("ab")
            self.running[place] = [
                subprocess.Popen(
                    [sys.executable, "-m", module], env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log,
                    start_new_session=True,
                )
                for module in PROCESSES
            ]  # fmt: skip
            log.close()

    def hold(self) -> None:
        """Workers stop where they are: what is committed now waits."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """They go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        for processes in self.running.values():
            processes[0].send_signal(number)

    def stop(self) -> None:
        """End them with what they have in hand."""
        self.go_on()
        for processes in self.running.values():
            for one in processes:
                assert one.stdin is not None  # noqa: S101 - a pipe
                one.stdin.close()
        for processes in self.running.values():
            for one in processes:
                one.wait()
        self.running.clear()

    def processor_seconds(self) -> dict[str, float]:
        """User and system time of each process so far, and of all of PostgreSQL's."""
        ticks = os.sysconf("SC_CLK_TCK")
        spent = {
            f"{place} {module.rpartition('.')[2]}": _ticks(one.pid) / ticks
            for place, processes in self.running.items()
            for module, one in zip(PROCESSES, processes, strict=True)
        }
        spent["postgres"] = sum(_ticks(pid, ended=True) for pid in _server(self.ground)) / ticks
        return spent


def _ticks(pid: int, *, ended: bool = False) -> int:
    """Processor time of a process, in ticks; with ``ended`` that of processes which it began and which ended, too."""
    stat = _stat(pid)
    return sum(int(one) for one in stat[11 : 15 if ended else 13])


def _stat(pid: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` from the state on; none where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _server(ground: Ground) -> list[int]:
    """PostgreSQL's first process and those that it has now."""
    cluster = embedded(ground.home(HUB)).cluster
    assert cluster is not None  # noqa: S101 - an embedded database has one
    first = (cluster.data / "postmaster.pid").read_text().split()[0]
    running = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal()]
    return [int(first), *(pid for pid in running if _stat(pid)[1:2] == [first])]


@contextmanager
def bench_nodes(folder: Path) -> Iterator[BenchNodes]:
    """Make, join and start them; everything is taken away at the end."""
    ground = BenchGround(folder)
    nodes = BenchNodes(ground)
    with ExitStack() as stack:
        stack.callback(clear, ground)
        ports = dict(zip(NODES, free_ports(len(NODES), first=FIRST_PORT), strict=True))
        (folder / "recovery").mkdir(mode=0o700)
        for place, role in NODES.items():
            ground.home(place).make_folders()
            begin(ground.home(place), Standing(role, place, ground.engine))
        stack.enter_context(engine_of(ground))
        _init(nodes, HUB, ports[HUB], stack)
        for place in (ASKS, ANSWERS):
            copy_database(ground.home(HUB), ground.home(place))
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(lambda place: _init(nodes, place, ports[place], stack), (ASKS, ANSWERS)))
        _join(nodes)
        nodes.start()
        stack.callback(nodes.stop)
        yield nodes


def _init(nodes: BenchNodes, place: str, port: int, stack: ExitStack) -> None:
    driven = Driven(nodes.ground, place, lambda _: 0, "suixing.config.bench.exchange_node")
    nodes.driven[place] = driven
    stack.callback(driven.stop)
    driven.do("init", port=port, recovery=str(nodes.ground.path / "recovery" / f"{place}.txt"))


def _join(nodes: BenchNodes) -> None:
    at = datetime.now(UTC).isoformat()
    for place, driven in nodes.driven.items():
        driven.do("settle", office=OFFICES[place])
    hub = nodes.driven[HUB]
    _, own = hub.do("card", at=at)
    for place in (ASKS, ANSWERS):
        card, fingerprint = nodes.driven[place].do("card", at=at)
        hub.do("approve", card=card, fingerprint=fingerprint, at=at)
    directory = hub.do("directory")
    for place in (ASKS, ANSWERS):
        nodes.driven[place].do("join", directory=directory, fingerprint=own, at=at)
