"""Public pages in a browser: language, keyboard, no script, and an address that leads nowhere."""

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.keyboard import assert_focus_seen, focused
from tests.browser.pages import PUBLIC, WITHOUT_HEAD
from tests.browser.site import Site
from tests.browser.visitors import LANGUAGES, Visitors

CHOOSE = {"zh": "English", "en": "中文"}
WRITTEN_AS = {"zh": "zh-Hans", "en": "en"}
PAGES = tuple(path for path in PUBLIC if path not in WITHOUT_HEAD)
SKIP = {"zh": "跳到正文", "en": "Skip to main content"}


def language_of(page: Page) -> str | None:
    return page.locator("html").get_attribute("lang")


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


@pytest.mark.parametrize(
    ("language", "scripts", "paths"),
    [("zh", True, PAGES), ("en", False, PAGES[:3])],
    ids=["Chinese first", "English first, no scripts"],
)
def test_choosing_another_language_keeps_the_page(
    visitors: Visitors, language: str, scripts: bool, paths: tuple[str, ...]
) -> None:
    """The browser's language first; the other by one button, there and back."""
    page = visitors.open(language, scripts=scripts)
    for path in paths:
        for now in (language, *(other for other in LANGUAGES if other != language)):
            page.goto(path) if now == language else None
            assert language_of(page) == WRITTEN_AS[now]
            page.get_by_role("button", name=CHOOSE[now]).click()
            expect(page.locator("html")).not_to_have_attribute("lang", WRITTEN_AS[now])
            assert path_of(page) == path
        assert language_of(page) == WRITTEN_AS[language]


def test_chosen_language_stays_on_the_next_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=CHOOSE["zh"]).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(PAGES[-1])
    assert language_of(page) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_key_offers_to_skip_to_the_main_content(visitors: Visitors, language: str) -> None:
    page = visitors.open(language)
    for path in PAGES:
        page.goto(path)
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop is not None
        assert stop.text == SKIP[language]
        assert stop.uncovered, path
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => { const at = document.activeElement, main = document.querySelector('main');"
            " return at === document.body || main.contains(at)"
            " || !!(main.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) }"
        ), f"{path}: the next key leads back before the main content"


def test_focus_is_seen_wherever_the_tab_key_leads(page: Page) -> None:
    for path in PAGES:
        page.goto(path)
        assert len(assert_focus_seen(page)) >= 3, path


def test_every_link_leads_somewhere_without_scripts(scriptless_page: Page, site: Site) -> None:
    """Every link of every public page in this site, and the part of the page that it names."""
    page = scriptless_page
    links: set[str] = set()
    for path in PAGES:
        page.goto(path)
        links |= {urljoin(page.url, found.get_attribute("href")) for found in page.locator("a[href]").all()}
    own = {link for link in links if link.startswith(site.url + "/")}
    assert own
    for address in sorted({urldefrag(link).url for link in own}):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        for link in own:
            part = urldefrag(link).fragment
            if part and urldefrag(link).url == address:
                assert page.locator(f"[id='{part}']").count() == 1, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_address_that_leads_nowhere_helps_on(visitors: Visitors, language: str) -> None:
    """It says so in the reader's language, keeps the way back, and repeats nothing of the address."""
    page = visitors.open(language)
    answer = page.goto("/desk-of-nobody/1985")
    assert answer is not None
    assert answer.status == 404
    assert language_of(page) == WRITTEN_AS[language]
    assert "1985" not in page.locator("main").inner_text()
    assert_accessible(page)
    assert_focus_seen(page)
    page.locator("main a[href='/']").click()
    expect(page).to_have_url("/")
