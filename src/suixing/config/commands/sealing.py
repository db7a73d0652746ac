"""Seal what a command wrote into the journal before it ends, unless the running node does so anyway."""

import sys
from datetime import datetime

from suixing.config.home import home_from_environment
from suixing.config.node.presence import Presence


def seal_journal(*, now: datetime) -> None:
    """Seal every finished entry; a running node's own sealer is left to it."""
    if Presence(home_from_environment().run).read() is not None:
        return
    from suixing.journal.actions import seal  # noqa: PLC0415 - only after setup
    from suixing.journal.errors import JournalDamaged  # noqa: PLC0415

    if sys.stderr.isatty():
        print("正在封存日志 sealing the journal …", file=sys.stderr)
    try:
        seal(now=now)
    except JournalDamaged as damaged:
        # What the command did stands, and is in the journal; only the seal is missing.
        print(damaged.sentence.both(), file=sys.stderr)
