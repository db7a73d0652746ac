"""One browser and one running node for all tests in this folder; a fresh visitor for each.

Playwright keeps an event loop in this process while the browser runs, in which Django's models refuse to work. So
nothing here asks for ``node`` or ``plain_sql``: what a test needs to know it sees on a page, or asks by
``site.node.json(...)`` in a process of its own.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from suixing.config.commands.check import NO_BROWSER, find_browser, must_be_whole
from tests.browser.site import Site, running
from tests.browser.visitors import PATIENCE, PHONE, Visitors
from tests.nodes import NodeUnderTest, copy_node, make_node, remove

FLAGS = (
    "--no-sandbox",  # it cannot be had as root or in a container; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine, whatever a page asks for.
    "--host-resolver-rules=MAP localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


QUICK = {"SUIXING_CLOCKS_EVERY": "1"}
"""What a test waits for comes sooner than on a node in use."""


# Scope "package" and not "session": the event loop is gone before tests of other folders use Django's models.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; without it the test is skipped, in CI failed, with the sentence that says how to install it."""
    program = find_browser()
    if program is None:
        (pytest.fail if must_be_whole() else pytest.skip)(NO_BROWSER.both())
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="package")
def site(browser: Browser, template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A node that serves pages; all tests in this folder share it, so each leaves its own people as they were."""
    node = copy_node(template, make_node(tmp_path_factory.mktemp("site") / "home", **QUICK))
    try:
        with running(node) as site:
            yield site
        said = site.log.read_text(errors="replace")
        assert "Traceback" not in said, said
    finally:
        remove(node.home)


@pytest.fixture
def visitors(browser: Browser, site: Site) -> Iterator[Visitors]:
    """Opens pages in any language and size; a test fails for what goes wrong on any of them."""
    opened = Visitors(browser, site.url)
    yield opened
    faults = opened.leave()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """A visitor who reads Chinese, at a desk."""
    return visitors.open()


@pytest.fixture
def english_page(visitors: Visitors) -> Page:
    """A visitor who reads English, at a desk."""
    return visitors.open("en")


@pytest.fixture
def phone_page(visitors: Visitors) -> Page:
    """A visitor who reads Chinese on a phone of 360 by 740."""
    return visitors.open(size=PHONE)


@pytest.fixture
def scriptless_page(visitors: Visitors) -> Page:
    """A visitor whose browser runs no script."""
    return visitors.open(scripts=False)
