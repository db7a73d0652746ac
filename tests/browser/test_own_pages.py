"""A person's own pages in a browser: ways in, no scripts, keyboard, the other language, and out at once."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.keyboard import assert_focus_seen
from tests.browser.pages import RESIDENT_PAGES
from tests.browser.residents import RESIDENT, enter_code
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_fits
from tests.browser.visitors import NARROWEST, Visitors, follow

DOOR = re.compile(r"/me/sign-in/")
OTHER = {"zh": "English", "en": "中文"}


def paths(site: Site) -> list[str]:
    """Her pages, their placeholders filled."""
    return [path.format(**site.known) for path in RESIDENT_PAGES]


def test_a_letter_signs_in_without_scripts_and_opens_once(visitors: Visitors, site: Site) -> None:
    """The code of a welcome letter is enough where no script runs; the same letter opens nothing again."""
    site.resident.sign_in(visitors.open())  # so that her passkey is made by an earlier letter
    code = site.resident.paper_code(visitors.open())
    page = visitors.open("en", NARROWEST, scripts=False)
    page.goto("/me/data/")
    expect(page).to_have_url(DOOR)
    enter_code(page, RESIDENT.identifier, "paper", code)
    expect(page).to_have_url(re.compile("/me/data/$"))
    expect(page.locator("main")).to_contain_text("忠州街道")
    follow(page.get_by_role("button", name="Sign out"))
    expect(page).to_have_url(DOOR)
    page.locator("[name=identifier]").fill(RESIDENT.identifier)
    page.locator("[name=way][value=paper]").check()
    page.locator("[name=code]").fill(code)
    follow(page.locator("main form:has([name=code]) button").first)
    expect(page).to_have_url(DOOR)
    expect(page.locator("main")).to_contain_text("You are not signed in")
    expect(page.locator("[name=identifier]")).to_have_value(RESIDENT.identifier)


def test_every_page_works_without_scripts(visitors: Visitors, site: Site) -> None:
    """Each has its heading, the ways on, and nothing that waits for a script that never comes."""
    page = visitors.open("zh", NARROWEST, scripts=False)
    site.resident.sign_in(page)
    for path in paths(site):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("form.leave button")).to_be_visible()
        assert page.locator("main").inner_text().count("\n") >= 1, path


def test_every_page_keeps_its_place_in_the_other_language(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    site.resident.sign_in(page)
    for path in paths(site):
        page.goto(path)
        for now, then in (("zh", "en"), ("en", "zh-Hans")):
            follow(page.get_by_role("button", name=OTHER[now], exact=True))
            expect(page.locator("html")).to_have_attribute("lang", then)
            assert page.url.removeprefix(site.url) == path


def test_focus_is_seen_on_every_page(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    site.resident.sign_in(page)
    for path in paths(site):
        page.goto(path)
        assert len(assert_focus_seen(page)) >= 3, path


def test_hidden_pages_say_nothing_and_the_way_out_is_quick(visitors: Visitors, site: Site) -> None:
    """Hidden mode on every page: title and head; leaving ends the session, in this browser and at the node."""
    page = visitors.open("en")
    site.resident.sign_in(page, anew=True)
    page.goto("/me/safety/")
    page.locator("[name=hide]").check()
    follow(page.get_by_role("button", name="Save"))
    try:
        for path in paths(site):
            page.goto(path)
            expect(page).to_have_title("My page")
            expect(page.locator("header.site")).not_to_contain_text("Suixing")
            assert "mark.svg" not in (page.locator("link[rel=icon]").get_attribute("href") or "")
        page.set_viewport_size(NARROWEST)
        assert_fits(page)
        assert_accessible(page)
    finally:
        page.goto("/me/safety/")
        page.locator("[name=hide]").uncheck()
        follow(page.get_by_role("button", name="Save"))
    kept = page.context.cookies()
    follow(page.get_by_role("button", name="Leave at once"))
    expect(page).to_have_url("/today/")
    page.context.add_cookies(kept)
    _is_out(page)


def _is_out(page: Page) -> None:
    page.goto("/me/data/")
    expect(page).to_have_url(DOOR)
