"""Lines of JSON beside the keys, which no restore of the database takes away, and their copies in backups of keys.

A line is on disk when it is written; one that a crash cut off is passed over and swallows no later one.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COPIES = "key-backups.json"


def append_line(path: Path, text: str) -> None:
    """Add one line durably; the file is made where there is none."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, ("\n" * torn + text + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line that is an object; none where there is no file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict):
            yield said


def merge_lines(into: Path, other: Path) -> int:
    """Add to one file the lines that only another has; how many. The first one's folder is made where it is missing."""
    known = {json.dumps(said, sort_keys=True) for said in read_lines(into)}
    missing = [said for said in read_lines(other) if json.dumps(said, sort_keys=True) not in known]
    if missing:
        into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for said in missing:
        append_line(into, json.dumps(said))
    return len(missing)


def copies(folder: Path) -> list[Path]:
    """Where the keys in ``folder`` were backed up to, as far as this node knows."""
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
