"""What tests of cases do on the pages: open one, take a step, read a date, have a letter printed."""

import json
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from playwright.sync_api import APIResponse, Page, Route, expect
from pypdf import PdfReader

from suixing.rules.calendar import shipped_calendar
from tests.browser.site import Site
from tests.browser.visitors import follow
from tests.shape.source import ROOT

CASE = re.compile(r"/desk/cases/[0-9a-f-]{36}/")
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
NUMBER = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{4,5})+")
BETWEEN = 0.25
"""Seconds between two looks at a page that the worker changes."""
SEND = "form.case-form button:not(.second)"


def find_account(page: Page, identifier: str) -> str:
    """The path of the record of whoever this office holds under a number, found at the desk."""
    page.goto("/desk/find/")
    page.locator("[name=looked_for]").fill(identifier)
    follow(page.locator("main form:has([name=looked_for]) button").first)
    link = page.locator("main a[href^='/desk/people/']").first
    found = re.match(r"/desk/people/\d+/", link.get_attribute("href") or "")
    assert found is not None
    return found[0]


def open_case(page: Page, path: str, **typed: Any) -> str:
    """Fill the form at ``path`` and send it; the address of the case, without host."""
    page.goto(path)
    fill(page, typed)
    follow(page.locator(SEND))
    expect(page).to_have_url(CASE)
    found = CASE.search(page.url)
    assert found is not None
    return found[0]


def take(page: Page, case: str, step: str, **typed: Any) -> None:
    """Take a step by its form; the page of the case follows, or what comes after it."""
    page.goto(f"{case}step/{step}/")
    fill(page, typed)
    follow(page.locator(SEND))
    expect(page.locator(".error-summary")).to_have_count(0)


def fill(page: Page, typed: dict[str, Any]) -> None:
    """Type or choose; names as in the form, with ``__`` for ``-``. A list ticks boxes, True ticks the one there is."""
    for key, value in typed.items():
        held = page.locator(f"form.case-form [name='{key.replace('__', '-')}']")
        if isinstance(value, list):
            for one in value:
                page.locator(f"form.case-form [name='{key.replace('__', '-')}'][value='{one}']").check()
        elif value is True:
            held.check()
        elif held.first.get_attribute("type") == "radio":
            page.locator(f"form.case-form [name='{key.replace('__', '-')}'][value='{value}']").check()
        elif held.first.evaluate("one => one.tagName") == "SELECT":
            held.select_option(value)
        else:
            held.fill(str(value))


def number_of(page: Page, case: str) -> str:
    """The number in the heading of a case's page."""
    page.goto(case)
    return page.locator("h1 .code").inner_text()


def due_in_clock(page: Page, duty: str) -> date:
    """The last day of the clock of a duty, as its bar says it."""
    text = page.locator(".clock", has=page.locator("h3", has_text=duty)).locator(".marks .due dd").inner_text()
    return datetime.strptime(text.removesuffix(" provisional"), "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone


def in_english(day: date) -> str:
    """A day as the pages write it."""
    return f"{day.day} {day:%B %Y}"


def countable(first: date, last: date) -> int:
    """How many working days there are from ``first`` to ``last``, both included, counted one by one."""
    calendar = shipped_calendar()
    days = (last - first).days + 1
    return sum(calendar.is_working(first + timedelta(days=n)) for n in range(days))


def printed(page: Page, form: str) -> str:
    """Press the English button of a letter; the text of the PDF that opens in another window."""
    button = page.locator(f"{form} button[value=en]")
    answers: list[APIResponse] = []

    def pass_on(route: Route) -> None:
        # What a window shows as a PDF cannot be read from outside; on its way it can, and the window stays empty.
        answers.append(route.fetch())
        route.fulfill(status=200, content_type="text/plain", body="")

    action = button.evaluate("one => one.form.action")
    page.context.route(action, pass_on)
    with page.expect_popup() as window:
        button.click()
    while not answers:
        page.wait_for_timeout(100)
    page.context.unroute(action)
    window.value.close()
    (answer,) = answers
    assert answer.headers["content-type"] == "application/pdf", answer.text()
    assert answer.headers["content-disposition"] == 'inline; filename="letter.pdf"'
    return "\n".join(one.extract_text() for one in PdfReader(BytesIO(answer.body())).pages)


def act_earlier(site: Site, **what: Any) -> None:
    """An officer's step, taken some days ago (``tests/browser/earlier.py``)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.earlier"], env=site.node.environment, cwd=ROOT,
        input=json.dumps(what), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def worked(page: Page, text: str, *, within: float = 60) -> None:
    """Load the page again until the worker has done what is awaited; fails after ``within`` seconds."""
    for _ in range(int(within / BETWEEN)):
        if text in page.locator("main").inner_text():
            return
        page.wait_for_timeout(BETWEEN * 1000)
        page.reload()
    assert text in page.locator("main").inner_text()
