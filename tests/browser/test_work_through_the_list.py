"""The worklist with a keyboard, on a phone, without scripts, and while it renews itself."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.officers import OTHER_DESK
from tests.browser.site import Site
from tests.browser.visitors import PHONE, Visitors

PATH = "/desk/cases/"
PICTURES = os.environ.get("SUIXING_LOOK")


def look(page: Page, name: str) -> None:
    """A picture for who works on these pages."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def opened(page: Page, site: Site) -> Page:
    site.sign_in(page, OTHER_DESK.username)
    page.goto(PATH)
    return page


def here(page: Page) -> int:
    """Which line of the list has the focus, from 0; -1 for none."""
    at: int = page.evaluate("[...document.querySelectorAll('#cases-list a.case')].indexOf(document.activeElement)")
    return at


def test_keys_lead_from_case_to_case(page: Page, site: Site) -> None:
    opened(page, site)
    look(page, "worklist")
    for key, at in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("k", 0)):
        page.keyboard.press(key)
        assert here(page) == at, key
    page.keyboard.press("x")
    expect(page.locator("#cases-list input[type=checkbox]").first).to_be_checked()
    number = page.locator("#cases-list a.case .code").first.inner_text()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/cases/[0-9a-f-]{36}/"))
    expect(page.locator("main")).to_contain_text(number)


def test_letters_can_be_turned_off_and_stay_off(page: Page, site: Site) -> None:
    opened(page, site)
    page.locator("details.keys summary").click()
    page.locator("details.keys button").click()
    page.goto(PATH)
    page.keyboard.press("j")
    assert here(page) == -1
    page.locator("#cases-list a.case").first.focus()
    page.keyboard.press("ArrowDown")
    assert here(page) == 1


def test_letters_typed_into_a_field_stay_there(page: Page, site: Site) -> None:
    opened(page, site)
    page.locator("#id_due").focus()
    page.keyboard.press("j")
    assert here(page) == -1


def test_renewing_keeps_what_is_ticked_and_where_she_was(page: Page, visitors: Visitors, site: Site) -> None:
    opened(page, site)
    expect(page.locator("#cases-news")).to_be_empty()
    page.locator("#cases-list input[type=checkbox]").nth(2).check()
    chosen = page.locator("#cases-list input[type=checkbox]").nth(2).get_attribute("value")
    page.locator("#cases-list a.case").nth(3).focus()
    # A colleague takes the first one meanwhile.
    other = opened(visitors.open("en"), site)
    other.locator("#cases-list input[type=checkbox]").first.check()
    to = "" if "Nobody's" not in other.locator("#cases-list li").first.inner_text() else OTHER_DESK.username
    other.locator("#id_to").select_option(to)
    other.locator("div.assign button").click()
    expect(other.locator("main .notice")).to_contain_text("Cases assigned: 1")
    look(other, "worklist_en")
    expect(page.locator("#cases-news")).to_contain_text("清单有更新", timeout=30_000)
    expect(page.locator("#cases-news")).to_have_attribute("role", "status")
    assert here(page) == 3
    expect(page.locator(f"#cases-list input[value='{chosen}']")).to_be_checked()
    expect(page.locator("#cases-list input:checked")).to_have_count(1)
    assert_accessible(page)


@pytest.mark.parametrize("path", [PATH, "/desk/", "/desk/cases/cover/", "/desk/cases/feed/", "/desk/cases/templates/",
                                  "/desk/cases/templates/verification-answer/"])  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_fits_a_small_phone_without_scripts(visitors: Visitors, site: Site, path: str, language: str) -> None:
    page = visitors.open(language, {"width": 320, "height": 640}, scripts=False)
    opened(page, site)
    page.goto(path)
    look(page, f"320_{language}{path.replace('/', '_')}")
    assert page.locator("html").evaluate("element => element.scrollWidth") <= 320


def test_assigning_works_without_scripts(visitors: Visitors, site: Site) -> None:
    page = opened(visitors.open("zh", PHONE, scripts=False), site)
    page.locator("#cases-list input[type=checkbox]").last.check()
    page.locator("#id_to").select_option(OTHER_DESK.username)
    page.locator("div.assign button").click()
    expect(page.locator("main .notice")).to_contain_text("已分配 1 件")
    page.goto(PATH + "?tab=mine&due=week")
    expect(page.locator("nav.tabs a[aria-current]")).to_contain_text("我的")


def test_the_feed_is_shown_once(page: Page, site: Site) -> None:
    opened(page, site)
    page.goto("/desk/cases/feed/")
    page.locator("main form button").first.click()
    address = page.locator(".feed-address").inner_text()
    look(page, "feed")
    answer = page.request.get(address)
    assert answer.status == 200
    assert "BEGIN:VCALENDAR" in answer.text()
    page.reload()
    expect(page.locator(".feed-address")).to_have_count(0)
    assert_accessible(page)
