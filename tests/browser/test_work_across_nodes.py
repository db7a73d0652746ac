"""One case on the pages of two provinces' nodes, with the hub between them: asked in one, answered in the other."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.cases import BETWEEN, CASE, SEND, fill, take, worked
from tests.browser.officers import DESK, HOME_DESK
from tests.browser.site import Site
from tests.browser.visitors import Visitors, follow
from tests.cast import FUCHENG, XIUYING
from tests.exchange.cluster import WEB, Nodes
from tests.nodes import NodeUnderTest
from tests.shape.source import ROOT

HERE, THERE = "44", "50"
SEATED = {HERE: DESK.username, THERE: HOME_DESK.username}
NEVER_CROSSES = ("福城", "深圳", FUCHENG, DESK.name)
"""What the home office must not learn: by whom it is asked (X8)."""
ASKED, ANSWER_SEEN = "From this office, no. 1", "From the other office, no. 2"
"""The other office's first message says when the question arrived."""
MINUTE_IS_OVER = "UPDATE exchange_outbox SET leave_at = now() WHERE relayed_at IS NULL"


@pytest.fixture
def nodes(browser: Browser, template: NodeUnderTest, tmp_path: Path) -> Iterator[Nodes]:
    """The hub and two provinces with pages, each with one officer of the cast at a desk."""
    with Nodes(tmp_path / "nodes", template.home, officers=0, through_proxies=False) as made:
        for place, officer in SEATED.items():
            made.start(place, WEB)
            done = subprocess.run(
                [sys.executable, "-m", "tests.browser.seat", officer], env=made.node(place).environment, cwd=ROOT,
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
        for place in SEATED:
            made.until(partial(is_ready, made.node(place).web_port), "pages are served")
        yield made


def is_ready(port: int) -> bool:
    """Whether a site answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_a_case_across_two_provinces(nodes: Nodes, browser: Browser) -> None:
    visitors = {}
    pages = {}
    for place, language in ((HERE, "en"), (THERE, "zh")):
        node = nodes.node(place)
        site = Site(f"http://localhost:{node.web_port}", NodeUnderTest(node.home, {}), node.log)
        visitors[place] = Visitors(browser, site.url)
        pages[place] = visitors[place].open(language)
        site.sign_in(pages[place], SEATED[place])
    case = it_is_asked(pages[HERE])
    answered = it_is_answered(pages[THERE])
    nodes.sql(THERE, MINUTE_IS_OVER)
    the_answer_is_seen(pages[HERE], case)
    both_see_the_evidence(pages[HERE], pages[THERE], answered)
    assert not [fault for one in visitors.values() for fault in one.leave()]


def it_is_asked(desk: Page) -> str:
    """An officer of Fucheng asks the office at her home place, which is on another node."""
    desk.goto("/desk/cases/new/verification/")
    fill(desk, {"subject__name": XIUYING.name, "subject__identifier": XIUYING.identifier})
    expect(desk.locator("#subject_by_number")).to_contain_text("from the number")
    fill(desk, {
        "answering_text": "重庆市忠县忠州街道", "questions": ["identity.name_matches", "residence.registered_here"],
    })  # fmt: skip
    follow(desk.locator(SEND))
    expect(desk).to_have_url(CASE)
    case = desk.url.split("?")[0]
    expect(desk.locator("main")).to_contain_text("忠州街道")
    worked(desk, "Arrived")
    return case


def it_is_answered(home: Page) -> str:
    """The officer of Zhongzhou finds it in her list; it says from which province, and nothing nearer."""
    home.goto("/desk/cases/")
    home.locator("#cases-list a.case").first.click()
    case = home.url.split("?")[0]
    said = home.locator("main").inner_text()
    assert XIUYING.name in said
    assert "广东" in said
    for hidden in NEVER_CROSSES:
        assert hidden not in said, hidden
    take(
        home, case, "answer", answers__identity__name_matches="confirmed",
        answers__residence__registered_here="confirmed",
    )  # fmt: skip
    expect(home.locator("main")).to_contain_text("之前可以收回")
    return case


def the_answer_is_seen(desk: Page, case: str) -> None:
    """It comes back, and what was confirmed stands on the page of the case."""
    desk.goto(case)
    worked(desk, ANSWER_SEEN)
    said = desk.locator("main").inner_text()
    assert "Answered" in said
    assert said.count("Confirmed") == 2
    assert_accessible(desk)


def both_see_the_evidence(desk: Page, home: Page, answered: str) -> None:
    """Sent, relayed, arrived and opened, of the question and of the answer, on either side."""
    home.goto(answered)
    for page, (question, answer) in ((desk, (ASKED, ANSWER_SEEN)), (home, ("对方发来，第1件", "本机构发出，第2件"))):
        for message in (question, answer):
            row = page.locator("section[aria-labelledby=deliveries] tr", has_text=message)
            for _ in range(int(60 / BETWEEN)):
                if "—" not in row.inner_text():
                    break
                page.wait_for_timeout(BETWEEN * 1000)
                page.reload()
            expect(row).not_to_contain_text("—")
    assert_accessible(home)
