"""Officers who sign in over HTTP, for tests of any page; ``docs/pages.md`` tells how to use it.

``client`` is Django's test client or an ``httpx.Client`` with a ``base_url``: both have ``get`` and ``post``.
"""

import re
import time
from datetime import datetime
from typing import Any, Protocol

from django.core.cache import cache

from suixing.access.actions import appoint_officer
from suixing.access.models import Officer
from suixing.access.roles import Role
from suixing.places.actions import open_office
from suixing.web.sign_in.factors import give_totp
from tests.browser.second_factor import STEP_SECONDS, code_at
from tests.cast import FUCHENG, NOW

PASSWORD = "a long sentence 7"  # noqa: S105 - invented
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - invented
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser(Protocol):
    """What signs in."""

    def get(self, path: str) -> Any: ...
    def post(self, path: str, data: dict[str, str]) -> Any: ...


def make_officer(
    username: str, *roles: Role, office: str = FUCHENG, secret: str | None = SECRET, now: datetime = NOW
) -> Officer:
    """An officer with ``PASSWORD`` and, where ``secret`` is given, an authenticator that holds it."""
    open_office(code=office, now=now)
    officer = appoint_officer(
        username=username, name="李芳", office=office, roles=roles or (Role.DESK_OFFICER,), password=PASSWORD,
        by="operator", now=now,
    )  # fmt: skip
    if secret:
        give_totp(officer, secret)
    return officer


def code_for(secret: str, *, ahead: int = 0) -> str:
    """The authenticator's code of now; ``ahead``: of so many steps later (one is tolerated)."""
    return code_at(secret, time.time() + ahead * STEP_SECONDS)


def sign_in(client: Browser, username: str, password: str = PASSWORD, secret: str = SECRET) -> None:
    """Password, then code, as a browser sends them; raises AssertionError where the session is not strong after."""
    _send(client, "/sign-in/", {"login": username, "password": password})
    for ahead in (0, 1, -1):  # a code opens once, and another test may just have used it
        answer = _send(client, "/sign-in/second-step/", {"code": code_for(secret, ahead=ahead)})
        if answer.status_code == 302:
            break
    assert answer.status_code == 302, f"{username} could not sign in"


def forget_tries() -> None:
    """Let everybody try again at once."""
    cache.clear()


def _send(client: Browser, path: str, data: dict[str, str]) -> Any:
    page = client.get(path)
    text = page.text if hasattr(page, "text") else page.content.decode()
    token = _TOKEN.search(text)
    return client.post(path, data=data | ({"csrfmiddlewaretoken": token[1]} if token else {}))
