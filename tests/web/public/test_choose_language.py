"""The language is chosen once and remembered; the way back stays on this site."""

import pytest
from django.test import Client


def choose(client: Client, **fields: str) -> tuple[str, str]:
    answer = client.post("/language", fields)
    assert answer.status_code == 302
    kept = answer.cookies.get("django_language")
    return answer.headers["Location"], kept.value if kept else ""


def test_the_choice_is_kept_and_one_comes_back(client: Client) -> None:
    assert choose(client, language="en", next="/procedures/?a=1") == ("/procedures/?a=1", "en")
    page = client.get("/procedures/", headers={"accept-language": "zh"}).content.decode()
    assert '<html lang="en">' in page
    assert choose(client, language="zh-hans", next="/procedures/")[1] == "zh-hans"
    assert '<html lang="zh-Hans">' in client.get("/procedures/").content.decode()


def test_the_cookie_is_closed_to_scripts(client: Client) -> None:
    cookie = client.post("/language", {"language": "en"}).cookies["django_language"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.post("/language", {"language": "en"}, secure=True).cookies["django_language"]["secure"]


@pytest.mark.parametrize(
    "way",
    [
        "", "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "\\\\elsewhere.example",
        "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "/\x00", "///elsewhere.example", "/" + "a" * 3000, "relative",
        "http:///elsewhere.example", " //elsewhere.example",
    ],
)  # fmt: skip
def test_no_way_leads_off_the_site(client: Client, way: str) -> None:
    assert choose(client, language="en", next=way) == ("/", "en")


@pytest.mark.parametrize("language", ["", "fr", "en\x00", "zh-hant", "x" * 10_000])
def test_an_unknown_language_changes_nothing(client: Client, language: str) -> None:
    assert choose(client, language=language, next="/about/") == ("/about/", "")


def test_only_a_form_chooses(client: Client) -> None:
    assert client.get("/language").status_code == 405


@pytest.mark.parametrize(("asked", "lang"), [("zh-TW", "zh-Hans"), ("en-GB", "en"), ("ug", "zh-Hans"), ("", "zh-Hans")])
def test_without_a_choice_the_browser_is_believed(client: Client, asked: str, lang: str) -> None:
    answer = client.get("/about/", headers={"accept-language": asked})
    assert f'<html lang="{lang}">' in answer.content.decode()
