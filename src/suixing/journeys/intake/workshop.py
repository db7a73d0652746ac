"""Folders in which a sheet lies open while somebody works on it, and no longer.

Each belongs to one process, which holds a lock in it; the kernel drops the lock however the process ends, and the next
one to look clears the folder away.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_LOCK = "lock"


def _above() -> Path:
    above = Path(settings.SUIXING_RUN_DIR) / "intake"
    above.mkdir(mode=0o700, parents=True, exist_ok=True)
    above.chmod(0o700)
    return above


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder that only this account can enter, gone at the end of the block."""
    above = _above()
    with _gate(above):
        place = Path(tempfile.mkdtemp(dir=above))
        descriptor = os.open(place / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(descriptor)


def clear_abandoned() -> int:
    """Remove the folders of processes that are gone; how many."""
    above = _above()
    cleared = 0
    with _gate(above):
        for place in above.iterdir():
            if place.is_dir() and _is_abandoned(place):
                shutil.rmtree(place, ignore_errors=True)
                cleared += 1
    return cleared


@contextmanager
def _gate(above: Path) -> Iterator[None]:
    """Between making a folder and locking it nobody may take it for abandoned."""
    descriptor = os.open(above / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_abandoned(place: Path) -> bool:
    try:
        descriptor = os.open(place / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
