"""Two desks of two offices, each with a browser, and the worker between them; forms are sent as browsers send them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.models import Officer
from suixing.cases.models import Case
from suixing.exchange import actions as exchange
from suixing.journeys.cases.inbound import HANDLERS
from suixing.places.actions import open_office
from tests.cases.conftest import CASES
from tests.cast import FUCHENG, XIUYING, ZHONGZHOU, Row
from tests.emptying import empty
from tests.web.desk.conftest import signed_in

NEW = "/desk/cases/new/"
QUESTIONS = ["identity.name_matches", "residence.registered_here"]


class _Forms(HTMLParser):
    """What each form of a page would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str | None], dict[str, list[str]]]] = []
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "form":
            self.forms.append((held, {}))
        if not self.forms:
            return
        sent, name = self.forms[-1][1], held.get("name") or ""
        if tag == "input" and name and (held.get("type") not in {"radio", "checkbox"} or "checked" in held):
            sent.setdefault(name, []).append(held.get("value") or ("on" if held.get("type") == "checkbox" else ""))
        if tag == "select":
            self._select = name
            sent.setdefault(name, [""])
        if tag == "option" and self._select and "selected" in held:
            sent[self._select] = [held.get("value") or ""]
        if tag == "textarea":
            self._area = name
            sent.setdefault(name, [""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and data.strip():
            self.forms[-1][1][self._area] = [data.strip()]


def form_in(page: Any, *, action: str = "") -> dict[str, list[str]]:
    """What the form would send: the one to ``action``, or the one that the page is about."""
    read = _Forms()
    read.feed(page.content.decode())
    for attributes, sent in read.forms:
        if (action and attributes.get("action") == action) or (
            not action and "case-form" in (attributes.get("class") or "")
        ):
            return sent
    raise AssertionError(f"there is no such form on the page: {page.content.decode()[:2000]}")


@dataclass
class Browser:
    """One officer's browser."""

    client: Client

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def text(self, path: str) -> str:
        page = self.get(path)
        assert page.status_code == 200, page.status_code
        return str(page.content.decode())

    def send(self, path: str, **typed: Any) -> Any:
        """Fill the form at ``path`` and press its button."""
        return self.client.post(path, {**form_in(self.get(path)), **typed})

    def step(self, case: UUID, step: str, **typed: Any) -> Any:
        return self.send(f"/desk/cases/{case}/step/{step}/", **typed)

    def opens(self, path: str, **typed: Any) -> UUID:
        """Open a case; its id."""
        answer = self.send(path, **typed)
        assert answer.status_code == 302, answer.content.decode()
        return UUID(answer.headers["Location"].split("/")[3])


@dataclass
class Desks:
    """``chen`` and ``lin`` work at Fucheng, ``gao`` at Zhongzhou."""

    chen: Browser
    lin: Browser
    gao: Browser

    def work(self, *, minutes: int = 0) -> None:
        """The worker carries what has left by then."""
        for _ in range(4):
            at = timezone.now() + timedelta(minutes=minutes)
            exchange.relay(now=at)
            exchange.hand_to(HANDLERS, now=at)

    def asks(self, **typed: Any) -> UUID:
        """Chen asks Zhongzhou about Li Xiuying."""
        return self.chen.opens(NEW + "verification/", **{**asked_about(), **typed})

    def copy_of(self, case: UUID) -> UUID:
        """The other office's copy of a pair."""
        mine = Case.objects.get(pk=case)
        return Case.objects.exclude(pk=case).get(pair=mine.pair).pk


def who(prefix: str, row: Row = XIUYING) -> dict[str, str]:
    return {f"{prefix}-identifier": row.identifier, f"{prefix}-name": row.name}


def asked_about(row: Row = XIUYING) -> dict[str, Any]:
    return {**who("subject", row), "answering_text": ZHONGZHOU, "questions": QUESTIONS}


def empty_cases() -> None:
    empty([*CASES.split(", "), "web_form_number"])


@pytest.fixture
def desks(node: None) -> Iterator[Desks]:
    empty_cases()
    for office in (FUCHENG, ZHONGZHOU):
        open_office(code=office, now=timezone.now())
    yield Desks(Browser(signed_in()), Browser(signed_in("lin.desk")), Browser(signed_in("gao.desk", office=ZHONGZHOU)))
    empty_cases()
    Officer.objects.all().delete()
