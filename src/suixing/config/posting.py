"""The worker's thread that sends parcels to other nodes: at once when one was packed, else every second.

It packs what nodes are told, packs anew what was not receipted, and lets parcels leave, at the hub those of others too.
A node that stands alone has no such thread.
"""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg

from suixing.config.giving import Giving
from suixing.config.keeping import Keeping
from suixing.config.session import close_connections
from suixing.config.tending import Tending

POLL_SECONDS = 0.5
CHORES_EVERY_SECONDS = 5.0


def post(stopping: threading.Event) -> None:
    """Post until ``stopping``; returns at once on a node that stands alone."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    if settings.SUIXING_NODE_PLACE:
        from suixing.config.ways import Ways  # noqa: PLC0415 - only where there is somewhere to send to

        ways, chores = Ways(), Chores()
        giving = Giving(ways)
        try:
            _until(stopping, lambda: chores() or post_once(giving))
        finally:
            giving.close()
            ways.close()


class Chores:
    """What is looked at now and then: who may call, and whether the roll of offices is as it was."""

    def __init__(self) -> None:
        self._done_at = -CHORES_EVERY_SECONDS
        self._tending = Tending()
        self._keeping = Keeping()

    def __call__(self) -> int:
        """Do them when it is time; 0, for none of them calls for another round."""
        if time.monotonic() - self._done_at < CHORES_EVERY_SECONDS:
            return 0
        from django.conf import settings  # noqa: PLC0415 - only after setup
        from django.utils import timezone  # noqa: PLC0415

        from suixing.exchange.hub.actions import let_go  # noqa: PLC0415
        from suixing.exchange.nodes.queries import trusted_certificates  # noqa: PLC0415
        from suixing.exchange.post.burying import reopen  # noqa: PLC0415
        from suixing.exchange.post.gaps import ask_for_gaps  # noqa: PLC0415
        from suixing.exchange.post.trust import write_trust  # noqa: PLC0415
        from suixing.exchange.post.unpacking import open_again  # noqa: PLC0415
        from suixing.journeys.roll import tell_other_nodes  # noqa: PLC0415

        write_trust(settings.SUIXING_RUN_DIR / "exchange-trust.pem", trusted_certificates())
        if self._keeping():
            tell_other_nodes(now=timezone.now())
        ask_for_gaps(now=timezone.now())
        let_go(now=timezone.now())
        reopen(lambda row: open_again(row, now=timezone.now()), now=timezone.now())
        self._tending()
        self._done_at = time.monotonic()
        return 0


def _until(stopping: threading.Event, work: Callable[[], int]) -> None:
    """Repeat ``work`` as long as there is some, and whenever the bell rings or half a second went by."""
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.db import InterfaceError, OperationalError  # noqa: PLC0415

    from suixing.exchange.actions import CHANNEL  # noqa: PLC0415

    while not stopping.is_set():
        try:
            with settings.DATABASE_ADDRESSES.intake.connect() as bell:
                bell.execute(f"LISTEN {CHANNEL}")
                _listen(stopping, bell, work)
        except (OperationalError, InterfaceError, psycopg.OperationalError):
            close_connections()
            stopping.wait(POLL_SECONDS)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"节点间发送中断 posting broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
    close_connections()


def _listen(stopping: threading.Event, bell: "psycopg.Connection[Any]", work: Callable[[], int]) -> None:
    while not stopping.is_set():
        if not work():
            next(bell.notifies(timeout=POLL_SECONDS, stop_after=1), None)


def post_once(give: Callable[[], int]) -> int:
    """One round; how much there was to do. ``give`` lets parcels leave."""
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.actions import send_chunks  # noqa: PLC0415
    from suixing.exchange.post.packing import pack_signals  # noqa: PLC0415
    from suixing.exchange.post.sending import send_again  # noqa: PLC0415
    from suixing.journeys.cases.files import read  # noqa: PLC0415

    packed = pack_signals(now=timezone.now()) + send_again(now=timezone.now())
    return packed + send_chunks(read, now=timezone.now()) + give()
