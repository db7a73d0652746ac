"""The part of ``bench pass`` that needs a node: passes issued in batch, their papers signed, committed and journaled.

``python -m suixing.config.bench.passes_node PEOPLE`` makes a node of its own, takes PEOPLE in at one home office, and
issues to them, a fifth at a time, the same number of bare ES256 signatures beside each; it prints what both took.
"""

import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from uuid import UUID

from suixing.config.home import Home
from suixing.config.invented import HEADER, ROW_DAY, rows

OFFICE = "500233001"
HOME_TEXT = "重庆市忠县忠州街道和平路{}号"
ROUNDS = 5
LEAST = 0.2
"""Committed and journaled in batch at least a fifth as fast as the bare signatures."""
NAME = "committed in batch"


def run(*, people: int, out: TextIO) -> int:
    """Measure in a process of its own and add a line to the table; 0 where the batch is fast enough."""
    folder = Path(tempfile.mkdtemp(prefix="suixing-bench-"))
    folder.chmod(0o755)
    environment = {
        **os.environ, "SUIXING_HOME": str(folder / "node"), "DJANGO_SETTINGS_MODULE": "suixing.config.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "suixing.config.bench.passes_node", str(people)]
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    finally:
        database = Home(folder / "node").database
        if database.is_symlink():
            shutil.rmtree(database.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    told = json.loads(done.stdout)
    share = statistics.median(bare / ours for bare, ours in zip(told["bare"], told["batch"], strict=True))
    each = statistics.median(told["batch"]) * 1e6
    out.write(
        f"\nmedians of {ROUNDS} rounds of {people // ROUNDS:,} people, time on the wall, database included\n\n"
        f"{NAME:52}{each:8.1f}{1e6 / each:10,.0f}  {share:.2f} of the pace of bare signatures\n"
    )
    return int(share < LEAST)


def main() -> int:
    """Make the node, measure, and print seconds a pass and seconds a bare signature, one of each a round."""
    people = int(sys.argv[1])
    from suixing.config.node import lifecycle  # noqa: PLC0415 - reads SUIXING_HOME
    from suixing.config.session import node_session  # noqa: PLC0415

    with redirect_stdout(sys.stderr):
        lifecycle.initialise()
    told: dict[str, list[float]] = {"bare": [], "batch": []}
    with node_session() as home:
        held = _take_in(home.path / "sheet.csv", people)
        _settle()
        size = len(held) // ROUNDS
        _issue(held[ROUNDS * size :] or held[:1])  # the first statements of a connection, and a key and a list
        for start in range(0, ROUNDS * size, size):
            told["bare"].append(_bare(size))
            told["batch"].append(_issue(held[start : start + size]))
    print(json.dumps(told))
    return 0


def _settle() -> None:
    """Let the database know its tables, as a night does."""
    from django.db import connection  # noqa: PLC0415 - only after setup

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _take_in(path: Path, people: int) -> list[UUID]:
    from suixing.journeys.intake.run import take_in  # noqa: PLC0415 - only after setup
    from suixing.people.models import Account  # noqa: PLC0415

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, row in enumerate(rows(people, seed=1, living_in=("4403",)), 1):
            writer.writerow((*row[:7], HOME_TEXT.format(number % 400 + 1), *row[8:]))
    for _ in take_in(path, office=OFFICE, by="bench", today=ROW_DAY, now=datetime.now(UTC)):
        pass
    return list(Account.objects.filter(office_id=OFFICE).order_by("id").values_list("person_id", flat=True))


def _issue(persons: list[UUID]) -> float:
    """Seconds a pass: stored with its place in a status list, its paper signed, its entry of the journal."""
    from suixing.passes.actions import issue_passes, prepare  # noqa: PLC0415 - only after setup
    from suixing.passes.formats.claims import Claim  # noqa: PLC0415

    now = datetime.now(UTC)
    prepare(by="bench", now=now)
    begin = time.perf_counter()
    done = issue_passes(
        persons=persons, office=OFFICE, by="bench", now=now, printed=[Claim.NAME, Claim.BIRTHDATE, Claim.HOME_COUNTY]
    )
    taken = time.perf_counter() - begin
    if len(done.codes) + len(done.refused) != len(persons) or not done.codes:
        raise AssertionError("passes that were neither issued nor refused")
    return taken / len(done.codes)


def _bare(count: int) -> float:
    """Seconds a signature of ``cryptography``, over a message as long as what is signed of a pass."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    private, es256, message = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(SHA256()), os.urandom(250)
    begin = time.perf_counter()
    for _ in range(count):
        private.sign(message, es256)
    return (time.perf_counter() - begin) / count


if __name__ == "__main__":
    sys.exit(main())
