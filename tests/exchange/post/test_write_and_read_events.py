"""An event is read as it was written, by the node that it is for, and from nobody but the owner of the key."""

import base64
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from suixing.exchange import sealing
from suixing.exchange.post import wire
from suixing.exchange.post.wire import CrossingMessage, Signal, Stated, Unreadable, read_event, write_event
from suixing.exchange.signed import encode, make_jws, read_jws
from suixing.kernel.crypto import public_key_of
from tests.shape.source import ROOT

OURS, OTHERS = bytes(range(32)), bytes(range(1, 33))
KEYS = {"44.1": public_key_of(OURS), "31.1": public_key_of(OTHERS)}
AT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
ASKED = CrossingMessage(
    message=UUID(int=1), pair=UUID(int=2), side="asking", seq=1, kind="pair.asked", version=1, from_node="44",
    alias="44:0123456789abcdef", to_node="50", office="500233001", content=b"r" * 32 + b"{}",
    proofs=(Stated("submission_acceptance", AT, b'{"form":1}', b"\x01" + b"s" * 64),), at=AT,
)  # fmt: skip
WANTED = Signal(UUID(int=3), "exchange.wanted", 1, "44", "50", {"pair": "x", "seq": [1, 2]}, AT)

PLACES = st.from_regex(r"[0-9]{2}", fullmatch=True)
INSTANTS = st.datetimes(timezones=st.just(UTC))
KINDS = st.from_regex(r"pair\.[a-z][a-z0-9_]{0,20}", fullmatch=True)
VERSIONS = st.integers(1, 9999)
PROOFS = st.builds(
    Stated, st.sampled_from(("submission_acceptance", "relay")), INSTANTS, st.binary(max_size=300),
    st.binary(max_size=65),
)  # fmt: skip


@st.composite
def messages(draw: st.DrawFn) -> CrossingMessage:
    place, side = draw(PLACES), draw(st.sampled_from(("asking", "answering")))
    return CrossingMessage(
        message=draw(st.uuids()), pair=draw(st.uuids()), side=side, seq=draw(st.integers(1, 2**31 - 1)),
        kind=draw(KINDS), version=draw(VERSIONS), from_node=place,
        alias=f"{place}:{draw(st.binary(min_size=8, max_size=8)).hex()}", to_node=draw(PLACES),
        office=draw(st.from_regex(r"[0-9]{2,12}", fullmatch=True)) if side == "asking" else "",
        content=draw(st.binary(min_size=32, max_size=2000)), proofs=tuple(draw(st.lists(PROOFS, max_size=3))),
        at=draw(INSTANTS),
    )  # fmt: skip


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
SIGNALS = st.builds(
    Signal, st.uuids(), st.from_regex(r"exchange\.[a-z]{1,20}", fullmatch=True), VERSIONS, PLACES, PLACES,
    st.dictionaries(st.text(), TREES, max_size=4), INSTANTS,
)  # fmt: skip


def read(text: str, to_node: str = "50") -> CrossingMessage | Signal:
    return read_event(text, to_node=to_node, key_of=KEYS.get)


def why(text: str, to_node: str = "50") -> str:
    """In which word a text is refused; any other exception is a fault."""
    with pytest.raises(Unreadable) as refused:
        read(text, to_node)
    assert str(refused.value) == refused.value.why
    return refused.value.why


def said(text: str) -> dict[str, Any]:
    """What the event of a text says, read without our code."""
    payload = text.split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return told


def signed(told: object, kid: str = "44.1", private: bytes = OURS) -> str:
    """Whatever a node that keeps to nothing may sign."""
    return make_jws(orjson.dumps(told), kid=kid, typ=wire.EVENT_TYPE, private=private)


@given(messages() | SIGNALS)
def test_an_event_is_read_as_it_was_written(event: CrossingMessage | Signal) -> None:
    text = write_event(event, f"{event.from_node}.7", OURS)
    assert read_event(text, to_node=event.to_node, key_of={f"{event.from_node}.7": KEYS["44.1"]}.get) == event


def test_a_message_is_an_event_of_cloudevents_and_names_no_sender() -> None:
    told = said(write_event(ASKED, "44.1", OURS))
    assert json.loads(told.pop("proofs"))[0].keys() == {"event", "at", "statement", "signature"}
    assert told == {
        "specversion": "1.0", "id": str(ASKED.message), "source": "urn:suixing:44:0123456789abcdef",
        "subject": "urn:suixing:50", "type": "cn.suixing.pair.asked.1", "time": "2026-11-20T02:05:00.000000Z",
        "datacontenttype": "application/octet-stream", "pair": str(ASKED.pair), "side": "asking", "seq": 1,
        "office": "500233001", "data_base64": base64.b64encode(ASKED.content).decode(),
    }  # fmt: skip
    answer = replace(ASKED, side="answering", office="")
    assert "office" not in said(write_event(answer, "44.1", OURS))
    assert said(write_event(WANTED, "44.1", OURS)).items() >= {
        "source": "urn:suixing:44", "type": "cn.suixing.exchange.wanted.1", "datacontenttype": "application/json",
        "data": WANTED.data,
    }.items()  # fmt: skip


