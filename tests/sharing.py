"""How a run of the tests is shared among workers: processes, each with a database of its own.

Only a run of everything, or of one of the large folders, is shared: a worker takes some seconds to make its database.
``-n 0`` shares nothing, ``-n 3`` whatever is run.
"""

import os

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]  # it ships no types
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it ships no types

from suixing.config.databases import databases_of
from tests.engine import HOME, WORKER

MOST_WORKERS = 4
"""More would wait for each other at the machine's disk and memory: each brings PostgreSQL, some bring a browser."""
SHARED = ("tests", "tests/web", "tests/node", "tests/intake_sheets")
"""What is worth sharing where it is named on the command line."""
TOGETHER = ("tests/browser", "tests/access_matrix", "tests/journal", "tests/places")
"""Folders that stay with one worker, for what they make once: a site, a node full of people, emptied tables, an index.

Everything else goes to whoever is free, file by file.
"""
FIRST = (
    "tests/browser",
    "tests/journal",
    "tests/exchange/test_random_run.py",
    "tests/exchange/test_lose_nothing.py",
    "tests/node/test_demonstrate.py",
    "tests/node/test_share_an_engine.py",
    "tests/exchange/test_contract_of_transports.py",
    "tests/node",
    "tests/exchange",
    "tests/access_matrix",
    "tests/two_worlds",
    "tests/places",
    "tests/intake_sheets",
    "tests/web",
)
"""What takes long begins early, so that all workers end together.

Second stands what needs no node: the first worker is making the one that all nodes are copies of.
"""


def unit_of(test: str) -> str:
    """What goes to one worker as a whole: a file, or a folder of ``TOGETHER``; ``test`` is a test's whole name."""
    file = test.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(folder + "/")), file)


def turn_of(test: str) -> int:
    """The place of a test's file or folder in the order of a shared run."""
    return next((at for at, name in enumerate(FIRST) if test.startswith((name + "/", name + "::"))), len(FIRST))


class ByUnit(LoadScopeScheduling):  # type: ignore[misc]  # for the same reason
    """Hands out units in the order in which the workers have collected them."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """How many workers share this run; 0: it stays in this process."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None  # whoever says a number gets it
    if config.option.keyword or config.option.markexpr or config.option.capture == "no":
        return 0
    if databases_of(HOME).cluster is None:  # one server for all, whose roles they would change at the same time
        return 0
    named = {os.path.relpath(config.invocation_params.dir / argument, config.rootpath) for argument in config.args}
    if not named.intersection(SHARED):
        return 0
    workers = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    return workers if workers > 1 else 0


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    config.option.loadscopereorder = False  # by number of tests a folder of few slow ones would come last
    return ByUnit(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a worker: what takes long first; the order within a unit stays."""
    if WORKER:
        items.sort(key=lambda item: turn_of(item.nodeid))
