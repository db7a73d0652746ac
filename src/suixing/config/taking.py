"""What listeners and receivers call for a parcel that came: it is taken with database connections of its own."""

import sys

from suixing.config.session import close_connections
from suixing.exchange.post.carriers import BUSY, Accept, Parcel


def accept_here() -> Accept:
    """As ``Accept``; only after setup. Whatever breaks off, the sender keeps the parcel and tries again."""
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.post.accepting import accept  # noqa: PLC0415

    def accept_one(parcel: Parcel) -> str:
        try:
            return accept(parcel, now=timezone.now())
        except Exception as fault:  # noqa: BLE001 - whatever it is, the sender keeps the parcel and tries again
            # The kind of fault only: its text may quote a row.
            print(f"收件中断 taking a parcel broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
            return BUSY
        finally:
            close_connections()  # those of this thread; the next parcel may be another thread's

    return accept_one
