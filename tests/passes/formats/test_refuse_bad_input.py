"""What somebody might try with a pass, each by name: never ``valid``, and nothing of what it states is told."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from suixing.passes.formats import base45, cbor, cwt, trust_list
from suixing.passes.formats.keys import PublicKey
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import Statuses
from tests.passes.formats.makers import HEADER, PAYLOAD, digest, disclosed, refused, shown
from tests.passes.formats.samples import (
    AT,
    ISSUER,
    ISSUING,
    OLD_KEY,
    OTHER,
    STATUS,
    STATUS_TOKEN,
    STRANGER,
    TOKEN,
    TRUST_TOKEN,
    again,
    base64url,
    check,
    cwt_claims,
    jws,
    sign1,
)

# The algorithm


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "HS256", "RS256", "ES384", "EdDSA", "es256", None, 7])
def test_an_algorithm_that_passes_do_not_use(alg: Any) -> None:
    refused(again(header={"alg": alg}) + "~", Reason.ALGORITHM)


@pytest.mark.parametrize("signature", ["", base64url(b"\0" * 64)])
def test_none_without_a_signature(signature: str) -> None:
    head = base64url(json.dumps({**HEADER, "alg": "none"}).encode())
    refused(f"{head}.{TOKEN.split('.')[1]}.{signature}~", Reason.ALGORITHM)


def test_algorithm_confusion_the_public_key_as_a_shared_secret() -> None:
    said = f"{base64url(json.dumps({**HEADER, 'alg': 'HS256'}).encode())}.{TOKEN.split('.')[1]}"
    for secret in (json.dumps(ISSUING.public_jwk).encode(), ISSUING.kid.encode()):
        maker = hmac.HMAC(secret, hashes.SHA256())
        maker.update(said.encode())
        refused(f"{said}.{base64url(maker.finalize())}~", Reason.ALGORITHM)


@pytest.mark.parametrize("alg", [-8, -35, -36, -37, 5, 7, 0, None, "ES256", True])
def test_an_algorithm_that_codes_do_not_use(alg: Any) -> None:
    header = {4: ISSUING.short, 16: cwt.TYPE} | ({} if alg is None else {1: alg})
    refused(sign1(cbor.encode(cwt_claims(_2=True)), protected=cbor.encode(header)), Reason.ALGORITHM)


def test_an_algorithm_beside_the_protected_header() -> None:
    header = cbor.encode({4: ISSUING.short, 16: cwt.TYPE})
    refused(sign1(cbor.encode(cwt_claims()), protected=header, unprotected=b"\xa1\x01\x26"), Reason.MALFORMED)


@pytest.mark.parametrize("s", [0, 1, 2**256 - 1])
@pytest.mark.parametrize("r", [0, 1])
def test_signatures_of_trivial_numbers(r: int, s: int) -> None:
    signature = base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    refused(f"{TOKEN.split('~')[0].rsplit('.', 1)[0]}.{signature}~", Reason.SIGNATURE)


def test_a_signature_in_der_is_none() -> None:
    said, signature = TOKEN.split("~")[0].rsplit(".", 1)
    raw = urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    refused(f"{said}.{base64url(der)}~", Reason.SIGNATURE)


def test_the_other_s_of_a_signature_is_a_signature_too() -> None:
    """ECDSA has two of each; neither lets anybody change what is signed."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    said, signature = TOKEN.split("~")[0].rsplit(".", 1)
    raw = urlsafe_b64decode(signature + "==")
    other = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    assert check(f"{said}.{base64url(other)}~").verdict is Verdict.VALID


# Keys and headers


def test_wrong_key_id_of_the_same_issuer() -> None:
    refused(again(header={"kid": OLD_KEY.kid}) + "~", Reason.SIGNATURE)
    other = cbor.encode({1: -7, 4: OLD_KEY.short, 16: cwt.TYPE})
    refused(sign1(cbor.encode(cwt_claims(_2=True)), protected=other), Reason.SIGNATURE)


