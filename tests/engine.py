"""A PostgreSQL for the run: loaded as a plugin before Django's settings, started when a test asks for it.

Uses the server named by SUIXING_DATABASE_URL where it is set; otherwise a cluster of its own. Where a run is shared
among workers (``tests/sharing.py``), each of them has its folder, its keys and its cluster.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from suixing.config.databases import available, databases_of, make_passwords
from suixing.config.home import Home
from suixing.kernel.keys import create_keys

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
"""The name of this worker; empty where a run is not shared, and in the process that shares it out."""
RUN = Path(os.environ["SUIXING_TEST_RUN"] if WORKER else tempfile.mkdtemp(prefix="suixing-test-"))
"""The folder of the whole run."""
HOME = Home(RUN / (WORKER or "home"))
os.environ["SUIXING_TEST_RUN"] = str(RUN)
os.environ["SUIXING_HOME"] = str(HOME.path)
os.environ["DJANGO_SETTINGS_MODULE"] = "suixing.config.settings"
# The address index takes a while to build and depends on shipped data only: one for all runs on this machine.
SHARED_CACHE = Path(tempfile.gettempdir()) / f"suixing-test-cache-{os.geteuid()}"
SHARED_CACHE.mkdir(exist_ok=True)
if sys.dont_write_bytecode:
    # A run starts some thousand processes, and each would compile all that it loads. The tree stays as clean.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(SHARED_CACHE / "bytecode")
    sys.dont_write_bytecode = False


def share_cache(home: Home) -> None:
    """Let a node of a test use the index that another one built."""
    home.path.mkdir(parents=True, exist_ok=True)
    if not home.cache.is_symlink():  # a child of a test comes here with the folder of its parent
        home.cache.symlink_to(SHARED_CACHE)


@contextmanager
def one_at_a_time(what: str) -> Iterator[Path]:
    """A folder of the run that no other worker touches inside this block; ``what`` is its name."""
    with (RUN / f"{what}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield RUN / what


share_cache(HOME)
HOME.make_folders()
create_keys(HOME.keys)
make_passwords(HOME)


def pytest_configure(config: pytest.Config) -> None:
    """Warnings are errors in workers too; their own children are started as they always were."""
    if WORKER:
        os.environ.pop("PYTHONWARNINGS", None)
    elif config.option.dist != "no" and sys.warnoptions:
        os.environ["PYTHONWARNINGS"] = ",".join(sys.warnoptions)


@pytest.fixture(scope="session")
def engine() -> Iterator[None]:
    """The server of the run answers; started for the first test that needs it."""
    databases = databases_of(HOME)
    if databases.cluster is not None:
        # Nothing in this cluster outlives the run; what must survive a crash is tested on nodes of their own.
        quick = {**databases.cluster.settings, "fsync": "off", "full_page_writes": "off"}
        databases = replace(databases, cluster=replace(databases.cluster, settings=quick))
    with available(databases):
        yield


def pytest_unconfigure() -> None:
    """Leave nothing behind; at the very end, for not every way out of a session passes its finish."""
    for home in [HOME.path] if WORKER else [path for path in RUN.glob("*") if path.is_dir()]:
        remove(home)
    if not WORKER:
        shutil.rmtree(RUN, ignore_errors=True)


def remove(home: Path) -> None:
    """Take a node's folder away, and its database where that had to be kept elsewhere."""
    database = home / "database"
    if database.is_symlink():
        shutil.rmtree(database.resolve(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
