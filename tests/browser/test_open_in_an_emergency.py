"""An emergency opening from the asking to the review, each officer in her own browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.site import Site
from tests.browser.visitors import Visitors, follow
from tests.cast import FUCHENG, MAIMAITI

ASKS, AGREES, REVIEWS = "lin.desk", "chen.desk", "ma.supervisor"


def ask(page: Page, identifier: str) -> None:
    page.goto("/desk/break-glass/ask/")
    page.locator("[name=identifier]").fill(identifier)
    page.locator("[name=reason][value=herself]").check()
    page.locator("[name=second]").select_option(FUCHENG)
    assert_accessible(page)
    follow(page.locator("main form button").last)
    expect(page).to_have_url(re.compile(r"/desk/break-glass/"))


def test_two_offices_open_one_record_and_the_city_reviews_it(visitors: Visitors, site: Site) -> None:
    asking, agreeing, reviewing = (visitors.open() for _ in range(3))
    site.sign_in(asking, ASKS)
    ask(asking, MAIMAITI.identifier)
    assert MAIMAITI.name not in asking.content()

    site.sign_in(agreeing, AGREES)
    agreeing.goto("/second/")
    assert_accessible(agreeing)
    assert MAIMAITI.identifier not in agreeing.content(), "who agrees does not see who is sought"
    follow(agreeing.locator("button[name=answer][value=agree]").first)

    asking.goto("/desk/break-glass/")
    assert_accessible(asking)
    asking.locator("main a[href^='/desk/people/']").first.click()
    expect(asking.locator("h1")).to_contain_text(MAIMAITI.name)
    record = asking.url

    site.sign_in(reviewing, REVIEWS)
    reviewing.goto("/supervisor/break-glass/")
    follow(reviewing.locator("main .task-list a").first)
    assert_accessible(reviewing)
    assert MAIMAITI.name not in reviewing.content(), "who reviews does not see whose record it was"
    reviewing.locator("main form [type=radio]").first.check()
    follow(reviewing.locator("main form button").last)
    expect(reviewing.locator("main")).not_to_contain_text("Error")

    asking.goto("/desk/break-glass/")
    follow(asking.locator("main form[action$='/close/'] button").first)
    assert asking.request.get(record).status == 404, "ended early, it shows nothing any more"


def test_an_unknown_number_is_asked_for_in_the_same_way(visitors: Visitors, site: Site) -> None:
    asking, agreeing = visitors.open(), visitors.open()
    site.sign_in(asking, ASKS)
    ask(asking, "510223199001011235"[:17] + check("51022319900101123"))
    site.sign_in(agreeing, AGREES)
    agreeing.goto("/second/")
    follow(agreeing.locator("button[name=answer][value=agree]").first)
    asking.goto("/desk/break-glass/")
    assert asking.locator("main section").first.locator("a[href^='/desk/people/']").count() == 0


def check(seventeen: str) -> str:
    from suixing.rules.identifiers import check_character

    return check_character(seventeen)
