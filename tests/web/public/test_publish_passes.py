"""What checking a pass takes is public: no cookie, no language and no asker changes an answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from suixing.config.vouching import vouch_once
from suixing.kernel.keys import create_keys
from suixing.passes.actions import Seen, prepare
from suixing.passes.formats import status_list, trust_list
from suixing.passes.keys import issuer_keys, list_key
from suixing.places.actions import open_office
from tests.cast import FUCHENG
from tests.passes.apart import without_passes

METADATA, STATUS, TRUST, LISTS = (
    "/.well-known/jwt-vc-issuer", "/passes/status/1", "/passes/trust", "/passes/lists",
)  # fmt: skip
ALL = (METADATA, STATUS, TRUST, LISTS)
ADDRESS = "https://pass.example"


@pytest.fixture
def new(node: None) -> Iterator[None]:
    """This node has issued nothing."""
    with without_passes():
        yield


@pytest.fixture
def issuing(new: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This node has keys, lists and an address."""
    create_keys(tmp_path / "keys")
    monkeypatch.setattr(settings, "SUIXING_KEYS_DIR", tmp_path / "keys")
    monkeypatch.setattr(settings, "SUIXING_PUBLIC_ADDRESS", ADDRESS)
    open_office(code=FUCHENG, now=timezone.now())
    prepare(by="test", now=timezone.now())
    vouch_once(Seen(), now=timezone.now())


def test_keys_lists_and_trust_can_be_fetched_and_hold(issuing: None) -> None:
    client, now = Client(), timezone.now()
    metadata = json.loads(client.get(METADATA).content)
    assert metadata["issuer"] == ADDRESS
    assert [one["kid"] for one in metadata["jwks"]["keys"]] == [one.thumbprint for one in issuer_keys()]
    assert not any("d" in one for one in metadata["jwks"]["keys"])
    trust = trust_list.read(client.get(TRUST).content.decode(), now, list_key().kid)
    answer = client.get(STATUS)
    assert answer.headers["Content-Type"] == "application/statuslist+jwt"
    token = status_list.read(answer.content.decode())
    key = trust.key(ADDRESS, token.kid)
    assert key is not None
    assert (token.uri, token.is_signed_by(key.key)) == (ADDRESS + STATUS, True)
    assert json.loads(client.get(LISTS).content) == {"lists": [answer.content.decode()]}


@pytest.mark.parametrize("address", ALL)
def test_an_answer_is_the_same_whoever_asks(issuing: None, address: str) -> None:
    alone, other = Client(), Client(headers={"accept-language": "en"})
    other.cookies.load({"sessionid": "x" * 32, "django_language": "en", "csrftoken": "y" * 32})
    first, second = alone.get(address), other.get(address)
    assert first.status_code == 200
    assert not first.cookies
    assert not second.cookies
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in first.headers


@pytest.mark.parametrize("address", ALL)
def test_what_is_held_already_is_not_sent_again(
    issuing: None, address: str, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    with django_assert_max_num_queries(4):
        etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    with django_assert_max_num_queries(4):
        head = client.head(address)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", etag)


@pytest.mark.parametrize("address", [*ALL[:3], "/passes/status/2", f"/passes/status/{10**30}"])
def test_what_there_is_not_is_no_page(new: None, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.content) == (404, b"{}")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_node_without_passes_has_an_empty_bundle(new: None) -> None:
    assert json.loads(Client().get(LISTS).content) == {"lists": []}
