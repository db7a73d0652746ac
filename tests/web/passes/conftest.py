"""Xiuying at the desk of her home office and at that of the place where she lives, each in a browser of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.models import Officer
from suixing.passes.actions import prepare, renew_tokens
from suixing.passes.formats.claims import Claim
from suixing.passes.handing_out import paper_token
from suixing.passes.models import Pass
from suixing.passes.trusting import renew_trust
from tests.cast import FUCHENG, XIUYING, ZHONGZHOU
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import hidden, register


@dataclass(frozen=True)
class AtDesk:
    """Her record at one office, and the browser of its officer."""

    desk: Client
    account: int

    @property
    def page(self) -> str:
        return f"/desk/people/{self.account}/passes/"

    def told(self, part: str = "") -> str:
        answer = self.desk.get(self.page + part)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def send(self, part: str = "", **said: str) -> Any:
        """Press a button of a page of hers; the answer."""
        shown: Any = self.desk.get(self.page + part)
        number = {"form_number": hidden(shown, "form_number")} if 'name="form_number"' in shown.content.decode() else {}
        return self.desk.post(self.page + part, {**number, **said})

    def issue(self) -> UUID:
        """Issue one; its id."""
        assert self.send(act="issue").status_code == 302
        return Pass.objects.order_by("-issued_at").values_list("id", flat=True)[0]


@pytest.fixture
def home(node: None) -> Iterator[AtDesk]:
    """Her home office."""
    prepare(by="worker", now=timezone.now())
    renew_tokens(now=timezone.now())
    desk = signed_in("gao.desk", ZHONGZHOU)
    yield AtDesk(desk, register(desk, XIUYING))
    Officer.objects.all().delete()


@pytest.fixture
def here(home: AtDesk) -> AtDesk:
    """The office of the place where she lives; its node trusts its own keys."""
    renew_trust(now=timezone.now())
    desk = signed_in("chen.desk", FUCHENG)
    return AtDesk(desk, register(desk, XIUYING))


def code_of(number: UUID, *chosen: Claim) -> str:
    """The text of a code on her paper."""
    said = {"by": "gao.desk", "now": timezone.now(), "office": ZHONGZHOU}
    return paper_token(number=number, chosen=chosen or (Claim.NAME,), **said)  # type: ignore[arg-type]
