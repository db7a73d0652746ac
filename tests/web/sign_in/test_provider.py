"""Signing in at a real OpenID provider, which runs in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from suixing.access.actions import link_identity
from suixing.access.errors import SubjectTaken
from suixing.access.models import Officer, OfficerSession
from suixing.config.provider import provider_of
from suixing.journal.models import Entry
from suixing.kernel.errors import Refusal
from tests.cast import NOW
from tests.shape.source import ROOT
from tests.web.sign_in.provider_process import CLIENT_ID, CLIENT_SECRET
from tests.web.signing_in import SECRET, code_for, make_officer

pytestmark = pytest.mark.usefixtures("node")
CALLBACK = "http://testserver/sign-in/provider/answer/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    folder = tmp_path_factory.mktemp("provider")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.web.sign_in.provider_process", str(folder), CALLBACK], cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


@pytest.fixture(autouse=True)
def configured(settings: Any, provider: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = provider_of(
        {
            "SUIXING_OIDC_ISSUER": provider + "/o",
            "SUIXING_OIDC_CLIENT_ID": CLIENT_ID,
            "SUIXING_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "SUIXING_OIDC_NAME": "省统一身份认证",
        }
    )
    settings.SUIXING_OIDC_TRUSTED = True


@pytest.fixture
def officer() -> Officer:
    officer = make_officer("li.fang", secret=None)
    link_identity(officer=officer, subject="1", by="he.staff", now=NOW)
    return officer


def asked(client: Client) -> str:
    answer = client.get("/sign-in/provider/?next=/account/")
    assert answer.status_code == 302
    return str(answer["Location"])


def approved(address: str, who: str = "known") -> str:
    """The provider's redirect back to us, as path and query."""
    answer = httpx.get(address, headers={"Cookie": f"who={who}"})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_an_officer_signs_in_at_the_provider(officer: Officer) -> None:
    client = Client()
    assert "省统一身份认证" in client.get("/sign-in/").content.decode()
    address = asked(client)
    said = parse_qs(urlsplit(address).query)
    assert said["code_challenge_method"] == ["S256"]
    assert said["scope"] == ["openid"]
    assert said["nonce"]
    assert client.get(approved(address))["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert OfficerSession.objects.get(officer=officer).strong
    assert Entry.objects.get(act="officer.signed_in").detail == {"way": "provider"}


def test_a_provider_that_is_not_trusted_is_one_factor_only(officer: Officer, settings: Any) -> None:
    settings.SUIXING_OIDC_TRUSTED = False
    client = Client()
    client.get(approved(asked(client)))
    assert client.get("/account/")["Location"].startswith("/sign-in/second-factor/")
    assert not OfficerSession.objects.filter(strong=True).exists()


def test_her_own_second_factor_is_asked_for_after_it(settings: Any) -> None:
    settings.SUIXING_OIDC_TRUSTED = False
    link_identity(officer=make_officer("li.fang"), subject="1", by="he.staff", now=NOW)
    client = Client()
    assert client.get(approved(asked(client)))["Location"] == "/sign-in/second-step/"
    assert client.post("/sign-in/second-step/", {"code": code_for(SECRET)})["Location"] == "/account/"
    assert OfficerSession.objects.get(officer__isnull=False).strong


def test_an_unknown_identity_is_refused_and_nobody_is_made(officer: Officer) -> None:
    client = Client()
    answer = client.get(approved(asked(client), who="unknown"))
    assert answer.status_code == 403
    assert "没有关联" in answer.content.decode()
    assert Officer.objects.count() == 1
    assert Entry.objects.get(act="officer.sign_in_failed").officer == "unknown"


def test_who_left_is_refused(officer: Officer) -> None:
    Officer.objects.update(is_active=False)
    client = Client()
    assert client.get(approved(asked(client))).status_code == 403


def test_a_wrong_state_is_refused(officer: Officer) -> None:
    client = Client()
    back = approved(asked(client)).replace("state=", "state=x")
    answer = client.get(back)
    assert answer.status_code == 403
    assert "没有通过验证" in answer.content.decode()


def test_another_browser_cannot_bring_the_answer(officer: Officer) -> None:
    back = approved(asked(Client()))
    assert Client().get(back).status_code == 403


def test_a_code_opens_once(officer: Officer) -> None:
    client = Client()
    back = approved(asked(client))
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


def test_a_wrong_nonce_is_refused(officer: Officer) -> None:
    client = Client()
    address = asked(client)
    spoiled = address.replace("nonce=", "nonce=x")
    answer = client.get(approved(spoiled))
    assert answer.status_code == 403
    assert "没有通过验证" in answer.content.decode()
    assert not OfficerSession.objects.filter(officer__isnull=False).exists()


def test_a_provider_that_is_away_is_said(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().get("/sign-in/provider/")
    assert answer.status_code == 403
    assert "连不上" in answer.content.decode()


def test_without_a_provider_there_is_no_such_page(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert Client().get("/sign-in/provider/").status_code == 404
    assert Client().get("/sign-in/provider/answer/?code=1&state=2").status_code == 404


def test_an_identity_belongs_to_one_officer(officer: Officer) -> None:
    other = make_officer("wang.min")
    with pytest.raises(SubjectTaken):
        link_identity(officer=other, subject="1", by="he.staff", now=NOW)


@pytest.mark.parametrize(
    "said", [{"SUIXING_OIDC_ISSUER": "https://id.example"}, {"SUIXING_OIDC_CLIENT_ID": "x"},
             {"SUIXING_OIDC_ISSUER": "http://id.example", "SUIXING_OIDC_CLIENT_ID": "x",
              "SUIXING_OIDC_CLIENT_SECRET": "y"}],
)  # fmt: skip
def test_half_a_setting_stops_the_start(said: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        provider_of(said)
