"""Which nodes are trusted to issue passes: each by its own word, and of an address the first that spoke for it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from suixing.exchange.models import Node
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.publishing import PUBLICATION, spread
from suixing.passes.formats import status_list, trust_list
from suixing.passes.formats.keys import SigningKey, new_signing_key
from suixing.passes.formats.terms import seconds
from suixing.passes.formats.trust_list import TrustList
from suixing.passes.keys import ensure_key, list_key, rotate_key, withdraw_key
from suixing.passes.lists import make_list_if_full, revoke_places, uri_of
from suixing.passes.models import IssuerClaim, SignedTrust
from suixing.passes.published import bundle_mark, signed_trust, status_lists
from suixing.passes.queries import status_token
from suixing.passes.trusting import ISSUER, LASTS, RENEWED, STATUS, Seen, heard_issuers, keep_status, keep_trust
from tests.cast import NOW
from tests.exchange.far_node import FarNode, signals_of, standing_as
from tests.passes.apart import without_passes

OURS = "https://pass.guangdong.example"
THEIRS = "https://pass.chongqing.example"
THEIR_KEY = new_signing_key()
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def guangdong(node: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This process is the node of Guangdong; it has issued nothing yet."""
    monkeypatch.setattr(settings, "SUIXING_PUBLIC_ADDRESS", OURS)
    with standing_as("44", tmp_path) as keys, without_passes():
        yield keys


@pytest.fixture
def chongqing(guangdong: Path) -> FarNode:
    return FarNode("50").pin_here()


def issuing(*, lists: int = 1) -> None:
    """It has a key and status lists."""
    ensure_key(by="test", now=NOW)
    for _ in range(lists):
        make_list_if_full(now=NOW)


def stated(iss: str = THEIRS, *keys: SigningKey, since: datetime = NOW, **other: Any) -> dict[str, Any]:
    """What another node says of itself as an issuer."""
    held = [{"jwk": one.public_jwk, "kid": one.kid, "since": seconds(since)} for one in keys or (THEIR_KEY,)]
    return {"iss": iss, "name_zh": "重庆市", "name_en": "Chongqing", "keys": held, **other}


def say(far: FarNode, body: object, *, name: str = ISSUER, at: datetime = NOW) -> None:
    """Another node publishes this."""
    text = body if isinstance(body, str) else json.dumps(body)
    version = int(at.timestamp()) * 1_000_000
    far.give(far.signal(PUBLICATION, {"name": name, "version": version, "body": text}), now=at)


def trusted(now: datetime = NOW) -> TrustList:
    """The list that this node signs, once it has looked at what it heard."""
    keep_trust(Seen(), now=now)
    return trust_list.read(signed_trust() or "", now, list_key().kid)


def told(far: FarNode, now: datetime = NOW) -> dict[str, str]:
    """What our node publishes, as another one receives it."""
    spread(now=now)
    pack_signals(now=now)
    return {one["name"]: one["body"] for one in signals_of(far.read_all(), PUBLICATION)}


def test_a_node_that_has_issued_nothing_signs_an_empty_list(guangdong: Path) -> None:
    assert trusted().issuers == {}
    assert status_lists() == []


def test_a_node_that_stands_alone_trusts_itself(guangdong: Path) -> None:
    with pytest.MonkeyPatch.context() as changed:  # ends before the standing that it changes
        changed.setattr(settings, "SUIXING_NODE_PLACE", "")
        issuing()
        assert [one.iss for one in trusted().issuers.values()] == [OURS]
        assert len(status_lists()) == 1


def test_own_keys_and_status_lists_are_published_and_again_when_they_change(chongqing: FarNode) -> None:
    issuing()
    seen = Seen()
    keep_trust(seen, now=NOW)
    first = told(chongqing)
    assert set(first) == {ISSUER, f"{STATUS}1"}
    assert status_list.read(first[f"{STATUS}1"]).uri == uri_of(1) == f"{OURS}/passes/status/1"
    assert "place" not in json.loads(first[ISSUER])  # which place it is says the node that hears it
    assert not keep_trust(seen, now=LATER)
    assert told(chongqing, LATER) == {}
    revoke_places(places=[(1, 5)], now=LATER)
    keep_trust(seen, now=LATER)
    (name, token), *others = told(chongqing, LATER).items()
    assert (name, others) == (f"{STATUS}1", [])
    assert status_list.read(token).is_revoked(5)


def test_rotated_and_withdrawn_keys_are_listed_as_such(chongqing: FarNode) -> None:
    issuing()
    first = trusted().issuers[OURS].keys[0]
    rotate_key(by="test", now=LATER)
    assert [one.withdrawn for one in trusted(LATER).issuers[OURS].keys] == [None, None]
    withdraw_key(number=1, by="test", now=LATER)
    keys = {one.kid: one.withdrawn for one in trusted(LATER).issuers[OURS].keys}
    assert keys.pop(first.kid) == LATER
    assert list(keys.values()) == [None]


