"""One reader for all tests of the room; its index is built once in the session's own folder."""

from pathlib import Path

import pytest

from suixing.places.reading import Reader, load_reader


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that the whole session shares."""
    return tmp_path_factory.mktemp("places")


@pytest.fixture(scope="session")
def reader(index_folder: Path) -> Reader:
    """The reader over the shipped divisions."""
    return load_reader(index_folder)
