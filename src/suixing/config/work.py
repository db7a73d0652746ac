"""The worker: takes in what desks handed in and sends what persons are told, until the node that started it goes away.

It works as the role of the bulk intake, which can store people and read next to nothing of them. As in the web process,
standard input is a pipe from the node; when that closes, or on SIGTERM, the run in hand is left at the end of a batch,
and the next worker takes it up. Whatever else ends it, the node starts another. Notices leave by a thread of their own:
a code by telephone holds for ten minutes and does not wait for a long register. So do messages between offices,
and clocks that run out are found whatever else is going on; parcels to other nodes, those that come by NATS, what is
published about passes, and what a monitoring system asks have threads of theirs.
"""

import os
import signal
import sys
import threading
from datetime import timedelta

import psycopg

from suixing.config.carrying import carry
from suixing.config.metering import meter
from suixing.config.posting import post
from suixing.config.receiving import receive
from suixing.config.session import close_connections, set_up_django
from suixing.config.sweeping import sweep_clocks
from suixing.config.vouching import vouch

POLL_SECONDS = 1.0
TIDY_EVERY = timedelta(hours=1)
WORKER = "worker"


def main() -> int:
    """``python -m suixing.config.work``."""
    os.environ["SUIXING_PROCESS"] = "intake"
    set_up_django()
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.db import OperationalError  # noqa: PLC0415

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    threading.Thread(target=_leave_with_the_node, args=(stopping,), daemon=True).start()
    works = (_send, carry, sweep_clocks, post, receive, vouch, meter)
    threads = [threading.Thread(target=work, args=(stopping,)) for work in works]
    for one in threads:
        one.start()
    try:
        with settings.DATABASE_ADDRESSES.intake.connect() as bell:
            _work(stopping, bell)
    except (OperationalError, psycopg.OperationalError):
        print("数据库无法连接，稍后重试。 The database cannot be reached; trying again.", file=sys.stderr, flush=True)
        return 1
    finally:
        stopping.set()
        for one in threads:
            one.join()
        close_connections()
    return 0


def _leave_with_the_node(stopping: threading.Event) -> None:
    while os.read(0, 1024):  # not through sys.stdin, whose lock a thread must not hold when the process ends
        pass
    stopping.set()


def _send(stopping: threading.Event) -> None:
    """Send what waits, every second. A database that is away is tried again; a wrong setting needs a new start."""
    from django.db import OperationalError  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    from suixing.notices.errors import UnknownSender  # noqa: PLC0415
    from suixing.notices.jobs import send_pending  # noqa: PLC0415

    while not stopping.is_set():
        try:
            send_pending(now=timezone.now())
        except UnknownSender as refused:
            print(f"{refused.sentence.zh} {refused.sentence.en}", file=sys.stderr, flush=True)
            break
        except OperationalError:
            close_connections()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"通知发送中断 sending broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
        stopping.wait(POLL_SECONDS)
    close_connections()


def _work(stopping: threading.Event, bell: "psycopg.Connection[object]") -> None:
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.journeys.intake.actions import CHANNEL, destroy_old, remove_orphans  # noqa: PLC0415
    from suixing.journeys.intake.work import Stopped, work_off  # noqa: PLC0415
    from suixing.journeys.intake.workshop import clear_abandoned  # noqa: PLC0415
    from suixing.papers.actions import sweep_orphans  # noqa: PLC0415
    from suixing.passes.actions import check_due, sweep_ended, tell_newcomers  # noqa: PLC0415

    bell.execute(f"LISTEN {CHANNEL}")
    tidied = None
    while not stopping.is_set():
        now = timezone.now()
        if tidied is None or now - tidied > TIDY_EVERY:
            clear_abandoned()
            destroy_old(by=WORKER, now=now)
            remove_orphans(now=now)
            sweep_orphans(now=now)
            check_due(now=now)
            tell_newcomers(now=now)
            sweep_ended()
            tidied = now
        try:
            for run, fault in work_off(stop=stopping.is_set):
                if fault:
                    # The kind of fault only: its text may quote a row.
                    print(f"登记簿处理中断 intake broke off: {run} {fault}", file=sys.stderr, flush=True)
        except Stopped:
            return
        next(bell.notifies(timeout=POLL_SECONDS, stop_after=1), None)


if __name__ == "__main__":
    sys.exit(main())
