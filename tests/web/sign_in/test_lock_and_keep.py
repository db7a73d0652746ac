"""A session left idle locks; what was typed meanwhile comes back to the officer who typed it, and to nobody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from suixing.access.models import Officer, OfficerSession
from suixing.config.urls import urlpatterns as every_page
from suixing.web import kept
from suixing.web.doors import for_officers
from tests.web.signing_in import PASSWORD, SECRET, code_for, make_officer, sign_in

pytestmark = [pytest.mark.usefixtures("node"), pytest.mark.urls(__name__)]

PAGE = Template(
    "{% load kept %}<form method='post'>{% csrf_token %}{% typed_by %}<input name='note' value='{{ note }}'></form>"
)
saved: list[str] = []


@for_officers()
@csrf_protect
def note(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        saved.append(request.POST["note"])
    back = kept.kept_for(request)
    return HttpResponse(PAGE.render(RequestContext(request, {"note": back["note"] if back else ""})))


urlpatterns = [*every_page, path("note/", note, name="note")]


@pytest.fixture(autouse=True)
def nothing_saved() -> None:
    saved.clear()


def idle(minutes: int = settings.IDLE_MINUTES + 1) -> None:
    OfficerSession.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))


def typed(username: str = "li.fang", note: str = "半页的说明") -> dict[str, str]:
    by = kept.typed_by(Officer.objects.get(username=username))
    return {"note": note, "typed_by": by, "password": "a secret word", "code": "123456"}


@pytest.fixture
def client() -> Client:
    make_officer("li.fang")
    client = Client()
    sign_in(client, "li.fang")
    return client


def test_an_idle_session_locks_and_opens_by_password(client: Client) -> None:
    assert client.get("/note/").status_code == 200
    idle()
    assert client.get("/note/")["Location"] == "/sign-in/locked/?next=%2Fnote%2F"
    assert "李芳" in client.get("/sign-in/locked/?next=/note/").content.decode()
    answer = client.post("/sign-in/locked/", {"password": PASSWORD, "next": "/note/"})
    assert answer["Location"] == "/note/"
    assert client.get("/note/").status_code == 200
    assert OfficerSession.objects.get().locked_at is None


def test_it_opens_by_a_code_too(client: Client) -> None:
    idle()
    client.get("/note/")
    codes = [code_for(SECRET, ahead=ahead) for ahead in (1, -1)]
    answers = [client.post("/sign-in/locked/", {"code": code}).status_code for code in codes]
    assert 302 in answers


def test_three_wrong_tries_end_it(client: Client) -> None:
    idle()
    client.post("/note/", typed())
    for expected in (422, 422, 302):
        answer = client.post("/sign-in/locked/", {"password": "not the one", "next": "/note/"})
        assert answer.status_code == expected
    assert answer["Location"].startswith("/sign-in/?next=")
    assert not OfficerSession.objects.filter(officer__isnull=False).exists()
    sign_in(client, "li.fang")
    assert "半页的说明" in client.get("/note/").content.decode()


def test_a_locked_session_changes_nothing_and_signs_out(client: Client) -> None:
    idle()
    client.get("/note/")
    for page in ("/account/", "/account/password/", "/sign-in/second-factor/authenticator/", "/sign-in/confirm/"):
        assert client.get(page)["Location"].startswith("/sign-in/locked/"), page
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_what_was_typed_comes_back_after_unlocking(client: Client) -> None:
    idle()
    answer = client.post("/note/", typed())
    assert answer["Location"] == "/sign-in/locked/?next=%2Fnote%2F"
    assert saved == []
    row = OfficerSession.objects.get()
    assert "半页" not in str(row.session_data)
    client.post("/sign-in/locked/", {"password": PASSWORD, "next": "/note/"})
    page = client.get("/note/").content.decode()
    assert "半页的说明" in page
    assert str(kept.NOTICE.zh) in page
    assert "半页的说明" not in client.get("/note/").content.decode()
    assert saved == []


def test_it_comes_back_after_signing_in_again(client: Client) -> None:
    OfficerSession.objects.all().delete()
    answer = client.post("/note/", typed())
    assert answer["Location"] == "/sign-in/?next=%2Fnote%2F"
    sign_in(client, "li.fang")
    assert "半页的说明" in client.get("/note/").content.decode()


def test_another_officer_gets_nothing_and_it_is_destroyed(client: Client) -> None:
    make_officer("wang.min")
    OfficerSession.objects.all().delete()
    client.post("/note/", typed())
    sign_in(client, "wang.min")
    assert "半页的说明" not in client.get("/note/").content.decode()
    assert "kept" not in client.session


def test_it_is_kept_for_an_hour_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_FOR", timedelta(seconds=-1))
    idle()
    client.post("/note/", typed())
    client.post("/sign-in/locked/", {"password": PASSWORD})
    assert "半页的说明" not in client.get("/note/").content.decode()


def test_passwords_and_codes_are_not_kept(client: Client) -> None:
    idle()
    client.post("/note/", typed())
    client.post("/sign-in/locked/", {"password": PASSWORD})
    request = client.get("/account/").wsgi_request
    request.path = "/note/"
    back = kept.kept_for(request)
    assert back is not None
    assert set(back) == {"note"}


def test_what_is_too_long_is_not_kept(client: Client) -> None:
    idle()
    client.post("/note/", typed(note="长" * 30_000))
    assert "kept" not in client.session


def test_a_form_without_its_officer_is_not_kept(client: Client) -> None:
    idle()
    for by in ({}, {"typed_by": "li.fang"}, {"typed_by": "li.fang:forged"}):
        client.post("/note/", {"note": "x", **by})
        assert "kept" not in client.session


def test_a_stale_token_loses_nothing() -> None:
    make_officer("li.fang")
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "li.fang")
    answer = client.post("/note/", typed())
    assert answer["Location"] == "/note/"
    assert "半页的说明" in client.get("/note/").content.decode()
    assert saved == []
    answer = client.post("/note/", {"note": "x"})
    assert answer.status_code == 403
    assert "Cookie" in answer.content.decode()


def test_a_part_of_a_page_leads_the_whole_page_away(client: Client) -> None:
    idle()
    answer = client.post(
        "/desk/register/identifier/", typed(),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/note/?a=1"},
    )  # fmt: skip
    assert answer["HX-Redirect"] == "/sign-in/locked/?next=%2Fnote%2F%3Fa%3D1"
    client.post("/sign-in/locked/", {"password": PASSWORD})
    assert "半页的说明" in client.get("/note/").content.decode()


def test_what_was_typed_survives_a_change_of_language(client: Client) -> None:
    answer = client.post("/language", typed() | {"language": "en", "next": "/note/?a=1"})
    assert answer["Location"] == "/note/?a=1"
    page = client.get("/note/").content.decode()
    assert "半页的说明" in page
    assert str(kept.NOTICE.en) in page
    assert saved == []