@pytest.mark.parametrize(
    "kid",
    ["", "x", OTHER.kid, ISSUING.kid[:-1], ISSUING.kid + "A", None, 5, ["a"], {"a": 1}],
    ids=["empty", "short", "other", "cut", "longer", "null", "number", "list", "map"],
)
def test_wrong_key_id(kid: Any) -> None:
    checked = check(again(header={"kid": kid}) + "~")
    assert (checked.verdict, checked.reason) == (Verdict.UNTRUSTED_ISSUER, Reason.UNKNOWN_KEY)


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": STRANGER.public_jwk}, {"jku": "https://evil.example/keys"}, {"x5c": ["MIIB"]},
        {"x5u": "https://evil.example"},
        {"crit": ["exp"], "exp": 0}, {"crit": []}, {"b64": False}, {"zip": "DEF"},
    ],
)  # fmt: skip
def test_a_header_that_brings_its_own_key_or_an_extension(more: dict[str, Any]) -> None:
    refused(again(header=more, key=STRANGER) + "~", Reason.UNKNOWN_MEMBER)


@pytest.mark.parametrize("more", [{2: [1]}, {33: b"cert"}, {5: b"iv"}, {"x": 1}])
def test_a_code_whose_header_brings_something_else(more: dict[Any, Any]) -> None:
    header = cbor.encode({1: -7, 4: ISSUING.short, 16: cwt.TYPE} | more)
    refused(sign1(cbor.encode(cwt_claims()), protected=header), Reason.UNKNOWN_MEMBER)


@pytest.mark.parametrize("typ", ["JWT", "vc+sd-jwt", "statuslist+jwt", "kb+jwt", "suixing-trust+jwt", None])
def test_another_kind_of_signed_text_is_no_pass(typ: str | None) -> None:
    refused(again(header={"typ": typ}) + "~", Reason.NOT_A_PASS)


def test_a_status_list_or_a_trust_list_is_no_pass() -> None:
    for token in (STATUS_TOKEN, TRUST_TOKEN, STATUS_TOKEN + "~", TRUST_TOKEN + "~"):
        refused(token, Reason.NOT_A_PASS)


def test_a_pass_is_no_status_list_and_no_trust_list() -> None:
    issued = TOKEN.split("~", 1)[0]
    assert not Statuses().add(issued)
    with pytest.raises(Malformed):
        trust_list.read(issued, AT, None)


# What is stated


def test_a_claim_that_passes_do_not_have() -> None:
    for name, value in (("pregnant", False), ("children", 2), ("sex", "f"), ("", 1), ("Name", "x"), ("adult ", True)):
        made = disclosed(name, value)
        refused(shown(made, token=again(_sd=[digest(made)])), Reason.CLAIMS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""), ("name", "x" * 201), ("name", 5), ("name", None), ("name", ["x"]), ("name", "a\u202eb"),
        ("name", "a\nb"),
        ("name", "\x1b[31m"), ("birthdate", "1990-2-3"), ("birthdate", "1990-02-30"), ("birthdate", 19900203),
        ("adult", False), ("adult", 1), ("adult", "true"), ("free_services", None), ("home_province", "65"),
        ("home_county", {"code": "6531221", "name": "x"}), ("home_county", {"code": 653122, "name": "x"}),
        ("home_county", {"code": "653122", "name": "x" * 101}), ("home_county", {"code": "653122"}),
        ("home_county", {"code": "653122", "name": "x", "_sd": []}),
        ("home_county", {"code": "65", "name": {"...": "x"}}),
        ("current_place", [653122, "x"]), ("current_place", {"code": "053122", "name": "x"}),
    ],
)  # fmt: skip
def test_a_claim_of_another_kind(name: str, value: Any) -> None:
    made = disclosed(name, value)
    refused(shown(made, token=again(_sd=[digest(made)])), Reason.CLAIMS)


