"""What somebody might try with disclosures and key bindings (RFC 9901, 7): the whole presentation is refused."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from suixing.passes.formats import sd_jwt
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.reasons import Reason
from suixing.passes.formats.verdicts import Verdict
from tests.passes.formats.makers import PAYLOAD, digest, disclosed, refused, shown
from tests.passes.formats.samples import (
    AT,
    BOUND,
    CODE,
    HOLDER,
    ISSUING,
    NONCE,
    PERSON,
    SHOWN,
    STRANGER,
    TERMS,
    TOKEN,
    again,
    base64url,
    check,
    disclosures,
    jws,
)

# Disclosures


def test_a_disclosure_that_no_digest_refers_to() -> None:
    refused(
        shown(*disclosures(SHOWN), disclosed("current_place", {"code": "11", "name": "北京市"})),
        Reason.UNREFERENCED_DISCLOSURE,
    )


def test_a_replaced_disclosure() -> None:
    """Other libraries were seen to drop it in silence."""
    name, *others = disclosures(SHOWN)
    salt, _, _ = json.loads(urlsafe_b64decode(name + "=="))
    refused(shown(disclosed("name", "别人", salt), *others), Reason.UNREFERENCED_DISCLOSURE)


def test_a_disclosure_of_another_pass() -> None:
    other = sd_jwt.issue(ISSUING, TERMS, replace(PERSON, name="别人"), None)
    refused(shown(disclosures(other)[0]), Reason.UNREFERENCED_DISCLOSURE)


def test_a_claim_disclosed_twice() -> None:
    one = disclosures(SHOWN)[0]
    refused(shown(one, one), Reason.REPEATED_DISCLOSURE)


def test_two_disclosures_of_one_claim_that_were_both_signed() -> None:
    both = [disclosed("name", "甲", "c2FsdDE"), disclosed("name", "乙", "c2FsdDI")]
    refused(shown(*both, token=again(_sd=sorted(map(digest, both)))), Reason.REPEATED_DISCLOSURE)


def test_hash_collisions_among_disclosures_one_digest_twice() -> None:
    refused(shown(token=again(_sd=[*PAYLOAD["_sd"], PAYLOAD["_sd"][0]])), Reason.REPEATED_DIGEST)


def test_hash_collisions_among_disclosures_one_content_in_two_writings() -> None:
    """The same bytes in another writing have another digest: refused, whether that was signed or not."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    one = next(one for one in disclosures() if len(one) % 4)
    twin = one[:-1] + signs[signs.index(one[-1]) + 1]
    assert urlsafe_b64decode(twin + "==") == urlsafe_b64decode(one + "==")
    refused(shown(one, twin), Reason.UNREFERENCED_DISCLOSURE)
    refused(shown(twin, token=again(_sd=[digest(twin)])), Reason.MALFORMED)
    padded = disclosed("adult", True) + "="
    refused(shown(padded, token=again(_sd=[digest(padded)])), Reason.MALFORMED)


@pytest.mark.parametrize(
    "name", ["iss", "exp", "nbf", "iat", "vct", "cnf", "status", "_sd", "_sd_alg", "...", "sub", "_sd_x"]
)
def test_a_disclosure_that_shadows_an_entry_of_the_pass(name: str) -> None:
    made = disclosed(name, "https://evil.example")
    refused(shown(made, token=again(_sd=[digest(made)])), Reason.SHADOWING_CLAIM)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '["s","name"]', '["s","name","x",1]', '[1,"name","x"]', '["s",1,"x"]', '{"a":1}', "null", "[" * 500],
)
def test_a_disclosure_of_another_form(content: str) -> None:
    made = base64url(content.encode())
    reason = Reason.MALFORMED
    refused(shown(made, token=again(_sd=[digest(made)])), reason)


def test_too_many_disclosures() -> None:
    refused(shown(*["x"] * 65), Reason.TOO_LONG)


# Key binding


