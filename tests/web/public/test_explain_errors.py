"""What went wrong is explained in both languages, without a database, a session, or a word of the inside."""

from collections.abc import Iterator

import pytest
from django.template import TemplateDoesNotExist
from django.test import Client, override_settings

from suixing.web import errors
from tests.web.public.pages import Page, chinese_left


@pytest.fixture
def broken() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF="tests.web.public.broken_site"):
        yield Client(raise_request_exception=False)


# No fixture opens the database here: a page that asked it would fail.
@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_error_has_its_page(broken: Client, status: int, language: str) -> None:
    answer = broken.get(f"/{status}", headers={"accept-language": language})
    assert answer.status_code == status
    text = answer.content.decode()
    page = Page(text)
    assert "secret detail" not in text
    assert len(page.all("h1")) == 1
    assert "/" in page.links
    assert page.all("html") == [{"lang": "en" if language == "en" else "zh-Hans"}]
    assert (chinese_left(page) == "") == (language == "en")
    assert answer.headers["Content-Security-Policy"]


def test_an_unknown_address_of_the_real_site_is_explained(client: Client) -> None:
    answer = client.get("/no-such-page/<script>alert(1)</script>", headers={"accept-language": "en"})
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "There is no such page" in text
    assert "alert(1)" not in text


def test_a_host_that_is_not_ours_is_explained() -> None:
    answer = Client(raise_request_exception=False).get("/about/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "elsewhere.example" not in answer.content.decode()


def test_a_fault_is_told_even_without_templates(broken: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_there(*_: object, **__: object) -> str:
        raise TemplateDoesNotExist("errors/500.html")

    monkeypatch.setattr(errors, "render_to_string", none_there)
    answer = broken.get("/500", headers={"accept-language": "en"})
    assert answer.status_code == 500
    assert "was not saved" in answer.content.decode()
