"""A parcel opens for the node that it is sealed to, as it was packed, and its size tells no more than its class."""

import json
import os
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from suixing.exchange.post import wire
from suixing.exchange.post.wire import SIZES, TooLarge, Unreadable, pack, plain_size, size_class, unpack
from suixing.exchange.signed import decode, encode
from suixing.kernel.crypto import sha256

OURS, OTHERS = bytes(range(32)), bytes(range(1, 33))
KEYS = {"50.1": OURS, "50.2": OTHERS}
PARCEL = UUID(int=7)
HEADER = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "suixing-parcel", "kid": "50.1"}
LOW_ORDER = bytes(32)
EVENTS = st.lists(st.from_regex(r"[A-Za-z0-9_.-]{1,300}", fullmatch=True), max_size=20)


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def agreed(private: bytes, public: bytes) -> bytes:
    """The key of A256GCM by ECDH-ES (RFC 7518, 4.6.2): one round of Concat KDF, no party named."""
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    name, bits = b"A256GCM", (256).to_bytes(4, "big")
    return sha256((1).to_bytes(4, "big") + shared + len(name).to_bytes(4, "big") + name + bytes(4) + bytes(4) + bits)


def opened(body: bytes, private: bytes) -> bytes:
    """What any other program with the key reads."""
    header, wrapped, nonce, sealed, tag = body.decode().split(".")
    assert wrapped == ""
    key = agreed(private, decode(json.loads(decode(header))["epk"]["x"]))
    return AESGCM(key).decrypt(decode(nonce), decode(sealed) + decode(tag), header.encode())


def sealed_by_hand(plaintext: bytes, header: dict[str, Any] | None = None, tag_length: int = 16) -> bytes:
    """What any other program may send to us."""
    once = os.urandom(32)
    told = {**HEADER, "epk": {"kty": "OKP", "crv": "X25519", "x": encode(public_of(once)).decode()}, **(header or {})}
    start = encode(orjson.dumps({key: worth for key, worth in told.items() if worth is not Ellipsis}))
    nonce = os.urandom(12)
    whole = AESGCM(agreed(once, public_of(OURS))).encrypt(nonce, plaintext, start)
    return b".".join((start, b"", encode(nonce), encode(whole[:-16]), encode(whole[-16:][:tag_length])))


def why(body: bytes, parcel: UUID = PARCEL) -> str:
    """In which word a parcel is refused; any other exception is a fault."""
    with pytest.raises(Unreadable) as refused:
        unpack(parcel, body, KEYS.get)
    return refused.value.why


def packed(events: list[str] | None = None) -> bytes:
    return pack(PARCEL, ["a.b.c", "d.e.f"] if events is None else events, public_of(OURS), "50.1")


def plain(**change: object) -> bytes:
    said = {"form": 1, "id": str(PARCEL), "events": ["a.b.c"], **change}
    return orjson.dumps({key: worth for key, worth in said.items() if worth is not Ellipsis}).ljust(4096)


@given(EVENTS, st.uuids())
def test_a_parcel_opens_as_it_was_packed(events: list[str], parcel: UUID) -> None:
    body = pack(parcel, events, public_of(OTHERS), "50.2")
    assert unpack(parcel, body, KEYS.get) == events


@pytest.mark.parametrize("size", SIZES)
def test_every_class_is_filled_to_its_last_byte(size: int) -> None:
    events = ["a" * (size - plain_size([""]))]
    assert plain_size(events) == size
    body = packed(events)
    assert unpack(PARCEL, body, KEYS.get) == events
    assert len(body) <= wire.LONGEST_PARCEL
    assert len(opened(body, OURS)) == size
    longer = ["a" + events[0]]
    if size == SIZES[-1]:
        with pytest.raises(TooLarge):
            packed(longer)
    else:
        assert len(opened(packed(longer), OURS)) == SIZES[SIZES.index(size) + 1]


@given(EVENTS, EVENTS)
def test_parcels_of_one_class_have_one_length(some: list[str], others: list[str]) -> None:
    bodies = [pack(uuid4(), events, public_of(OURS), "50.1") for events in (some, others)]
    same = size_class(plain_size(some)) == size_class(plain_size(others))
    assert (len(bodies[0]) == len(bodies[1])) == same
    assert bodies[0][-60:] != bodies[1][-60:]


@given(EVENTS)
def test_the_size_is_known_before_a_parcel_is_packed(events: list[str]) -> None:
    assert plain_size(events) == len(opened(packed(events), OURS).rstrip(b" "))


def test_size_classes_are_four_times_as_large_each() -> None:
    assert [size_class(n) for n in (0, 1, 4096, 4097, 1048577)] == [4096, 4096, 4096, 16384, 4194304]
    with pytest.raises(TooLarge):
        size_class(4194305)


def test_any_program_with_the_key_reads_a_parcel() -> None:
    body = packed()
    header = json.loads(decode(body.decode().partition(".")[0]))
    assert header.pop("epk").keys() == {"kty", "crv", "x"}
    assert header == HEADER
    plaintext = opened(body, OURS)
    assert json.loads(plaintext) == {"form": 1, "id": str(PARCEL), "events": ["a.b.c", "d.e.f"]}
    assert plaintext.rstrip(b" ").endswith(b"]}")


def test_a_parcel_of_any_program_is_read() -> None:
    assert unpack(PARCEL, sealed_by_hand(plain()), KEYS.get) == ["a.b.c"]


def test_two_parcels_have_no_key_in_common() -> None:
    once = [json.loads(decode(packed().decode().partition(".")[0]))["epk"]["x"] for _ in range(3)]
    assert len(set(once)) == 3


