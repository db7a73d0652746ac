"""``bench clocks``: due dates beside numpy's, and a million open clocks counted anew while others work.

numpy gets every day off as a holiday and seven working days a week: it has no make-up working days otherwise.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from suixing.config.home import Home
from suixing.rules.calendar import WorkingCalendar, shipped_calendar
from suixing.rules.counting import CHINA, DueOnly, count, due_day, due_days, due_only
from suixing.rules.limits import Limit, Unit

STARTS = 200_000
ROUNDS = 5
LIMIT = Limit(15, Unit.WORKING_DAYS)
LIMITS = (
    Limit(15, Unit.WORKING_DAYS), Limit(20, Unit.WORKING_DAYS), Limit(30, Unit.DAYS), Limit(2, Unit.MONTHS),
)  # fmt: skip
OFFICES = 500
SUSPENDED_OF = 10
QUIET_SECONDS = 10.0
_CLOCK = (
    "clocks_clock (id, file, office, limit_amount, limit_unit, since, due_on, due_at, provisional, edition, duty,"
    " bears, place, limit_key, rule, book, binds_person, how, version)"
)
_EVENT = 'clocks_event (clock_id, kind, "on", at, limit_amount, limit_unit, recorded_at, reason, officer)'
BEGUN = date(2026, 12, 1)
NOTICE = """
year = 2027
source = "invented"
working = ["{made_up}"]
[[holiday]]
zh = "元旦"
en = "New Year's Day"
days = ["2027-01-01..2027-01-{last}"]
"""
# The estimate has New Year's Day alone. The first moves nearly every date by a day, the second moves them back.
FIRST, SECOND = NOTICE.format(last="04", made_up="2027-03-27"), NOTICE.format(last="03", made_up="2027-03-27")


def run(*, clocks: int, seed: int, out: TextIO) -> int:
    """Measure and print; 0 where every date was the same as numpy's and every clock fits its events."""
    _beside_numpy(seed, out)
    folder = Path(tempfile.mkdtemp(prefix="suixing-bench-"))
    folder.chmod(0o755)
    os.environ["SUIXING_HOME"] = str(folder / "node")
    home = Home(folder / "node")
    try:
        return _count_anew(clocks, seed, out)
    finally:
        database = home.database
        if database.is_symlink():
            shutil.rmtree(database.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _beside_numpy(seed: int, out: TextIO) -> None:
    import numpy as np  # noqa: PLC0415 - a peer, not there otherwise

    calendar = shipped_calendar()
    dice = random.Random(seed)  # noqa: S311 - a sample
    span = (calendar.published_until - date(2010, 1, 1)).days - 60
    starts = [date(2010, 1, 1) + timedelta(days=dice.randrange(span)) for _ in range(STARTS)]
    instants = [datetime(day.year, day.month, day.day, 16, 30, tzinfo=CHINA) for day in starts]
    off = [day for day in _days(calendar) if not calendar.is_working(day)]
    theirs = np.busdaycalendar(weekmask="1111111", holidays=off)
    packed = np.array(starts, dtype="datetime64[D]")

    def numpy_bulk() -> Any:
        return np.busday_offset(packed, LIMIT.amount, roll="backward", busdaycal=theirs)

    def numpy_bulk_of_days() -> Any:
        days = np.array(starts, dtype="datetime64[D]")
        return np.busday_offset(days, LIMIT.amount, roll="backward", busdaycal=theirs).tolist()

    single = starts[: STARTS // 10]
    ways: list[tuple[str, int, Callable[[], Any]]] = [
        ("one by one: the day", len(single), lambda: [due_day(day, LIMIT, calendar) for day in single]),
        (
            "one by one: the instant", len(single),
            lambda: [due_only(start=at, limit=LIMIT, calendar=calendar) for at in instants[: len(single)]],
        ),
        (
            "one by one: with its explanation", len(single) // 10,
            lambda: [count(start=at, limit=LIMIT, calendar=calendar) for at in instants[: len(single) // 10]],
        ),
        (
            "one by one: numpy.busday_offset", len(single),
            lambda: [np.busday_offset(day, LIMIT.amount, roll="backward", busdaycal=theirs) for day in single],
        ),
        ("bulk: the days of a list", STARTS, lambda: due_days(starts, LIMIT, calendar)),
        ("bulk: numpy, from a list to a list", STARTS, numpy_bulk_of_days),
        ("bulk: numpy, from an array to an array", STARTS, numpy_bulk),
    ]  # fmt: skip
    out.write(f"{'due dates a second and core':42}{'due dates/s':>14}\n")
    for name, dates, way in ways:
        out.write(f"{name:42}{dates / _quickest(way):14,.0f}\n")
    if due_days(starts, LIMIT, calendar) != numpy_bulk_of_days():
        sys.exit("numpy comes to other days")
    out.write(f"all {STARTS:,} days are the same\n\n")


def _days(calendar: WorkingCalendar) -> Iterator[date]:
    first, last = date(2009, 1, 1).toordinal(), calendar.published_until.toordinal()
    return (date.fromordinal(number) for number in range(first, last + 1))


def _quickest(way: Callable[[], Any]) -> float:
    """Processor time of the best of some rounds; the first one warms up."""
    way()
    taken = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        way()
        taken.append(time.process_time() - begin)
    return max(min(taken), 1e-9)


def _count_anew(clocks: int, seed: int, out: TextIO) -> int:
    from suixing.config.node import lifecycle  # noqa: PLC0415 - reads SUIXING_HOME
    from suixing.config.session import node_session  # noqa: PLC0415

    lifecycle.initialise()
    with node_session():
        _fill(clocks, seed)
        others = {kind: _other(kind) for kind in ("reader", "writer")}
        try:
            time.sleep(QUIET_SECONDS / 2)
            _told(others)
            time.sleep(QUIET_SECONDS)
            _print_others(out, "nothing else going on", _told(others))
            for text, name in ((FIRST, "first notice"), (SECOND, "second notice")):
                _load(text, name, others, out)
        finally:
            for process in others.values():
                if process.stdin:
                    process.stdin.close()
                process.wait(60)
        return _check(out)


def _load(text: str, name: str, others: "dict[str, subprocess.Popen[str]]", out: TextIO) -> None:
    from suixing.clocks.actions import load_notice  # noqa: PLC0415 - only after setup

    begin = time.perf_counter()
    loaded = load_notice(text=text, by="bench", now=datetime.now(UTC))
    seconds = time.perf_counter() - begin
    out.write(
        f"{name}: {loaded.touched:,} clocks counted anew, {loaded.moved:,} dates moved, in {seconds:.1f} s"
        f" ({loaded.touched / seconds:,.0f} a second){'' if loaded.settled else ', NOT SETTLED'}\n"
    )
    _print_others(out, "meanwhile", _told(others))


def _check(out: TextIO) -> int:
    from suixing.clocks.queries import check_clocks  # noqa: PLC0415 - only after setup

    begin = time.perf_counter()
    checked = check_clocks()
    seconds = time.perf_counter() - begin
    out.write(f"clock check: {checked.compared:,} clocks, {checked.wrong} differ, in {seconds:.1f} s\n")
    return int(checked.wrong > 0)


def _fill(clocks: int, seed: int) -> None:
    """Open clocks of an invented December, one in ten suspended for some days; as the actions would store them."""
    from django.db import connection  # noqa: PLC0415 - only after setup

    from suixing.clocks.calendars import calendars  # noqa: PLC0415
    from suixing.rules.counting import Span  # noqa: PLC0415

    held = calendars()
    calendar = held.at("44")
    dice = random.Random(seed)  # noqa: S311 - invented
    rows: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    known: dict[tuple[date, Limit, int], DueOnly] = {}
    for _ in range(clocks):
        number = uuid.UUID(int=dice.getrandbits(128), version=4)
        day = BEGUN + timedelta(days=dice.randrange(30))
        since = datetime(day.year, day.month, day.day, dice.randrange(9, 17), tzinfo=CHINA)
        limit, office = dice.choice(LIMITS), f"44{dice.randrange(OFFICES):07}"
        spans = [Span(day, day + timedelta(days=2))] if dice.randrange(SUSPENDED_OF) == 0 else []
        due = known.get((day, limit, len(spans)))
        if due is None:
            due = known[day, limit, len(spans)] = due_only(start=since, limit=limit, calendar=calendar, suspended=spans)
        rows.append((
            number, uuid.UUID(int=dice.getrandbits(128), version=4), office, limit.amount, limit.unit.value, since,
            due.on, due.at, due.provisional, held.edition,
        ))  # fmt: skip
        events.append((number, "started", None, since, limit.amount, limit.unit.value, since))
        for span in spans:
            events.append((number, "suspended", span.first, None, None, "", since))
            events.append((number, "resumed", span.last, None, None, "", since))
    with connection.cursor() as cursor:
        _copy(cursor, _CLOCK, rows, ("answer", "own", "44", "answer_verification", "V3", "CN-2009", False, "", 1))
        _copy(cursor, _EVENT, events, ("", "bench"))
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE clocks_clock, clocks_event")


def _copy(cursor: Any, columns: str, rows: list[tuple[Any, ...]], rest: tuple[Any, ...]) -> None:
    with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *rest))


def _other(kind: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "suixing.config.bench.clock_others", kind],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _told(others: "dict[str, subprocess.Popen[str]]") -> dict[str, dict[str, float]]:
    told = {}
    for kind, process in others.items():
        if process.stdin is None or process.stdout is None:
            raise ValueError("a process without pipes")
        process.stdin.write("\n")
        process.stdin.flush()
        told[kind] = json.loads(process.stdout.readline())
    return told


def _print_others(out: TextIO, when: str, told: dict[str, dict[str, float]]) -> None:
    for kind, one in told.items():
        out.write(
            f"  {kind}, {when}: {one['acts']:,.0f} acts, median {one['median']:.1f} ms, 99 % {one['p99']:.1f} ms,"
            f" longest {one['longest']:.1f} ms\n"
        )
