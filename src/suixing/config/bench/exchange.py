"""``bench exchange``: messages from one province to another through the hub, beside what the machine itself can do.

Three nodes run on this machine, each with its worker and listener, in one PostgreSQL that waits for its disk. A message
counts when it was handled at the receiver and its receipt is back at the sender. Beside it, in the same run: commits of
one row, and publish-and-acknowledge of JetStream that writes to disk before it acknowledges.
"""

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TextIO

from suixing.config.bench.exchange_nodes import ANSWERS, ASKS, OFFICES, TICK, BenchNodes, bench_nodes
from suixing.config.bench.exchange_stream import publish_pace

LOOK_SECONDS = 0.2
WARM = 200
COMMITS = 3000
ASKED_PACE, ASKED_LATENCY = 300, 0.5


def run(*, messages: int, backlog: int, archive: int, cases: int, urgent: int, out: TextIO) -> int:
    """Measure and print; 0 where every message was handled and receipted and none refused."""
    folder = Path(tempfile.mkdtemp(prefix="suixing-bench-"))
    folder.chmod(0o755)
    try:
        with bench_nodes(folder) as nodes:
            return Measuring(nodes, out).all(messages, backlog, archive, cases, urgent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Measuring:
    """The figures, one after the other, each printed as soon as it is there."""

    def __init__(self, nodes: BenchNodes, out: TextIO) -> None:
        self._nodes, self._out = nodes, out
        self._from, self._to = nodes.driven[ASKS], nodes.driven[ANSWERS]
        self._commits = 1.0
        self._office, self._other = OFFICES[ASKS], OFFICES[ANSWERS]

    def all(self, messages: int, backlog: int, archive: int, cases: int, urgent: int) -> int:
        """Everything; 0 where nothing was refused."""
        self._say(f"three nodes, PostgreSQL with fsync, ticks of {TICK} s")
        self._settle()
        self._peers(messages)
        self._tell(WARM, "to warm up")
        self._idle(urgent)
        empty = self._tell(messages, "sent while they leave, empty queue")
        if cases:
            self._measure(2 * cases, f"{cases:,} verifications opened: asked, and told of the arrival", "open", cases)
        if backlog:
            self._tell(backlog, "all committed before the first leaves", held=True)
        if archive:
            self._archive(archive)
            full = self._tell(messages, f"the same with {archive:,} held on each side")
            self._say(f"a message costs {full / empty:.2f} of what it cost without them (asked: below 1.10)")
        refused = self._from.do("refused") + self._to.do("refused")
        self._say(f"refused or dead: {refused}")
        return 1 if refused else 0

    def _peers(self, messages: int) -> None:
        self._commits = self._from.do("commits", count=COMMITS)
        self._say(f"PostgreSQL: {self._commits:,.0f} commits of one row a second, one after the other")
        for at_once in (1, 64):
            folder = self._nodes.ground.path / f"stream-{at_once}"
            pace = publish_pace(folder, count=min(messages, COMMITS), at_once=at_once)
            self._say(f"JetStream, sync_interval always: {pace:,.0f} publish-and-ack a second, {at_once} at once")

    def _idle(self, count: int) -> None:
        """One urgent message at a time, with pauses of a random-looking length between."""
        ways = list[float]()
        for number in range(count):
            time.sleep(0.3 + number % 7 * 0.05)
            pair, began, receipted = self._from.do("tell_one", office=self._office, to=self._other)
            handled = self._to.do("handled", pair=pair) - began
            ways.append(max(receipted, handled))
        if len(ways) > 1:
            late = quantiles(ways, n=20)[-1]
            self._say(
                f"one urgent message when idle, {count} times: median {median(ways) * 1000:.0f} ms, 95th percentile"
                f" {late * 1000:.0f} ms (asked: below {ASKED_LATENCY * 1000:.0f})"
            )

    def _tell(self, count: int, what: str, *, held: bool = False) -> float:
        return self._measure(count, what, "tell", count, held=held)

    def _measure(self, messages: int, what: str, verb: str, count: int, *, held: bool = False) -> float:
        """Let ``verb`` commit ``count``; processor seconds a message until all is handled and receipted."""
        wanted = {"office": self._office, "to": self._other, "count": count}
        if held:
            self._nodes.hold()
            self._from.do(verb, **wanted)
        before, began = self._nodes.processor_seconds(), time.perf_counter()
        if held:
            self._nodes.go_on()
        else:
            self._from.do(verb, **wanted)
        self._settle()
        seconds, after = time.perf_counter() - began, self._nodes.processor_seconds()
        spent = {name: (after[name] - before[name]) / messages for name in after}
        pace, total = messages / seconds, sum(spent.values())
        self._say(
            f"{messages:,} messages, {what}: {pace:,.0f} a second (asked: {ASKED_PACE}),"
            f" {pace / self._commits:.2f} of the commits; processor {total * 1000:.2f} ms each: "
            + ", ".join(f"{name} {value * 1000:.2f}" for name, value in spent.items())
        )
        return total

    def _archive(self, count: int) -> None:
        began = time.perf_counter()
        self._from.do("archive", office=self._office, to=self._other, count=count, sent=True)
        self._to.do("archive", office=self._other, to=self._office, count=count, sent=False)
        self._say(f"{count:,} messages of years put into both archives in {time.perf_counter() - began:.0f} s")

    def _settle(self) -> None:
        while self._from.do("waits") or self._to.do("waits"):
            time.sleep(LOOK_SECONDS)

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()
