"""How long is waited before something is tried again."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)


def wait_after(tries: int) -> timedelta:
    """After so many tries that failed: one second, doubled each time, at most five minutes."""
    return min(FIRST_WAIT * (1 << min(max(tries, 1) - 1, 20)), LONGEST_WAIT)
