"""An operator of the exchange at a province's office, and a clean exchange every time."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.html import strip_tags

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from tests.exchange.others import empty_nodes
from tests.web.desk.conftest import signed_in

PROVINCE = "44"


@pytest.fixture
def operator(node: None) -> Iterator[Client]:
    """The browser of Guangdong's operator."""
    yield signed_in("xu.exchange", PROVINCE, (Role.EXCHANGE_OPERATOR,))
    empty_nodes()
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()


def text_of(browser: Client, path: str) -> str:
    """What a page says."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer
    return strip_tags(answer.content.decode())
