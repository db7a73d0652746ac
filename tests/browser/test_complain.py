"""A complaint without a name: read by the tier that was chosen, answered, read by its code, taken one tier up."""

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.cases import BETWEEN, CODE, take, worked
from tests.browser.officers import CITY_SUPERVISOR, OTHER_DESK, SUPERVISOR
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_fits
from tests.browser.visitors import NARROWEST, Visitors, follow
from tests.cast import GUANHU

HAPPENED = "窗口要求我回户籍地开证明，还说要收二十元。"
ANSWER = "经核实，窗口不应要求返乡，也不应收费；已退还，已提醒该街道。"
LIST = "/desk/cases/?procedure=complaint"


def test_a_complaint_without_a_name_is_answered_and_goes_one_tier_up(visitors: Visitors, site: Site) -> None:
    person, district, city, desk = visitors.open("zh", NARROWEST), visitors.open(), visitors.open(), visitors.open()
    for page, officer in ((district, SUPERVISOR), (city, CITY_SUPERVISOR), (desk, OTHER_DESK)):
        site.sign_in(page, officer.username)
    code = lodged(person)
    answered(district)
    appeal = read_and_appealed(person, code)
    city.goto(LIST)
    worked(city, "已收到")
    city.locator("#cases-list a.case").first.click()
    expect(city.locator("main")).to_contain_text(HAPPENED)
    desk.goto("/desk/cases/")
    expect(desk.locator("main")).not_to_contain_text("投诉")
    desk.goto(city.url)
    expect(desk.locator("h1")).to_have_text("没有这个页面")
    shown = stands(person, appeal)
    assert "深圳市" in shown
    assert HAPPENED not in shown


def lodged(person: Page) -> str:
    """Handed in on a small phone, in two steps; the code that she keeps."""
    person.goto("/complain/")
    person.locator("[name=about]").fill("广东省深圳市龙华区观湖街道")
    follow(person.locator("main form button").last)
    person.locator("[name=tier][value='440309']").check()
    person.locator("[name=ground][value=charged]").check()
    person.locator("[name=text]").fill(HAPPENED)
    assert_fits(person)
    assert_accessible(person)
    follow(person.locator("main form button").last)
    code = person.locator("p.code").inner_text()
    assert CODE.fullmatch(code)
    assert code not in person.url
    return code


def answered(district: Page) -> None:
    district.goto(LIST)
    worked(district, "已收到")
    district.locator("#cases-list a.case").first.click()
    expect(district.locator("main")).to_contain_text(HAPPENED)
    case = district.url.split("?")[0]
    take(district, case, "take_up")
    take(district, case, "uphold_in_part", text=ANSWER)


def read_and_appealed(person: Page, code: str) -> str:
    """The answer, by the code; the appeal has a code of its own."""
    shown = stands(person, code)
    assert ANSWER in shown
    assert HAPPENED not in shown
    assert GUANHU not in shown
    follow(person.locator("button[name=appeal]"))
    fresh = person.locator("[role=status] .code").inner_text()
    assert CODE.fullmatch(fresh)
    assert fresh != code
    person.goto("/status/")
    worked_up(person, fresh)
    return fresh


def worked_up(person: Page, code: str) -> None:
    """The node takes up what was lodged within its next round."""
    for _ in range(int(60 / BETWEEN)):
        if "深圳市" in stands(person, code):
            return
        person.wait_for_timeout(BETWEEN * 1000)
    raise AssertionError("the appeal was not taken up")


def stands(person: Page, code: str) -> str:
    person.goto("/status/")
    person.locator("[name=code]").fill(code)
    follow(person.locator("main form button").last)
    return person.locator("main").inner_text()
