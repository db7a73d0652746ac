"""Visitors of the site: each with a browser profile of her own, a language and a size of screen."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from tests.browser.witness import Witness

DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=360, height=740)
NARROWEST = ViewportSize(width=320, height=640)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
LANGUAGES = tuple(LOCALES)
PATIENCE = 30_000  # milliseconds for one step or expectation; the site answers in a few, a loaded machine does not


def follow(button: Locator) -> None:
    """Click what leads to a page, and wait until that page is there.

    Playwright clicks and goes on: what is read next would be read on the page before, and another address asked for
    would break the form off.
    """
    with button.page.expect_navigation():
        button.click()


@dataclass
class Visitors:
    """Opens pages and remembers what went wrong on any of them."""

    browser: Browser
    url: str

    def __post_init__(self) -> None:
        self._witnesses: dict[Page, Witness] = {}

    def open(self, language: str = "zh", size: ViewportSize = DESKTOP, *, scripts: bool = True) -> Page:
        """An empty page of a new visitor; ``page.goto("/refusals/")`` leads to the site."""
        context = self.browser.new_context(
            base_url=self.url, locale=LOCALES[language], timezone_id="Asia/Shanghai", viewport=size,
            java_script_enabled=scripts, reduced_motion="reduce", color_scheme="light",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        witness = Witness(context, self.url)
        page = context.new_page()
        self._witnesses[page] = witness
        return page

    def witness(self, page: Page) -> Witness:
        """Who follows this page."""
        return self._witnesses[page]

    def leave(self) -> list[str]:
        """Close every page; what was wrong on them."""
        faults = []
        for page, witness in self._witnesses.items():
            page.context.close()
            faults += witness.faults
        self._witnesses.clear()
        return faults
