"""Faults between three real nodes: whatever is killed, cut or spoiled, each message has its effect once."""

from collections.abc import Iterator

import pytest

from tests.exchange.cluster import Nodes
from tests.nodes import NodeUnderTest


@pytest.fixture(scope="module")
def nodes(template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """The hub, Guangdong and Chongqing; each test leaves them joined, running and with nothing on its way."""
    with Nodes(tmp_path_factory.mktemp("nodes"), template.home) as made:
        yield made


def test_a_case_across(nodes: Nodes) -> None:
    nodes.do("44", "open", office=nodes.office("44"), to=nodes.office("50"), count=3)
    nodes.drain()
    nodes.do("50", "answer", office=nodes.office("50"), count=2)
    nodes.do("44", "withdraw", office=nodes.office("44"), count=2)
    nodes.drain()
    assert nodes.apart() == {}
    assert nodes.faults() == {}
