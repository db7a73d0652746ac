"""The worker's thread that watches clocks: marks and escalates what ran out, goes on with a new calendar (T4, T5)."""

import importlib
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from suixing.config.session import close_connections

SWEEP_SECONDS = 10.0
AT_ONCE = 1_000
BY = "worker"
Escalate = Callable[..., Any]


def sweep_clocks(stopping: threading.Event) -> None:
    """Every ten seconds. A database that is away is tried again; after another fault the node starts a new worker."""
    from django.db import OperationalError  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    while not stopping.is_set():
        try:
            sweep_once(now=timezone.now())
        except OperationalError:
            close_connections()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"时限检查中断 watching clocks broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
        stopping.wait(SWEEP_SECONDS)
    close_connections()


def sweep_once(*, now: datetime) -> None:
    """Everything that has run out is marked and escalated, each escalation in a transaction of its own."""
    from suixing.clocks.actions import recompute, sweep  # noqa: PLC0415 - only after setup
    from suixing.clocks.queries import to_escalate  # noqa: PLC0415

    recompute(now=now, by=BY)
    while len(sweep(now=now, limit=AT_ONCE, by=BY)) == AT_ONCE:
        pass
    escalate = _escalation()
    if escalate is None:
        return
    for breached in to_escalate(limit=AT_ONCE):
        _escalate(escalate, breached, now)


def _escalation() -> Escalate | None:
    """What escalates; None as long as no journey does."""
    try:
        found: Escalate = importlib.import_module("suixing.journeys.cases.escalate").escalate
    except ModuleNotFoundError:
        return None
    return found


def _escalate(escalate: Escalate, breached: Any, now: datetime) -> None:
    from django.db import DatabaseError, OperationalError, transaction  # noqa: PLC0415

    from suixing.clocks.actions import mark_escalated  # noqa: PLC0415
    from suixing.kernel.errors import Refusal  # noqa: PLC0415

    try:
        with transaction.atomic():
            escalate(breached=breached, now=now)
            mark_escalated(clock=breached.clock, by=BY, now=now)
    except OperationalError:
        raise
    except (DatabaseError, Refusal, ValueError, LookupError) as fault:
        # One that cannot be escalated is tried again and holds up no other.
        print(f"时限升级未成 not escalated: {breached.clock} {type(fault).__name__}", file=sys.stderr, flush=True)
