"""The first start: three nodes are made, joined and filled, each by a process of its own."""

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from suixing.config.demo.copying import copy_database
from suixing.config.demo.places import FIRST_EXCHANGE_PORT, NODES, Ground, clear, engine_of, free_ports
from suixing.config.demo.registers import write_registers
from suixing.config.node.lifecycle import begin
from suixing.config.standing import Standing
from suixing.kernel.errors import Refusal, Sentence

HUB, PLAYS = "00", "44"
"""Through which node post goes; on which one the officers work that ask."""
FOUNDED = timedelta(days=42)
"""How long ago the nodes began, by the clock of the demonstration: before its oldest case."""
BROKE_OFF = Sentence(
    "示例未能建成；下次启动会重新建立。详情见 {log} {said}",
    "The demonstration was not made; the next start makes it anew. See {log} {said}",
)
DIVISIONS = Sentence("载入全国区划，建立全国节点 …", "Loading the country's divisions, making the nation's node …")
COPYING = Sentence("由它复制出广东、重庆两个节点 …", "Copying it for Guangdong and Chongqing …")
PEOPLE = Sentence("录入虚构人员和登记册 …", "Appointing invented officers, taking registers in …")
JOINING = Sentence("核对指纹，两省节点加入 …", "Comparing fingerprints; both provinces join …")
PAST = Sentence(
    "重演六周以来的事项：时钟由示例设定，消息真实加密、签名，经全国节点送达 …",
    "Playing six weeks of cases by a clock of the demonstration; their messages are sealed, signed and carried …",
)
STEPS = (DIVISIONS, COPYING, PEOPLE, JOINING, PAST)


class Driven:
    """The process of one node; ``ask`` is what it may ask of the others meanwhile."""

    def __init__(
        self, ground: Ground, place: str, ask: Callable[[dict[str, Any]], int],
        module: str = "suixing.config.demo.filling",
    ) -> None:  # fmt: skip
        self._ask = ask
        self._log = ground.path / "making.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module], env=ground.environment(place),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip

    def do(self, verb: str, **words: Any) -> Any:
        """What the method of this name says; raises Refusal."""
        said = self._say({"do": verb, **words})
        while "ask" in said:
            said = self._say({"did": self._ask(said)})
        if "refused" in said:
            raise Refusal(Sentence(*said["refused"]))
        return said["did"]

    def _say(self, told: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        try:
            self._process.stdin.write(json.dumps(told) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, ValueError):
            raise Refusal(BROKE_OFF.format(log=self._log, said=self._last_line())) from None
        return answer

    def _last_line(self) -> str:
        return "".join(self._log.read_text(errors="replace").splitlines()[-1:])

    def stop(self) -> None:
        """End the process, whatever it is at."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
        self._process.terminate()
        self._process.wait()


class Making:
    """The first start, step by step."""

    def __init__(self, ground: Ground, stack: ExitStack) -> None:
        self._ground = ground
        self._driven: dict[str, Driven] = {}
        self._stack = stack
        self._now = datetime.now(UTC)
        self._began = (self._now - FOUNDED).isoformat()

    def nodes(self) -> None:
        """The nation's node, and that of each province as a copy of it."""
        ports = dict(zip(NODES, free_ports(len(NODES), first=FIRST_EXCHANGE_PORT), strict=True))
        (self._ground.path / "recovery").mkdir(mode=0o700)
        _say(DIVISIONS)
        home = self._ground.home(HUB)
        for place, role in NODES.items():
            self._ground.home(place).make_folders()
            begin(self._ground.home(place), Standing(role, place, self._ground.engine))
        self._stack.enter_context(engine_of(self._ground))
        self._init(HUB, ports[HUB])
        _say(COPYING)
        others = [place for place in NODES if place != HUB]
        for place in others:
            copy_database(home, self._ground.home(place))
            _copy_cache(home.cache, self._ground.home(place).cache)
        self._each(others, lambda place: self._init(place, ports[place]))

    def _init(self, place: str, port: int) -> None:
        driven = Driven(self._ground, place, lambda said: self._ask(place, said))
        self._driven[place] = driven
        self._stack.callback(driven.stop)
        driven.do("init", port=port, recovery=str(self._ground.path / "recovery" / f"{place}.txt"))

    def people(self) -> None:
        """Officers and registers."""
        _say(PEOPLE)
        write_registers(self._ground.registers)
        password = f"suixing-{secrets.token_hex(4)}"
        self._each(NODES, lambda place: self._driven[place].do("fill", password=password))

    def join(self) -> None:
        """Cards go to the hub and its directory comes back, each with the fingerprint that its operator tells."""
        _say(JOINING)
        hub, at = self._driven[HUB], self._began
        _, own = hub.do("card", at=at)
        others = [driven for place, driven in self._driven.items() if place != HUB]
        for driven in others:
            card, fingerprint = driven.do("card", at=at)
            hub.do("approve", card=card, fingerprint=fingerprint, at=at)
        directory = hub.do("directory")
        for driven in others:
            driven.do("join", directory=directory, fingerprint=own, at=at)

    def past(self) -> None:
        """What lies on the desks."""
        _say(PAST)
        for driven in self._driven.values():
            driven.do("listen")
        self._driven[PLAYS].do("play", now=self._now.isoformat())
        for driven in self._driven.values():
            driven.do("hold_telephones", since=self._began)

    def end(self) -> None:
        """The processes have done what they were for."""
        for driven in self._driven.values():
            driven.do("end")

    def _ask(self, asking: str, said: dict[str, Any]) -> int:
        words = {name: word for name, word in said.items() if name != "ask"}
        others = [driven for place, driven in self._driven.items() if place != asking]
        return sum(driven.do(said["ask"], **words) or 0 for driven in others)

    def _each(self, places: Any, work: Callable[[str], None]) -> None:
        with ThreadPoolExecutor(max_workers=len(NODES)) as pool:
            list(pool.map(work, places))


def make(ground: Ground) -> None:
    """Make the demonstration from nothing; what was half made before is taken away. Raises Refusal."""
    clear(ground)
    (ground.path / "making.log").write_text("")
    with ExitStack() as stack:
        making = Making(ground, stack)
        for step in (making.nodes, making.people, making.join, making.past, making.end):
            step()
    ground.complete.touch()


def _copy_cache(source: Path, target: Path) -> None:
    """The index of addresses, which depends on shipped data only."""
    shutil.copytree(source, target, dirs_exist_ok=True)


def _say(step: Sentence) -> None:
    number = STEPS.index(step) + 1
    print(f"  {number}/{len(STEPS)} {step.zh} {step.en}", flush=True)
