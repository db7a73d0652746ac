"""Each test that commits starts from an empty journal and leaves none behind."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests.journal.support import empty_journal


@pytest.fixture
def journal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        empty_journal()
        yield
        empty_journal()
        connections.close_all()
