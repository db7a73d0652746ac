"""What shows codes sent to telephones belongs to the demonstration; a node in earnest does not have it."""

import pytest
from django.test import Client


@pytest.mark.parametrize("address", ["/demo/", "/demo/phones/"])
def test_a_node_in_earnest_has_no_page_of_the_demonstration(address: str) -> None:
    assert Client().get(address).status_code == 404
