"""The worker's thread for passes: it publishes this node's keys and status lists, and signs the list of issuers."""

import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING

from suixing.config.session import close_connections
from suixing.kernel.errors import Refusal

if TYPE_CHECKING:
    from suixing.passes.actions import Seen

LOOK_SECONDS = 5.0


def vouch(stopping: threading.Event) -> None:
    """Every few seconds. A database that is away is tried again; what wants the operator is said once."""
    from django.db import OperationalError  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    from suixing.passes.actions import Seen  # noqa: PLC0415

    seen, said = Seen(), ""
    while not stopping.is_set():
        try:
            vouch_once(seen, now=timezone.now())
        except Refusal as refused:
            if refused.sentence.both() != said:
                said = refused.sentence.both()
                print(said, file=sys.stderr, flush=True)
        except OperationalError:
            close_connections()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the node starts another worker, which tries again
            print(f"随行证公布中断 publishing of passes broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            stopping.set()
        stopping.wait(LOOK_SECONDS)
    close_connections()


def vouch_once(seen: "Seen", *, now: datetime) -> None:
    """Status lists are fresh, all that is public is published, and the list of issuers is signed."""
    from suixing.passes.actions import keep_status, keep_trust  # noqa: PLC0415 - only after setup

    keep_status(now=now)
    keep_trust(seen, now=now)
