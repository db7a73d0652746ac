"""Fuzz: whatever a camera, a file or a stranger gives is answered; nothing that was altered is ever ``valid``."""

import itertools
import json
import random
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.passes.formats import base45, cbor, cwt, trust_list
from suixing.passes.formats.claims import EVERYTHING
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import Checked, Statuses
from tests.passes.formats.samples import (
    AT,
    BOUND,
    CODE,
    ISSUING,
    LIST,
    PERSON,
    SHOWN,
    STATUS_TOKEN,
    TERMS,
    TOKEN,
    TRUST,
    TRUST_TOKEN,
    again,
    base64url,
    check,
    cwt_claims,
    jws,
    sign1,
)

STATED = PERSON.chosen(EVERYTHING)
WHOLE = {"code": CODE, "token": TOKEN, "presentation": SHOWN, "bound": BOUND}
MANGLED = pytest.mark.parametrize("name", WHOLE)
SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~. $%*+/:={}[]"\\\n\0é中\ud800'
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
CBOR_JUNK = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63) | st.binary(max_size=20) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 9) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


def is_answered(checked: Checked) -> None:
    """An answer like any other; claims only where the signature held, and then only what was issued."""
    assert checked.verdict in Verdict
    assert checked.verdict.sentence.zh
    assert checked.reason.sentence.en
    for claim, value in checked.claims.items():
        assert STATED[claim] == value
    if checked.verdict in {Verdict.UNREADABLE, Verdict.FORGED, Verdict.UNTRUSTED_ISSUER}:
        assert checked.claims == {}


def is_not_valid(text: str) -> None:
    checked = check(text)
    is_answered(checked)
    assert checked.verdict in {Verdict.UNREADABLE, Verdict.FORGED, Verdict.UNTRUSTED_ISSUER}


def mangled(text: str, seed: int = 1) -> Iterator[str]:
    """A corpus by mutation: each sign replaced, dropped or doubled, each beginning and end, parts moved about."""
    dice = random.Random(seed)  # noqa: S311 - a corpus, the same each time
    for at in range(len(text)):
        yield text[:at] + dice.choice(SIGNS.replace(text[at], "")) + text[at + 1 :]
    for at in range(0, len(text), 3):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + dice.choice(SIGNS) + text[at:]
    for at in range(1, len(text), 11):
        yield text[:at]
        yield text[at:] + text[:at]
    yield from (text.lower(), text.swapcase(), text[::-1], text * 2, "SX1:" + text, text + "~")


@MANGLED
def test_a_mangled_pass_is_never_valid(name: str) -> None:
    text = WHOLE[name]
    assert check(text).verdict is Verdict.VALID
    for other in mangled(text):
        same = other.strip() == text or is_presentation(other, text)
        is_answered(check(other)) if same else is_not_valid(other)


def is_presentation(other: str, text: str) -> bool:
    """Whether it is the same token with fewer of the same disclosures, as a holder may show it."""
    ours, theirs = text.split("~"), other.split("~")
    return theirs[0] == ours[0] and theirs[-1] in {"", ours[-1]} and set(theirs[1:-1]) <= set(ours[1:-1])


def test_each_bit_of_a_code_is_signed() -> None:
    plain = bytearray(base45.decode(CODE[len(cwt.PREFIX) :]))
    for at, bit in itertools.product(range(len(plain)), range(8)):
        plain[at] ^= 1 << bit
        is_not_valid(cwt.PREFIX + base45.encode(bytes(plain)))
        plain[at] ^= 1 << bit


def test_a_mangled_trust_list_is_never_read() -> None:
    for other in mangled(TRUST_TOKEN):
        if other.strip() != TRUST_TOKEN:
            with pytest.raises(Malformed):
                trust_list.read(other, AT, LIST.kid)


def test_a_mangled_status_list_never_counts() -> None:
    for other in mangled(STATUS_TOKEN):
        statuses = Statuses([other])
        if other != STATUS_TOKEN:
            assert statuses.look_up(TERMS, TRUST, AT)[0] in {Reason.NO_STATUS, Reason.STATUS_FOREIGN}


@given(st.text(max_size=300) | st.text(alphabet=SIGNS, max_size=300))
def test_any_text_is_answered(text: str) -> None:
    for one in (text, "SX1:" + text, text + "~", SHOWN + text, CODE + text):
        is_answered(check(one))
    assert not Statuses().add(text)
    with pytest.raises(Malformed):
        trust_list.read(text, AT, None)


