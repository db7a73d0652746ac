"""She shows a pass on her phone, keeps it there, shows it without a network, and leaves nothing of it behind."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_fits
from tests.browser.visitors import NARROWEST, PHONE, Visitors, follow

SHOW = re.compile("^(显示二维码|Show the code)$")
KEPT = "() => localStorage.getItem('kept')"
REGISTERED = """async () => {
    const held = await navigator.serviceWorker.getRegistrations();
    return held.map((one) => new URL(one.scope).pathname);
}"""


def shown(page: Page, site: Site, *, adult: bool = False) -> Page:
    """The code on her phone, with her name and what else she chose."""
    site.resident.sign_in(page)
    page.goto("/me/pass/")
    if adult:
        page.locator("[name=age][value=adult]").check()
    follow(page.get_by_role("button", name=SHOW))
    expect(page.locator(".own-code svg")).to_be_visible()
    return page


def keep(page: Page) -> None:
    page.locator("#keep button").click()
    expect(page.locator("#kept")).to_be_visible()


def opened(page: Page) -> None:
    page.locator("#open").click()
    expect(page.locator("#opened")).to_be_visible()


def drawn(page: Page) -> bytes:
    """The picture of the code, as somebody takes it."""
    return page.locator(".own-code").screenshot()


def expect_valid(visitors: Visitors, picture: bytes, *told: str) -> None:
    """Whoever checks the picture reads that it is valid, and what it tells."""
    other = visitors.open()
    other.goto("/verify/")
    expect(other.locator("#status-lists")).not_to_have_text("…")
    other.locator("#picture").set_input_files({"name": "code.png", "mimeType": "image/png", "buffer": picture})
    expect(other.locator("#verdict")).to_have_attribute("data-verdict", "valid")
    for one in told:
        expect(other.locator("#verdict")).to_contain_text(one)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_code_is_read_from_the_screen_of_a_phone(visitors: Visitors, site: Site, language: str) -> None:
    page = shown(visitors.open(language, NARROWEST), site, adult=True)
    assert_fits(page)
    assert_accessible(page)
    expect_valid(visitors, drawn(page), "陆远行")


def test_a_kept_code_is_shown_without_network_or_session(visitors: Visitors, site: Site) -> None:
    page = shown(visitors.open("zh", PHONE), site)
    keep(page)
    page.context.clear_cookies()
    page.context.set_offline(True)
    page.goto("/kept/")
    expect(page).to_have_title("我的页面")
    assert "随行" not in page.content()
    expect(page.locator("#opened")).to_be_hidden()
    assert_accessible(page)
    opened(page)
    expect(page.locator("#told")).to_contain_text("陆远行")
    assert_fits(page)
    assert_accessible(page)
    picture = drawn(page)
    page.locator("#close").click()
    expect(page.locator("#open")).to_be_visible()
    assert "陆远行" not in page.locator("main").inner_html()
    opened(page)
    page.locator("#remove").click()
    expect(page.locator("#nothing")).to_be_visible()
    assert page.evaluate(KEPT) is None
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#nothing")).to_be_visible()
    expect_valid(visitors, picture, "陆远行")


def test_leaving_at_once_leaves_nothing_kept(visitors: Visitors, site: Site) -> None:
    page = visitors.open("en", PHONE)
    site.resident.sign_in(page, anew=True)
    page.goto("/me/pass/")
    follow(page.get_by_role("button", name=SHOW))
    keep(page)
    assert page.evaluate(REGISTERED) == ["/kept/"]
    follow(page.locator("form.leave button"))
    expect(page).to_have_url(re.compile("/today/$"))
    assert page.evaluate(KEPT) is None
    assert page.evaluate(REGISTERED) == []
    page.goto("/kept/")
    expect(page.locator("#nothing")).to_be_visible()


def test_a_wallet_and_a_loss_are_a_step_away_without_scripts(visitors: Visitors, site: Site) -> None:
    page = visitors.open("en", NARROWEST, scripts=False)
    site.resident.sign_in(page)
    page.goto("/me/pass/")
    follow(page.get_by_role("button", name="Put it into a wallet"))
    expect(page.locator(".wallet .number")).to_have_text(re.compile(r"^\d{6}$"))
    assert_fits(page)
    page.goto("/me/pass/")
    follow(page.get_by_role("link", name="It is lost"))
    expect(page.get_by_role("button", name="Revoke this pass")).to_be_visible()
