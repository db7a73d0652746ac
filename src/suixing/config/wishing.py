"""The node's thread that carries out what persons wished on their own pages, as the owner: no other role may.

It ends what offices have open for whom they may not see any more, within a second, and erases whoever asked for it
three days ago.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from suixing.config.session import close_connections

EVERY_SECONDS = 1.0
AFTER_A_FAULT_SECONDS = 60.0


@contextmanager
def wishes_carried_out() -> Iterator[None]:
    """While the node runs: the thread, which ends with what it has in hand."""
    stopping = threading.Event()
    thread = threading.Thread(target=carry_out_wishes, args=(stopping,))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def carry_out_wishes(stopping: threading.Event) -> None:
    """Every second until the node stops. What went wrong is tried again a minute later, and what is away waited for."""
    from django.db import OperationalError  # noqa: PLC0415 - only after setup

    while not stopping.is_set():
        faults: list[str] = []
        try:
            faults = wish_once()
        except OperationalError:
            close_connections()
        except Exception as fault:  # noqa: BLE001 - the node goes on; its kind only, for a text may quote a row
            faults = [type(fault).__name__]
            close_connections()
        for one in faults:
            print(f"本人要求的撤回或删除未完成，稍后重试 not carried out yet: {one}", file=sys.stderr, flush=True)
        stopping.wait(AFTER_A_FAULT_SECONDS if faults else EVERY_SECONDS)
    close_connections()


def wish_once() -> list[str]:
    """What waits is carried out; the kinds of what went wrong."""
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.journeys import own_wishes  # noqa: PLC0415

    return [*own_wishes.let_go(now=timezone.now()), *own_wishes.erase_due(now=timezone.now())]
