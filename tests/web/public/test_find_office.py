"""Who writes an address is told which office answers for it; what was written is kept nowhere."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client

from suixing.directory.actions import NewContact, update_contact
from suixing.places.actions import open_office
from suixing.places.queries import reader
from tests.cast import FUCHENG, NOW
from tests.web.public.pages import Page

Counted = Callable[[int], AbstractContextManager[object]]
FUCHENG_TEXT = "广东省深圳市龙华区福城街道民治大道88号"


def ask(client: Client, *, language: str = "en", status: int = 200, **fields: str) -> str:
    answer = client.post("/office/", fields, headers={"accept-language": language})
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return answer.content.decode()


def publish() -> None:
    update_contact(
        office=FUCHENG, by="chen.jing", now=NOW,
        contact=NewContact("0755-2800 0000", "示例路1号<b>", "工作日 9:00–18:00", "1 Example Road"),
    )  # fmt: skip


@pytest.mark.usefixtures("node")
def test_the_office_of_an_address_is_shown_with_how_to_reach_it(
    client: Client, django_assert_max_num_queries: Counted
) -> None:
    publish()
    with django_assert_max_num_queries(4):
        text = ask(client, address=FUCHENG_TEXT)
    for said in ("广东省深圳市龙华区福城街道", "0755-2800 0000", "1 Example Road", "工作日 9:00–18:00"):
        assert said in text
    assert "示例路1号&lt;b&gt;" in ask(client, language="zh-hans", address=FUCHENG_TEXT)


@pytest.mark.usefixtures("node")
def test_an_office_without_contact_says_so(client: Client) -> None:
    open_office(code=FUCHENG, now=NOW)
    assert "has not published" in ask(client, address=FUCHENG_TEXT)


@pytest.mark.usefixtures("node")
def test_an_office_that_has_not_joined_is_named_with_the_one_above(client: Client) -> None:
    text = ask(client, address=FUCHENG_TEXT)
    assert "The office of 广东省深圳市龙华区福城街道 is responsible" in text
    assert "has not joined" in text
    assert "ask at its own desk" in text
    open_office(code="440309", now=NOW)
    assert "ask the office above it" in ask(client, address=FUCHENG_TEXT)


@pytest.mark.usefixtures("node")
def test_an_address_that_fits_several_places_leaves_the_choice(client: Client) -> None:
    page = Page(ask(client, address="朝阳区"))
    codes = [str(button["value"]) for button in page.all("button") if button.get("name") == "code"]
    assert len(codes) > 1
    assert reader().name(codes[0]) in ask(client, code=codes[0])


@pytest.mark.usefixtures("node")
def test_an_address_that_is_none_says_what_to_write(client: Client) -> None:
    assert "was not recognised" in ask(client, address="somewhere over the hills")


HOSTILE = {
    "nothing": "",
    "blanks": " \u3000 ",
    "a NUL": "深圳\x00市",
    "ten thousand characters": "深" * 10_000,
    "turned round": "\u202e市圳深",
    "isolated": "\u2067深圳\u2069",
    "several lines": "深圳\n市",
}


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("address", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_plain_line_is_answered_with_a_sentence(client: Client, address: str) -> None:
    text = ask(client, status=422, address=address)
    page = Page(text)
    assert page.said["title"].strip().startswith("Error: ")
    assert "#id_address" in page.links
    (field,) = [attrs for attrs in page.all("input") if attrs.get("name") == "address"]
    assert "id_address_error" in str(field["aria-describedby"])


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize(
    "address",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ settings }}", "\u200f广东\u200e", "'; --"],
)
def test_signs_of_other_languages_are_only_text(client: Client, address: str) -> None:
    page = Page(ask(client, address=address))
    assert not page.all("script")
    assert not page.all("img")


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("code", ["", "999999", "44\x00", "4" * 5000, "４４", "44/../", "440309005999", "-1"])
def test_a_code_that_is_none_shows_the_form_again(client: Client, code: str) -> None:
    assert "Fill in “Address”." in ask(client, status=422, code=code)


@pytest.mark.usefixtures("node")
def test_what_was_written_is_neither_kept_nor_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    mark = "民治大道八八八八号"
    caplog.set_level(logging.DEBUG)
    with connection.execute_wrapper(_refuse_writes):
        ask(client, address=FUCHENG_TEXT + mark)
        ask(client, status=422, address=mark + "\x00")
    assert mark not in caplog.text


def _refuse_writes(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
    assert sql.lstrip().upper().startswith("SELECT"), sql
    return execute(sql, params, many, context)


def test_an_address_in_a_link_is_not_read(client: Client) -> None:
    assert "福城" not in client.get("/office/", {"address": "福城街道", "code": FUCHENG}).content.decode().replace(
        "例如：广东省深圳市龙华区福城街道", ""
    )
