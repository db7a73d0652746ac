"""The worker's thread that carries messages between offices: at once when one was sent, else every second.

It relays what is due, hands what arrived to the room that it is for, files that go along with it too, and signs that
officers opened it. Handlers belong to upper rooms; while there are none, messages wait.
"""

import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import psycopg

from suixing.config.session import close_connections

if TYPE_CHECKING:
    from suixing.exchange.actions import Handler

POLL_SECONDS = 1.0
HANDLERS = "suixing.journeys.cases.inbound"


def handlers() -> "Mapping[str, Handler] | None":
    """Who handles which kind; None in a node without a room for it."""
    if find_spec("suixing.journeys.cases") is None or find_spec(HANDLERS) is None:
        return None
    found: Mapping[str, Handler] = import_module(HANDLERS).HANDLERS
    return found


def carry_files() -> int:
    """Ask other nodes for files that go along with messages, and take in what is all here; how many of either."""
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.actions import ask_for_files, take_in  # noqa: PLC0415
    from suixing.journeys.cases.files import keep, read  # noqa: PLC0415

    return ask_for_files(now=timezone.now()) + take_in(read, keep, now=timezone.now())


def carry(stopping: threading.Event) -> None:
    """Carry until ``stopping``. A database that is away is tried again; any other fault ends the worker."""
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.db import InterfaceError, OperationalError  # noqa: PLC0415

    while not stopping.is_set():
        try:
            known = handlers()
            with settings.DATABASE_ADDRESSES.intake.connect() as bell:
                _listen(stopping, bell, known)
        except (OperationalError, InterfaceError, psycopg.OperationalError):
            close_connections()
            stopping.wait(POLL_SECONDS)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"消息传递中断 carrying broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
    close_connections()


def _listen(stopping: threading.Event, bell: "psycopg.Connection[Any]", known: "Mapping[str, Handler] | None") -> None:
    from suixing.exchange.actions import CHANNEL  # noqa: PLC0415 - only after setup

    bell.execute(f"LISTEN {CHANNEL}")
    while not stopping.is_set():
        if not carry_once(known):
            next(bell.notifies(timeout=POLL_SECONDS, stop_after=1), None)


def carry_once(known: "Mapping[str, Handler] | None") -> int:
    """One round; how much there was to do."""
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.actions import hand_to, relay, tell_openings  # noqa: PLC0415

    done = relay(now=timezone.now())
    if known is not None:
        done += hand_to(known, now=timezone.now()) + carry_files()
    return done + tell_openings(now=timezone.now())
