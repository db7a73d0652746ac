"""``bench cases``: worklist and case page at 100,000 open cases over a million people beside 1,000 open cases.

Two nodes, filled by COPY, run at the same time and are asked in turn over HTTP: an office of 1,000 open cases in each,
and in the large node one of many more besides. The pages come from the real web process, under the serving role.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TextIO

from suixing.config.bench.cases_node import OFFICE_CASES
from suixing.config.bench.desk import Desk, command, environment, expected, start
from suixing.config.bench.desk_node import BIG_OFFICE, OFFICE

PAGES = {
    "first page": "/desk/",
    "worklist": "/desk/cases/",
    "hers": "/desk/cases/?tab=mine",
    "nobody's": "/desk/cases/?tab=nobodys",
    "others'": "/desk/cases/?tab=others",
    "due in a week": "/desk/cases/?due=week",
}
CASE_PAGE = "case page"
ASKED = 1.3
"""At most so much longer may the 95th percentile be."""


@dataclass
class CaseDesk(Desk):
    """One office of a running node, its officers' browsers, and cases to open."""

    cases: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.taken = {act: [] for act in (*PAGES, CASE_PAGE)}


def run(*, people: int, cases: int, big: int, rounds: int, out: TextIO) -> int:
    """Fill, measure, print; 0 where every answer was 200. The small node has a hundredth of the people."""
    folder = Path(tempfile.mkdtemp(prefix="suixing-bench-"))
    folder.chmod(0o755)
    homes = {"small": folder / "small", "large": folder / "large"}
    few = min(OFFICE_CASES, cases)
    try:
        small = _fill(homes["small"], max(1, people // 100), few, 0, out)
        large = _fill(homes["large"], people, cases, big, out)
        urls = {name: start(home) for name, home in homes.items()}
        desks = [
            _desk(f"{few:,} open cases", urls["small"], small[OFFICE]),
            _desk(f"{cases:,} open, {few:,} at the office", urls["large"], large[OFFICE]),
            *([_desk(f"{cases:,} open, {big:,} at the office", urls["large"], large[BIG_OFFICE])] if big else []),
        ]
        _measure(desks, rounds)
        _print(desks, out)
    finally:
        for home in homes.values():
            command(home, "node", "down")
            database = home / "database"
            if database.is_symlink():
                shutil.rmtree(database.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _fill(home: Path, people: int, cases: int, big: int, out: TextIO) -> dict[str, Any]:
    begin = time.perf_counter()
    words = [sys.executable, "-m", "suixing.config.bench.cases_node", str(people), str(cases), str(big)]
    done = subprocess.run(words, env=environment(home), stdout=subprocess.PIPE, check=True, text=True)
    seconds = time.perf_counter() - begin
    out.write(f"filled a node with {people:,} people and {cases:,} open cases in {seconds:.0f} s\n")
    out.flush()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _desk(label: str, url: str, told: dict[str, Any]) -> CaseDesk:
    return CaseDesk(label, url, told["cookies"], [], cases=told["cases"])


def _measure(desks: list[CaseDesk], rounds: int) -> None:
    """Each page of each office in turn, so that whatever else the machine does falls on all of them alike."""
    for number in range(-5, rounds):  # the first five warm up
        for desk in desks:
            desk.turn += 1
            case = f"/desk/cases/{desk.cases[number % len(desk.cases)]}/"
            for act, path in (*PAGES.items(), (CASE_PAGE, case)):
                seconds, status, _ = desk.ask("GET", path)
                expected(act, seconds, status, 200)
                if number >= 0:
                    desk.taken[act].append(seconds)


def _print(desks: list[CaseDesk], out: TextIO) -> None:
    base, load = desks[0], os.getloadavg()[0]
    out.write(f"load average at the end of measuring: {load:.1f}\n")
    out.write(f"{'ms over HTTP':18}" + "".join(f"{desk.label:>44}" for desk in desks) + "\n")
    for act in base.taken:
        cells, first = "", _p95(base.taken[act])
        for desk in desks:
            p95 = _p95(desk.taken[act])
            ratio = p95 / first
            late = "!" if ratio > ASKED else " "
            cells += f"{median(desk.taken[act]) * 1e3:24.1f} /{p95 * 1e3:7.1f} ({ratio:5.2f}){late}"
        out.write(f"{act:18}{cells}\n")
    out.write("median / 95th percentile (beside that of the first column); ! above 1.3\n")


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