def test_every_changed_bit_is_noticed() -> None:
    """Of the header, the nonce, the tag and both ends of what is sealed; its middle, sign by sign, in one bit."""
    body = packed()
    start = body.rindex(b".", 0, body.rindex(b".")) + 1
    ends = range(start + 60), range(len(body) - 60, len(body))
    for place in range(len(body)):
        for bit in range(8) if any(place in end for end in ends) else (place % 8,):
            changed = bytearray(body)
            changed[place] ^= 1 << bit
            assert why(bytes(changed)) in {"malformed", "not_for_us", "does_not_open"}


def test_every_part_of_a_parcel_is_refused() -> None:
    body = packed()
    for end in (*range(400), *range(len(body) - 100, len(body))):
        assert why(body[:end]) == "malformed"
        assert why(body[end + 1 :]) == "malformed"
    for more in (b"A", b"=", b".", b"\n", b"\xff", b".."):
        assert why(body + more) == why(more + body) == "malformed"


@given(st.binary(max_size=300) | st.from_regex(rb"[A-Za-z0-9_-]{0,80}\.\.[a-z]{16}\.[a-z]{0,80}\.[a-z]{22}"))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert why(body) == "malformed"


@given(st.from_regex(r"[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{1,30}\.[A-Za-z0-9_-]{22}", fullmatch=True))
def test_whatever_is_not_sealed_to_us_does_not_open(rest: str) -> None:
    start = packed().partition(b"..")[0].decode()
    nonce, sealed, tag = rest.split(".")
    assert why(f"{start}..{nonce}.{(sealed * 5462)[:5462]}.{tag}".encode()) == "does_not_open"


@given(
    st.binary(max_size=64).map(lambda some: some.ljust(4096))
    | st.recursive(
        st.none() | st.integers(-9, 9) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("form", "id", "events")), inner),
    ).map(lambda tree: orjson.dumps(tree).ljust(4096))
)
def test_nothing_that_is_sealed_breaks_the_reader(plaintext: bytes) -> None:
    assert why(sealed_by_hand(plaintext)) == "malformed"


@pytest.mark.parametrize(
    "change",
    [
        {"form": 2}, {"form": "1"}, {"form": ...}, {"id": str(UUID(int=8))}, {"id": PARCEL.hex}, {"id": ...},
        {"events": "a.b.c"}, {"events": [1]}, {"events": None}, {"events": ...}, {"more": 1},
    ],
    ids=str,
)  # fmt: skip
def test_a_parcel_of_another_form_is_refused(change: dict[str, object]) -> None:
    assert why(sealed_by_hand(plain(**change))) == "malformed"


def test_a_parcel_of_a_size_between_is_refused() -> None:
    assert why(sealed_by_hand(plain().rstrip())) == "malformed"
    assert why(sealed_by_hand(plain() + b" ")) == "malformed"


def test_a_parcel_sent_again_under_another_number_is_refused() -> None:
    assert why(packed(), parcel=UUID(int=8)) == "malformed"


def test_a_parcel_for_another_node_is_not_opened() -> None:
    body = pack(PARCEL, [], public_of(OURS), "31.1")
    assert why(body) == "not_for_us"
    assert why(pack(PARCEL, [], public_of(OTHERS), "50.1")) == "does_not_open"


def epk(**change: object) -> dict[str, Any]:
    return {"epk": {"kty": "OKP", "crv": "X25519", "x": encode(public_of(OTHERS)).decode(), **change}}


@pytest.mark.parametrize(
    "header",
    [
        {"zip": "DEF"}, {"zip": None}, {"crit": ["exp"], "exp": 1}, {"apu": "QQ"}, {"apv": "QQ"}, {"jwk": {}},
        {"alg": "dir"}, {"alg": "ECDH-ES+A256KW"}, {"alg": "RSA1_5"}, {"alg": "none"}, {"alg": None}, {"alg": ...},
        {"enc": "A128GCM"}, {"enc": "A256CBC-HS512"}, {"enc": ...}, {"typ": "JWT"}, {"typ": ...}, {"kid": ...},
        {"kid": "50"}, {"kid": "50.01"}, {"kid": 50.1}, {"kid": ["50.1"]}, {"epk": ...}, {"epk": "x"}, {"epk": []},
        epk(crv="Ed25519"), epk(crv="X448"), epk(kty="EC"), epk(d="AA"), epk(y="AA"), epk(x="AA"), epk(x=1),
        epk(x=None), epk(x="A" * 42 + "B"),
    ],
    ids=str,
)  # fmt: skip
def test_a_header_says_nothing_else(header: dict[str, Any]) -> None:
    assert why(sealed_by_hand(plain(), header)) == "malformed"


def test_a_key_that_leads_to_no_secret_does_not_open() -> None:
    assert why(sealed_by_hand(plain(), epk(x=encode(LOW_ORDER).decode()))) == "does_not_open"
    assert why(sealed_by_hand(plain(), epk())) == "does_not_open"


@pytest.mark.parametrize("length", [0, 4, 12, 15])
def test_a_shorter_tag_is_refused(length: int) -> None:
    assert why(sealed_by_hand(plain(), tag_length=length)) == "malformed"


@pytest.mark.parametrize("kid", ["50", "50.0", "", "50.1.1"])
def test_a_parcel_names_a_key_of_a_node(kid: str) -> None:
    with pytest.raises(ValueError, match="kid"):
        pack(PARCEL, [], public_of(OURS), kid)


def test_a_parcel_has_one_writing_and_wraps_no_key() -> None:
    assert why(packed().replace(b".", b"=.", 1)) == "malformed"
    assert why(packed().replace(b"..", b".QQ.")) == "malformed"
