"""A wallet that is a page of another site may ask what wallets ask, and read every answer; no other address says so."""

import pytest
from django.test import Client

READ = (
    "/.well-known/jwt-vc-issuer", "/passes/status/1", "/passes/trust", "/passes/lists", "/passes/type",
    "/.well-known/openid-credential-issuer", "/.well-known/oauth-authorization-server",
)  # fmt: skip
SENT = ("/passes/wallet/token", "/passes/wallet/nonce", "/passes/wallet/credential", "/passes/presenting/answer/abc")
SITE = {"Origin": "https://wallet.example"}
ANYONE, METHODS, HEADERS = (f"Access-Control-Allow-{one}" for one in ("Origin", "Methods", "Headers"))


@pytest.mark.parametrize("address", [*READ, *SENT])
def test_a_browser_asks_first_and_is_let(node: None, address: str) -> None:
    method = "POST" if address in SENT else "GET"
    asked = {**SITE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"}
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    answer = client.options(address, headers=asked)
    assert (answer.status_code, answer.content, answer.headers[ANYONE]) == (204, b"", "*")
    assert method in answer.headers[METHODS]
    assert ("Authorization" in answer.headers[HEADERS]) == (address in SENT)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert not answer.cookies


@pytest.mark.parametrize("address", [*READ, *SENT])
def test_every_answer_can_be_read_errors_too(node: None, address: str) -> None:
    client = Client(headers=SITE)
    for answer in (client.get(address), client.post(address), client.delete(address)):
        assert answer.headers[ANYONE] == "*"
        assert not answer.cookies
    assert client.delete(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/me/sign-in/", "/kept/", "/verify/", "/sign-in/", "/status/"])
def test_no_page_says_so(node: None, address: str) -> None:
    client = Client(headers=SITE)
    for answer in (client.get(address), client.options(address)):
        assert ANYONE not in answer.headers
    assert client.options(address).status_code == 405
