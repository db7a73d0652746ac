"""A process of a node on a machine whose clock is wrong: ``python -m tests.exchange.off_clock SECONDS MODULE …``.

The machine's own clock serves everybody. So Django's ``timezone.now``, by which everything of ours tells the time, is
moved in that one process before its program begins.
"""

import runpy
import sys
from datetime import datetime, timedelta

from django.utils import timezone

if __name__ == "__main__":
    off, told = timedelta(seconds=float(sys.argv[1])), timezone.now

    def moved() -> datetime:
        """By the wrong clock."""
        return told() + off

    timezone.now = moved
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
