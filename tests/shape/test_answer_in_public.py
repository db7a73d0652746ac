"""Every page is declared public or asks who is there; what is public only answers, and changes nothing."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

# There is no sign-in yet, so every page must live here; a page for officers comes with the check that guards it.
PUBLIC = "suixing.web.public"


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


def test_every_view_is_public_by_its_place() -> None:
    elsewhere = [address for address, found in addresses() if not found.callback.__module__.startswith(PUBLIC + ".")]
    assert elsewhere == []


def test_every_view_has_a_name_of_its_own() -> None:
    names = [found.name for _, found in addresses()]
    assert None not in names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_public_views_only_answer(method: str) -> None:
    request = RequestFactory().generic(method, "/")
    for address, found in addresses():
        answer = found.callback(request)
        assert isinstance(answer, HttpResponseNotAllowed), address
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}, address


def test_public_addresses_carry_nothing_about_anybody() -> None:
    """No part of a public address is a value: whatever is in an address ends up in logs and histories."""
    assert [address for address, found in addresses() if found.pattern.converters or "<" in address] == []
