"""Whether the node of a data folder is running, and where: a file that is believed only while it is locked."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Presence:
    """``folder`` is the ``run`` folder of a node."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "node.running"

    @contextmanager
    def announced(self, url: str) -> Iterator[None]:
        """This process is the node, inside this block; the kernel drops the lock if it is killed."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def read(self) -> dict[str, Any] | None:
        """``pid`` and ``url`` of the running node, else None."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.read(descriptor, 4096)
            try:
                running: dict[str, Any] = json.loads(said)
            except ValueError:  # it has just begun to write
                return None
            return running
        finally:
            os.close(descriptor)
        return None
