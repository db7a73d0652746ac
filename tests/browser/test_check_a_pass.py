"""Anybody checks a pass in a browser: the same verdicts as the command, without a network, and nobody is told."""

import json
import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
import segno
from playwright.sync_api import Page, Request, expect

from suixing.passes.formats import trust_list
from suixing.passes.formats.verify import Binding, Checked, Statuses, verify
from tests.browser.accessible import assert_accessible
from tests.browser.site import Site
from tests.browser.test_walk_every_page import assert_fits
from tests.browser.visitors import NARROWEST, PHONE, Visitors, follow
from tests.passes.mangled import AT, AUDIENCE, NONCE, Case, World, corpus
from tests.shape.source import ROOT

PATH = "/verify/"
JUDGE = """async (told) => {
    const { trust, anchor, statuses, at, asked, cases } = JSON.parse(told);
    const { Statuses, verify } = await import("/assets/verify/formats/verify.js");
    const { readTrustList } = await import("/assets/verify/formats/trust_list.js");
    const list = await readTrustList(trust, at, anchor);
    const held = new Statuses(statuses);
    const found = [];
    for (const one of cases) {
        const checked = await verify(one.text, list, held, one.at, one.asked ? asked : null);
        const { verdict, reason, claims, bound = false, statusAt = null } = checked;
        found.push([verdict, reason, claims, bound, statusAt]);
    }
    return found;
}"""
# What a camera gives that is held over a code: here the code is drawn.
CAMERA = """(matrix) => {
    navigator.mediaDevices.getUserMedia = async () => {
        const sheet = document.createElement("canvas");
        sheet.width = 1280;
        sheet.height = 720;
        const pen = sheet.getContext("2d");
        const draw = () => {
            pen.fillStyle = "#ddd";
            pen.fillRect(0, 0, 1280, 720);
            pen.save();
            pen.translate(640, 360);
            pen.rotate(0.1);
            pen.scale(6, 6);
            pen.translate(-matrix.length / 2, -matrix.length / 2);
            pen.fillStyle = "#222";
            matrix.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x, y, 1.02, 1.02)));
            pen.restore();
        };
        draw();
        setInterval(draw, 50);
        return sheet.captureStream(20);
    };
}"""
READ_TRUST = """async ({ token, at, anchor }) => {
    const { readTrustList } = await import("/assets/verify/formats/trust_list.js");
    return readTrustList(token, at, anchor).then(() => "sound", (found) => found.reason || String(found));
}"""


