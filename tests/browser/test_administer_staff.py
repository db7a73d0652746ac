"""A staff administrator adds an officer, prints her code, and ends her service; a supervisor looks at an office."""

import re

import pytest

from tests.browser.officers import DESK, STAFF, SUPERVISOR
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_well_made
from tests.browser.visitors import LANGUAGES, Visitors, follow
from tests.cast import FUCHENG, ZHONGZHOU

CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_about_one_officer(visitors: Visitors, site: Site, language: str) -> None:
    page = visitors.open(language)
    site.sign_in(page, STAFF.username)
    page.goto("/staff/")
    about = page.get_by_role("link", name=DESK.name, exact=True).get_attribute("href")
    assert about is not None
    for path in (about, f"{about}change/", f"{about}leave/", f"{about}handed-over/", "/staff/below/440309005001/"):
        assert_well_made(page, path)


def test_an_officer_is_added_and_leaves(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    site.sign_in(page, STAFF.username)
    page.goto("/staff/add/")
    page.locator("[name=name]").fill("林小岚")
    page.locator("[name=username]").fill("lan.new")
    page.locator("[name=posts][value=desk_officer]").check()
    follow(page.get_by_role("button", name="添加"))
    assert CODE.search(page.locator("main").inner_text())
    page.reload()
    assert not CODE.search(page.locator("main").inner_text())
    page.goto("/staff/")
    page.get_by_role("link", name="林小岚", exact=True).click()
    page.get_by_role("link", name="办理离任").click()
    follow(page.get_by_role("button", name="办理离任"))
    assert "离任于" in page.locator("main").inner_text()
    page.get_by_role("link", name="林小岚").click()
    page.get_by_role("link", name="重新任职").click()
    page.locator("[name=posts][value=desk_officer]").check()
    follow(page.get_by_role("button", name="重新任职"))
    assert CODE.search(page.locator("main").inner_text())


def test_the_contact_is_published(visitors: Visitors, site: Site) -> None:
    page = visitors.open()
    site.sign_in(page, STAFF.username)
    page.goto("/staff/contact/")
    for name, text in (("telephone", "0755-23456789"), ("address_zh", "福城一路1号"), ("hours_zh", "工作日")):
        page.locator(f"[name={name}]").fill(text)
    follow(page.get_by_role("button", name="保存"))
    assert "最近更改" in page.locator("main").inner_text()


def test_an_agreement_is_written_down_and_ended_without_scripts(visitors: Visitors, site: Site) -> None:
    page = visitors.open(scripts=False)
    site.sign_in(page, STAFF.username)
    page.goto("/staff/agreements/add/")
    for name, text in (
        ("other", ZHONGZHOU), ("own_telephone", "0755-23456789"), ("other_telephone", "023-54231234"),
        ("limit_answer_verification", "8 个工作日"),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
    follow(page.get_by_role("button", name="保存协议"))
    assert "忠州街道" in page.locator("main").inner_text()
    about = page.url
    follow(page.get_by_role("button", name="终止协议"))
    assert "未定" not in page.locator("main").inner_text()
    looked_at = visitors.open("en")
    site.sign_in(looked_at, STAFF.username)
    assert_well_made(looked_at, about)
    assert_well_made(looked_at, "/staff/agreements/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_supervisor_looks_at_an_office(visitors: Visitors, site: Site, language: str) -> None:
    page = visitors.open(language)
    site.sign_in(page, SUPERVISOR.username)
    assert_well_made(page, f"/supervisor/offices/{FUCHENG}/")
    page.goto("/supervisor/?q=440309005")
    assert page.locator("tbody tr").count() >= 1
