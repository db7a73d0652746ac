"""Every page is accessible by axe-core in both languages and sizes, and fits a screen of 320 pixels."""

from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern
from playwright.sync_api import Page

from tests.browser.accessible import assert_accessible
from tests.browser.pages import NOT_WALKED, PUBLIC, RESIDENT_PAGES, SIGNED_IN
from tests.browser.site import Site
from tests.browser.visitors import DESKTOP, LANGUAGES, NARROWEST, PHONE, Visitors

WIDER_THAN_SCREEN = """() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    return [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > most + 0.5)
        .map(one => `${one.tagName.toLowerCase()}.${one.className}: ${one.innerText}`.slice(0, 80));
}"""


def assert_fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    wide = page.evaluate(WIDER_THAN_SCREEN)
    assert wide == [], f"{page.url} is wider than {page.viewport_size}"


def assert_well_made(page: Page, path: str) -> None:
    """One page at three sizes, as who follows links, hears it or sees little meets it."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert page.title()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert_accessible(page)
        assert_fits(page)
    page.set_viewport_size(NARROWEST)
    assert_fits(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(visitors: Visitors, path: str, language: str) -> None:
    assert_well_made(visitors.open(language), path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("officer", "path"), [(who, path) for who, paths in SIGNED_IN.items() for path in paths])
def test_page_of_an_officer(visitors: Visitors, site: Site, officer: str, path: str, language: str) -> None:
    page = visitors.open(language)
    site.sign_in(page, officer)
    assert_well_made(page, path.format(**site.known))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", RESIDENT_PAGES)
def test_own_page_of_a_person(visitors: Visitors, site: Site, path: str, language: str) -> None:
    page = visitors.open(language)
    site.resident.sign_in(page)
    assert_well_made(page, path.format(**site.known))


def plain_addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address without a value in it."""
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        if pattern.regex.groups:
            continue
        address = str(pattern).strip("^$").removesuffix("\\Z") if isinstance(pattern, RegexPattern) else str(pattern)
        if isinstance(entry, URLResolver):
            yield from plain_addresses(entry, prefix + address)
        elif isinstance(entry, URLPattern):
            yield prefix + address


def leads_somewhere(path: str) -> bool:
    """Whether an address with a word in it, which no pattern is equal to, is one of the site."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def test_every_address_is_walked_or_excused() -> None:
    """A line in ``pages.py`` for every page, or the reason why not."""
    there = set(plain_addresses(get_resolver()))
    behind = (*RESIDENT_PAGES, *(path for paths in SIGNED_IN.values() for path in paths))
    walked = {*PUBLIC, *(path for path in behind if "{" not in path)}
    assert there - walked - NOT_WALKED.keys() == set(), "pages.py does not know these"
    held = {*walked, *NOT_WALKED}
    assert {path for path in held - there if not leads_somewhere(path)} == set(), "pages.py lists what is not there"
    assert walked & NOT_WALKED.keys() == set()
    assert all(NOT_WALKED.values())