@given(st.binary(max_size=300))
def test_any_bytes_in_a_code_are_answered(plain: bytes) -> None:
    is_not_valid(cwt.PREFIX + base45.encode(plain))
    is_not_valid(sign1(plain))
    is_not_valid(sign1(cbor.encode(cwt_claims()), protected=plain))


@given(CBOR_JUNK, CBOR_JUNK)
def test_any_claims_in_a_signed_code_are_answered(one: Any, other: Any) -> None:
    for claims in (
        one,
        {**cwt_claims(), cwt.PERSON: one},
        {**cwt_claims(), 65535: other},
        {**cwt_claims(), 1: one, 4: other},
    ):
        answered_though_signed(check(sign1(cbor.encode(claims))))
    answered_though_signed(check(sign1(cbor.encode(cwt_claims(_0=one, _3=other)))))


def answered_though_signed(checked: Checked) -> None:
    assert checked.verdict in Verdict
    if checked.verdict in {Verdict.UNREADABLE, Verdict.FORGED, Verdict.UNTRUSTED_ISSUER}:
        assert checked.claims == {}


@given(JUNK, JUNK)
def test_any_json_in_a_signed_token_is_answered(one: Any, other: Any) -> None:
    texts = [json.dumps(one), json.dumps({"iss": one, "exp": other})]
    made = base64url(json.dumps(["salt", "name", one]).encode())
    checks = [
        *[check(jws({"alg": "ES256", "typ": "dc+sd-jwt", "kid": ISSUING.kid}, text) + "~") for text in texts],
        check(jws(json.dumps(one), json.dumps(other)) + "~"),
        check(again(status=one, cnf=other) + "~"),
        check(again(_sd=one, exp=other) + "~" + made + "~"),
        check(SHOWN + jws({"alg": "ES256", "typ": "kb+jwt"}, texts[1], ISSUING)),
    ]
    for checked in checks:
        answered_though_signed(checked)


@given(JUNK, JUNK)
def test_any_json_in_signed_lists_is_answered(one: Any, other: Any) -> None:
    status = {"sub": one, "iat": other, "exp": 2**33, "status_list": {"bits": other, "lst": one}}
    for payload in (status, {**status, "status_list": one}, one if isinstance(one, dict) else {}):
        assert not Statuses().add(jws({"alg": "ES256", "typ": "statuslist+jwt", "kid": ISSUING.kid}, payload))
    header = {"alg": "ES256", "typ": "suixing-trust+jwt", "jwk": LIST.public_jwk}
    for payload in ({"iat": 1, "exp": 2**33, "issuers": [one, other]}, {"iat": one, "exp": other, "issuers": [one]}):
        with pytest.raises(Malformed):
            trust_list.read(jws(header, payload, LIST), AT, None)
    with pytest.raises(Malformed):
        trust_list.read(jws({**header, "jwk": one}, {"iat": 1}, LIST), AT, None)


MEBIBYTE = 1024 * 1024
HUGE = {
    "zeros": "0" * MEBIBYTE,
    "code of zeros": ("SX1:" + "0" * MEBIBYTE)[:MEBIBYTE],
    "code of the greatest": ("SX1:" + ":" * MEBIBYTE)[:MEBIBYTE],
    "dots": "." * MEBIBYTE,
    "tildes": "~" * MEBIBYTE,
    "dots and tildes": ".~" * (MEBIBYTE // 2),
    "deep JSON": base64url(b"[" * 700_000) + ".e30." + "A" * 86 + "~",
    "deep JSON in what is read": jws('{"alg":"ES256","typ":"dc+sd-jwt"}', '{"a":' * 4_000) + "~",
    "a long number": jws('{"alg":"ES256","typ":"dc+sd-jwt"}', "1" * 20_000) + "~",
    "deep CBOR": cwt.PREFIX + base45.encode(b"\x81" * 2_700),
    "maps in maps": cwt.PREFIX + base45.encode(b"\xa1\x00" * 1_300),
    "many entries": cwt.PREFIX + base45.encode(b"\xb9\xff\xff" + bytes(2_600)),
    "many disclosures": TOKEN + "WyJhIiwiYiIsMV0~" * 60_000,
    "wide characters": "中" * MEBIBYTE,
    "halves of characters": "\ud800" * MEBIBYTE,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_input_costs_little(name: str) -> None:
    """Never more than a second or a few mebibytes; in fact it is refused before it is taken apart."""
    text = HUGE[name]
    tracemalloc.start()
    begun = time.process_time()
    is_not_valid(text)
    Statuses().add(text)
    with pytest.raises(Malformed):
        trust_list.read(text, AT, None)
    taken = time.process_time() - begun
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1
    assert most < 16 * MEBIBYTE
