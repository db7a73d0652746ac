"""What an officer has typed survives the end of her session, and a colleague who was quicker."""

import re

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitors import Visitors

OFFICER, COLLEAGUE = "chen.desk", "gao.desk"
STREET = "广东省深圳市龙华区福城街道桔塘社区三联路88号"


def test_a_session_that_ends_in_mid_form_loses_nothing(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    site.sign_in(page, COLLEAGUE, anew=True)
    page.goto("/desk/register/")
    page.locator("[name=name]").fill("王晓梅")
    page.locator("[name=home_text]").fill("重庆市忠县忠州街道桂花路5号")
    page.locator("[name=telephone]").fill("13900000077")
    page.context.clear_cookies(name="sessionid")
    page.locator("main form button:not([name=another])").last.click()
    expect(page).to_have_url(re.compile(r"/sign-in/"))
    site.pass_the_door(page, COLLEAGUE)
    expect(page).to_have_url(re.compile(r"/desk/register/$"))
    expect(page.locator("[name=name]")).to_have_value("王晓梅")
    expect(page.locator("[name=telephone]")).to_have_value("13900000077")
    expect(page.locator("main .notice")).to_contain_text("保留")


def test_the_second_of_two_browsers_is_told_and_overwrites_nothing(visitors: Visitors, site: Site) -> None:
    first, second = visitors.open(), visitors.open()
    path = f"/desk/people/{site.known['account']}/correct/"
    for page in (first, second):
        site.sign_in(page, OFFICER)
        page.goto(path)
    first.locator("[name=telephone]").fill("13911110001")
    first.locator("main form button").last.click()
    expect(first).to_have_url(re.compile(r"/desk/people/\d+/$"))
    second.locator("[name=telephone]").fill("13922220002")
    second.locator("main form button").last.click()
    expect(second.locator(".error-summary")).to_contain_text("已被另一位同事修改")
    expect(second.locator("[name=telephone]")).to_have_value("13922220002")
    first.reload()
    expect(first.locator("main")).to_contain_text("13911110001")
