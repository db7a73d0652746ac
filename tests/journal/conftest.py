"""Each test that commits starts from an empty journal and leaves none behind."""

from collections.abc import Iterator

import pytest

from tests.journal.support import empty_journal


@pytest.fixture
def journal(transactional_db: None) -> Iterator[None]:
    empty_journal()
    yield
    empty_journal()
