"""Registering a person in a real browser: with the keyboard only, in both languages, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.officers import HOME_DESK
from tests.browser.site import Site
from tests.browser.visitors import PHONE, Visitors, follow
from tests.cast import number

SUCCESS = {"zh": "已登记", "en": "Registered"}


NAME = "王晓梅"


def nobodys(serial: int) -> str:
    """A number that no other test uses."""
    return number(f"5102331990{serial:02d}15406")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def arrive(page: Page, path: str, field: str) -> None:
    """Open a page and wait for its first field: a browser moves there after the page is loaded, and keys typed
    before are lost."""
    page.goto(path)
    expect(page.locator(field)).to_be_focused()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_with_the_keyboard_only(visitors: Visitors, site: Site, language: str) -> None:
    page = visitors.open(language)
    site.sign_in(page, HOME_DESK.username)
    arrive(page, "/desk/register/", "#id_identifier")
    identifier = nobodys(1 if language == "zh" else 2)
    page.keyboard.type(identifier)
    press(page, "Tab")
    page.keyboard.type(NAME)
    expect(page.locator(".settled")).to_contain_text("1990")
    press(page, "Tab")
    expect(page.locator("#id_telephone")).to_be_focused()
    page.keyboard.type("13900000011")
    press(page, "Tab")
    page.keyboard.type("龙华区观湖街道和平路9号")
    expect(page.locator("#home_says")).to_contain_text("广东省深圳市龙华区观湖街道")
    press(page, "Tab")
    if page.locator("#home_says input").count():
        press(page, "Tab")  # villages to choose from, which need no choice
    expect(page.locator("#id_current_text")).to_be_focused()
    # Characters come without a key here; a hand is slower than the script that goes behind what is there.
    page.wait_for_function("document.activeElement.selectionStart > 0")
    page.keyboard.type("桂花路5号")
    expect(page.locator("#id_current_text")).to_have_value("重庆市忠县忠州街道桂花路5号")
    page.locator("#id_arrived").focus()
    page.keyboard.type("20260301")
    assert_accessible(page)
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"/desk/registered/\d+/$"))
    expect(page.locator("h1")).to_have_text(SUCCESS[language])
    expect(page.locator("a.button").first).to_be_focused()
    assert_accessible(page)
    press(page, "Enter")
    expect(page.locator("#id_identifier")).to_be_focused()
    expect(page.locator("#id_identifier")).to_have_value("")


def test_without_scripts(visitors: Visitors, site: Site) -> None:
    page = visitors.open("zh", PHONE, scripts=False)
    site.sign_in(page, HOME_DESK.username)
    page.goto("/desk/find/")
    identifier = nobodys(3)
    page.locator("[name=looked_for]").fill(identifier)
    page.keyboard.press("Enter")
    page.locator("button[name=begin]").click()
    expect(page.locator("#id_identifier")).to_have_value(identifier)
    expect(page.locator(".settled")).to_contain_text("1990年3月15日")
    page.locator("#id_name").fill(NAME)
    page.locator("#id_home_text").fill("朝阳区")
    page.locator("#id_arrived").fill("2026年3月1日")
    page.locator("main button:not([name])").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#id_home_text").fill("重庆市忠县忠州街道")
    page.locator("main button:not([name])").click()
    expect(page).to_have_url(re.compile(r"/desk/registered/\d+/$"))


def test_a_card_reader_types_and_goes_on(page: Page, site: Site) -> None:
    site.sign_in(page, HOME_DESK.username)
    identifier = nobodys(4)
    for end in ("Enter", "Tab"):
        arrive(page, "/desk/register/", "#id_identifier")
        page.keyboard.type(identifier)
        press(page, end)
        expect(page.locator("#id_name")).to_be_focused()
        expect(page).to_have_url(re.compile("/desk/register/$"))
        arrive(page, "/desk/find/", "#id_looked_for")
        page.keyboard.type(identifier)
        press(page, end)
        expect(page.locator("#found button[name=begin]")).to_be_visible()


def test_arrow_keys_lead_to_the_hits(visitors: Visitors, site: Site) -> None:
    page = visitors.open("en")
    site.sign_in(page, HOME_DESK.username)
    identifier = nobodys(5)
    page.goto("/desk/register/")
    page.locator("#id_identifier").fill(identifier)
    page.locator("#id_name").fill("赵小兰")
    page.locator("#id_home_text").fill("重庆市忠县忠州街道")
    page.locator("#id_arrived").fill("2026-03-01")
    page.locator("main button:not([name])").click()
    # Going on before the answer is there would break the form off.
    expect(page).to_have_url(re.compile(r"/desk/registered/\d+/$"))
    arrive(page, "/desk/find/", "#id_looked_for")
    page.keyboard.type("zhao xiaolan")
    press(page, "Enter")
    expect(page.locator("a.hit")).to_have_count(1)
    expect(page.locator("#id_looked_for")).to_be_focused()
    press(page, "ArrowDown")
    expect(page.locator("a.hit")).to_be_focused()
    assert_accessible(page)
    press(page, "ArrowUp")
    expect(page.locator("#id_looked_for")).to_be_focused()


def test_a_change_of_language_loses_nothing_that_was_typed(visitors: Visitors, site: Site) -> None:
    page = visitors.open("zh")
    site.sign_in(page, HOME_DESK.username)
    page.goto("/desk/register/")
    page.locator("form.language button").click()
    expect(page.locator("main .notice.warning")).to_have_count(0)
    page.locator("#id_identifier").fill(nobodys(6))
    page.locator("#id_name").fill("周小兰")
    page.locator("form.language button").click()
    expect(page.locator("h1")).to_have_text("登记")
    expect(page.locator("#id_name")).to_have_value("周小兰")
    expect(page.locator("#id_identifier")).to_have_value(nobodys(6))
    expect(page.locator("main .notice.warning")).to_be_visible()
    page.locator("main button:not([name])").click()
    expect(page.locator(".error-summary")).to_be_visible()
    follow(page.locator("form.language button"))
    expect(page.locator("#id_name")).to_have_value("周小兰")
