"""What the web process writes of faults and refused requests: what kind, where in the code, never what was said.

Messages of Django name the address that was asked for, and those of the database the values that it refused; both can
be about a person (A5). So a line holds only what our own code determines.
"""

import logging
import traceback
from pathlib import Path


class NeutralLine(logging.Formatter):
    """``ERROR django.request 500 IntegrityError at suixing/people/actions.py:88``."""

    def format(self, record: logging.LogRecord) -> str:
        """Level, logger, status, kind of the exception and the place in the code that it came through."""
        parts = [record.levelname, record.name]
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            parts.append(str(status))
        kind, _, trace = record.exc_info or (None, None, None)
        if kind is not None:
            parts.append(kind.__name__)
            parts.extend(_place(traceback.extract_tb(trace)))
        return " ".join(parts)


def _place(frames: traceback.StackSummary) -> list[str]:
    """The innermost line of our own."""
    for frame in reversed(frames):
        path = Path(frame.filename)
        if "suixing" in path.parts:
            start = len(path.parts) - path.parts[::-1].index("suixing") - 1
            return ["at", "/".join(path.parts[start:]) + f":{frame.lineno}"]
    return []


def keep_log_neutral() -> None:
    """From now on this process writes warnings and faults in neutral lines, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(NeutralLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