def test_every_attribute_and_every_size_is_described() -> None:
    page = (ROOT / "docs" / "messages" / "carrying.md").read_text(encoding="utf-8")
    between = page.partition("## Between nodes")[2]
    told = said(write_event(ASKED, "44.1", OURS)) | said(write_event(WANTED, "44.1", OURS))
    assert [name for name in told if not re.search(rf"^\|[^|]*`{name}`[^|]*\|", between, re.MULTILINE)] == []
    assert "| " + " | ".join(map(str, wire.SIZES)) + " |" in between


@pytest.mark.parametrize(
    "change",
    [
        {"alias": "440309005"}, {"alias": "31:0123456789abcdef"}, {"alias": "44:0123456789ABCDEF"}, {"seq": 0},
        {"seq": 2**31}, {"seq": True}, {"side": "watching"}, {"side": "answering"}, {"office": ""}, {"office": "x"},
        {"kind": "exchange.wanted"}, {"kind": "asked"}, {"kind": "pair.ASKED"}, {"version": 0}, {"to_node": "500233"},
        {"from_node": ""}, {"content": b"short"}, {"content": bytes(wire.LONGEST_CONTENT + 1)},
        {"proofs": ASKED.proofs * 9}, {"at": datetime(2026, 11, 20)},  # noqa: DTZ001 - that is what must not pass
    ],
    ids=str,
)  # fmt: skip
def test_a_message_that_another_node_would_refuse_is_not_made(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not of the form"):
        replace(ASKED, **change)


def test_a_content_of_the_greatest_length_crosses() -> None:
    assert wire.LONGEST_CONTENT == sealing.SALT_BYTES + sealing.LONGEST_BODY
    longest = replace(ASKED, content=bytes(wire.LONGEST_CONTENT))
    text = write_event(longest, "44.1", OURS)
    assert read(text) == longest
    assert wire.plain_size([text]) < wire.SIZES[-1]


@pytest.mark.parametrize("kid", ["31.1", "44", "44.0", "44.01", "44.x", "", "44.1 "])
def test_a_node_signs_under_its_own_keys_only(kid: str) -> None:
    with pytest.raises(ValueError, match="kid"):
        write_event(ASKED, kid, OURS)


def test_every_changed_bit_is_noticed() -> None:
    text = write_event(ASKED, "44.1", OURS)
    for place, sign in enumerate(text):
        for bit in range(8):
            changed = text[:place] + chr(ord(sign) ^ 1 << bit) + text[place + 1 :]
            assert why(changed) in {"malformed", "unknown_key", "bad_signature"}


def test_every_part_of_a_text_is_refused() -> None:
    text = write_event(WANTED, "44.1", OURS)
    for end in range(len(text)):
        assert why(text[:end]) == "malformed"
        assert why(text[end + 1 :]) in {"malformed", "bad_signature"}
    for longer in (text + "A", text + ".", text + "=", text + "\n", "\u00e9" + text):
        assert why(longer) == "malformed"


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,80}\.[A-Za-z0-9_-]{0,80}\.[A-Za-z0-9_-]{86}", fullmatch=True))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert why(text) == "malformed"


@given(TREES | st.binary())
def test_no_signed_content_breaks_the_reader(content: Any) -> None:
    payload = content if isinstance(content, bytes) else orjson.dumps(content)
    text = make_jws(payload, kid="44.1", typ=wire.EVENT_TYPE, private=OURS)
    assert why(text) == "bad_event"


@given(st.sampled_from((ASKED, WANTED)), st.data())
def test_an_event_with_anything_else_in_it_is_refused(event: CrossingMessage | Signal, data: st.DataObject) -> None:
    told = said(write_event(event, "44.1", OURS))
    member = data.draw(st.sampled_from(sorted(told)) | st.text(min_size=1))
    worth = data.draw(TREES)
    if member == "data" and isinstance(worth, dict):
        return
    if told.get(member) == worth and type(told.get(member)) is type(worth):
        return
    assert why(signed({**told, member: worth})) in {"bad_event", "wrong_node"}
    if member in told:
        assert why(signed({key: told[key] for key in told if key != member})) == "bad_event"


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("id", str.upper), ("id", lambda told: "{" + told + "}"), ("time", lambda told: told.replace("Z", "+00:00")),
        ("time", lambda told: told.replace(".000000", "")), ("type", lambda told: told + "0000"),
        ("type", lambda told: told.replace(".1", ".01")), ("data_base64", lambda told: told.rstrip("=")),
        ("data_base64", lambda told: told + "\n"), ("source", lambda told: told.removeprefix("urn:suixing:")),
        ("proofs", lambda told: told + " "), ("seq", float), ("seq", str), ("specversion", lambda told: told + ".0"),
    ],
)  # fmt: skip
def test_what_is_written_in_another_way_is_refused(member: str, change: Callable[[Any], Any]) -> None:
    told = said(write_event(replace(ASKED, message=UUID("0b" * 16)), "44.1", OURS))
    assert read(signed(told))
    assert why(signed({**told, member: change(told[member])})) == "bad_event"


