"""Signing in by password and second factor, and out again."""

import pytest
from django.test import Client

from suixing.access.models import OfficerSession
from tests.web.signing_in import SECRET, code_for, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("node")


def test_an_officer_signs_in_with_password_and_code() -> None:
    make_officer("li.fang")
    client = Client()
    sign_in(client, "li.fang")
    session = OfficerSession.objects.get()
    assert session.strong
    assert session.officer is not None
    assert session.officer.username == "li.fang"
    assert client.get("/account/").status_code == 200


def test_without_the_second_step_nothing_opens() -> None:
    make_officer("li.fang")
    client = Client()
    answer = client.post("/sign-in/", {"login": "li.fang", "password": "a long sentence 7"})
    assert answer["Location"] == "/sign-in/second-step/"
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    answer = client.post("/sign-in/second-step/", {"code": "000000"})
    assert "验证码不正确" in answer.content.decode()
    assert not OfficerSession.objects.filter(strong=True).exists()


def test_a_code_opens_once() -> None:
    make_officer("li.fang")
    code = code_for(SECRET)
    for expected in (302, 200):
        client = Client()
        client.post("/sign-in/", {"login": "li.fang", "password": "a long sentence 7"})
        assert client.post("/sign-in/second-step/", {"code": code}).status_code == expected


def test_who_has_no_factor_sets_one_up_before_anything_else() -> None:
    make_officer("li.fang", secret=None)
    client = Client()
    answer = client.post("/sign-in/", {"login": "li.fang", "password": "a long sentence 7"})
    assert client.get("/account/")["Location"].startswith("/sign-in/second-factor/")
    assert not OfficerSession.objects.filter(strong=True).exists()
    page = client.get("/sign-in/second-factor/authenticator/").content.decode()
    assert client.get("/sign-in/second-factor/picture.svg")["Cache-Control"].startswith("no-store")
    secret = client.session["mfa.totp.secret"]
    assert secret[:4] in page
    answer = client.post("/sign-in/second-factor/authenticator/", {"code": code_for(secret)})
    assert answer["Location"] == "/account/recovery-codes/"
    shown = client.get("/account/recovery-codes/").content.decode()
    assert shown.count('class="code"') == 10
    assert client.get("/account/recovery-codes/").content.decode().count('class="code"') == 0
    assert OfficerSession.objects.get().strong


def test_signing_out_ends_the_session() -> None:
    make_officer("li.fang")
    client = Client()
    sign_in(client, "li.fang")
    assert client.get("/sign-out/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not OfficerSession.objects.filter(officer__isnull=False).exists()
    assert client.get("/account/")["Location"].startswith("/sign-in/")