@pytest.fixture(scope="module")
def passes(site: Site) -> dict[str, str]:
    """Genuine passes of the node that is asked (``genuine.py``)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.genuine"], env=site.node.environment, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made: dict[str, str] = json.loads(done.stdout)
    return made


def opened(page: Page) -> Page:
    """The page, its lists read and everything kept for when there is no network."""
    page.goto(PATH)
    for part in ("#status-lists", "#kept"):
        expect(page.locator(part)).not_to_have_text("…")
    return page


def paste(page: Page, text: str) -> None:
    page.locator("#pasted").fill(text)
    page.locator("#paste button").click()


def expect_verdict(page: Page, verdict: str) -> None:
    expect(page.locator("#verdict")).to_have_attribute("data-verdict", verdict)


def as_page(checked: Checked) -> list[Any]:
    """What Python came to, as the scripts of the page say it."""
    status = None if checked.status_at is None else int(checked.status_at.timestamp())
    claims = {str(name): value for name, value in checked.claims.items()}
    return [str(checked.verdict), str(checked.reason), claims, checked.holder_bound, status]


def test_scripts_and_python_judge_alike(page: Page) -> None:
    """Every case of the corpus: verdict, reason, claims, and of when the status is; a wrong pass is never valid."""
    world = World()
    token, tokens, cases = world.trust(), world.statuses(), corpus(world)
    trust, statuses = trust_list.read(token, AT, world.list_key.kid), Statuses(tokens)

    def judged(case: Case) -> list[Any]:
        asked = Binding(NONCE, AUDIENCE) if case.asked else None
        return as_page(verify(case.text, trust, statuses, case.at, asked))

    opened(page)
    told = {
        "trust": token, "anchor": world.list_key.kid, "statuses": tokens, "at": int(AT.timestamp()),
        "asked": {"nonce": NONCE, "audience": AUDIENCE},
        "cases": [{"text": one.text, "at": int(one.at.timestamp()), "asked": one.asked} for one in cases],
    }  # fmt: skip
    # As one text in ASCII, for half a sign travels no other way.
    found = page.evaluate(JUDGE, json.dumps(told))
    expected = [judged(case) for case in cases]
    differing = [(c.name, e, f) for c, e, f in zip(cases, expected, found, strict=True) if e != f]
    assert differing == []
    verdicts = {one[0] for one in expected}
    assert len(verdicts) == 8, "the corpus does not reach every verdict"


def test_scripts_trust_no_list_but_the_one_that_the_page_names(page: Page) -> None:
    world = World()
    token = world.trust()
    opened(page)
    for name, wanted in (
        ("sound", "sound"),
        ("other anchor", "anchor"),
        ("cut", "signature"),
        ("expired", "trust_list_expired"),
    ):
        told = {
            "token": token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB") if name == "cut" else token,
            "at": int(AT.timestamp()) + (10**9 if name == "expired" else 0),
            "anchor": world.key.kid if name == "other anchor" else world.list_key.kid,
        }
        assert page.evaluate(READ_TRUST, told) == wanted


def test_check_by_paste_picture_and_reader_and_tell_nobody(
    visitors: Visitors, site: Site, passes: dict[str, str]
) -> None:
    """Each way leads to the verdict; while something is checked, nothing leaves the page."""
    page = opened(visitors.open(size=PHONE))
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it marks what it calls
    paste(page, passes["valid"])
    expect_verdict(page, "valid")
    expect(page.locator("#verdict")).to_be_focused()
    for said in ("有效", "李秀英", "忠县", "享受免费服务"):
        expect(page.locator("#verdict")).to_contain_text(said)
    for kept_back in ("1985", "出生日期", "忠州"):
        expect(page.locator("#verdict")).not_to_contain_text(kept_back)
    assert_accessible(page)
    page.locator("#next").click()
    expect(page.locator("#pasted")).to_be_focused()
    expect(page.locator("#verdict")).to_be_hidden()
    assert "李秀英" not in page.content()

    picture = BytesIO()
    segno.make(passes["revoked"], error="m", boost_error=False).save(picture, kind="png", scale=4)
    page.locator("#picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect_verdict(page, "revoked")
    expect(page.locator("#verdict")).to_contain_text("已注销")
    assert_accessible(page)
    page.locator("#next").click()
    page.locator("h1").click()
    page.keyboard.type(passes["valid"])
    page.keyboard.press("Enter")
    expect_verdict(page, "valid")
    page.locator("#leave").click()
    expect(page.locator("#verdict")).to_be_hidden()
    # What remains is the worker that reads pictures: a script of this site, asked for once.
    assert {one.url.removeprefix(site.url) for one in asked} <= {
        "/assets/verify/qr_worker.js", "/assets/vendor/qr/decode.js", "/assets/vendor/qr/index.js",
    }  # fmt: skip
    assert all(one.method == "GET" and one.post_data is None for one in asked)


def test_every_answer_is_said_in_both_languages_and_sizes(visitors: Visitors, passes: dict[str, str]) -> None:
    page = opened(visitors.open("en", NARROWEST))
    flipped = passes["valid"][:-20] + ("A" if passes["valid"][-20] != "A" else "B") + passes["valid"][-19:]
    stranger = next(case.text for case in corpus(World()) if case.name == "paper: ordinary")
    for text, verdict, said in (
        (passes["wallet"], "valid", "without proof by the holder's device"),
        (passes["revoked"], "revoked", "Revoked"),
        (flipped, "forged", "Does not fit its signature"),
        (stranger, "untrusted_issuer", "Issuer not confirmed"),
        ("https://example.org", "unreadable", "Cannot be read"),
    ):
        paste(page, text)
        expect_verdict(page, verdict)
        expect(page.locator("#verdict")).to_contain_text(said)
        assert_fits(page)
        assert_accessible(page)
        page.locator("#next").click()


def test_works_without_a_network_in_both_languages(visitors: Visitors, passes: dict[str, str]) -> None:
    """Loaded once, it opens, checks, and changes its language offline, and says how old its lists are."""
    page = opened(visitors.open())
    expect(page.locator("#kept")).to_contain_text("没有网络也能核验")
    page.context.set_offline(True)
    page.goto(PATH)
    paste(page, passes["valid"])
    expect_verdict(page, "valid")
    expect(page.locator("#trust-age")).to_contain_text("前")
    page.locator("form.language button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    paste(page, passes["revoked"])
    expect_verdict(page, "revoked")
    expect(page.locator("#verdict")).to_contain_text("The pass was revoked")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_scan_with_the_camera_and_the_next_one_by_one_tap(visitors: Visitors, passes: dict[str, str]) -> None:
    page = visitors.open("en", PHONE)
    matrix = [list(row) for row in segno.make(passes["valid"], error="m", boost_error=False).matrix]
    page.add_init_script(f"({CAMERA})({json.dumps([[int(one) for one in row] for row in matrix])})")
    opened(page)
    page.locator("#look").click()
    expect_verdict(page, "valid")
    expect(page.locator("#video")).to_be_hidden()
    assert page.evaluate("document.getElementById('video').srcObject") is None
    page.locator("#next").click()
    expect_verdict(page, "valid")


def test_the_camera_is_allowed_here_alone_and_missed_by_nobody(page: Page) -> None:
    """Where there is none the page says so, and offers the other ways."""
    answer = page.goto(PATH)
    assert answer is not None
    assert answer.headers["permissions-policy"].startswith("camera=(self),")
    assert "camera=()" in page.request.get("/").headers["permissions-policy"]
    page.locator("#look").click()
    expect(page.locator("#hint")).to_contain_text("摄像头")
    expect(page.locator("#pasted")).to_be_visible()


def test_without_scripts_the_page_names_the_command(scriptless_page: Page) -> None:
    scriptless_page.goto(PATH)
    expect(scriptless_page.locator("main")).to_contain_text("suixing pass verify")
    expect(scriptless_page.locator("#check")).to_be_hidden()


def test_the_way_leads_here(page: Page) -> None:
    page.goto("/")
    follow(page.locator(f"nav a[href='{PATH}']"))
    expect(page.locator("h1")).to_have_text("核验随行证")
