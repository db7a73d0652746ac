"""Officers at their desks and the worker that sends; a person's own sessions are begun by the tests themselves."""

import pytest
from django.core.cache import cache

from tests.access.conftest import AsServing, Sit, as_serving, key_of, outgoing, sit
from tests.cases.conftest import house

__all__ = ["AsServing", "Sit", "as_serving", "house", "key_of", "outgoing", "sit"]


@pytest.fixture(autouse=True)
def tries_of_earlier_tests(request: pytest.FixtureRequest) -> None:
    """They count against the one address from which all tests ask, and are forgotten."""
    if "sit" in request.fixturenames:
        request.getfixturevalue("sit")
        cache.clear()