def test_an_event_for_another_node_is_not_read() -> None:
    assert why(write_event(ASKED, "44.1", OURS), to_node="31") == "wrong_node"


def test_a_node_speaks_for_itself_only() -> None:
    told = said(write_event(ASKED, "44.1", OURS))
    assert why(signed(told, kid="31.1", private=OTHERS)) == "bad_event"
    signal = said(write_event(WANTED, "44.1", OURS))
    assert why(signed(signal, kid="31.1", private=OTHERS)) == "bad_event"


def test_another_key_under_the_name_of_ours_is_a_bad_signature() -> None:
    assert why(signed(said(write_event(ASKED, "44.1", OURS)), private=OTHERS)) == "bad_signature"


def test_a_key_that_is_not_known_is_said_so() -> None:
    assert why(write_event(ASKED, "44.2", OURS)) == "unknown_key"


def test_a_key_that_is_no_key_verifies_nothing() -> None:
    text = write_event(ASKED, "44.1", OURS)
    for public in (b"", b"\xff" * 32, bytes(31)):
        with pytest.raises(Unreadable, match="bad_signature"):
            read_event(text, to_node="50", key_of={"44.1": public}.get)


HEADER = {"alg": "EdDSA", "kid": "44.1", "typ": wire.EVENT_TYPE}
OTHER_HEADERS: list[Any] = [
    *({**HEADER, "alg": alg} for alg in ("none", "None", "", "HS256", "HS512", "Ed25519", "ES256", "eddsa", None)),
    *({**HEADER, "kid": kid} for kid in ("44", "44.1\n", "44.01", "", None, 44.1)),
    *({**HEADER, "typ": typ} for typ in ("JWT", "directory+jws", "", None)),
    *({**HEADER, name: worth} for name, worth in (("alg", []), ("kid", {}), ("crit", ["b64"]), ("b64", False))),
    *({**HEADER, name: worth} for name, worth in (("jwk", "{}"), ("zip", "DEF"), ("x", "y"))),
    *({key: HEADER[key] for key in HEADER if key != absent} for absent in HEADER),
    [],
    [["alg", "EdDSA"], ["kid", "44.1"], ["typ", wire.EVENT_TYPE]],
    "EdDSA",
]


def with_header(header: bytes, sign: Callable[[bytes], bytes]) -> str:
    """An event of ours under another header, signed in some way."""
    start = encode(header) + b"." + write_event(ASKED, "44.1", OURS).split(".")[1].encode()
    return (start + b"." + encode(sign(start))).decode()


@pytest.mark.parametrize("header", OTHER_HEADERS, ids=str)
def test_a_header_says_nothing_else(header: object) -> None:
    """Signed by the right key, not at all, or with our public key as a secret that everybody knows."""
    ways: list[Callable[[bytes], bytes]] = [
        Ed25519PrivateKey.from_private_bytes(OURS).sign, lambda start: start[:0],
        *(partial(hmac.digest, KEYS["44.1"], digest=digest) for digest in ("sha256", "sha512")),
    ]  # fmt: skip
    for way in ways:
        assert why(with_header(orjson.dumps(header), way)) == "malformed"


def test_a_header_says_each_thing_once() -> None:
    sign = Ed25519PrivateKey.from_private_bytes(OURS).sign
    assert read(with_header(orjson.dumps(HEADER), sign)) == ASKED
    twice = b'{"alg":"none","kid":"44.1","typ":"cloudevents+jws","alg":"EdDSA"}'
    assert why(with_header(twice, sign)) == "malformed"
    assert why(with_header(b"[" * 300, sign)) == "malformed"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # the name; RFC 9864 says Ed25519 for the same signature
@given(st.binary(max_size=3000))
def test_another_library_reads_what_we_sign_and_we_what_it_signs(payload: bytes) -> None:
    owner: dict[str, str | list[str]] = {"kty": "OKP", "crv": "Ed25519", "x": encode(KEYS["44.1"]).decode()}
    public, private = OKPKey.import_key(owner), OKPKey.import_key({**owner, "d": encode(OURS).decode()})
    ours = make_jws(payload, kid="44.1", typ=wire.EVENT_TYPE, private=OURS)
    theirs = jws.deserialize_compact(ours, public, algorithms=["EdDSA"])
    assert (theirs.payload, theirs.headers()) == (payload, {"alg": "EdDSA", "kid": "44.1", "typ": wire.EVENT_TYPE})
    text = jws.serialize_compact(theirs.headers(), payload, private, algorithms=["EdDSA"])
    assert read_jws(text, public=KEYS["44.1"], typ=wire.EVENT_TYPE) == payload
    assert text == ours
