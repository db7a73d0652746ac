"""A long register is read in flat memory, whatever its format."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.intake_sheets import mess

_PROGRAM = """
import resource, sys, time
from pathlib import Path
from suixing.journeys.intake.sheets import is_data_row, open_sheet
start = time.perf_counter()
with open_sheet(Path(sys.argv[1])) as sheet:
    layout = sheet.layout
    count = sum(is_data_row(row, layout) for row in sheet.rows() if row.number >= layout.data_start)
    estimate = sheet.row_estimate
# Not ru_maxrss for ourselves: it remembers the process that started us.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(count, estimate, (own + child) // 1024, time.perf_counter() - start)
"""


def rows(count: int) -> Iterator[tuple[mess.Value, ...]]:
    return itertools.chain([mess.HEADER], map(mess.person, range(1, count + 1)))


@pytest.mark.parametrize(
    ("suffix", "write", "count", "megabytes"),
    [
        ("csv", mess.write_csv, 400_000, 60),
        ("xlsx", mess.write_xlsx, 30_000, 120),
        ("xls", mess.write_xls, 20_000, 160),
    ],
)
def test_a_long_register(suffix: str, write: Callable[..., Path], count: int, megabytes: int, tmp_path: Path) -> None:
    path = write(tmp_path / f"r.{suffix}", rows(count))
    # A process of its own, for memory is measured at its highest.
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{_PROGRAM}", str(path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    found, estimate, peak, took = done.stdout.split()
    assert (int(found), int(estimate)) == (count, count + 1)
    assert int(peak) < megabytes
    assert float(took) < 20
