"""An officer at her desk over HTTP: she asks for a pass, and offers one to a wallet."""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from tests.passes.wallets.fill import OFFICERS, PASSWORD
from tests.web.signing_in import sign_in

if TYPE_CHECKING:
    from tests.passes.wallets.conftest import WalletSite

ASK = "/desk/passes/ask/"
_LINK = re.compile(r'href="((?:openid4vp|openid-credential-offer)://[^"]+)"')
_NUMBER = re.compile(r'class="number">(\d{6})<')
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Desk:
    """An officer at her desk, signed in."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def post(self, path: str, sent: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        token = _CSRF.search(self._client.get(ASK).text)
        assert token
        return self._client.post(path, data={"csrfmiddlewaretoken": token[1], **(sent or {})}, headers=headers)

    def send(self, sent: Mapping[str, Any], **headers: str) -> str:
        """What the page of requests says."""
        answer = self.post(ASK, sent, **headers)
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)

    def ask(self, *claims: str) -> dict[str, str]:
        """A request, as its page shows it: ``link`` and ``token``."""
        page = self.send({"claims": list(claims)})
        link, token = _LINK.search(page), _TOKEN.search(page)
        assert link
        assert token
        return {"link": link[1], "token": token[1]}

    def look(self, asked: Mapping[str, str]) -> str:
        """The part of the page that HTMX fetches."""
        page = self.send({"token": asked["token"]}, **{"HX-Request": "true"})
        assert "<html" not in page
        return page

    def offer(self, site: "WalletSite", about: Mapping[str, str]) -> Any:
        """Offer a pass anew, and have a wallet take it."""
        answer = self.post(f"/desk/people/{about['account']}/passes/{about['pass']}/wallet/")
        assert answer.status_code == 200, answer.text
        page = html.unescape(answer.text)
        link, number = _LINK.search(page), _NUMBER.search(page)
        assert link
        assert number
        return site.wallet("receive", offer=link[1], number=number[1])


@contextmanager
def at_desk(url: str, name: str) -> Iterator[Desk]:
    """One of ``OFFICERS``, signed in."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"Accept-Language": "en"}) as client:
        browser: Any = client
        sign_in(browser, f"{name}.worker", PASSWORD, OFFICERS[name][1])
        yield Desk(client)
