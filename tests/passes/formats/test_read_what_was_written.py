"""Laws: what is written is read the same, there is one writing, and what was not chosen never appears (P6)."""

import json
from base64 import urlsafe_b64decode
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suixing.passes.formats import base45, base64url, cbor, cwt, sd_jwt, status_list, trust_list
from suixing.passes.formats.claims import EVERYTHING, Claim, PassClaims, Place, read_claims
from suixing.passes.formats.keys import PublicKey, SigningKey, new_signing_key
from suixing.passes.formats.reasons import Malformed
from suixing.passes.formats.terms import Terms, terms_of
from suixing.passes.formats.wording import LABELS
from tests.passes.formats.samples import (
    AT,
    HOLDER,
    ISSUER,
    ISSUING,
    LIST,
    PERSON,
    STATUS,
    TERMS,
    TOKEN,
    decoded,
    disclosures,
)

CODES = st.sampled_from(["65", "6531", "653122", "653122100", "653122100002"])
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"]), min_size=1, max_size=40).filter(
    lambda text: not text.isspace()
)
PLACES = st.builds(Place, CODES, TEXTS)
PEOPLE = st.builds(
    PassClaims, name=TEXTS, born=st.dates(date(1900, 1, 1), date(2030, 1, 1)), adult=st.booleans(),
    home_province=PLACES, home_county=PLACES, home_township=PLACES, current_place=st.none() | PLACES,
    free_services=st.booleans(),
)  # fmt: skip
CHOSEN = st.sets(st.sampled_from(list(Claim)))
INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
TERMS_OF_ANY = st.builds(
    Terms, st.just(ISSUER), INSTANTS, INSTANTS, st.integers(0, 10**9).map(lambda n: f"{ISSUER}/passes/status/{n}"),
    st.integers(0, status_list.SIZE - 1),
)  # fmt: skip


@settings(max_examples=50)
@given(PEOPLE, CHOSEN, TERMS_OF_ANY)
def test_a_code_is_read_as_it_was_written(person: PassClaims, chosen: set[Claim], terms: Terms) -> None:
    read = cwt.read(cwt.issue(ISSUING, terms, person, chosen))
    assert read.claims() == person.chosen(chosen)
    assert read.terms == terms
    assert read.kid == ISSUING.short
    assert read.is_signed_by(ISSUING.public)


@settings(max_examples=50)
@given(PEOPLE, CHOSEN, TERMS_OF_ANY)
def test_a_presentation_is_read_as_it_was_chosen(person: PassClaims, chosen: set[Claim], terms: Terms) -> None:
    token = sd_jwt.issue(ISSUING, terms, person, HOLDER.public_jwk)
    shown = sd_jwt.select(token, chosen)
    read = sd_jwt.read(sd_jwt.bind(shown, HOLDER, "n", "a", AT))
    assert read.claims() == person.chosen(chosen)
    assert read.terms == terms
    assert read.is_signed_by(ISSUING.public)
    assert sd_jwt.read_binding(read)["nonce"] == "n"
    assert sd_jwt.read(token).claims() == person.chosen(EVERYTHING)


@settings(max_examples=50)
@given(PEOPLE, CHOSEN)
def test_what_was_not_chosen_never_appears(person: PassClaims, chosen: set[Claim]) -> None:
    """Neither as text nor as anything that a text unpacks to; every value is marked, so that it would be found."""
    marked = replace(
        person, name="明" + person.name, home_province=Place("65", "省秘"), home_county=Place("653122", "县秘"),
        home_township=Place("653122100", "乡秘"), current_place=Place("440309006", "居秘"), born=date(1987, 6, 5),
    )  # fmt: skip
    secrets = {
        Claim.NAME: [marked.name], Claim.HOME_PROVINCE: ["省秘"], Claim.HOME_COUNTY: ["县秘", "653122"],
        Claim.HOME_TOWNSHIP: ["乡秘", "653122100"], Claim.CURRENT_PLACE: ["居秘", "440309006"],
        Claim.BIRTHDATE: ["1987-06-05"],
    }  # fmt: skip
    shown = sd_jwt.select(sd_jwt.issue(ISSUING, TERMS, marked, HOLDER.public_jwk), chosen)
    read = sd_jwt.read(shown)
    parts = [read.issued.payload, *[urlsafe_b64decode(one + "==") for one in read.disclosures]]
    wallet = "".join(part.decode() for part in parts)
    code = cwt.read(cwt.issue(ISSUING, TERMS, marked, chosen))
    paper = code.signed.decode("utf-8", errors="replace")
    for claim in set(secrets) - chosen:
        if claim is Claim.HOME_COUNTY and Claim.HOME_TOWNSHIP in chosen:
            continue  # a township's code holds its county's
        for secret in secrets[claim]:
            assert secret not in wallet
            assert secret not in paper
    assert {claim.value for claim in chosen} >= set(code.stated)


