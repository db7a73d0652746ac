"""A PostgreSQL for the run: loaded as a plugin before Django's settings, stopped with the session.

Uses the server named by SUIXING_DATABASE_URL where it is set; otherwise a cluster of its own.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from suixing.config.databases import available, databases_of, make_passwords
from suixing.config.engine.cluster import Cluster
from suixing.config.home import Home
from suixing.kernel.keys import create_keys

HOME = Home(Path(tempfile.mkdtemp(prefix="suixing-test-")))
os.environ["SUIXING_HOME"] = str(HOME.path)
os.environ["DJANGO_SETTINGS_MODULE"] = "suixing.config.settings"
# The address index takes a while to build and depends on shipped data only: one for all runs on this machine.
SHARED_CACHE = Path(tempfile.gettempdir()) / f"suixing-test-cache-{os.geteuid()}"
SHARED_CACHE.mkdir(exist_ok=True)


def share_cache(home: Home) -> None:
    """Let a node of a test use the index that another one built."""
    home.path.mkdir(parents=True, exist_ok=True)
    home.cache.symlink_to(SHARED_CACHE)


share_cache(HOME)
HOME.make_folders()
create_keys(HOME.keys)
make_passwords(HOME)

_STACK = ExitStack()


def pytest_sessionstart(session: pytest.Session) -> None:
    databases = databases_of(HOME)
    if databases.cluster is not None:
        # Nothing in this cluster outlives the run; what must survive a crash is tested on nodes of their own.
        quick = {**databases.cluster.settings, "fsync": "off", "full_page_writes": "off"}
        cluster = Cluster(databases.cluster.folder, databases.cluster.secrets, quick)
        databases = replace(databases, cluster=cluster)
    _STACK.enter_context(available(HOME, databases))


def pytest_sessionfinish(session: pytest.Session) -> None:
    _STACK.close()
    database = HOME.database
    if database.is_symlink():
        shutil.rmtree(database.resolve(), ignore_errors=True)
    shutil.rmtree(HOME.path, ignore_errors=True)
