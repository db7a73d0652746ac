"""Who answers for an address: asked by a form, with scripts and without, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.visitors import PHONE, Visitors

FIELD = "address"


def ask(page: Page, address: str) -> None:
    page.goto("/office/")
    page.locator(f"[name={FIELD}]").fill(address)
    page.locator("main form button").last.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_address_leads_to_an_office_and_stays_out_of_the_address_line(visitors: Visitors, scripts: bool) -> None:
    page = visitors.open(scripts=scripts)
    ask(page, "广东省深圳市龙华区福城街道民治大道88号")
    expect(page.locator("#answer")).to_contain_text("福城街道")
    expect(page).to_have_url("/office/")


def test_address_of_two_places_offers_both(phone_page: Page) -> None:
    ask(phone_page, "朝阳区")
    choices = phone_page.locator("button[name=code]")
    expect(choices).to_have_count(2)
    assert_accessible(phone_page)
    chosen = choices.first.inner_text()
    choices.first.click()
    expect(phone_page.locator("main")).to_contain_text(chosen)
    expect(phone_page).to_have_url("/office/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_nothing_typed_is_said_at_the_field(visitors: Visitors, scripts: bool) -> None:
    """The summary of errors names the field, leads to it, and the title says that something is wrong."""
    page = visitors.open("en", PHONE, scripts=scripts)
    ask(page, "")
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    summary.get_by_role("link").first.click()
    expect(page.locator(f"[name={FIELD}]")).to_be_focused()
    if scripts:
        assert_accessible(page)