@settings(max_examples=50)
@given(PEOPLE)
def test_the_number_of_digests_tells_nothing(person: PassClaims) -> None:
    payload = decoded(sd_jwt.issue(ISSUING, TERMS, person, None), 1)
    assert len(payload["_sd"]) == len(set(payload["_sd"])) == sd_jwt.DIGESTS
    assert payload["_sd"] == sorted(payload["_sd"])
    assert all(len(base64url.decode(one)) == 32 for one in payload["_sd"])


def test_no_two_passes_share_a_salt_or_a_digest() -> None:
    tokens = [sd_jwt.issue(ISSUING, TERMS, PERSON, None) for _ in range(50)]
    salts = [json.loads(urlsafe_b64decode(one + "=="))[0] for token in tokens for one in disclosures(token)]
    assert len(set(salts)) == len(salts) == 400
    assert min(map(len, salts)) == 22
    digests = [one for token in tokens for one in decoded(token, 1)["_sd"]]
    assert len(set(digests)) == len(digests)


def test_a_token_says_these_things_and_no_others() -> None:
    assert decoded(TOKEN, 0) == {"alg": "ES256", "typ": "dc+sd-jwt", "kid": ISSUING.kid}
    payload = decoded(TOKEN, 1)
    assert set(payload) == {"iss", "nbf", "exp", "vct", "status", "cnf", "_sd_alg", "_sd"}
    assert payload["status"] == {"status_list": {"idx": TERMS.status_index, "uri": STATUS}}
    assert payload["cnf"] == {"jwk": HOLDER.public_jwk}


@given(TERMS_OF_ANY)
@settings(max_examples=20)
def test_a_token_has_one_writing(terms: Terms) -> None:
    """Compact JSON, its members in one order: nothing in the writing tells two passes apart."""
    for holder in (None, HOLDER.public_jwk):
        written = base64url.decode(sd_jwt.issue(ISSUING, terms, PERSON, holder).split(".")[1])
        said = json.loads(written)
        assert json.dumps(said, separators=(",", ":")).encode() == written
        last = [] if holder is None else ["cnf"]
        assert list(said) == ["iss", "nbf", "exp", "vct", "status", "_sd_alg", "_sd", *last]
        assert (said["iss"], said["nbf"]) == (terms.issuer, int(terms.not_before.timestamp()))
        assert said["status"]["status_list"] == {"idx": terms.status_index, "uri": terms.status_uri}


def test_dates_are_days_in_china() -> None:
    terms = terms_of(ISSUER, date(2028, 2, 29), date(2031, 2, 28), STATUS, 1)
    assert terms.not_before == datetime(2028, 2, 28, 16, tzinfo=UTC)
    assert terms.expires == datetime(2031, 2, 28, 16, tzinfo=UTC)


@given(st.binary(max_size=600))
def test_base45_has_one_writing(plain: bytes) -> None:
    text = base45.encode(plain)
    assert base45.decode(text) == plain
    assert len(text) == len(plain) // 2 * 3 + len(plain) % 2 * 2


