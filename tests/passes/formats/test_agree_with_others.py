"""Issued by us, verified by implementations from PyPI; issued and shown by them, verified by us."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import base45 as their_base45
import cbor2
import pytest
from cwt import COSE, COSEKey
from cwt import decode as cwt_decode
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from suixing.passes.formats import base45, cbor, cwt, sd_jwt, status_list, trust_list
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
    ISSUING,
    LIST,
    LONG_NAME,
    NONCE,
    PERSON,
    REVOKED_TERMS,
    SHOWN,
    STATUS_TOKEN,
    STRANGER,
    TOKEN,
    TRUST_TOKEN,
    base64url,
    check,
    cwt_claims,
    decoded,
)

CLAIMS = PERSON.chosen(EVERYTHING)


def jwk(key: SigningKey) -> JWK:
    return JWK.from_pem(key.pem())


def cose_key(key: SigningKey) -> COSEKey:
    return COSEKey.from_pem(key.pem(), kid=key.short, alg="ES256")


def issued() -> SDJWTIssuer:
    """A pass by the library ``sd-jwt``, with the payload that ours has."""
    ours = decoded(TOKEN, 1)
    payload = {name: ours[name] for name in ("iss", "nbf", "exp", "vct", "status")}
    claims = payload | {SDObj(name): value for name, value in CLAIMS.items()}
    header = {"typ": "dc+sd-jwt", "kid": ISSUING.kid}
    return SDJWTIssuer(claims, jwk(ISSUING), jwk(HOLDER), sign_alg="ES256", extra_header_parameters=header)


def verified(text: str, *asked: str, key: SigningKey = ISSUING) -> dict[str, Any]:
    payload: dict[str, Any] = SDJWTVerifier(text, lambda *_: jwk(key), *asked).get_verified_payload()
    return payload


# SD-JWT


def test_our_token_is_verified_by_sd_jwt() -> None:
    payload = verified(TOKEN)
    assert {name: payload[name] for name in CLAIMS} == CLAIMS


def test_our_presentation_is_verified_by_sd_jwt() -> None:
    payload = verified(BOUND, NONCE.audience, NONCE.nonce)
    assert set(payload) & set(CLAIMS) == {"name", "adult", "home_province"}
    assert payload["name"] == LONG_NAME


def test_our_token_under_another_key_is_refused_by_sd_jwt() -> None:
    with pytest.raises(Exception, match=r"[Vv]erif"):
        verified(TOKEN, key=STRANGER)


def test_our_token_is_shown_by_sd_jwt_and_verified_by_us(monkeypatch: pytest.MonkeyPatch) -> None:
    holder = SDJWTHolder(TOKEN)
    monkeypatch.setattr("sd_jwt.holder.time", AT.timestamp)
    holder.create_presentation(
        {"name": True, "free_services": True}, NONCE.nonce, NONCE.audience, jwk(HOLDER), sign_alg="ES256"
    )
    checked = check(holder.sd_jwt_presentation, bound=True)
    assert (checked.verdict, checked.holder_bound) == (Verdict.VALID, True)
    assert checked.claims == {Claim.NAME: LONG_NAME, Claim.FREE_SERVICES: True}


def test_a_token_of_sd_jwt_is_verified_by_us() -> None:
    checked = check(issued().sd_jwt_issuance)
    assert (checked.verdict, checked.claims) == (Verdict.VALID, CLAIMS)


def test_a_token_of_sd_jwt_is_shown_and_bound_by_us() -> None:
    shown = sd_jwt.select(issued().sd_jwt_issuance, {Claim.HOME_TOWNSHIP})
    bound = sd_jwt.bind(shown, HOLDER, NONCE.nonce, NONCE.audience, AT)
    assert verified(bound, NONCE.audience, NONCE.nonce)["home_township"] == CLAIMS["home_township"]
    assert check(bound, bound=True).claims == {Claim.HOME_TOWNSHIP: CLAIMS["home_township"]}


def test_a_replaced_disclosure_that_sd_jwt_passes_over_is_refused_by_us() -> None:
    """The library drops the claim in silence."""
    first = SHOWN.split("~")[1]
    mangled = SHOWN.replace(first, base64url('["c2FsdA","name","别人"]'.encode()))
    assert "name" not in verified(mangled)
    assert check(mangled).reason is Reason.UNREFERENCED_DISCLOSURE


# JSON web signatures


@pytest.mark.parametrize(
    ("token", "key", "typ"),
    [
        (TOKEN.split("~", 1)[0], ISSUING, sd_jwt.TYPE), (BOUND.rsplit("~", 1)[1], HOLDER, sd_jwt.BINDING_TYPE),
        (STATUS_TOKEN, ISSUING, status_list.TYPE), (TRUST_TOKEN, LIST, trust_list.TYPE),
    ],
)  # fmt: skip
def test_our_signed_texts_are_verified_by_joserfc(token: str, key: SigningKey, typ: str) -> None:
    theirs = ECKey.import_key(key.public_jwk)
    read = joserfc_jws.deserialize_compact(token, theirs, algorithms=["ES256"])
    assert read.headers()["typ"] == typ
    assert theirs.thumbprint() == key.kid
    with pytest.raises(Exception, match=r"[Ss]ignature"):
        joserfc_jws.deserialize_compact(token, ECKey.import_key(STRANGER.public_jwk), algorithms=["ES256"])


def signed_by_joserfc(token: str, key: SigningKey) -> str:
    """The same header and payload, signed by the library."""
    payload = joserfc_jws.deserialize_compact(token, ECKey.import_key(key.public_jwk), algorithms=["ES256"]).payload
    made: str = joserfc_jws.serialize_compact(
        decoded(token, 0), payload, ECKey.import_key(key.pem()), algorithms=["ES256"],
        registry=joserfc_jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False),
    )  # fmt: skip
    return made


def test_what_joserfc_signed_is_verified_by_us() -> None:
    token = signed_by_joserfc(TOKEN.split("~", 1)[0], ISSUING) + "~" + TOKEN.split("~", 1)[1]
    statuses = Statuses([signed_by_joserfc(STATUS_TOKEN, ISSUING)])
    trust = trust_list.read(signed_by_joserfc(TRUST_TOKEN, LIST), AT, LIST.kid)
    assert check(token, statuses=statuses, trust=trust).verdict is Verdict.VALID
    revoked = sd_jwt.issue(ISSUING, REVOKED_TERMS, PERSON, None)
    assert check(revoked, statuses=statuses, trust=trust).verdict is Verdict.REVOKED


# COSE, CBOR and Base45


def test_our_code_is_verified_by_cwt() -> None:
    plain = their_base45.b45decode(CODE[len(cwt.PREFIX) :])
    protected, _, payload = COSE.new().decode_with_headers(plain, cose_key(ISSUING))
    assert (protected[1], protected[4], protected[16]) == (-7, ISSUING.short, cwt.TYPE)
    claims = cbor2.loads(payload)
    assert claims[cwt.PERSON] == {0: LONG_NAME, 2: True, 7: True}
    assert claims == cwt_claims(_0=LONG_NAME, _2=True, _7=True)


@pytest.mark.parametrize(
    "change", [lambda plain: plain.replace(b"suixing", b"suixinh"), lambda plain: plain[:-1] + b"\0"]
)
def test_our_code_altered_or_under_another_key_is_refused_by_cwt(change: Callable[[bytes], bytes]) -> None:
    plain = their_base45.b45decode(CODE[len(cwt.PREFIX) :])
    with pytest.raises(Exception, match=r"verif"):
        COSE.new().decode(change(plain), cose_key(ISSUING))
    with pytest.raises(Exception, match=r"verif"):
        COSE.new().decode(plain, COSEKey.from_pem(STRANGER.pem(), kid=ISSUING.short, alg="ES256"))


def test_our_code_is_a_cbor_web_token_to_cwt() -> None:
    """Its claims are read as those of RFC 8392; the day on which that library looks is within its three years."""
    fresh = cwt.issue(
        ISSUING,
        replace(REVOKED_TERMS, not_before=AT.replace(year=2020), expires=AT.replace(year=2090)),
        PERSON,
        {Claim.ADULT},
    )
    claims = cwt_decode(base45.decode(fresh[len(cwt.PREFIX) :]), cose_key(ISSUING))
    assert claims[1] == "https://suixing.xinjiang.gov.cn"
    assert claims[65535]["status_list"]["idx"] == REVOKED_TERMS.status_index


def test_a_code_of_cwt_is_verified_by_us() -> None:
    payload = cbor2.dumps(cwt_claims(_0=LONG_NAME, _3=[65, "新疆维吾尔自治区"], _7=True), canonical=True)
    maker = COSE.new()
    made = maker.encode_and_sign(
        payload, cose_key(ISSUING), protected={1: -7, 4: ISSUING.short, 16: cwt.TYPE}, unprotected={}
    )
    checked = check(cwt.PREFIX + their_base45.b45encode(made).decode())
    assert checked.verdict is Verdict.VALID
    assert checked.claims == {
        Claim.NAME: LONG_NAME,
        Claim.HOME_PROVINCE: CLAIMS["home_province"],
        Claim.FREE_SERVICES: True,
    }


SIMPLE = st.recursive(
    st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(0, 2**40), inner, max_size=5),
    max_leaves=8,
)


@given(SIMPLE)
def test_cbor_is_written_as_cbor2_does(value: Any) -> None:
    """It orders keys by length first, as RFC 7049 did; of numbers that are not negative that is the same order."""
    assert cbor.encode(value) == cbor2.dumps(value, canonical=True)


@given(st.binary(max_size=200))
def test_base45_is_written_as_base45_does(plain: bytes) -> None:
    assert base45.encode(plain) == their_base45.b45encode(plain).decode()
    assert base45.decode(base45.encode(plain)) == their_base45.b45decode(base45.encode(plain))