@pytest.mark.parametrize(
    "person",
    [
        {"_8": True}, {"_0": 5}, {"_0": ""}, {"_0": [65, "x"]}, {"_1": 0}, {"_1": 19900230}, {"_1": "1990-02-03"},
        {"_1": -5},
        {"_2": False}, {"_2": 1}, {"_2": [65, "x"]}, {"_3": "65"}, {"_3": [65]}, {"_3": ["65", "x"]},
        {"_3": [6, "x"]},
        {"_3": [65, "x", 1]}, {"_3": [True, "x"]}, {"_7": 0}, {"_0": "\u2066x"},
    ],
)  # fmt: skip
def test_a_code_that_states_what_codes_do_not(person: dict[str, Any]) -> None:
    refused(sign1(cbor.encode(cwt_claims(**person))), Reason.CLAIMS)


@pytest.mark.parametrize(
    "more", [{"children": 1}, {"sub": "x"}, {"jti": "1"}, {"name": "x"}, {"iss2": ""}, {"...": "x"}]
)
def test_an_entry_that_payloads_do_not_have(more: dict[str, Any]) -> None:
    refused(again(**more) + "~", Reason.UNKNOWN_MEMBER)


@pytest.mark.parametrize("left_out", ["iss", "nbf", "exp", "vct", "status", "_sd", "_sd_alg"])
def test_an_entry_is_missing(left_out: str) -> None:
    refused(again(**{left_out: None}) + "~", Reason.UNKNOWN_MEMBER)


@pytest.mark.parametrize("key", [1, 4, 5, 65535, cwt.PERSON])
def test_an_entry_of_a_code_is_missing_or_another_there(key: int) -> None:
    claims = cwt_claims()
    refused(sign1(cbor.encode(claims | {6: 1})), Reason.UNKNOWN_MEMBER)
    del claims[key]
    refused(sign1(cbor.encode(claims)), Reason.UNKNOWN_MEMBER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "suixing"}, {"iss": "javascript:alert(1)"}, {"iss": ISSUER + "?x=1"}, {"iss": 5}, {"iss": [ISSUER]},
        {"exp": "1"}, {"exp": -1}, {"exp": True}, {"exp": 10**30}, {"nbf": {}}, {"iat": "x"},
        {"status": {}}, {"status": {"status_list": {"idx": -1, "uri": STATUS}}}, {"status": [1]},
        {"status": {"status_list": {"idx": True, "uri": STATUS}}}, {"status": {"status_list": {"idx": 1}}},
        {"status": {"status_list": {"idx": 1, "uri": "file:///etc/passwd"}}},
        {"status": {"status_list": {"idx": 1, "uri": STATUS}, "identifier_list": {}}},
        {"cnf": {}}, {"cnf": {"jwk": "x"}}, {"cnf": {"kid": "x"}}, {"_sd": "x"}, {"_sd": [1]},
        {"_sd": ["x"] * 65},
    ],
)  # fmt: skip
def test_an_entry_of_another_kind(wrong: dict[str, Any]) -> None:
    refused(again(**wrong) + "~", Reason.MALFORMED)


@pytest.mark.parametrize("more", [{"d": "AA"}, {"crv": "P-384"}, {"kty": "oct"}, {"x": ISSUING.public_jwk["x"] + "="}])
def test_a_key_that_is_no_public_p256_key(more: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        PublicKey.from_jwk({**ISSUING.public_jwk, **more})


def test_another_type_of_credential_or_hash() -> None:
    refused(again(vct="urn:eudi:pid:1") + "~", Reason.NOT_A_PASS)
    refused(again(_sd_alg="md5") + "~", Reason.NOT_A_PASS)


# Written twice


@pytest.mark.parametrize("member", ["iss", "exp", "_sd", "status", "vct"])
def test_a_member_of_the_payload_that_stands_there_twice(member: str) -> None:
    text = json.dumps(PAYLOAD)[:-1] + f", {json.dumps(member)}: {json.dumps(PAYLOAD[member])}}}"
    refused(jws(HEADER, text) + "~", Reason.REPEATED_MEMBER)


def test_a_member_of_the_header_that_stands_there_twice() -> None:
    text = json.dumps(HEADER)[:-1] + ', "alg": "ES256"}'
    refused(jws(text, PAYLOAD) + "~", Reason.REPEATED_MEMBER)


def test_a_member_of_a_place_that_stands_there_twice() -> None:
    made = base64url(b'["s","home_province",{"code":"65","name":"x","code":"11"}]')
    refused(shown(made, token=again(_sd=[digest(made)])), Reason.REPEATED_MEMBER)


def test_a_key_of_a_code_that_stands_there_twice() -> None:
    payload = cbor.encode(cwt_claims(_2=True))
    assert payload[0] == 0xA5
    refused(sign1(b"\xa6" + payload[1:] + cbor.encode(4) + cbor.encode(2**31)), Reason.REPEATED_MEMBER)
    header = cbor.encode({1: -7, 4: ISSUING.short, 16: cwt.TYPE})
    refused(sign1(payload, protected=b"\xa4" + header[1:] + b"\x01\x26"), Reason.REPEATED_MEMBER)


# The writing


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "~~",
        ".",
        "..",
        "a.b.c",
        "SX1:",
        "sx1:ABC",
        "HC1:ABC",
        "SX1:A",
        "SX1:::: ",
        "SX1:ab",
        "\ud800",
        "~\ud800",
        "SX1:\ud800",
        "\0" * 99,
    ],
)
def test_what_is_no_pass_at_all(text: str) -> None:
    assert check(text).verdict in {Verdict.UNREADABLE}


