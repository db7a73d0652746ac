"""Status lists and trust lists of others, outdated, altered or swollen: no pass is valid, and none revoked, by them."""

import zlib
from datetime import timedelta
from typing import Any

import pytest

from suixing.passes.formats import status_list, trust_list
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import Statuses
from tests.passes.formats.samples import (
    AT,
    CODE,
    INDEX,
    ISSUER,
    ISSUERS,
    ISSUING,
    LIST,
    OTHER,
    STATUS,
    STATUS_TOKEN,
    STRANGER,
    TRUST,
    TRUST_TOKEN,
    base64url,
    check,
    decoded,
    jws,
    status_token,
)

# Status lists


@pytest.mark.parametrize("key", [OTHER, STRANGER])
def test_a_status_list_of_another_issuer(key: Any) -> None:
    checked = check(CODE, statuses=Statuses([status_token(key)]))
    assert (checked.verdict, checked.reason, checked.status_at) == (Verdict.STATUS_UNKNOWN, Reason.STATUS_FOREIGN, None)


def test_a_status_list_that_names_the_issuers_key_and_is_signed_by_another() -> None:
    made = jws({"alg": "ES256", "typ": status_list.TYPE, "kid": ISSUING.kid}, decoded(STATUS_TOKEN, 1), STRANGER)
    assert check(CODE, statuses=Statuses([made])).reason is Reason.STATUS_FOREIGN
    assert check(CODE, statuses=Statuses([made, STATUS_TOKEN])).verdict is Verdict.VALID


def test_a_foreign_list_revokes_nobody() -> None:
    assert check(CODE, statuses=Statuses([status_token(OTHER, revoked=[INDEX]), STATUS_TOKEN])).verdict is Verdict.VALID


def test_a_status_list_for_another_address() -> None:
    checked = check(CODE, statuses=Statuses([status_token(uri=STATUS + "5")]))
    assert (checked.verdict, checked.reason) == (Verdict.STATUS_UNKNOWN, Reason.NO_STATUS)


def status_with(**listed: Any) -> str:
    payload = {**decoded(STATUS_TOKEN, 1), "status_list": {"bits": 1, "lst": "eNoBAAD__wAAAAE", **listed}}
    return jws({"alg": "ES256", "typ": status_list.TYPE, "kid": ISSUING.kid}, payload)


def test_a_status_list_that_unpacks_to_more_than_it_may() -> None:
    for size in (status_list.BYTES + 1, 40_000_000):
        packed = base64url(zlib.compress(bytes(size), 9))
        assert len(packed) < 60_000
        assert not Statuses().add(status_with(lst=packed))
    assert Statuses().add(status_with(lst=base64url(zlib.compress(bytes(status_list.BYTES)))))


@pytest.mark.parametrize(
    "listed",
    [
        {"bits": 3}, {"bits": 0}, {"bits": True}, {"bits": "1"}, {"lst": ""}, {"lst": "!!"}, {"lst": 5}, {"more": 1},
        {"lst": base64url(b"not packed")}, {"lst": base64url(zlib.compress(b"x")[:-1])},
        {"lst": base64url(zlib.compress(b"x") + b"more")}, {"lst": "A" * 65_537},
    ],
)  # fmt: skip
def test_a_status_list_of_another_form(listed: dict[str, Any]) -> None:
    assert not Statuses().add(status_with(**listed))


def test_places_that_no_list_has_are_not_issued() -> None:
    for places in ([-1], [status_list.SIZE], b"short"):
        with pytest.raises(ValueError, match="list"):
            status_list.issue(ISSUING, STATUS, places, AT, timedelta(days=1))


# Trust lists


def untrusted(token: str, reason: Reason, anchor: str | None = LIST.kid) -> None:
    with pytest.raises(Malformed) as found:
        trust_list.read(token, AT, anchor)
    assert found.value.reason is reason


def trusted(header: dict[str, Any] | None = None, **changed: Any) -> str:
    whole = {"alg": "ES256", "typ": trust_list.TYPE, "jwk": LIST.public_jwk, **(header or {})}
    return jws(whole, {**decoded(TRUST_TOKEN, 1), **changed}, LIST)


def test_a_trust_list_by_another_key_than_the_anchor() -> None:
    mine = trust_list.issue(STRANGER, ISSUERS, AT, timedelta(days=1))
    untrusted(mine, Reason.ANCHOR)
    assert trust_list.read(mine, AT, None).thumbprint == STRANGER.kid


def test_a_trust_list_that_names_the_anchor_and_is_signed_by_another() -> None:
    said = {"alg": "ES256", "typ": trust_list.TYPE, "jwk": LIST.public_jwk}
    untrusted(jws(said, decoded(TRUST_TOKEN, 1), STRANGER), Reason.SIGNATURE)
    untrusted(TRUST_TOKEN[:-10] + "A" * 10, Reason.SIGNATURE)


@pytest.mark.parametrize("alg", ["none", "HS256", None])
def test_a_trust_list_under_another_algorithm(alg: Any) -> None:
    untrusted(trusted({"alg": alg}), Reason.ALGORITHM)


def first(**changed: Any) -> list[dict[str, Any]]:
    return [{**ISSUERS[0], **changed}, ISSUERS[1]]


@pytest.mark.parametrize(
    "issuers",
    [
        5, {}, [5], [ISSUERS[0], ISSUERS[0]], first(iss="x"), first(keys=5), first(keys=[5]), first(place="x"),
        first(more=1),
        first(name_zh=""), first(name_en="a\u202eb"), first(keys=ISSUERS[0]["keys"] * 2),
        first(keys=ISSUERS[0]["keys"] * 50),
        first(keys=[{**ISSUERS[0]["keys"][0], "kid": OTHER.kid}]),
        first(keys=[{**ISSUERS[0]["keys"][0], "withdrawn": "x"}]),
        first(keys=[{"jwk": ISSUING.public_jwk, "kid": ISSUING.kid}]), [ISSUERS[0]] * 1001,
    ],
)  # fmt: skip
def test_a_trust_list_of_another_form(issuers: Any) -> None:
    with pytest.raises(Malformed):
        trust_list.read(trusted(issuers=issuers), AT, LIST.kid)
    if isinstance(issuers, list) and all(isinstance(one, dict) for one in issuers):
        with pytest.raises(Malformed):
            trust_list.issue(LIST, issuers, AT, timedelta(days=1))


def test_two_keys_of_the_same_beginning_are_named_by_neither() -> None:
    keys = TRUST.issuers[ISSUER].keys
    assert TRUST.key(ISSUER, keys[0].key.short) is keys[0]
    assert TRUST.key(ISSUER, keys[0].key.short[:4]) is None
