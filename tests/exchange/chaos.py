"""A long random run over real nodes: ``python -m tests.exchange.chaos --messages 10000 --kills 200 --nodes 5``.

Offices of several provinces ask each other, answer, answer in part and withdraw, while workers and listeners of all
nodes, the hub's too, are killed (SIGKILL) and the ways between them are cut, in one direction or both, and broken off.
Then everything is mended, and when nothing is on its way any more: every message was handled exactly once, both copies
of every pair are equal, all journals and statements hold. The same seed gives the same acts in the same order; what
meets what depends on the machine.
"""

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.engine import RUN, pytest_unconfigure
from tests.exchange.cluster import HUB, USUAL, Nodes
from tests.exchange.driver import STRANGERS
from tests.nodes import template_node

PLACES = (HUB, "44", "50", "65", "51")
MOST_AT_ONCE = 12
LONGEST_AWAY = 2.0
LONGEST_CUT = 2.0
LONGEST_DRAIN = 900.0
RESEND = 20.0
_SENT = "SELECT count(*) FROM exchange_outbox"
# What was sent, and for each question the answer of the other node that it arrived, which is still to come.
_MADE = """
    SELECT count(*) + count(*) FILTER (WHERE kind = 'pair.asked')
         - count(*) FILTER (WHERE side = 'answering' AND seq = 1) FROM exchange_outbox
"""
_PAIRS = "SELECT count(DISTINCT pair) FROM exchange_outbox WHERE side = 'asking'"
_AGAIN = "SELECT coalesce(sum(resends), 0) FROM exchange_outbox"


@dataclass
class Figures:
    """What a run did; ``messages`` are those of pairs, ``again`` how often one was sent again."""

    seed: int
    messages: int = 0
    pairs: int = 0
    kills: int = 0
    cuts: int = 0
    again: int = 0
    seconds: float = 0.0
    seconds_to_drain: float = 0.0


@dataclass
class Run:
    """One run: what is still to be done, and what is broken until when."""

    nodes: Nodes
    messages: int
    kills: int
    cuts: int
    seed: int
    figures: Figures = field(init=False)
    away: list[tuple[float, str, str]] = field(default_factory=list)
    cut: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.figures = Figures(self.seed)
        # Two, for how far the messages have come when something breaks depends on the machine.
        self._random = random.Random(self.seed)  # noqa: S311 - nothing secret
        self._breaking = random.Random(f"{self.seed} breaking")  # noqa: S311
        self._provinces = [place for place in self.nodes.places if place != HUB]

    def play(self) -> Figures:
        """All of it."""
        began = time.monotonic()
        while (made := self._count(_MADE)) < self.messages or self.figures.kills < self.kills:
            if made < self.messages:
                self._act()
            self._break(made / self.messages)
            self._mend(time.monotonic())
        drained = time.monotonic()
        self._mend(None)
        self.nodes.settle(LONGEST_DRAIN)
        self.figures.messages, self.figures.pairs = self._count(_SENT), self._count(_PAIRS)
        self.figures.again = self._count(_AGAIN)
        self.figures.seconds = round(time.monotonic() - began, 1)
        self.figures.seconds_to_drain = round(time.monotonic() - drained, 1)
        return self.figures

    def _count(self, question: str) -> int:
        return sum(int(self.nodes.one(place, question)) for place in self._provinces)

    def _act(self) -> None:
        """Every province does something, all at the same time."""
        for place in self._provinces:
            office, count = self.nodes.office(place), self._random.randint(1, MOST_AT_ONCE)
            other = self.nodes.office(self._random.choice([one for one in self._provinces if one != place]))
            verb = self._random.choices(["open", "answer", "part", "withdraw"], [4, 4, 1, 1])[0]
            if verb == "open":
                self.nodes.ask(place, "open", office=office, to=other, count=count)
            elif verb == "withdraw":
                self.nodes.ask(place, "withdraw", office=office, count=1 + count // 4)
            else:
                self.nodes.ask(place, "answer", office=office, part=verb == "part", count=2 * count)
        for place in self._provinces:
            self.nodes.answered(place)

    def _break(self, share: float) -> None:
        """As much as is due by what ``share`` of the messages was made, and no more than one of each at a time."""
        now = time.monotonic()
        if self.figures.kills < min(self.kills, share * self.kills + 1):
            place, process = self._breaking.choice(self.nodes.places), self._breaking.choice(USUAL)
            away = self._breaking.uniform(0, LONGEST_AWAY)
            if self.nodes.is_up(place, process):
                self.nodes.kill(place, process)
                self.figures.kills += 1
                self.away.append((now + away, place, process))
        if self.figures.cuts < min(self.cuts, share * self.cuts + 1):
            place, how = self._breaking.choice(self.nodes.places), self._breaking.choice(["to", "from", "both", "off"])
            self._cut(place, how)
            self.figures.cuts += 1
            self.cut.append((now + self._breaking.uniform(0, LONGEST_CUT), place))

    def _cut(self, place: str, how: str) -> None:
        proxy = self.nodes.proxy(place)
        if how == "off":
            proxy.drop()
        if how in {"to", "both"}:
            proxy.cut_to_target = True
        if how in {"from", "both"}:
            proxy.cut_from_target = True

    def _mend(self, now: float | None) -> None:
        """Start and mend what is due by ``now``; all of it where that is None."""
        for entry in [one for one in self.away if now is None or one[0] <= now]:
            self.away.remove(entry)
            self.nodes.start(entry[1], entry[2])
        for mended in [one for one in self.cut if now is None or one[0] <= now]:
            self.cut.remove(mended)
            if all(place != mended[1] for _, place in self.cut):
                self.nodes.proxy(mended[1]).heal()


def say(text: str) -> None:
    """Where a test shows it when it fails, and a command at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(folder: Path, template: Path, *, messages: int, kills: int, cuts: int, nodes: int, seed: int) -> Figures:
    """Make the nodes in ``folder`` and play; raises AssertionError where anything was lost, or done twice."""
    say(f"seed {seed}")
    officers = messages // (2 * STRANGERS) + 2
    with Nodes(folder, template, PLACES[:nodes], officers=officers, resend=RESEND) as made:
        return Run(made, messages, kills, cuts, seed).play()


def main() -> int:
    """As the top of this file says; prints the seed and what happened."""
    words = argparse.ArgumentParser(prog="python -m tests.exchange.chaos")
    words.add_argument("--messages", type=int, default=10_000)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--cuts", type=int, help="as many as kills, unless told otherwise")
    words.add_argument("--nodes", type=int, default=5, choices=range(3, 1 + len(PLACES)))
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    told = words.parse_args()
    cuts = told.kills if told.cuts is None else told.cuts
    try:
        figures = run(
            RUN / "chaos", template_node().home, messages=told.messages, kills=told.kills, cuts=cuts,
            nodes=told.nodes, seed=told.seed,
        )  # fmt: skip
    finally:
        pytest_unconfigure()
    say(json.dumps(vars(figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
