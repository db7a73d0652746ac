"""What a command needs around its work: a node that exists, its database running, Django set up."""

from collections.abc import Iterator
from contextlib import contextmanager

import django

from suixing.config.databases import available, databases_of
from suixing.config.home import Home, home_from_environment
from suixing.kernel.keys import keyring_at


def set_up_django() -> None:
    """Load settings and rooms; harmless when done before."""
    django.setup(set_prefix=False)


def close_connections() -> None:
    """Let go of the database before its lease ends."""
    from django.db import connections  # noqa: PLC0415 - only after setup

    connections.close_all()


@contextmanager
def node_session() -> Iterator[Home]:
    """The initialised node of this environment, ready for work."""
    home = home_from_environment()
    home.settings()
    databases = databases_of(home)
    keyring_at(home.keys)
    with available(databases):
        set_up_django()
        try:
            yield home
        finally:
            close_connections()
