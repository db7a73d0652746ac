"""Everybody reads the public pages, in either language, without leaving or getting anything."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from suixing.web.public.procedures import PROCEDURES
from tests.shape.source import DOCS
from tests.web.public.pages import PAGES, Page, chinese_left

Counted = Callable[[int], AbstractContextManager[object]]

# The one script on public pages takes a code out of the part of an address that no server is sent.
SCRIPTS = {"/status/": ["/assets/public/code.js"]}


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_is_whole_in_its_language(
    client: Client, address: str, language: str, django_assert_max_num_queries: Counted
) -> None:
    with django_assert_max_num_queries(4):
        answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    assert page.all("html") == [{"lang": "en" if language == "en" else "zh-Hans"}]
    assert len(page.all("h1")) == 1
    assert page.said["h1"].strip()
    assert page.said["title"].strip().endswith("· 随行 Suixing")
    assert page.tags[page.tags.index(("body", page.all("body")[0])) + 1] == ("a", {"class": "skip", "href": "#main"})
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in answer.headers["Vary"].split(",")}
    assert (chinese_left(page) == "") == (language == "en") or address == "/office/"


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("address", PAGES)
def test_a_page_leaves_nothing_and_brings_nothing_from_elsewhere(client: Client, address: str) -> None:
    answer = client.get(address)
    page = Page(answer.content.decode())
    assert not answer.cookies
    assert not page.all("style")
    assert [str(attrs["src"]) for attrs in page.all("script")] == SCRIPTS.get(address, [])
    named = [value for _, attrs in page.tags for name, value in attrs.items() if name in {"src", "href", "action"}]
    assert all(str(value).startswith(("/", "#")) or "/" not in str(value)[:-1] for value in named), named
    assert not [attrs for _, attrs in page.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("node")
def test_every_link_on_a_public_page_leads_to_one(client: Client) -> None:
    elsewhere = {"#main", "/sign-in/", "/verify/"}  # which has tests of its own
    for address in PAGES:
        page = Page(client.get(address).content.decode())
        for link in page.links - elsewhere:
            there = link if link.startswith("/") else address + link
            assert there in PAGES, f"{address} -> {link}"


def test_every_procedure_says_everything() -> None:
    assert len({one.slug for one in PROCEDURES}) == len(PROCEDURES)
    for one in PROCEDURES:
        assert one.conditions
        assert one.papers
        assert one.limits
        assert one.steps
        assert all(point.rules for point in (*one.conditions, *one.papers, *one.limits, *one.steps))


def test_the_rules_behind_the_pages_are_in_the_rule_book() -> None:
    rules = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert [rule for one in PROCEDURES for rule in one.rules if f"| {rule} |" not in rules] == []


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("one", PROCEDURES, ids=[one.slug for one in PROCEDURES])
def test_a_procedure_shows_limits_rules_costs_and_that_it_cannot_be_begun_here(client: Client, one: object) -> None:
    assert isinstance(one, type(PROCEDURES[0]))
    text = client.get(f"/procedures/{one.slug}/", headers={"accept-language": "en"}).content.decode()
    for said in ("Applying through this site is not open yet", "Nothing.", "How to complain", " · ".join(one.rules)):
        assert said in text


@pytest.mark.usefixtures("node")
def test_the_page_of_refusals_names_all_nine(client: Client) -> None:
    text = client.get("/refusals/").content.decode()
    assert [f"F{number}" for number in range(1, 10) if f">F{number}<" not in text] == []
