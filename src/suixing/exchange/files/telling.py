"""The words by which two nodes speak of a file: wanted, a piece, had, gone. Each may be lost, and may come twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

FILE_WANTED = "exchange.file_wanted"
FILE_CHUNK = "exchange.file_chunk"
FILE_HAD = "exchange.file_had"
FILE_GONE = "exchange.file_gone"


@dataclass(frozen=True, slots=True)
class Named:
    """Which file is spoken of: its number, and the message that named it."""

    message: UUID
    file: UUID

    def told(self, **more: Any) -> dict[str, Any]:
        """As a signal says it."""
        return {"message": str(self.message), "file": str(self.file), **more}


def named_in(data: Mapping[str, Any]) -> Named | None:
    """Which file a signal is about; None where it does not say so."""
    try:
        return Named(UUID(str(data["message"])), UUID(str(data["file"])))
    except (KeyError, ValueError):
        return None


def whole(value: object) -> int | None:
    """A whole number that is not negative, as JSON holds one; else None."""
    return value if type(value) is int and value >= 0 else None