def test_status_lists_of_a_withdrawn_key_are_signed_by_the_next_one(guangdong: Path) -> None:
    issuing(lists=1)
    assert keep_status(now=LATER) == 0
    withdraw_key(number=1, by="test", now=LATER)
    assert keep_status(now=LATER + timedelta(seconds=1)) == 1
    held = status_token(1)
    assert held is not None
    token = status_list.read(held.token)
    key = trusted(LATER).key(OURS, token.kid)
    assert key is not None
    assert (key.withdrawn, token.is_signed_by(key.key)) == (None, True)
    assert keep_status(now=LATER + timedelta(seconds=2)) == 0


def test_another_node_is_listed_by_its_own_word(chongqing: FarNode) -> None:
    say(chongqing, stated())
    (issuer,) = trusted().issuers.values()
    assert (issuer.iss, issuer.place, issuer.name_en) == (THEIRS, "50", "Chongqing")
    assert [one.kid for one in issuer.keys] == [THEIR_KEY.kid]
    other = new_signing_key()
    say(chongqing, stated(THEIRS, THEIR_KEY, other), at=LATER)
    assert len(trusted(LATER).issuers[THEIRS].keys) == 2


def test_who_was_first_keeps_an_address(chongqing: FarNode) -> None:
    sichuan = FarNode("51").pin_here()
    say(chongqing, stated())
    trusted()
    theirs = new_signing_key()
    say(sichuan, stated(THEIRS, theirs))
    assert {one.place for one in trusted().issuers.values()} == {"50"}
    refused = next(one for one in heard_issuers() if one.node == "51")
    assert (refused.listed, refused.pinned_to) == (False, "50")
    Node.objects.filter(pk="50").update(state="revoked")  # nor is it free when the first takes no part any more
    assert trusted(LATER).issuers == {}


def test_nobody_speaks_for_this_nodes_own_address(chongqing: FarNode) -> None:
    say(chongqing, stated(OURS))
    assert trusted().issuers[OURS].place == "50"  # before this node issued anything
    issuing()
    assert trusted(LATER).issuers[OURS].place == "44"
    assert [(one.node, one.listed, one.pinned_to) for one in heard_issuers()] == [("44", True, ""), ("50", False, "44")]
    assert IssuerClaim.objects.get().node == "44"


@pytest.mark.parametrize(
    "body",
    [
        "", "no JSON", "[]", "null", '{"iss":1,"iss":1}',
        stated(place="50"), stated("ftp://pass.example"), stated(keys="none"), stated(name_zh="\u202e"),
        stated(keys=[{"jwk": THEIR_KEY.public_jwk, "kid": new_signing_key().kid, "since": 0}]),
        stated(keys=[{"jwk": {**THEIR_KEY.public_jwk, "d": "AA"}, "kid": THEIR_KEY.kid, "since": 0}]),
    ],
)  # fmt: skip
def test_what_states_no_issuer_is_left_out_and_shown(chongqing: FarNode, body: object) -> None:
    say(chongqing, body)
    assert trusted().issuers == {}
    (heard,) = heard_issuers()
    assert (heard.node, heard.issuer, heard.listed) == ("50", None, False)


def test_the_list_is_renewed_daily_and_when_it_would_say_something_else(chongqing: FarNode) -> None:
    seen = Seen()
    assert keep_trust(seen, now=NOW)
    assert not keep_trust(seen, now=LATER)
    say(chongqing, stated(), at=LATER)
    assert keep_trust(seen, now=LATER)
    say(chongqing, stated(), at=LATER + timedelta(seconds=1))  # told again, and nothing new
    assert not keep_trust(seen, now=LATER + timedelta(seconds=1))
    assert keep_trust(seen, now=LATER + RENEWED)
    held = SignedTrust.objects.get()
    assert (held.signed_at, held.expires_at) == (LATER + RENEWED, LATER + RENEWED + LASTS)


def test_one_bundle_holds_the_status_lists_of_all_that_issue(chongqing: FarNode) -> None:
    issuing()
    say(chongqing, stated())
    sichuan = FarNode("51").pin_here()
    token = status_list.issue(THEIR_KEY, f"{THEIRS}/passes/status/1", [7], NOW, timedelta(days=7))
    say(chongqing, token, name=f"{STATUS}1")
    say(sichuan, "of a node that issues nothing", name=f"{STATUS}1")
    trusted()
    before = bundle_mark()
    lists = status_lists()
    assert {status_list.read(one).uri for one in lists} == {uri_of(1), f"{THEIRS}/passes/status/1"}
    say(chongqing, token, name=f"{STATUS}1", at=LATER)
    assert bundle_mark() != before
