"""What was taken back, kept apart from the database: erasures and withdrawals, replayed after a restore.

One JSON line an event in the keys' folder, opaque ids only. Every folder of key backups that the node
knows gets a copy of each line, so that a restore on another machine knows it too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from suixing.kernel.lines import append_line, copies, read_lines, remember_copy

__all__ = ["copies", "remember_copy"]  # the rest is defined here

LEDGER = "taken-back.jsonl"

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
    append_line(folder / LEDGER, line.encoded())
    unreached = []
    for copy in copies(folder):
        try:
            if not (copy / LEDGER).parent.is_dir():
                raise FileNotFoundError(copy)
            merge(copy, folder)
        except OSError:
            unreached.append(copy)
    return unreached


def read(folder: Path) -> Iterator[TakenBackLine]:
    """Every whole line of a ledger; a line cut off by a crash was never acted upon."""
    for said in read_lines(folder / LEDGER):
        try:
            yield TakenBackLine(said["what"], UUID(said["person"]), said["office"], datetime.fromisoformat(said["at"]))
        except (ValueError, KeyError, TypeError):
            continue


def merge(into: Path, other: Path) -> int:
    """Add to one ledger what another has more; how many lines that were."""
    known = {line.encoded() for line in read(into)}
    missing = [line for line in read(other) if line.encoded() not in known]
    for line in missing:
        append_line(into / LEDGER, line.encoded())
    return len(missing)
