"""Two officers at once, a double click, a photograph from a telephone, another language in the middle, a calendar."""

import re

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.cases import open_case, take
from tests.browser.officers import COLLEAGUE, OTHER_DESK
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_fits
from tests.browser.visitors import PHONE, Visitors, follow
from tests.cast import MAIMAITI
from tests.papers import files

CONTENT = {
    "parties__registrant__name": "安小麦", "parties__registrant__born": "2026-09-02", "parties__registrant__sex": 1,
    "parties__first__identifier": MAIMAITI.identifier, "parties__first__name": MAIMAITI.name,
    "papers": ["identity_card"],
}  # fmt: skip


def opened(page: Page, site: Site) -> str:
    site.sign_in(page, OTHER_DESK.username)
    return open_case(page, "/desk/cases/new/registration/", **CONTENT)


def today_of(page: Page) -> str:
    return str(page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})"))


def test_the_second_of_two_officers_is_told_and_loses_nothing(visitors: Visitors, site: Site) -> None:
    first, second = visitors.open(), visitors.open("en")
    case = opened(first, site)
    site.sign_in(second, COLLEAGUE.username)
    second.goto(f"{case}step/withdraw/")
    second.locator("[name=reason][value=person_withdrew]").check()
    take(first, case, "tell_missing", on=today_of(first), missing=["birth_certificate"])
    follow(second.locator("form.case-form button:not(.second)"))
    expect(second.locator("#now-stands")).to_contain_text("Waiting for her papers")
    expect(second.locator("[name=reason][value=person_withdrew]")).to_be_checked()
    assert_accessible(second)
    first.goto(case)
    expect(first.locator("main")).to_contain_text("等待本人补充材料")
    follow(second.locator("form.case-form button:not(.second)"))
    expect(second.locator("h1")).to_have_text("Withdrawn; the file is gone")


def test_a_double_click_takes_the_step_once(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    case = opened(page, site)
    page.goto(f"{case}step/tell_missing/")
    page.locator("[name=on]").fill(today_of(page))
    page.locator("[name=missing][value=birth_certificate]").check()
    page.locator("form.case-form button:not(.second)").dblclick()
    expect(page).to_have_url(re.compile(rf"{case}\?done=step$"))
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator(".timeline li", has_text="已书面一次告知缺少的材料")).to_have_count(1)
    take(page, case, "withdraw", reason="person_withdrew")


def test_a_telephone_sends_a_paper_and_sees_nothing(visitors: Visitors, site: Site) -> None:
    desk, phone = visitors.open(), visitors.open("zh", PHONE)
    case = opened(desk, site)
    desk.locator("section[aria-labelledby=papers] a", has_text="身份证").first.click()
    follow(desk.locator("form:has([name=way]) button"))
    address = desk.locator(".scan .code").inner_text()
    expect(desk.locator(".scan svg")).to_be_visible()
    phone.goto(address)
    assert_accessible(phone)
    assert_fits(phone)
    for hidden in (MAIMAITI.name, "安小麦", "登记事项", "生育"):
        expect(phone.locator("body")).not_to_contain_text(hidden)
    phone.locator("[name=paper]").set_input_files(
        {"name": "IMG_2026.jpg", "mimeType": "image/jpeg", "buffer": files.jpeg()}
    )
    follow(phone.locator("form:has([name=paper]) button"))
    expect(phone.locator("[role=status]")).to_contain_text("已收到")
    desk.goto(case)
    expect(desk.locator(".papers li")).to_have_count(1)
    expect(desk.locator(".papers li")).to_contain_text("paper-1.jpg")
    take(desk, case, "withdraw", reason="person_withdrew")
    phone.goto(address)
    expect(phone.locator("form:has([name=paper])")).to_have_count(0)


def test_the_language_changes_on_the_page_of_a_case(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    case = opened(page, site)
    expect(page.locator("h1")).to_contain_text("生育登记")
    follow(page.locator("form[action='/language'] button"))
    expect(page).to_have_url(re.compile(case))
    expect(page.locator("h1")).to_contain_text("Birth registration")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("en"))
    expect(page.locator(".clock").first).to_contain_text("working days")
    take(page, case, "withdraw", reason="person_withdrew")


def test_the_calendar_says_how_many_and_nothing_else(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    site.sign_in(page, COLLEAGUE.username)
    page.goto("/desk/cases/feed/")
    follow(page.locator("main form button").first)
    answer = page.request.get(page.locator(".feed-address").inner_text())
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert events
    for event in events:
        assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "TRANSP", "SUMMARY"}
        assert re.fullmatch(r"到期 \d+ 件 due: \d+", str(event["SUMMARY"]))