@pytest.mark.parametrize(
    ("plain", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")],
)
def test_base45_of_rfc_9285(plain: bytes, text: str) -> None:
    assert base45.encode(plain) == text
    assert base45.decode(text) == plain


@pytest.mark.parametrize("text", ["GGX", ":::", "::", "A", "AAAA", "AA\n", "aa", "中文字", "\ud800AA"])
def test_what_is_not_base45(text: str) -> None:
    with pytest.raises(Malformed):
        base45.decode(text)


SIMPLE = st.recursive(
    st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.integers(-300, 300) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=10,
)  # fmt: skip


@given(SIMPLE)
def test_cbor_is_read_as_it_was_written(value: Any) -> None:
    written = cbor.encode(value)
    try:
        assert cbor.decode(written) == value
    except Malformed:
        assert depth(value) > cbor.DEEPEST


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(st.binary(max_size=200))
def test_base64url_has_one_writing(plain: bytes) -> None:
    assert base64url.decode(base64url.encode(plain)) == plain


@given(st.text(alphabet="ABCabc012-_+/= \n", max_size=12))
def test_base64url_of_another_writing_is_refused(text: str) -> None:
    with suppress(Malformed):
        assert base64url.encode(base64url.decode(text)) == text


def test_a_key_comes_back_from_its_file() -> None:
    key = new_signing_key()
    again = SigningKey.from_pem(key.pem())
    assert (again.kid, again.public_jwk) == (key.kid, key.public_jwk)
    assert key.public.verify(b"message", again.sign(b"message"))
    assert PublicKey.from_jwk(key.public_jwk) == key.public
    assert base64url.decode(key.kid)[:8] == key.short


def test_a_key_of_another_kind_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    for key in (ec.generate_private_key(ec.SECP384R1()), ed25519.Ed25519PrivateKey.generate()):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(Malformed):
            SigningKey.from_pem(pem)
    with pytest.raises(Malformed):
        SigningKey.from_pem(b"no key")


@given(st.sets(st.integers(0, status_list.SIZE - 1), max_size=200))
def test_a_status_list_tells_who_was_revoked(places: set[int]) -> None:
    read = status_list.read(status_list.issue(ISSUING, STATUS, places, AT, timedelta(days=1)))
    assert {place for place in range(0, status_list.SIZE, 97) if read.is_revoked(place)} == {
        p for p in places if p % 97 == 0
    }
    assert all(read.is_revoked(place) for place in places)
    assert (read.uri, read.issued_at, read.expires) == (STATUS, AT, AT + timedelta(days=1))
    for outside in (-1, status_list.SIZE):
        with pytest.raises(IndexError):
            read.is_revoked(outside)


def test_a_full_status_list_stays_small() -> None:
    """Whatever is revoked, the signed list is never much longer than its 16 KiB written twice in Base64."""
    import random

    worst = random.Random(1).randbytes(status_list.BYTES)  # noqa: S311 - cannot be packed
    token = status_list.issue(ISSUING, STATUS, worst, AT, timedelta(days=1))
    assert len(token) < 40_000
    assert status_list.read(token).is_revoked(0) == bool(worst[0] & 1)


def test_a_trust_list_is_read_as_it_was_written() -> None:
    issuers = [
        {
            "iss": f"https://suixing.{number}.gov.cn", "place": str(number), "name_zh": "省", "name_en": "Province",
            "keys": [{"jwk": ISSUING.public_jwk, "kid": ISSUING.kid, "since": 5, "withdrawn": 9}],
        }
        for number in range(11, 45)
    ]  # fmt: skip
    read = trust_list.read(trust_list.issue(LIST, issuers, AT, timedelta(days=30)), AT, LIST.kid)
    assert (read.issued_at, read.expires, read.thumbprint) == (AT, AT + timedelta(days=30), LIST.kid)
    assert [issuer.place for issuer in read.issuers.values()] == [str(number) for number in range(11, 45)]
    key = read.key("https://suixing.44.gov.cn", ISSUING.kid)
    assert key is not None
    assert key is read.key("https://suixing.44.gov.cn", ISSUING.short)
    assert (key.since, key.withdrawn) == (datetime.fromtimestamp(5, UTC), datetime.fromtimestamp(9, UTC))
    assert read.key("https://suixing.45.gov.cn", ISSUING.kid) is None


def test_every_claim_has_its_label_and_its_reader() -> None:
    assert set(LABELS) == set(Claim)
    assert set(PERSON.chosen(EVERYTHING)) == set(Claim)
    assert list(read_claims(PERSON.chosen(EVERYTHING))) == list(Claim)
