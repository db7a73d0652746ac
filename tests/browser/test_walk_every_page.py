"""Every page is accessible by axe-core in both languages and sizes, and fits a screen of 320 pixels."""

from collections.abc import Iterable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped] # it has no types
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


def walk(page: Page, paths: Iterable[str]) -> None:
    """Every page one after the other by one visitor, who need not fetch what pages share each time; all that is wrong
    with any of them is told at the end."""
    page.add_init_script(AXE_SCRIPT)
    found = []
    for path in paths:
        page.set_viewport_size(DESKTOP)
        try:
            assert_well_made(page, path)
        except AssertionError as wrong:
            found.append(f"{path}: {wrong}")
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(visitors: Visitors, language: str) -> None:
    walk(visitors.open(language), PUBLIC)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("officer", SIGNED_IN)
def test_pages_of_an_officer(visitors: Visitors, site: Site, officer: str, language: str) -> None:
    page = visitors.open(language)
    site.sign_in(page, officer)
    walk(page, (path.format(**site.known) for path in SIGNED_IN[officer]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_pages_of_a_person(visitors: Visitors, site: Site, language: str) -> None:
    page = visitors.open(language)
    site.resident.sign_in(page)
    walk(page, (path.format(**site.known) for path in RESIDENT_PAGES))


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
