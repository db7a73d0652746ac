"""Issued by us, verified by implementations from npm; issued and shown by them, verified by us."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from suixing.passes.formats import base45, cwt, sd_jwt
from suixing.passes.formats.claims import EVERYTHING, Claim
from suixing.passes.formats.keys import SigningKey
from suixing.passes.formats.reasons import Reason
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import Statuses
from tests.passes.formats.samples import (
    AT,
    BOUND,
    CODE,
    HOLDER,
    INDEX,
    ISSUING,
    LONG_NAME,
    NONCE,
    PERSON,
    REVOKED_INDEX,
    REVOKED_TERMS,
    SHOWN,
    STATUS,
    STATUS_TOKEN,
    STRANGER,
    TERMS,
    TOKEN,
    base64url,
    check,
    decoded,
)
from tests.passes.npm.others import Others, Refused, installed

NOW = int(AT.timestamp())
CLAIMS = PERSON.chosen(EVERYTHING)


@pytest.fixture(scope="module")
def npm() -> Iterator[Others]:
    others = Others(installed())
    yield others
    others.close()


def private_jwk(key: SigningKey) -> dict[str, str]:
    private = load_pem_private_key(key.pem(), None)
    number = private.private_numbers().private_value  # type: ignore[union-attr]
    return {**key.public_jwk, "d": base64url(number.to_bytes(32, "big"))}


def verified(npm: Others, token: str, **more: Any) -> Any:
    asked = {"key": ISSUING.public_jwk, "at": NOW, "status": STATUS_TOKEN, "statusKey": ISSUING.public_jwk, **more}
    return npm.ask("verify", token=token, **asked)


def issued(npm: Others, **changed: Any) -> str:
    """A pass issued by the library, with the payload that ours has."""
    ours = decoded(TOKEN, 1)
    payload = {name: ours[name] for name in ("iss", "nbf", "exp", "vct", "status", "cnf")} | CLAIMS | changed
    header = {"typ": "dc+sd-jwt", "kid": ISSUING.kid}
    token: str = npm.ask("issue", payload=payload, disclosed=list(CLAIMS), header=header, key=private_jwk(ISSUING))
    return token


def test_our_token_is_verified_by_sd_jwt_vc(npm: Others) -> None:
    payload = verified(npm, TOKEN)["payload"]
    assert {name: payload[name] for name in CLAIMS} == CLAIMS
    assert payload["cnf"] == {"jwk": HOLDER.public_jwk}


def test_our_presentation_is_verified_by_sd_jwt_vc(npm: Others) -> None:
    told = verified(npm, BOUND, holder=HOLDER.public_jwk, nonce=NONCE.nonce)
    assert told["payload"]["name"] == LONG_NAME
    assert set(told["payload"]) & set(CLAIMS) == {"name", "adult", "home_province"}
    assert told["kb"]["aud"] == NONCE.audience


def test_our_revocation_is_seen_by_sd_jwt_vc(npm: Others) -> None:
    with pytest.raises(Refused, match="Status"):
        verified(npm, sd_jwt.issue(ISSUING, REVOKED_TERMS, PERSON, None))


def test_our_token_under_another_key_is_refused_by_sd_jwt_vc(npm: Others) -> None:
    with pytest.raises(Refused):
        verified(npm, TOKEN, key=STRANGER.public_jwk)


def test_their_token_is_verified_by_us(npm: Others) -> None:
    checked = check(issued(npm))
    assert checked.verdict is Verdict.VALID
    assert checked.claims == CLAIMS
    assert (checked.not_before, checked.expires) == (TERMS.not_before, TERMS.expires)


def test_their_presentation_of_their_token_is_verified_by_us(npm: Others) -> None:
    shown = npm.ask("show", token=issued(npm), claims=["name", "home_county"], **binding())
    checked = check(shown, bound=True)
    assert (checked.verdict, checked.holder_bound) == (Verdict.VALID, True)
    assert set(checked.claims) == {Claim.NAME, Claim.HOME_COUNTY}


def binding() -> dict[str, Any]:
    return {"nonce": NONCE.nonce, "audience": NONCE.audience, "iat": NOW, "key": private_jwk(HOLDER)}


def test_their_presentation_of_our_token_is_verified_by_us(npm: Others) -> None:
    shown = npm.ask("show", token=TOKEN, claims=["birthdate"], **binding())
    checked = check(shown, bound=True)
    assert (checked.verdict, checked.holder_bound) == (Verdict.VALID, True)
    assert checked.claims == {Claim.BIRTHDATE: "1990-03-04"}


def test_a_replaced_disclosure_that_they_pass_over_is_refused_by_us(npm: Others) -> None:
    """They drop the claim in silence."""
    first = SHOWN.split("~")[1]
    other = base64url(b'["c2FsdA","name","\xe5\x88\xab\xe4\xba\xba"]')
    assert "name" not in verified(npm, SHOWN.replace(first, other))["payload"]
    checked = check(SHOWN.replace(first, other))
    assert (checked.verdict, checked.reason) == (Verdict.FORGED, Reason.UNREFERENCED_DISCLOSURE)


def test_our_status_list_is_read_by_them(npm: Others) -> None:
    assert npm.ask("readStatus", token=STATUS_TOKEN, places=[REVOKED_INDEX, INDEX, 0, 131_071]) == [1, 0, 0, 0]


def test_their_status_list_is_read_by_us(npm: Others) -> None:
    token = npm.ask(
        "makeStatus", uri=STATUS, revoked=[REVOKED_INDEX], size=131_072, iat=NOW, exp=NOW + 3600, kid=ISSUING.kid,
        key=private_jwk(ISSUING),
    )  # fmt: skip
    theirs = Statuses([token])
    assert check(CODE, statuses=theirs).verdict is Verdict.VALID
    revoked = cwt.issue(ISSUING, REVOKED_TERMS, PERSON, {Claim.ADULT})
    assert check(revoked, statuses=theirs).verdict is Verdict.REVOKED
    assert check(CODE, statuses=theirs, at=AT + timedelta(hours=2)).reason is Reason.STATUS_OUTDATED


def test_our_code_is_verified_by_cose(npm: Others) -> None:
    plain = base45.decode(CODE[len(cwt.PREFIX) :])
    assert bytes.fromhex(npm.ask("verifyCose", cose=plain.hex(), key=ISSUING.public_jwk)) in plain
    with pytest.raises(Refused):
        npm.ask("verifyCose", cose=plain.hex(), key=STRANGER.public_jwk)
    with pytest.raises(Refused):
        npm.ask("verifyCose", cose=plain.replace(b"suixing", b"suixinh").hex(), key=ISSUING.public_jwk)


def test_their_code_is_verified_by_us(npm: Others) -> None:
    plain = base45.decode(CODE[len(cwt.PREFIX) :])
    payload = npm.ask("verifyCose", cose=plain.hex(), key=ISSUING.public_jwk)
    asked = {"payload": payload, "kid": ISSUING.short.hex(), "typ": cwt.TYPE}
    made = bytes.fromhex(npm.ask("signCose", key=private_jwk(ISSUING), **asked))
    checked = check(cwt.PREFIX + base45.encode(made))
    assert (checked.verdict, checked.claims) == (Verdict.VALID, check(CODE).claims)
    by_another = bytes.fromhex(npm.ask("signCose", key=private_jwk(STRANGER), **asked))
    assert check(cwt.PREFIX + base45.encode(by_another)).verdict is Verdict.FORGED
