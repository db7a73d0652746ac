"""Signing in with a second factor and out again, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.keyboard import assert_focus_order
from tests.browser.officers import DESK, HOME_DESK, PASSWORD
from tests.browser.second_factor import passkey_holder
from tests.browser.site import Site
from tests.browser.visitors import PHONE, Visitors

INSIDE = re.compile("/(desk|account)/")
AT_THE_DOOR = re.compile("/sign-in/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_password_and_code_open_the_desk_until_sign_out(visitors: Visitors, site: Site, scripts: bool) -> None:
    page = visitors.open("en", PHONE, scripts=scripts)
    site.sign_in(page, HOME_DESK.username, anew=True)
    expect(page).to_have_url(INSIDE)
    page.goto("/sign-out/")
    page.locator("main form[method=post] button").first.click()
    expect(page).to_have_url(AT_THE_DOOR)
    page.goto("/account/")
    expect(page).to_have_url(AT_THE_DOOR)


def test_password_alone_opens_nothing(page: Page) -> None:
    page.goto("/sign-in/")
    page.locator("[name=login]").fill(DESK.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sign-in/second-step/"))
    assert_accessible(page)
    page.goto("/account/")
    expect(page).to_have_url(AT_THE_DOOR)


def test_wrong_password_says_so_and_keeps_the_name(english_page: Page, visitors: Visitors) -> None:
    page = english_page
    page.goto("/sign-in/")
    page.locator("[name=login]").fill("nobody.here")
    page.locator("[name=password]").fill("wrong and long enough")
    page.locator("main form:has([name=password]) button").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[name=login]")).to_have_value("nobody.here")
    expect(page.locator("[name=password]")).to_have_value("")
    assert_accessible(page)


def test_keyboard_goes_from_name_to_password_to_the_button(english_page: Page) -> None:
    english_page.goto("/sign-in/")
    assert_focus_order(english_page, "Skip to main content", "Sign-in name", "Password", "Sign in")


def test_session_is_taken_over_by_the_next_visitor(visitors: Visitors, site: Site) -> None:
    for _ in range(2):
        page = visitors.open()
        site.sign_in(page, DESK.username)
        page.goto("/account/")
        expect(page).to_have_url(re.compile("/account/$"))
        expect(page.locator("body")).to_contain_text(DESK.name)


def test_browser_offers_the_passkey_where_it_has_one(page: Page) -> None:
    with passkey_holder(page):
        page.goto("/sign-in/")
        expect(page.locator("form[data-passkey]")).to_be_visible()
