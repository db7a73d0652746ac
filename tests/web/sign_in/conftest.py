"""Every test begins with nobody having tried to sign in."""

import pytest

from tests.web.signing_in import forget_tries


@pytest.fixture(autouse=True)
def fresh_tries(node: None) -> None:
    forget_tries()
