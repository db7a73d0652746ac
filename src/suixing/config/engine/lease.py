"""Who uses the embedded engine: the first command starts it, the last one stops it.

Every command holds a shared lock on one file for as long as it works. Whoever leaves and gets the lock
alone was the last, be it of one node or of several that share the engine. The kernel drops the lock of a killed
command, so a lease cannot be left behind.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suixing.config.engine.cluster import Cluster, start, stop


@contextmanager
def leased(cluster: Cluster) -> Iterator[None]:
    """The engine runs inside this block."""
    run = cluster.run
    run.mkdir(parents=True, exist_ok=True)
    lease = os.open(run / "engine.lease", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with turn_of(run):
            fcntl.flock(lease, fcntl.LOCK_SH)
            start(cluster)
        yield
    finally:
        with turn_of(run):
            if _is_last(lease):
                stop(cluster)
        os.close(lease)


@contextmanager
def turn_of(run: Path) -> Iterator[None]:
    """Making, starting and stopping take turns; otherwise one would stop what another has just found running."""
    turn = os.open(run / "engine.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        os.close(turn)


def _is_last(lease: int) -> bool:
    fcntl.flock(lease, fcntl.LOCK_UN)
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