def bound(**changed: Any) -> str:
    """The presentation with a key binding whose payload is changed."""
    payload = {"iat": int(AT.timestamp()), "aud": NONCE.audience, "nonce": NONCE.nonce, "sd_hash": digest(SHOWN)}
    payload = {name: value for name, value in {**payload, **changed}.items() if value is not None}
    return SHOWN + jws({"alg": "ES256", "typ": "kb+jwt"}, payload, HOLDER)


def test_the_key_binding_of_these_tests_holds() -> None:
    assert check(bound(), bound=True).holder_bound


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"}, {"aud": "https://desk.elsewhere.cn"},
        {"iat": int((AT - timedelta(seconds=601)).timestamp())},
        {"iat": int((AT + timedelta(seconds=61)).timestamp())}, {"iat": 0}, {"iat": 10**40},
        {"nonce": ["n-0S6_WzA2Mj"]}, {"aud": 5},
    ],
)  # fmt: skip
def test_a_replayed_key_binding(changed: dict[str, Any]) -> None:
    refused(bound(**changed), Reason.BINDING_REPLAYED, bound=True)


@pytest.mark.parametrize(
    "changed",
    [{"sd_hash": digest(TOKEN)}, {"sd_hash": None}, {"iat": "now"}, {"iat": True}, {"nonce": None}, {"more": 1}],
)
def test_a_key_binding_for_something_else(changed: dict[str, Any]) -> None:
    refused(bound(**changed), Reason.BINDING, bound=True)


def test_a_key_binding_of_another_presentation_of_the_same_pass() -> None:
    more = sd_jwt.select(TOKEN, {Claim.NAME, Claim.ADULT, Claim.HOME_PROVINCE, Claim.BIRTHDATE})
    refused(more + BOUND.rsplit("~", 1)[1], Reason.BINDING, bound=True)
    refused(sd_jwt.select(TOKEN, {Claim.NAME}) + BOUND.rsplit("~", 1)[1], Reason.BINDING, bound=True)


def test_a_key_binding_by_somebody_else() -> None:
    refused(sd_jwt.bind(SHOWN, STRANGER, NONCE.nonce, NONCE.audience, AT), Reason.BINDING, bound=True)
    refused(sd_jwt.bind(SHOWN, ISSUING, NONCE.nonce, NONCE.audience, AT), Reason.BINDING, bound=True)


def test_no_key_binding_where_one_was_asked_for() -> None:
    refused(SHOWN, Reason.BINDING_MISSING, bound=True)
    refused(CODE, Reason.BINDING_MISSING, bound=True)


def test_a_key_binding_to_a_pass_that_has_no_holder_key() -> None:
    plain = sd_jwt.issue(ISSUING, TERMS, PERSON, None)
    refused(sd_jwt.bind(plain, HOLDER, NONCE.nonce, NONCE.audience, AT), Reason.BINDING_MISSING, bound=True)


POINTS = [(b"\0" * 32, b"\0" * 32), (b"\xff" * 32, b"\1" * 32), (b"\1" * 32, b"\1" * 32), (b"\1" * 31, b"\1" * 33)]
KEYS = [{"kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y)} for x, y in POINTS]


@pytest.mark.parametrize("key", [*KEYS, {}, {"kty": "EC"}, {**HOLDER.public_jwk, "crv": "P-384"}])
def test_a_key_binding_by_a_key_that_is_no_point_of_the_curve(key: dict[str, str]) -> None:
    token = again(cnf={"jwk": key}) + "~"
    refused(sd_jwt.bind(token, HOLDER, NONCE.nonce, NONCE.audience, AT), Reason.MALFORMED, bound=True)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"typ": "JWT"}, {"jwk": HOLDER.public_jwk}])
def test_a_key_binding_with_another_header(header: dict[str, Any]) -> None:
    made = jws({"alg": "ES256", "typ": "kb+jwt", **header}, {"iat": 1}, HOLDER)
    checked = check(SHOWN + made, bound=True)
    assert checked.verdict in {Verdict.FORGED, Verdict.UNREADABLE}
