"""What was revoked and withdrawn, kept beside the keys: a restored database must not make it valid again.

``keys/passes/revoked.jsonl`` holds places of status lists and names of keys, all of them public, nothing of whose.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from suixing.kernel.keys import ISSUERS, REVOKED
from suixing.kernel.lines import append_line, copies, read_lines

Place = tuple[int, int]
"""Number of a list and place in it."""


def note_revoked(keys: Path, places: Iterable[Place], at: datetime) -> None:
    """Write places down before they are revoked: broken off in between, a restore revokes once too often."""
    for number, place in places:
        _note(keys, {"list": number, "place": place, "at": at.isoformat()})


def note_withdrawn(keys: Path, thumbprint: str, at: datetime) -> None:
    """Write down that nothing signed by this key counts."""
    _note(keys, {"key": thumbprint, "at": at.isoformat()})


def revoked(keys: Path) -> Iterator[Place]:
    """Every place that was ever revoked."""
    for said in read_lines(keys / ISSUERS / REVOKED):
        number, place = said.get("list"), said.get("place")
        if isinstance(number, int) and isinstance(place, int):
            yield number, place


def withdrawn(keys: Path) -> set[str]:
    """The thumbprints of every key that was withdrawn."""
    return {str(said["key"]) for said in read_lines(keys / ISSUERS / REVOKED) if "key" in said}


def _note(keys: Path, said: dict[str, Any]) -> None:
    """Here first, then in every backup of the keys that can be reached; the next backup does it for the others."""
    _append(keys, said)
    for copy in copies(keys):
        if (copy / ISSUERS).is_dir():
            try:
                _append(copy, said)
            except OSError:
                continue


def _append(keys: Path, said: dict[str, Any]) -> None:
    (keys / ISSUERS).mkdir(mode=0o700, exist_ok=True)
    append_line(keys / ISSUERS / REVOKED, json.dumps(said))
