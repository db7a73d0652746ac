"""A desk asks, a wallet of others shows what was asked for, and the desk reads it once (OpenID4VP 1.0)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from suixing.passes.formats.reasons import Reason
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.wallets.metadata import CONFIGURATION
from suixing.web.wallets.ask import DECLINED, GONE
from tests.passes.wallets.conftest import WalletSite
from tests.passes.wallets.desk import Desk, at_desk


@pytest.fixture(scope="module")
def desk(site: WalletSite) -> Iterator[Desk]:
    with at_desk(site.url, "desk") as made:
        yield made


@pytest.fixture(scope="module")
def held(site: WalletSite) -> Any:
    """A pass in a wallet of others' making."""
    offer = site.offer()
    return site.wallet("receive", offer=offer["link"], number=offer["number"])


def show(site: WalletSite, held: Mapping[str, Any], asked: Mapping[str, str], **told: str) -> Any:
    return site.wallet("present", request=asked["link"], credential=held["credential"], holder=held["holder"], **told)


def params(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(asked["link"]).query).items()}


def test_the_desk_sees_what_it_asked_for_and_no_more(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    asked = desk.ask("adult", "home_county")
    assert [one["path"] for one in json.loads(params(asked)["dcql_query"])["credentials"][0]["claims"]] == [
        ["adult"], ["home_county"],
    ]  # fmt: skip
    assert "See what came of it" in desk.look(asked)
    shown = show(site, held, asked)
    assert (shown["status"], shown["said"]) == (200, {})
    page = desk.look(asked)
    assert Verdict.VALID.sentence.en in page
    assert "Eighteen or over" in page
    assert "重庆市忠县" in page
    assert "李秀英" not in page
    assert GONE.en in desk.look(asked)  # read once


def test_without_a_choice_only_whether_it_is_valid(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    asked = desk.ask()
    shown = show(site, held, asked)
    assert shown["presented"].count("~") == 1
    page = desk.look(asked)
    assert Verdict.VALID.sentence.en in page
    assert "忠县" not in page


def test_what_is_shown_beyond_the_question_is_not_kept(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    """A wallet that gives more than it was asked for tells the desk no more."""
    asked = desk.ask("adult")
    more = asked["link"].replace("%22adult%22", "%22name%22")
    assert site.wallet("present", request=more, credential=held["credential"], holder=held["holder"])["status"] == 200
    page = desk.look(asked)
    assert "李秀英" not in page
    assert "not shown" in page


def test_an_answer_for_another_request_is_none(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    first, second = desk.ask(), desk.ask()
    shown = show(site, held, first, answer_at=params(second)["response_uri"])
    assert (shown["status"], shown["said"]) == (400, {"error": "invalid_request"})
    assert "See what came of it" in desk.look(second)
    assert show(site, held, second)["status"] == 200
    assert Verdict.VALID.sentence.en in desk.look(second)


def test_a_replayed_answer_is_called_forged(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    first, second = desk.ask(), desk.ask()
    shown = show(site, held, first)
    said = {"state": params(second)["state"], "vp_token": json.dumps({"pass": [shown["presented"]]})}
    assert site.client.post(urlsplit(params(second)["response_uri"]).path, data=said).status_code == 200
    page = desk.look(second)
    assert Verdict.FORGED.sentence.en in page
    assert Reason.BINDING_REPLAYED.sentence.en in page
    assert Verdict.VALID.sentence.en in desk.look(first)


def test_another_nonce_is_called_forged(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    asked = desk.ask("name")
    assert show(site, held, asked, nonce="another")["status"] == 200
    page = desk.look(asked)
    assert Reason.BINDING_REPLAYED.sentence.en in page
    assert "李秀英" not in page


def test_a_request_takes_one_answer(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    asked = desk.ask()
    assert show(site, held, asked)["status"] == 200
    assert show(site, held, asked)["status"] == 400


def test_an_ended_request_takes_none(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    asked = desk.ask()
    site.owner.execute(
        "UPDATE passes_request SET until = now() - interval '1 second', made_at = now() - interval '1 hour'"
    )
    assert show(site, held, asked)["status"] == 400
    assert GONE.en in desk.look(asked)
    taken_back = desk.ask()
    desk.send({"token": taken_back["token"], "end": "1"})
    assert show(site, held, taken_back)["status"] == 400


def test_who_would_rather_not_is_not_asked_why(site: WalletSite, desk: Desk) -> None:
    asked = desk.ask("name")
    said = {"state": params(asked)["state"], "error": "access_denied"}
    assert site.client.post(urlsplit(params(asked)["response_uri"]).path, data=said).status_code == 200
    assert DECLINED.en in desk.look(asked)


def test_a_colleague_reads_no_answer(site: WalletSite, desk: Desk, held: Mapping[str, Any]) -> None:
    asked = desk.ask("name")
    assert show(site, held, asked)["status"] == 200
    with at_desk(site.url, "other") as colleague:
        assert GONE.en in colleague.look(asked)
    assert "李秀英" in desk.look(asked)


def test_what_is_no_answer_changes_nothing(site: WalletSite, desk: Desk) -> None:
    asked = desk.ask()
    at, state = urlsplit(params(asked)["response_uri"]).path, params(asked)["state"]
    for sent in (
        {"state": state}, {"state": "x", "error": "access_denied"}, {"state": state, "vp_token": "["},
        {"state": state, "vp_token": "[" * 10_000}, {"state": state, "vp_token": '{"pass": []}'},
        {"state": state, "vp_token": '{"pass": ["a"], "b": ["a"]}'}, {"state": state, "vp_token": '{"pass": 1}'},
    ):  # fmt: skip
        answer = site.client.post(at, data=sent)
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"}), sent
    large = site.client.post(at, data={"state": state, "vp_token": "a" * 70_000})
    assert large.status_code == 413
    assert site.client.post(at.replace(asked["token"], "a" * 32), data={"state": state}).status_code == 400
    assert "See what came of it" in desk.look(asked)
    assert CONFIGURATION not in asked["link"]
