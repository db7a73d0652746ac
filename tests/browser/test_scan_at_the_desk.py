"""An officer scans a pass that somebody shows at the desk: by camera, from a picture, by a reader that types (P4)."""

import json
from io import BytesIO

import segno
from playwright.sync_api import Page, expect

from tests.browser.officers import DESK
from tests.browser.site import Site
from tests.browser.test_check_a_pass import CAMERA, passes
from tests.browser.visitors import Visitors

__all__ = ["passes"]  # a fixture
RECORDED = "已核对并登记"
# What a reader does that types as a keyboard, as fast as one however busy the machine is.
READER = """(text) => {
    for (const key of [...text, "Enter"]) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
}"""


def scan_page(page: Page, site: Site) -> Page:
    site.sign_in(page, DESK.username)
    answer = page.goto(f"/desk/people/{site.known['account']}/passes/scan/")
    assert answer is not None
    assert answer.headers["permissions-policy"].startswith("camera=(self),")
    expect(page.locator("#look")).to_be_visible()
    return page


def picture_of(text: str) -> bytes:
    drawn = BytesIO()
    segno.make(text, error="m", boost_error=False).save(drawn, kind="png", scale=4)
    return drawn.getvalue()


def choose(page: Page, content: bytes) -> None:
    page.locator("#picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": content})


def test_scan_a_picture_and_be_told_where_there_is_no_pass(page: Page, site: Site, passes: dict[str, str]) -> None:
    scan_page(page, site)
    choose(page, picture_of("https://example.org/"))
    expect(page.locator("#hint")).to_contain_text("不是随行证")
    choose(page, b"no picture")
    expect(page.locator("#hint")).to_contain_text("不能打开")
    choose(page, picture_of(passes["valid"]))
    expect(page.locator("#found + .notice")).to_contain_text(RECORDED)
    choose(page, picture_of(passes["revoked"]))
    expect(page.locator("#found + .notice")).to_contain_text("注销")


def test_scan_with_the_camera(visitors: Visitors, site: Site, passes: dict[str, str]) -> None:
    page = visitors.open()
    matrix = [[int(one) for one in row] for row in segno.make(passes["valid"], error="m", boost_error=False).matrix]
    page.add_init_script(f"({CAMERA})({json.dumps(matrix)})")
    scan_page(page, site)
    page.locator("#look").click()
    expect(page.locator("#found + .notice")).to_contain_text(RECORDED)
    expect(page.locator("#video")).to_be_hidden()
    expect(page.locator("#look")).to_be_visible()  # the scripts of the new page listen
    page.evaluate(READER, passes["revoked"])
    expect(page.locator("#found + .notice")).to_contain_text("注销")


def test_without_a_camera_or_without_scripts_a_reader_types(page: Page, visitors: Visitors, site: Site) -> None:
    scan_page(page, site)
    page.locator("#look").click()
    expect(page.locator("#hint")).to_contain_text("摄像头")
    plain = visitors.open(scripts=False)
    site.sign_in(plain, DESK.username)
    plain.goto(f"/desk/people/{site.known['account']}/passes/scan/")
    expect(plain.locator("#camera")).to_be_hidden()
    expect(plain.get_by_role("button", name="核对", exact=True)).to_be_visible()
