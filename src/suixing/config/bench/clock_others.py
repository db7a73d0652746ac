"""What others do while a new calendar is counted through, for ``bench clocks``, in a process of its own.

``python -m suixing.config.bench.clock_others reader|writer`` reads or changes random clocks of the node of
SUIXING_HOME, one after the other, until its standard input closes. After every line that it is sent it prints what it
measured since the last one: how many acts, and the longest, 99th percentile and median of them in milliseconds.
"""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import quantiles
from uuid import UUID

SAMPLE = 4_000
PAUSE = 0.01


def main() -> int:
    """Act until nobody listens."""
    from suixing.config.session import node_session  # noqa: PLC0415 - reads SUIXING_HOME

    with node_session():
        from suixing.clocks.models import Clock  # noqa: PLC0415 - only after setup

        files = list(Clock.objects.filter(ended_at=None).order_by("file").values_list("file", flat=True)[:SAMPLE])
        act: Callable[[UUID], None] = {"reader": _read, "writer": _write}[sys.argv[1]]
        taken: list[float] = []
        ended = threading.Event()
        threading.Thread(target=_answer, args=(taken, ended), daemon=True).start()
        dice = random.Random(os.getpid())  # noqa: S311 - a sample
        while not ended.is_set():
            begin = time.perf_counter()
            act(dice.choice(files))
            taken.append(time.perf_counter() - begin)
            time.sleep(PAUSE)
    return 0


def _answer(taken: list[float], ended: threading.Event) -> None:
    for _ in sys.stdin:
        measured = sorted(taken[:])
        del taken[: len(measured)]
        cuts = quantiles(measured, n=100) if len(measured) > 1 else [0.0] * 99
        longest = measured[-1] if measured else 0.0
        said = {"acts": len(measured), "longest": longest * 1000, "p99": cuts[98] * 1000, "median": cuts[49] * 1000}
        print(json.dumps(said), flush=True)
    ended.set()


def _read(file: UUID) -> None:
    """What a page of a case asks."""
    from suixing.clocks.queries import clocks_of, earliest_due  # noqa: PLC0415

    clocks_of(file=file)
    earliest_due([file])


def _write(file: UUID) -> None:
    """An answer, taken back within its minute: two changes of a clock, in two transactions."""
    from suixing.clocks.actions import meet, unmeet  # noqa: PLC0415

    now = datetime.now(UTC)
    meet(file=file, duty="answer", at=now, by="bench", now=now)
    unmeet(file=file, duty="answer", by="bench", now=now)


if __name__ == "__main__":
    sys.exit(main())
