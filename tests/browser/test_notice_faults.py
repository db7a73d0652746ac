"""What watches, presses and judges in these tests does notice what it is there for."""

import time

import pytest
from playwright.sync_api import Page

from tests.browser.accessible import assert_accessible
from tests.browser.keyboard import assert_focus_order, assert_focus_seen, tab_stops
from tests.browser.second_factor import Authenticator, code_at, passkey_holder
from tests.browser.site import Site
from tests.browser.visitors import PATIENCE, Visitors

ADD_INLINE_SCRIPT = "document.head.append(Object.assign(document.createElement('script'), {text: 'let x'}))"
FAULTS = {
    "a script in the page": (ADD_INLINE_SCRIPT, "Content Security Policy"),
    "an error in a script": ("setTimeout(() => nothing.at.all)", "error in a script"),
    "an error on the console": ("console.error('told')", "told"),
    "another host": ("location.assign('http://elsewhere.invalid/')", "asked another host"),
    "a missing part": ("fetch('/assets/nothing.css')", "404"),
    "an answer of 503": ("fetch('/refused')", "answered 503"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_a_page_is_noticed(visitors: Visitors, page: Page, fault: str) -> None:
    script, noticed = FAULTS[fault]
    page.route("**/refused", lambda route: route.fulfill(status=503))
    page.goto("/")
    faults = visitors.witness(page).faults
    assert faults == []
    page.evaluate(f"() => {{ {script} }}")
    deadline = time.monotonic() + PATIENCE / 1000
    while not any(noticed in line for line in faults) and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert any(noticed in line for line in faults), faults
    page.context.close()  # one fault may be told in several ways; none comes later than this
    faults.clear()


def test_a_page_that_answers_404_is_no_fault_in_itself(page: Page) -> None:
    answer = page.goto("/nothing-is-here")
    assert answer is not None
    assert answer.status == 404


def test_a_violation_is_printed_with_its_place(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=bare type=text>')")
    with pytest.raises(AssertionError, match=r"label \(critical\)[^$]*#bare"):
        assert_accessible(page)


def test_focus_that_cannot_be_seen_is_noticed(page: Page) -> None:
    page.goto("/")
    assert assert_focus_seen(page)
    for focus in (":focus", ":focus-visible"):
        page.evaluate(
            "rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)",
            focus + " { outline: none !important; box-shadow: none !important }",
        )
    with pytest.raises(AssertionError):
        assert_focus_seen(page)


def test_focus_in_another_order_is_noticed(page: Page) -> None:
    page.goto("/")
    first, second = [stop.text for stop in tab_stops(page)][:2]
    page.goto("/")
    assert_focus_order(page, first, second)
    page.goto("/")
    with pytest.raises(AssertionError, match="not reached"):
        assert_focus_order(page, second, first)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B."""
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds, digits=8) == code


def test_authenticator_shows_six_digits() -> None:
    shown = Authenticator("GEZDGNBVGY3TQOJQ").code()
    assert len(shown) == 6
    assert shown.isdigit()


def test_browser_makes_a_passkey_for_the_site(page: Page, site: Site) -> None:
    page.goto("/")
    with passkey_holder(page) as held:
        made = page.evaluate(
            """() => navigator.credentials.create({publicKey: {
                challenge: new Uint8Array(32), rp: {name: "Suixing"},
                user: {id: new Uint8Array(8), name: "n", displayName: "n"},
                pubKeyCredParams: [{type: "public-key", alg: -7}],
                authenticatorSelection: {residentKey: "required", userVerification: "required"},
            }}).then(made => made.type)"""
        )
    assert made == "public-key"
    assert [key["rpId"] for key in held] == ["localhost"]
