"""``heads.log``: what was signed, kept apart from the database.

Whoever owns the database can take it back to an earlier state with its signatures still in order. One line
for each head, kept beside the keys, shows that more had been signed.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from suixing.journal.encoding import instant_text
from suixing.journal.heads import Head

NAME = "heads.log"
KEPT = 10_000
SLACK = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One head that was signed."""

    number: int
    tree_size: int
    hash: bytes
    sealed_at: str

    def text(self) -> str:
        values = {
            "number": self.number,
            "tree_size": self.tree_size,
            "hash": self.hash.hex(),
            "sealed_at": self.sealed_at,
        }
        return json.dumps(values) + "\n"


def line_of(head: Head) -> Line:
    """What the log keeps of a head."""
    return Line(head.number, head.tree_size, head.hash(), instant_text(head.sealed_at))


@dataclass
class HeadsLog:
    """The log in the folder of the keys. Only the sealer, of whom there is one at a time, appends."""

    path: Path

    @classmethod
    def beside(cls, keys: Path) -> "HeadsLog":
        return cls(keys / NAME)

    def read(self) -> tuple[list[Line], int]:
        """The lines in the order of signing, and how many could not be read.

        A last line without its end is one that a crash cut off: its head was not yet counted on.
        """
        try:
            written = self.path.read_bytes()
        except FileNotFoundError:
            return [], 0
        lines, damaged = [], 0
        for text in written.split(b"\n")[:-1]:
            try:
                said = json.loads(text)
                line = Line(
                    int(said["number"]),
                    int(said["tree_size"]),
                    bytes.fromhex(said["hash"]),
                    str(said["sealed_at"]),
                )
            except (ValueError, TypeError, KeyError):
                damaged += 1
            else:
                lines.append(line)
        return lines, damaged

    def append(self, lines: Iterable[Line]) -> None:
        """Add lines; on disk when this returns."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(_end_of_whole_lines(file.read()))
            file.truncate()
            file.write("".join(line.text() for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())

    def shorten(self) -> None:
        """Keep the first and the last 10,000 lines, and those where the database had gone back."""
        lines, damaged = self.read()
        if damaged or len(lines) <= 2 * KEPT + SLACK:
            return
        going_back = {
            near for at in range(1, len(lines)) if lines[at].number <= lines[at - 1].number for near in (at - 1, at)
        }
        kept = [line for at, line in enumerate(lines) if at < KEPT or at >= len(lines) - KEPT or at in going_back]
        partial = self.path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        HeadsLog(partial).append(kept)
        partial.replace(self.path)


def _end_of_whole_lines(written: bytes) -> int:
    return written.rfind(b"\n") + 1
