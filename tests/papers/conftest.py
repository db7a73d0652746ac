"""A file of an office's work, and its papers on the disk of the tests' own node."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from suixing.papers import storing
from tests.desk.conftest import Sit, sit  # noqa: F401 - a fixture for the tests of this folder

__all__ = ["Sit"]


@pytest.fixture
def file() -> UUID:
    """The opaque number of a file."""
    return uuid4()


@pytest.fixture
def disk() -> Iterator[Path]:
    """Where papers lie; empty before and after."""
    shutil.rmtree(storing.folder(), ignore_errors=True)
    yield storing.folder()
    shutil.rmtree(storing.folder(), ignore_errors=True)


def lying(disk: Path) -> list[Path]:
    """Every file below the folder of papers."""
    return sorted(path for path in disk.rglob("*") if path.is_file())
