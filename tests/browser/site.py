"""A node that really runs: its own database, its own web process under the serving role, and people at one office."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.officers import OFFICERS, PASSWORD
from tests.browser.residents import Resident
from tests.browser.second_factor import Authenticator
from tests.cast import CAST, FUCHENG, write_csv
from tests.nodes import COMMAND, NodeUnderTest, free_port
from tests.shape.source import ROOT

START_SECONDS = 90


@dataclass
class Site:
    """The site as a browser meets it. ``url`` ends without a slash; ``log`` is what the node wrote.

    ``known`` fills the placeholders of addresses in ``pages.py``, an account number for ``{account}``, say.
    """

    url: str
    node: NodeUnderTest
    log: Path
    known: dict[str, str] = field(default_factory=dict)
    _apps: dict[str, Authenticator] = field(default_factory=dict)
    _kept: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def resident(self) -> Resident:
        """A person who opens her own pages: ``site.resident.sign_in(page)``."""
        return Resident(self)

    def sign_in(self, page: Page, officer: str, *, anew: bool = False) -> None:
        """Sign ``officer`` (her username, of ``officers.py``) in, so that the next page is hers.

        The first visitor goes the whole way; later ones take over her session, for a code opens only once and a third
        one is up to 30 seconds away. A test that signs out or lets the session end signs in ``anew``.
        """
        if officer in self._kept and not anew:
            page.context.add_cookies(self._kept[officer])
            return
        page.goto("/sign-in/")
        self.pass_the_door(page, officer)
        if not anew:
            self._kept[officer] = [one for one in page.context.cookies() if one["name"] != "django_language"]

    def pass_the_door(self, page: Page, officer: str) -> None:
        """Password and code on the page of sign-in that is shown."""
        page.locator("[name=login]").fill(officer)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form:has([name=password]) button").click()
        page.locator("[name=code]").fill(self.app_of(officer).code())
        page.locator("main form:has([name=code]) button").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def app_of(self, officer: str) -> Authenticator:
        """The authenticator app on her telephone."""
        return self._apps.setdefault(officer, Authenticator(OFFICERS[officer].secret))


@contextmanager
def running(node: NodeUnderTest) -> Iterator[Site]:
    """The node made ready and served while the block runs."""
    people = write_csv(node.home.parent / "people.csv", CAST)
    node.ok("intake", people, "--office", FUCHENG, "--today", "2026-11-20")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.fill"], env=node.environment, cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    log = node.home.parent / "site.log"
    with serving(node, log) as url:
        yield Site(url, node, log, json.loads(done.stdout))


@contextmanager
def serving(node: NodeUnderTest, log: Path, *, port: int | None = None) -> Iterator[str]:
    """The node up while the block runs, writing to ``log``; its address, without a slash at the end."""
    port = port or free_port()
    with log.open("wb") as said:
        child = subprocess.Popen(
            [*COMMAND, "node", "up", "--port", str(port)], env=node.environment, stdin=subprocess.DEVNULL,
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", child, log)
        # By its name: to a browser a number is no host that passkeys could belong to.
        yield f"http://localhost:{port}"
    finally:
        child.terminate()
        child.wait(timeout=60)


def _wait(address: str, child: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the site did not start: {log.read_text(errors='replace')}")
