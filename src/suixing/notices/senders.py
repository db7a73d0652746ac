"""Where a notice leaves the node: a folder that the operator's own gateway empties, or a command.

``SUIXING_SENDER`` chooses: ``folder``, or ``command:/path`` which gets the JSON on its standard input and ends
with 0 once it has taken it over. Nothing of a notice is ever logged.
"""

import json
import os
import secrets
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from suixing.notices.errors import NotHandedOver, UnknownSender

COMMAND = "command:"
LONGEST_WAIT = 30
"""Seconds that a command may take."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: ``to`` is a telephone number for ``sms`` and an address for ``letter``."""

    channel: str
    to: str
    text: str

    def encoded(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


Sender = Callable[[Outgoing], None]


def sender() -> Sender:
    """The sender that the settings name; raises UnknownSender."""
    chosen: str = settings.SUIXING_SENDER
    if chosen == "folder":
        return into_folder(settings.SUIXING_OUTGOING_DIR)
    if chosen.startswith(COMMAND) and Path(chosen.removeprefix(COMMAND)).is_absolute():
        return through_command(Path(chosen.removeprefix(COMMAND)))
    raise UnknownSender()


def into_folder(folder: Path) -> Sender:
    """Each message a file that only its owner reads, under a name that says nothing; whole or not at all."""

    def send(outgoing: Outgoing) -> None:
        name = secrets.token_hex(16)
        partial = folder / f".{name}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(outgoing.encoded())
                file.flush()
                os.fsync(file.fileno())
            partial.replace(folder / f"{name}.json")
        except OSError:
            partial.unlink(missing_ok=True)
            raise NotHandedOver() from None

    return send


def through_command(path: Path) -> Sender:
    """Each message on the standard input of ``path``; its output is thrown away, it could repeat the message."""

    def send(outgoing: Outgoing) -> None:
        try:
            # Passwords of the database stand in our environment; the command does not need it.
            done = subprocess.run(
                [str(path)], input=outgoing.encoded(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath}, timeout=LONGEST_WAIT, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            raise NotHandedOver() from None
        if done.returncode != 0:
            raise NotHandedOver()

    return send