def test_a_token_without_its_last_tilde() -> None:
    refused(TOKEN.split("~", 1)[0], Reason.NOT_A_PASS)


@pytest.mark.parametrize(
    "change", [lambda t: t + "=", lambda t: t.replace("-", "+").replace("_", "/") + " ", lambda t: t + "\n"]
)
def test_a_payload_in_another_writing(change: Callable[[str], str]) -> None:
    header, payload, signature = TOKEN.split("~", 1)[0].split(".")
    checked = check(f"{header}.{change(payload)}.{signature}~")
    assert checked.verdict in {Verdict.UNREADABLE, Verdict.FORGED}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "1.0", "-0", "1" * 5000])
def test_numbers_that_are_no_instants(number: str) -> None:
    text = json.dumps({**PAYLOAD, "exp": "@"}).replace('"@"', number)
    checked = check(jws(HEADER, text) + "~")
    assert checked.verdict is (Verdict.UNREADABLE if number != "-0" else Verdict.EXPIRED)


def test_texts_longer_than_any_pass() -> None:
    refused("a" * (1024 * 1024 + 1), Reason.TOO_LONG)
    refused("SX1:" + "A" * 5000, Reason.TOO_LONG)
    refused("a" * 40_000 + "~", Reason.TOO_LONG)
    refused(jws({**HEADER, "x": "y" * 2000}, PAYLOAD) + "~", Reason.MALFORMED)


@pytest.mark.parametrize(
    "plain",
    [
        b"", b"\xd2", b"\xd2\x84", b"\xd2\x80", b"\x84\x40\xa0\x40\x40", b"\xd1\x84\x40\xa0\x40\x40",
        b"\xd2\x9f\xff", b"\x5f\xff",
        b"\xd2\x9b\xff\xff\xff\xff\xff\xff\xff\xff", b"\x9b\x00\x00\x00\x01\x00\x00\x00\x00",
        b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff", b"\x81" * 600, b"\xd2" * 600, b"\xa1\x81" * 300, b"\xf9\x3c\x00",
        b"\xf6", b"\xf7",
        b"\xf8\x20", b"\x18\x17", b"\x19\x00\xff", b"\x1a\x00\x00\xff\xff",
        b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff", b"\x1c",
        b"\x61\xff", b"\x62\xc3", b"\xa2\x01\x01\x01\x01", b"\xa1\xf5\x01", b"\xa1\x41\x00\x01", b"\x00\x00",
    ],
)  # fmt: skip
def test_cbor_that_is_not_strict(plain: bytes) -> None:
    if plain not in (b"\xd2\x80", b"\x84\x40\xa0\x40\x40", b"\xd1\x84\x40\xa0\x40\x40"):
        with pytest.raises(Malformed):
            cbor.decode(plain)
    assert check(cwt.PREFIX + base45.encode(plain)).verdict is Verdict.UNREADABLE
