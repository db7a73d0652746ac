"""A desk hands in its register in a real browser, watches it, takes the report, and hands that in again."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from suixing.config.invented import write_register
from tests.browser.accessible import assert_accessible
from tests.browser.officers import OTHER_DESK, STAFF
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_fits
from tests.browser.visitors import DESKTOP, NARROWEST, Visitors, follow
from tests.cast import GUANHU, XIUYING, write_csv

RUN = re.compile(r"/intake/[0-9a-f-]{36}/$")
WAIT = 60_000


def hand_in(page: Page, path: Path) -> None:
    page.locator("[name=sheet]").set_input_files(path)
    follow(page.locator("form.hand-in button"))
    expect(page).to_have_url(RUN)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_register_goes_in_and_its_report_comes_back(
    visitors: Visitors, site: Site, tmp_path: Path, scripts: bool
) -> None:
    seed = 11 if scripts else 12
    write_register(tmp_path / "messy.csv", 400, seed=seed, living_in=(GUANHU,))
    page = visitors.open("en", DESKTOP, scripts=scripts)
    site.sign_in(page, OTHER_DESK.username)
    page.goto("/intake/")
    hand_in(page, tmp_path / "messy.csv")
    link = page.get_by_role("link", name="Download the sheet with reasons")
    expect(link).to_be_visible(timeout=WAIT)
    if scripts:  # axe-core is a script
        assert_accessible(page)
    with page.expect_download() as waiting:
        link.click()
    report = tmp_path / "report.xlsx"
    waiting.value.save_as(report)
    assert re.fullmatch(r"report-\d{8}-[0-9a-f]{8}\.xlsx", waiting.value.suggested_filename)
    sheet = load_workbook(report).active
    assert sheet is not None
    assert sheet.max_row == 401
    hand_in(page, report)
    expect(page.locator("main")).to_contain_text("registered before, nothing changed", timeout=WAIT)
    expect(page.locator("main")).to_contain_text(re.compile(r"\b0 registered\b"), timeout=WAIT)


def test_rows_to_be_mended_are_named_without_what_was_typed(english_page: Page, site: Site, tmp_path: Path) -> None:
    page = english_page
    site.sign_in(page, OTHER_DESK.username)
    page.goto("/intake/")
    hand_in(page, write_csv(tmp_path / "r.csv", [XIUYING.but(name="名字标记", identifier="1")]))
    page.get_by_role("link", name="See the rows").click(timeout=WAIT)
    expect(page.locator("main table")).to_contain_text("type it again from the paper")
    expect(page.locator("main")).not_to_contain_text("名字标记")
    page.set_viewport_size(NARROWEST)
    assert_accessible(page)
    assert_fits(page)
    page.locator("a.back").click()
    expect(page).to_have_url(RUN)
    assert_accessible(page)
    assert_fits(page)


def test_file_that_is_no_register_is_said_at_the_field(
    english_page: Page, visitors: Visitors, site: Site, tmp_path: Path
) -> None:
    page = english_page
    visitors.witness(page).expected.add(422)
    site.sign_in(page, OTHER_DESK.username)
    page.goto("/intake/")
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    page.locator("[name=sheet]").set_input_files(tmp_path / "picture.xlsx")
    page.locator("form.hand-in button").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".error-summary")).to_contain_text("This is not a spreadsheet")
    assert_accessible(page)


def test_button_pressed_twice_hands_in_once(english_page: Page, site: Site, tmp_path: Path) -> None:
    page = english_page
    site.sign_in(page, OTHER_DESK.username)
    page.goto("/intake/")
    before = page.locator("main table tbody tr").count()
    page.locator("[name=sheet]").set_input_files(write_csv(tmp_path / "twice.csv", [XIUYING]))
    page.locator("form.hand-in button").dblclick()
    expect(page).to_have_url(RUN)
    page.goto("/intake/")
    assert page.locator("main table tbody tr").count() == before + 1


def test_other_posts_do_not_get_in(english_page: Page, visitors: Visitors, site: Site) -> None:
    visitors.witness(english_page).expected.add(403)
    site.sign_in(english_page, STAFF.username)
    english_page.goto("/intake/")
    expect(english_page.locator("h1")).to_have_text("You cannot open this page")
