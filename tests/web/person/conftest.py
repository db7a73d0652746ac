"""Li Xiuying, registered at Fucheng by the officer whose browser this is."""

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.web.desk.conftest import desk  # noqa: F401 - a fixture
from tests.web.desk.entries import hidden, register


@dataclass(frozen=True)
class Held:
    """A record and the browser of the officer who entered it."""

    desk: Client
    account: int

    @property
    def page(self) -> str:
        return f"/desk/people/{self.account}/"

    def form(self, part: str, **changes: str) -> dict[str, str]:
        """The hidden fields of a form of the record, and what is typed."""
        shown = self.desk.get(self.page + part)
        assert shown.status_code == 200
        names = [name for name in ("form_number", "seen") if f'name="{name}"' in shown.content.decode()]
        return {**{name: hidden(shown, name) for name in names}, **changes}


@pytest.fixture
def held(desk: Client) -> Held:  # noqa: F811 - the fixture above
    return Held(desk, register(desk))
