"""An officer's own page: factors, password, browsers; each change asks again who she is."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.access.models import Officer, OfficerSession
from suixing.journal.models import Entry
from suixing.web.sign_in.again import SHOWN_AT
from suixing.web.sign_in.factors import forget_factors
from tests.web.signing_in import PASSWORD, SECRET, code_for, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("node")
NEW = "a quite different line 8"


@pytest.fixture
def client() -> Client:
    make_officer("li.fang")
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/130 Safari/537"})
    sign_in(client, "li.fang")
    return client


def long_ago(client: Client) -> None:
    session = client.session
    session[SHOWN_AT] = 0
    session.save()


def test_the_page_names_her_and_her_browser(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/account/").content.decode()
    assert len(asked) <= 12
    for said in ("李芳", "li.fang", "福城", "窗口经办人", "Chrome · Linux"):
        assert said in page
    assert SECRET not in page


def test_every_change_asks_again_who_she_is(client: Client) -> None:
    long_ago(client)
    totp = Authenticator.objects.get(type="totp").pk
    for page in ("/account/password/", "/account/authenticator/", "/account/passkeys/new/"):
        assert client.get(page)["Location"].startswith("/sign-in/confirm/?next=")
    for page in (f"/account/factors/{totp}/remove/", "/account/recovery-codes/new/"):
        assert client.post(page)["Location"].startswith("/sign-in/confirm/?next=")
    assert client.post("/sign-in/confirm/", {"password": PASSWORD, "next": "/account/password/"}).status_code == 302
    assert client.get("/account/password/").status_code == 200


def test_changing_the_password_signs_other_browsers_out(client: Client) -> None:
    other = Client()
    session = OfficerSession.objects.get()
    assert session.browser == "Chrome · Linux"
    OfficerSession.objects.create(
        session_key="f" * 64, officer=session.officer, session_data="", began_at=timezone.now(),
        seen_at=timezone.now(), expire_date=session.expire_date,
    )  # fmt: skip
    answer = client.post("/account/password/", {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/account/"
    assert "密码已更改" in client.get("/account/").content.decode()
    assert Officer.objects.get().check_password(NEW)
    assert OfficerSession.objects.filter(officer__isnull=False).count() == 1
    assert other.get("/account/").status_code == 302


def test_one_factor_stays(client: Client) -> None:
    totp = Authenticator.objects.get(type="totp")
    client.post(f"/account/factors/{totp.pk}/remove/")
    assert "至少保留一种" in client.get("/account/").content.decode()
    assert Authenticator.objects.filter(pk=totp.pk).exists()


def test_nobody_removes_the_factor_of_another(client: Client) -> None:
    other = make_officer("wang.min")
    held = Authenticator.objects.get(user=other, type="totp")
    assert client.post(f"/account/factors/{held.pk}/remove/").status_code == 404
    assert client.post(f"/account/factors/{held.pk}/name/", {"name": "x"}).status_code == 404


def test_new_recovery_codes_are_shown_once_and_open_once(client: Client) -> None:
    assert client.post("/account/recovery-codes/new/")["Location"] == "/account/recovery-codes/"
    client.get("/account/recovery-codes/")
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 200):
        browser = Client()
        browser.post("/sign-in/", {"login": "li.fang", "password": PASSWORD})
        assert browser.post("/sign-in/second-step/", {"code": code}).status_code == expected
    assert Entry.objects.filter(act="officer.signed_in", detail__way="recovery_codes").count() == 1


def test_one_browser_and_all_others_are_signed_out(client: Client) -> None:
    row = OfficerSession.objects.get()
    make_officer("wang.min")
    stranger = Client()
    sign_in(stranger, "wang.min")
    theirs = OfficerSession.objects.exclude(pk=row.pk).get()
    client.post("/account/browsers/end/", {"session": theirs.session_key})
    assert OfficerSession.objects.filter(pk=theirs.pk).exists()
    OfficerSession.objects.create(
        session_key="e" * 64, officer=row.officer, session_data="", began_at=timezone.now(), seen_at=timezone.now(),
        expire_date=row.expire_date,
    )  # fmt: skip
    client.post("/account/browsers/end/", {"session": "e" * 64})
    assert not OfficerSession.objects.filter(pk="e" * 64).exists()
    client.post("/account/browsers/end-others/")
    assert client.get("/account/").status_code == 200


def test_secrets_are_sealed_in_the_database(client: Client) -> None:
    assert SECRET not in str(list(Authenticator.objects.values()))


def test_a_weak_session_cannot_add_a_factor_beside_the_one_she_has() -> None:
    officer = make_officer("li.fang", secret=None)
    weak = Client()
    weak.post("/sign-in/", {"login": "li.fang", "password": PASSWORD})
    other = Client()
    other.post("/sign-in/", {"login": "li.fang", "password": PASSWORD})
    other.get("/sign-in/second-factor/authenticator/")
    code = code_for(other.session["mfa.totp.secret"])
    assert other.post("/sign-in/second-factor/authenticator/", {"code": code}).status_code == 302
    assert weak.get("/sign-in/second-factor/authenticator/")["Location"] == "/sign-in/"
    assert weak.get("/account/")["Location"].startswith("/sign-in/?")
    forget_factors(officer=officer, by="he.staff", now=timezone.now())
    assert other.get("/account/")["Location"].startswith("/sign-in/?")
