"""``bench intake``: people taken in per second beside a raw COPY of the same resulting rows.

Everything happens on a node of its own in a temporary folder. The raw COPY has the rows ready in files and
fills tables of the same columns: once with all indexes and constraints but foreign keys, once with the
primary key alone.
"""

import gc
import os
import resource
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any, TextIO

from suixing.config.databases import DATABASE, databases_of
from suixing.config.home import Home
from suixing.config.invented import ROW_DAY, write_register

OFFICE = "440309"
TABLES = (
    "people_person",
    "people_identifier",
    "people_account",
    "people_residence",
    "consent_record",
    "access_tie",
    "journal_entry",
)
CHOSEN = {"journal_entry": "(SELECT * FROM journal_entry WHERE act = 'person.taken_in')"}
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one way took; ``steps`` are people a second over each tenth of the register."""

    seconds: float
    people: int
    steps: tuple[float, ...] = ()

    @property
    def a_second(self) -> float:
        return self.people / self.seconds


def run(*, rows: int, seed: int, out: TextIO) -> int:
    """Measure and print the table; 0 where every row was taken in."""
    folder = Path(tempfile.mkdtemp(prefix="suixing-bench-"))
    folder.chmod(0o755)
    os.environ["SUIXING_HOME"] = str(folder / "node")
    home = Home(folder / "node")
    try:
        return _run(home, folder / "register.csv", rows, seed, out)
    finally:
        database = home.database
        if database.is_symlink():
            shutil.rmtree(database.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run(home: Home, register: Path, rows: int, seed: int, out: TextIO) -> int:
    from suixing.config.node import lifecycle  # noqa: PLC0415 - reads SUIXING_HOME
    from suixing.config.session import node_session  # noqa: PLC0415

    lifecycle.initialise()
    write_register(register, rows, seed=seed, living_in=(OFFICE,))
    out.write(f"register: {rows:,} rows, {register.stat().st_size / 1e6:.0f} MB\n")
    with node_session():
        first = _take_in(register, "accepted", rows)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again = _take_in(register, "unchanged", rows)
        sealing = _seal(rows)
        copies = _export(home, register.parent)
        indexed = _raw_copy(home, copies, rows, indexes=True)
        bare = _raw_copy(home, copies, rows, indexes=False)
    lines = (
        ("taking in", first),
        ("handing in again", again),
        ("raw COPY, same indexes", indexed),
        ("raw COPY, primary keys only", bare),
        ("sealing the journal, afterwards", sealing),
    )
    _print(out, lines, peak)
    return 0


def _take_in(register: Path, expected: str, rows: int) -> Pace:
    from suixing.config.commands.intake import BEIJING  # noqa: PLC0415
    from suixing.journeys.intake.run import take_in  # noqa: PLC0415

    gc.collect()
    begin = time.perf_counter()
    marks: list[tuple[int, float]] = [(0, begin)]
    batches = take_in(
        register, office=OFFICE, by="bench", today=ROW_DAY, now=datetime.now(BEIJING),
        progress=lambda done, _: marks.append((done, time.perf_counter())),
    )  # fmt: skip
    intake = None
    for intake, _ in batches:  # noqa: B007 - the last one has the counts
        pass
    seconds = time.perf_counter() - begin
    if intake is None or intake.counts[expected] != rows:
        sys.exit(f"expected {rows} {expected}, got {intake and dict(intake.counts)}")
    return Pace(seconds, rows, _tenths(marks, rows))


def _tenths(marks: list[tuple[int, float]], rows: int) -> tuple[float, ...]:
    steps = []
    last = marks[0]
    for done, at in marks[1:]:
        if done - last[0] >= rows / 10:
            steps.append((done - last[0]) / (at - last[1]))
            last = (done, at)
    return tuple(steps)


def _seal(rows: int) -> Pace:
    from suixing.config.commands.intake import BEIJING  # noqa: PLC0415
    from suixing.journal.actions import seal  # noqa: PLC0415

    begin = time.perf_counter()
    seal(now=datetime.now(BEIJING))
    return Pace(time.perf_counter() - begin, rows)


def _superuser(home: Home) -> Any:
    cluster = databases_of(home).cluster
    if cluster is None:
        sys.exit("bench intake measures the embedded database; unset SUIXING_DATABASE_URL")
    return cluster.connect(DATABASE)


def _export(home: Home, folder: Path) -> dict[str, Path]:
    copies = {}
    with _superuser(home) as connection:
        for table in TABLES:
            copies[table] = folder / f"{table}.copy"
            # What the intake wrote: one taking-in entry a person, not the readings of the second hand-in.
            chosen = CHOSEN.get(table, table)
            with (
                copies[table].open("wb") as file,
                connection.cursor() as cursor,
                cursor.copy(f"COPY {chosen} TO STDOUT (FORMAT binary)") as copy,
            ):
                for block in copy:
                    file.write(block)
    return copies


def _raw_copy(home: Home, copies: dict[str, Path], people: int, *, indexes: bool) -> Pace:
    with _superuser(home) as connection:
        connection.execute("CREATE SCHEMA raw")
        for table in copies:
            like = "INCLUDING ALL" if indexes else "INCLUDING DEFAULTS INCLUDING IDENTITY"
            connection.execute(f"CREATE TABLE raw.{table} (LIKE public.{table} {like})")
            if not indexes:
                connection.execute(f"ALTER TABLE raw.{table} ADD PRIMARY KEY (id)")
        connection.execute("CHECKPOINT")
        begin = time.perf_counter()
        for table, path in copies.items():
            with (
                path.open("rb") as file,
                connection.cursor() as cursor,
                cursor.copy(f"COPY raw.{table} FROM STDIN (FORMAT binary)") as copy,
            ):
                while block := file.read(CHUNK):
                    copy.write(block)
        seconds = time.perf_counter() - begin
        connection.execute("DROP SCHEMA raw CASCADE")
        connection.execute("CHECKPOINT")
    return Pace(seconds, people)


def _print(out: TextIO, lines: tuple[tuple[str, Pace], ...], peak: float) -> None:
    paces = dict(lines)
    first, indexed, bare = (
        paces[name] for name in ("taking in", "raw COPY, same indexes", "raw COPY, primary keys only")
    )
    out.write(f"{'':34}{'seconds':>9}{'people/s':>11}{'to COPY, same indexes':>24}{'to COPY, bare':>16}\n")
    for name, pace in lines:
        out.write(
            f"{name:34}{pace.seconds:9.1f}{pace.a_second:11,.0f}"
            f"{pace.a_second / indexed.a_second:24.2f}{pace.a_second / bare.a_second:16.2f}\n"
        )
    if len(first.steps) >= 4:
        early, late = median(first.steps[:3]), median(first.steps[-3:])
        out.write(f"pace over the last three tenths to the first three: {late / early:.2f}\n")
    out.write(f"peak memory of the command: {peak:,.0f} MiB\n")
