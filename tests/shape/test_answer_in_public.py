"""Every page is declared public or asks who is there; what is public only answers, and changes nothing."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

AUDIENCES = {"everyone", "officers", "residents"}
READING = {"GET", "HEAD"}
# Public pages that take a form, each with its reason. Everything else in public only answers.
TAKES_FORMS = {
    "language": {"POST"},  # remembers the language in a cookie
    # Whoever signs in is nobody yet.
    **{
        name: {"GET", "HEAD", "POST"}
        for name in ("account_login", "first_time", "mfa_authenticate", "mfa_login_webauthn", "account_logout")
    },
    "competent_office": {"GET", "HEAD", "POST"},  # an address must not stand in a link
    "status": {"GET", "HEAD", "POST"},  # the code of a letter must not stand in a link
    "on_behalf": {"GET", "HEAD", "POST"},  # a relative uses a mandate, and is shown nothing of whoever gave it
    "complain": {"GET", "HEAD", "POST"},  # anybody hands a complaint in, and is shown nothing that is held
    # A wallet asks, which has no browser and no cookie; a code or a token lets it in once.
    **{name: {"POST"} for name in ("wallet_token", "wallet_nonce", "wallet_credential", "presenting_answer")},
    "scan": {"GET", "HEAD", "POST"},  # a phone adds papers by a ticket, and is shown nothing
}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its view."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def addresses() -> list[tuple[str, URLPattern]]:
    return list(patterns(get_resolver()))


def test_there_are_pages() -> None:
    assert len(addresses()) >= 3


def public() -> list[tuple[str, URLPattern]]:
    return [(address, found) for address, found in addresses() if found.callback.audience == "everyone"]


def test_every_view_says_who_may_open_it() -> None:
    silent = [address for address, found in addresses() if getattr(found.callback, "audience", None) not in AUDIENCES]
    assert silent == []


def test_pages_for_everyone_live_apart() -> None:
    homes = ("suixing.web.public.", "suixing.web.sign_in.")
    assert [address for address, found in public() if not found.callback.__module__.startswith(homes)] == []


def test_every_view_has_a_name_of_its_own() -> None:
    names = [found.name for _, found in addresses()]
    assert None not in names
    assert len(set(names)) == len(names)


FOR_OTHER_SITES = {
    "authorization_server", "credential_issuer", "jwt_vc_issuer", "pass_lists", "pass_status", "pass_trust",
    "pass_type", "presenting_answer", "wallet_credential", "wallet_nonce", "wallet_token",
}  # fmt: skip
"""What a page of another site may ask, a wallet for one: a browser asks first whether it may."""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_public_views_only_answer(method: str) -> None:
    request = RequestFactory().generic(method, "/")
    for address, found in public():
        allowed = TAKES_FORMS.get(str(found.name), READING)
        if method in allowed:
            continue
        answer = found.callback(request, **dict.fromkeys(found.pattern.converters, ""))
        if method == "OPTIONS" and found.name in FOR_OTHER_SITES:
            assert (answer.status_code, answer.content) == (204, b""), address
            continue
        assert isinstance(answer, HttpResponseNotAllowed), address
        assert set(answer.headers["Allow"].split(", ")) == allowed, address


def test_every_public_form_still_exists() -> None:
    assert set(TAKES_FORMS) | FOR_OTHER_SITES <= {found.name for _, found in public()}


# Each with its reason; what stands in it opens nothing to be read.
HOLDS_A_VALUE = {
    "scan": "a random token that ends after a quarter of an hour, and only adds",
    "pass_status": "the number of a list, which stands in 131,072 passes",
    "presenting_answer": "a random token that ends after ten minutes, and only takes one answer",
    "calendar_feed": "a random token that ends; it shows how many cases are due, by day, and nothing else",
}


def test_public_addresses_carry_nothing_about_anybody() -> None:
    """No part of a public address is a value: whatever is in an address ends up in logs and histories."""
    valued = [str(found.name) for address, found in public() if found.pattern.converters or "<" in address]
    assert set(valued) == set(HOLDS_A_VALUE)
