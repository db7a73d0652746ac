"""Each test of pages begins in Chinese, whatever language the page before was read in."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def begin_in_chinese() -> Iterator[None]:
    """The language of a request stays active in its thread; the next test must not inherit it."""
    with override("zh-hans"):
        yield
