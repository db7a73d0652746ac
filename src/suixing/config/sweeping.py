"""The worker's thread that watches clocks: marks and escalates what ran out, goes on with a new calendar (T4, T5)."""

import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from suixing.config.session import close_connections

AT_ONCE = 1_000
BY = "worker"
LONGEST_LOADING = timedelta(minutes=10)
Escalate = Callable[..., Any]


def sweep_clocks(stopping: threading.Event) -> None:
    """Every ten seconds (``SUIXING_CLOCKS_EVERY``).

    A database that is away is tried again; after another fault the node starts a new worker.
    """
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.db import OperationalError  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    looked = None
    while not stopping.is_set():
        try:
            now = timezone.now()
            sweep_once(now=now, since=looked)
            # A notice loaded elsewhere shows when it is committed, later than the instant that it carries.
            looked = now - LONGEST_LOADING
        except OperationalError:
            close_connections()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"时限检查中断 watching clocks broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
        stopping.wait(settings.SUIXING_CLOCKS_EVERY)
    close_connections()


def sweep_once(*, now: datetime, since: datetime | None = None) -> None:
    """What ran out is marked and escalated, what the public lodged is taken up, lists show dates moved ``since``.

    The other sides of what was erased are told to destroy their copies.
    """
    from suixing.cases.actions import follow_clocks  # noqa: PLC0415 - only after setup
    from suixing.clocks.actions import recompute, sweep  # noqa: PLC0415
    from suixing.journeys.cases import applying, escalate, letting_go, lodging, own_cases  # noqa: PLC0415

    recompute(now=now, by=BY)
    follow_clocks(since=since)
    while len(sweep(now=now, limit=AT_ONCE, by=BY)) == AT_ONCE:
        pass
    for one in escalate.escalate_waiting(now=now):
        # One that cannot be escalated is tried again and holds up no other.
        print(f"时限升级未成 not escalated: {one}", file=sys.stderr, flush=True)
    escalate.pass_up_waiting(now=now)
    lodging.take_up(now=now)
    applying.take_up(now=now)
    own_cases.take_up(now=now)
    letting_go.tell_other_sides(now=now)
    tend_passes(now=now)


def tend_passes(*, now: datetime) -> None:
    """A key and a list with places are there before a desk asks; each status list is signed anew once a day."""
    from suixing.passes.actions import prepare, renew_tokens  # noqa: PLC0415 - only after setup

    prepare(by=BY, now=now)
    renew_tokens(now=now)
