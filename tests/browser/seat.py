"""Appoint officers of the cast, named by username, on the node of SUIXING_HOME; a program of its own (``fill.py``)."""

import sys

from suixing.config.session import node_session


def main() -> int:
    """``python -m tests.browser.seat chen.desk …``."""
    with node_session():
        from django.utils import timezone

        from suixing.config.demo_cast import appoint_cast
        from tests.browser.officers import OFFICERS, PASSWORD

        appoint_cast(password=PASSWORD, now=timezone.now(), cast=[OFFICERS[name] for name in sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
