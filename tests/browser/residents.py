"""Signing a person in to her own pages: the whole way once, her session or her passkey afterwards."""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.officers import HOME_DESK
from tests.browser.second_factor import passkey_holder
from tests.browser.visitors import PATIENCE, follow
from tests.cast import Row, number

if TYPE_CHECKING:
    from tests.browser.site import Site

CODE = re.compile(r"\b[0-9A-Z]{4}(?:\s+[0-9A-Z]{4}){2}\b")
SIGN_IN = "/me/sign-in/"
RESIDENT = Row("陆远行", number("51022319880418002"))
"""Whom Zhongzhou holds, and who has a pass of it (``fill.py``)."""


class Resident:
    """Her browser: what she signed in with, and the passkey that her device holds."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self._session: list[Any] = []
        self._passkeys: list[dict[str, Any]] = []

    def sign_in(self, page: Page, *, anew: bool = False) -> None:
        """Let the next page be hers.

        The first visitor goes the whole way: a welcome letter printed at the desk, its code, and a passkey. Later ones
        take over that session while it lasts; whoever signs out, or ends sessions, signs in ``anew``, by the passkey.
        """
        if not self._passkeys:
            self._session = self._go(page, self._by_letter)
        if anew:
            page.context.add_cookies(self._go(page, self._by_passkey))
            return
        page.context.add_cookies(self._session)
        if not page.context.request.head("/me/", max_redirects=0).ok:
            self._session = self._go(page, self._by_passkey)
            page.context.add_cookies(self._session)

    def _go(self, page: Page, way: Any) -> list[Any]:
        """Cookies of a session begun in a browser of her own, which runs scripts whatever ``page`` does."""
        browser = page.context.browser
        assert browser is not None
        context = browser.new_context(base_url=self._site.url, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        try:
            own = context.new_page()
            with passkey_holder(own, self._passkeys) as held:
                way(own)
            self._passkeys = held
            return [one for one in context.cookies() if one["path"] == "/me/"]
        finally:
            context.close()

    def _by_letter(self, page: Page) -> None:
        code = self.paper_code(page)
        page.context.clear_cookies()
        page.goto(SIGN_IN)
        enter_code(page, RESIDENT.identifier, "paper", code)
        page.goto("/me/devices/passkey/")
        page.locator("[name=name]").fill("我的手机")
        follow(page.locator("form[data-passkey] button"))

    def _by_passkey(self, page: Page) -> None:
        page.goto(SIGN_IN)
        follow(page.locator("form[data-passkey] button"))
        assert "/sign-in/" not in page.url

    def paper_code(self, page: Page) -> str:
        """The code of a welcome letter that the desk which holds her prints; the one printed before ends."""
        self._site.sign_in(page, HOME_DESK.username)
        page.goto(f"/desk/registered/{self._site.known['home_account']}/welcome/")
        form = page.locator("form[action$='/welcome/']")
        typed = {
            "csrfmiddlewaretoken": form.locator("[name=csrfmiddlewaretoken]").input_value(),
            "tongue": form.locator("[name=tongue]").first.input_value(),
        }
        answer = page.context.request.post(form.get_attribute("action") or "", form=typed)
        assert answer.headers["content-type"] == "application/pdf", answer.text()
        said = "\n".join(one.extract_text() for one in PdfReader(BytesIO(answer.body())).pages)
        found = CODE.search(said)
        assert found is not None, said
        return found[0]


def enter_code(page: Page, identifier: str, way: str, code: str) -> None:
    """Her number and a code on the page of sign-in that is shown; her first page follows."""
    page.locator("[name=identifier]").fill(identifier)
    page.locator(f"[name=way][value={way}]").check()
    page.locator("[name=code]").fill(code)
    follow(page.locator("main form:has([name=code]) button").first)
    assert "/sign-in/" not in page.url, page.locator("main").inner_text()
