"""Act as an officer did some days ago, on the node of SUIXING_HOME; a program of its own, for settings are one node's.

The node's clock is not moved: the journey that the page calls is called with an earlier ``now``, and what it sends is
carried at that instant too, in one transaction, so that the worker of the running node finds it done.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

from suixing.config.session import node_session


def take(*, number: str, office: str, officer: str, step: str, content: dict[str, Any], days: int) -> None:
    """Take a step of the case with this number, ``days`` ago."""
    from django.db import transaction
    from django.utils import timezone

    from suixing.cases.queries import case_numbered
    from suixing.exchange.actions import hand_to, relay
    from suixing.journeys.cases import stepping
    from suixing.journeys.cases.inbound import HANDLERS

    now: datetime = timezone.now() - timedelta(days=days)
    with transaction.atomic():
        case = case_numbered(number=number, office=office)
        assert case is not None
        stepping.take(case=case, step=step, content=content, office=office, seen=None, by=officer, now=now)
        relay(now=now)
        hand_to(HANDLERS, now=now)


def main() -> int:
    """``python -m tests.browser.earlier``, with what ``take`` is given as JSON on standard input."""
    with node_session():
        take(**json.load(sys.stdin))
    return 0


if __name__ == "__main__":
    sys.exit(main())
