"""``bench pass --page``: how long the public page takes from a text that was read to the verdict on the screen.

In a real Chromium whose processor is slowed down as a telephone's is. The page, its scripts and lists are given to the
browser without a server; the lists are as large as they would be with an issuer in every prefecture.
"""

import random
import statistics
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TextIO

import orjson

from suixing.config.bench.passes import ASKED, PERSON, SHOWN
from suixing.config.commands.check import NO_BROWSER, find_browser
from suixing.config.session import set_up_django
from suixing.kernel.errors import Refusal, Sentence
from suixing.passes.formats import cwt, sd_jwt, status_list, trust_list
from suixing.passes.formats.claims import EVERYTHING
from suixing.passes.formats.keys import SigningKey, new_signing_key
from suixing.passes.formats.terms import terms_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

ADDRESS = "http://localhost:9"
"""Nobody listens there: all that the page asks for is answered here."""
PAGE = "/verify/"
ISSUERS = 333
REVOKED = 1300
"""Of each list: one in a hundred."""
SLOWED = (1, 4, 6)
MOST = 300.0
"""Milliseconds that checking may take where the processor is slowed the most."""
PATIENCE = 120_000
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
NO_PLAYWRIGHT = Sentence(
    "测量网页需要 playwright；请先安装 requirements/dev.lock。",
    "Measuring the page takes playwright, which is not installed: install requirements/dev.lock first.",
)
CHECK = """async (text) => {
    performance.clearMeasures();
    document.getElementById("pasted").value = text;
    document.getElementById("paste").requestSubmit();
    for (;;) {
        const [found] = performance.getEntriesByName("suixing-check");
        if (found) return [found.duration, document.getElementById("verdict").dataset.verdict];
        await new Promise((on) => { setTimeout(on, 5); });
    }
}"""
AGAIN = "() => document.getElementById('leave').click()"
READ = "document.getElementById('status-lists').textContent !== '…'"


class Stage(NamedTuple):
    """What the page is given, and what is checked on it."""

    html: str
    trust: str
    lists: bytes
    texts: dict[str, str]


def run(*, rounds: int, out: TextIO) -> int:
    """Measure and print; 0 where the slowest median is below 300 ms. Raises Refusal where there is no browser."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only developers have it
    except ImportError:
        raise Refusal(NO_PLAYWRIGHT) from None
    program = find_browser()
    if program is None:
        raise Refusal(NO_BROWSER)
    stage = _stage()
    out.write(f"{ISSUERS} issuers, as many status lists; {rounds} rounds; ms from text read to verdict shown\n")
    slowest = 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for slowed in SLOWED:
            for name, times in _measure(browser.new_context, stage, slowed, rounds).items():
                middle, worst = statistics.median(times), max(times)
                out.write(f"slowed {slowed}x  {name:34}{middle:8.1f} median{worst:8.1f} worst\n")
                slowest = max(slowest, middle)
        out.write(f"Chromium {browser.version}\n")
        browser.close()
    return 0 if slowest < MOST else 1


def _measure(new_context: Callable[..., object], stage: Stage, slowed: int, rounds: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        context = new_context(locale="zh-CN", viewport={"width": 360, "height": 740}, service_workers="block")
        page: Page = context.new_page()  # type: ignore[attr-defined] # playwright's, which need not be installed
        page.set_default_timeout(PATIENCE)
        page.route("**/*", lambda route: _answer(route, stage))
        session = context.new_cdp_session(page)  # type: ignore[attr-defined]
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        page.goto(ADDRESS + PAGE)
        page.wait_for_function(READ)
        for name, text in stage.texts.items():
            for turn in ("first", "again"):
                milliseconds, verdict = page.evaluate(CHECK, text)
                if verdict != "valid":
                    raise AssertionError(f"{name}: {verdict}")
                taken.setdefault(f"{name}, {turn}", []).append(milliseconds)
                page.evaluate(AGAIN)
        context.close()  # type: ignore[attr-defined]
    return taken


def _answer(route: "Route", stage: Stage) -> None:
    from suixing.web.public.verifying.views import WORKER  # noqa: PLC0415 - only after setup

    path = route.request.url.removeprefix(ADDRESS)
    given: dict[str, tuple[str, str | bytes]] = {
        PAGE: ("text/html; charset=utf-8", stage.html), "/passes/trust": ("text/plain", stage.trust),
        "/passes/lists": ("application/json", stage.lists),
    }  # fmt: skip
    file = WORKER.parents[1] / path.removeprefix("/assets/")
    with suppress(Exception):  # the browser has gone on
        if path in given:
            kind, body = given[path]
            route.fulfill(content_type=kind, body=body)
        elif path.startswith("/assets/") and file.is_file():
            route.fulfill(content_type=TYPES[file.suffix], body=file.read_bytes())
        else:
            route.fulfill(status=404)


def _stage() -> Stage:
    set_up_django()
    from django.template.loader import render_to_string  # noqa: PLC0415 - only after setup
    from django.utils import translation  # noqa: PLC0415

    from suixing.web.public.verifying.views import TEMPLATE, page_context  # noqa: PLC0415

    now, chance = datetime.now(UTC).replace(microsecond=0), random.Random(6)  # noqa: S311 - no secret
    keys, listing, holder = [new_signing_key() for _ in range(ISSUERS)], new_signing_key(), new_signing_key()
    trust = trust_list.issue(listing, map(_issuer, range(ISSUERS), keys), now, timedelta(days=30))
    lists = [
        status_list.issue(key, _status(n), chance.sample(range(1, status_list.SIZE), REVOKED), now, timedelta(days=7))
        for n, key in enumerate(keys)
    ]
    first = (now - timedelta(days=9)).date()
    terms = [terms_of(_host(n), first, first.replace(year=first.year + 3), _status(n), 0) for n in (7, 8)]
    wallet = sd_jwt.select(sd_jwt.issue(keys[8], terms[1], PERSON, holder.public_jwk), SHOWN)
    texts = {
        "paper, all that fits": cwt.issue(keys[7], terms[0], PERSON, EVERYTHING),
        "wallet, with key binding": sd_jwt.bind(wallet, holder, ASKED.nonce, ASKED.audience, now),
    }
    with translation.override("zh-hans"):
        html = render_to_string(TEMPLATE, page_context(listing.kid))
    return Stage(html, trust, orjson.dumps({"lists": lists}), texts)


def _host(number: int) -> str:
    return f"https://pass{number}.example"


def _status(number: int) -> str:
    return f"{_host(number)}/passes/status/1"


def _issuer(number: int, key: SigningKey) -> dict[str, object]:
    listed = {"jwk": key.public_jwk, "kid": key.kid, "since": 1}
    return {"iss": _host(number), "place": "65", "name_zh": "签发地", "name_en": "Issuer", "keys": [listed]}
