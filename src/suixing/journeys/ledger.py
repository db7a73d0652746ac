"""What was taken back, kept apart from the database: erasures and withdrawals, replayed after a restore.

One JSON line an event in the keys' folder, opaque ids only. Every folder of key backups that the node
knows gets a copy of each line, so that a restore on another machine knows it too.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

LEDGER = "taken-back.jsonl"
COPIES = "key-backups.json"

ERASED = "erased"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TakenBackLine:
    """One event. ``office`` is None for an erasure."""

    what: str
    person: UUID
    office: str | None
    at: datetime

    def encoded(self) -> str:
        return json.dumps(
            {"what": self.what, "person": str(self.person), "office": self.office, "at": self.at.isoformat()}
        )


def append(folder: Path, line: TakenBackLine) -> list[Path]:
    """Write the line durably, first here and then in every copy; the copies that could not be reached."""
    _append(folder / LEDGER, line)
    unreached = []
    for copy in copies(folder):
        try:
            if not (copy / LEDGER).parent.is_dir():
                raise FileNotFoundError(copy)
            merge(copy, folder)
        except OSError:
            unreached.append(copy)
    return unreached


def _append(path: Path, line: TakenBackLine) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        # A line that a crash cut off must not swallow the next one.
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, ("\n" * torn + line.encoded() + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(folder: Path) -> Iterator[TakenBackLine]:
    """Every whole line of a ledger; a line cut off by a crash was never acted upon."""
    try:
        text = (folder / LEDGER).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            said = json.loads(line)
            yield TakenBackLine(said["what"], UUID(said["person"]), said["office"], datetime.fromisoformat(said["at"]))
        except (ValueError, KeyError, TypeError):
            continue


def merge(into: Path, other: Path) -> int:
    """Add to one ledger what another has more; how many lines that were."""
    known = {line.encoded() for line in read(into)}
    missing = [line for line in read(other) if line.encoded() not in known]
    for line in missing:
        _append(into / LEDGER, line)
    return len(missing)


def copies(folder: Path) -> list[Path]:
    """Where the keys were backed up to, as far as this node knows."""
    try:
        return [Path(name) for name in json.loads((folder / COPIES).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []


def remember_copy(folder: Path, copy: Path) -> None:
    """From now on ``copy`` gets every line too."""
    known = sorted({*(str(path) for path in copies(folder)), str(copy.absolute())})
    partial = folder / f"{COPIES}.partial"
    partial.write_text(json.dumps(known), encoding="utf-8")
    partial.replace(folder / COPIES)
