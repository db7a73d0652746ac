"""``bench desk``: pages at a million people beside the same pages at ten thousand, over HTTP, in one run.

Two nodes, filled through the real intake, run at the same time and are asked in turn: an office of 2,000
people in each, and in the large node one of 200,000 besides. Then the statements behind the pages are timed
as the serving role and as the owner, whom row-level security does not bind.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TextIO
from urllib.parse import urlencode, urlsplit

from suixing.config.bench.desk_node import BIG_OFFICE, OFFICE
from suixing.config.bench.desk_policies import compare_policies
from suixing.rules.identifiers import check_character

CSRF = "b" * 32
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HIDDEN = re.compile(r'name="(form_number|agreement|seen)" value="([^"]*)"')
ACTS = ("find by identifier", "find by name", "person page", "register", "correct")
START_SECONDS = 60


@dataclass
class Desk:
    """One office of a running node, and an officer's browser after another."""

    label: str
    url: str
    cookies: list[str]
    people: list[dict[str, Any]]
    register_from: int = 0
    turn: int = 0
    taken: dict[str, list[float]] = field(default_factory=lambda: {act: [] for act in ACTS})

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.line = HTTPConnection(str(parts.hostname), parts.port, timeout=60)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[float, int, str]:
        """Seconds, status and body of one request."""
        cookie = self.cookies[self.turn % len(self.cookies)]
        headers = {"Cookie": f"sessionid={cookie}; csrftoken={CSRF}"}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": CSRF})
            headers |= FORM
        begin = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read()
        return time.perf_counter() - begin, answer.status, text.decode()


def run(*, small: int, large: int, big: int, rounds: int, out: TextIO) -> int:
    """Fill, measure, print; 0 where every answer was what it should be."""
    folder = Path(tempfile.mkdtemp(prefix="suixing-bench-"))
    folder.chmod(0o755)
    homes = {"small": folder / "small", "large": folder / "large"}
    bare: subprocess.Popen[bytes] | None = None
    try:
        told = {"small": _fill(homes["small"], small, 0, out), "large": _fill(homes["large"], large, big, out)}
        urls = {name: start(home) for name, home in homes.items()}
        bare, without = _start_without(homes["large"], out)
        told_big = told["large"][BIG_OFFICE]
        desks = [
            Desk(f"{small:,} people, office of 2,000", urls["small"], **told["small"][OFFICE]),
            Desk(f"{large:,} people, office of 2,000", urls["large"], **told["large"][OFFICE]),
            Desk(f"{large:,} people, office of {big:,}", urls["large"], **told_big),
            Desk("the same without row-level security", without, **told_big, register_from=500_000),
        ]
        _measure(desks, rounds)
        _print(desks, out)
        compare_policies(homes["large"], told["large"][BIG_OFFICE], BIG_OFFICE, out)
    finally:
        if bare is not None:
            bare.kill()
            bare.wait()
        for home in homes.values():
            command(home, "node", "down")
            database = home / "database"
            if database.is_symlink():
                shutil.rmtree(database.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "SUIXING_HOME": str(home)}


def _fill(home: Path, people: int, big: int, out: TextIO) -> dict[str, Any]:
    begin = time.perf_counter()
    command = [sys.executable, "-m", "suixing.config.bench.desk_node", str(people), str(big)]
    done = subprocess.run(command, env=environment(home), stdout=subprocess.PIPE, check=True, text=True)
    out.write(f"filled a node with {people:,} people in {time.perf_counter() - begin:.0f} s\n")
    out.flush()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def command(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "suixing.config.command", *words]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False).stdout


def start(home: Path) -> str:
    command(home, "node", "up", "--detach")
    return str(json.loads(command(home, "node", "status", "--json"))["running"])


def _start_without(home: Path, out: TextIO) -> "tuple[subprocess.Popen[bytes], str]":
    """The pages of the same node once more, served by the owner, whom no policy binds."""
    out.flush()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {"SUIXING_PROCESS": "web", "DJANGO_SETTINGS_MODULE": "suixing.config.bench.owner_settings"}
    child = subprocess.Popen(
        [sys.executable, "-m", "suixing.config.serve", str(port)], env={**environment(home), **settings},
        stdin=subprocess.PIPE,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            Desk("", url, [""], []).ask("GET", "/readyz")
        except OSError:
            time.sleep(0.2)
            continue
        return child, url
    child.kill()
    sys.exit("the second web process did not start; nothing was measured")


def _measure(desks: list[Desk], rounds: int) -> None:
    for number in range(-5, rounds):  # the first five warm up
        for desk in desks:
            desk.turn += 1
            person = desk.people[number % len(desk.people)]
            for act in ACTS:
                seconds = _do(desk, act, person, number)
                if number >= 0:
                    desk.taken[act].append(seconds)


def _do(desk: Desk, act: str, person: dict[str, Any], number: int) -> float:
    page = f"/desk/people/{person['account']}/"
    if act == "find by identifier":
        seconds, status, _ = desk.ask("POST", "/desk/find/", {"looked_for": person["identifier"], "born": ""})
        return expected(act, seconds, status, 302)
    if act == "find by name":
        seconds, status, _ = desk.ask("POST", "/desk/find/", {"looked_for": person["name"], "born": ""})
        # Where nobody else is called so, the page of a search leads on to the record.
        return expected(act, seconds, status, 200, 302)
    if act == "person page":
        seconds, status, _ = desk.ask("GET", page)
        return expected(act, seconds, status, 200)
    path = "/desk/register/" if act == "register" else f"{page}correct/"
    _, _, text = desk.ask("GET", path)
    typed = _newcomer(number, desk.turn, desk.register_from) if act == "register" else _corrected(person, number)
    seconds, status, _ = desk.ask("POST", path, {**dict(HIDDEN.findall(text)), **typed})
    return expected(act, seconds, status, 302)


def expected(act: str, seconds: float, status: int, *wanted: int) -> float:
    if status not in wanted:
        sys.exit(f"{act}: status {status} instead of {wanted}; nothing was measured")
    return seconds


_MARKS = {"home_text": "重庆市忠县忠州街道和平路3号", "current_text": "广东省深圳市龙华区福城街道民治大道88号"}


def _newcomer(number: int, turn: int, begin: int) -> dict[str, str]:
    born = date(1951, 1, 1) + timedelta(days=(number * 13 + turn + begin) % 15_000)
    name = f"{'阿迪力' if begin else '艾力'}·买买提{'伟芳娜敏静秀丽强磊洋'[turn % 10]}"
    seventeen = f"{653126 if begin else 653125}{born:%Y%m%d}{(turn * 7 + number) % 1000:03d}"
    return {
        "identifier": seventeen + check_character(seventeen), "name": name,
        "telephone": "", "home_choice": "", "current_choice": "", "arrived": "2025-03-01", "way": "desk",
        "consent_on": "2026-11-20", "sex": "", "born": "", "seen_alike": "", "another": "1", **_MARKS,
    }  # fmt: skip


def _corrected(person: dict[str, Any], number: int) -> dict[str, str]:
    return {
        "name": person["name"], "sex": "2", "born": "1985-06-12", "telephone": f"139{number % 10**8:08d}",
        "home_choice": "", "current_choice": "", "arrived": "2025-03-01", **_MARKS,
    }  # fmt: skip


def _print(desks: list[Desk], out: TextIO) -> None:
    base = desks[0]
    out.write(f"{'ms over HTTP, median / 95th percentile':38}" + "".join(f"{act:>24}" for act in ACTS) + "\n")
    for desk in desks:
        cells = ""
        for act in ACTS:
            taken = desk.taken[act]
            p95 = quantiles(taken, n=20)[-1]
            ratio = p95 / quantiles(base.taken[act], n=20)[-1]
            cells += f"{median(taken) * 1e3:8.1f} /{p95 * 1e3:6.1f} ({ratio:.2f})"
        out.write(f"{desk.label:38}{cells}\n")
    out.write("in brackets: 95th percentile beside that of the first line\n")
