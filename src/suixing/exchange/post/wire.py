"""What travels between nodes, as bytes: events (CloudEvents 1.0), each in a JWS, and many of them in a JWE parcel.

The signature says which node speaks, the parcel who may read. A parcel's size tells no more than its class. What is not
exactly of this form is refused in one word. Pure: keys are handed in.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from suixing.exchange.signed import LONGEST_HEADER, Unsigned, decode, header_of, make_jws, read_jws

EVENT_TYPE = "cloudevents+jws"
PARCEL_TYPE = "suixing-parcel"
FORM = 1
SIZES = (4096, 16384, 65536, 262144, 1048576, 4194304)
"""Bytes of a parcel's plaintext: four times as long from each class to the next."""
_SEALED_LENGTHS = {(size * 4 + 2) // 3 for size in SIZES}
LONGEST_PARCEL = max(_SEALED_LENGTHS) + LONGEST_HEADER + 64
"""Signs of a whole parcel; what is longer need not be taken in."""
SALT_BYTES = 32
LONGEST_CONTENT = SALT_BYTES + 1024 * 1024
MOST_PROOFS = 8

_URN = "urn:suixing:"
_TYPE = "cn.suixing."
_SIGNAL = "exchange."
_PLACE = re.compile(r"[0-9]{2}")
_KID = re.compile(r"[0-9]{2}\.[1-9][0-9]{0,5}")
_ALIAS = re.compile(r"[0-9]{2}:[0-9a-f]{16}")
_OFFICE = re.compile(r"[0-9]{2,12}")
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_TYPED = re.compile(r"cn\.suixing\.([a-z0-9_.]{1,60})\.([1-9][0-9]{0,3})")
_WORD = re.compile(r"[a-z][a-z_]{0,59}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_SIDES = ("asking", "answering")
_HIGHEST_SEQ = 2**31 - 1
"""An Integer of CloudEvents has 32 bits."""
_PLAIN_MEMBERS = {"form", "id", "events"}
_SEALED_MEMBERS = {"alg", "enc", "kid", "typ", "epk"}
_SEALED_HEADER = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": PARCEL_TYPE}


class Unreadable(Exception):  # noqa: N818 - it is what the check found
    """What arrived is not what a node sends to this one; ``why`` says so in one word, and nothing of its content."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooLarge(ValueError):  # noqa: N818 - it is an answer, not a fault of the program
    """More than one parcel carries."""


class Stated(NamedTuple):
    """A statement about the message, as its sender's node stores it; the signature begins with its suite byte."""

    event: str
    at: datetime
    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class CrossingMessage:
    """One message of a pair between two nodes. ``alias`` (``44:`` and 16 digits) stands in place of the sender (X8).

    ``office`` is the receiver's code where the asking side sends, and empty where the answering side does: the other
    node knows who asked.
    """

    message: UUID
    pair: UUID
    side: str
    seq: int
    kind: str
    version: int
    from_node: str
    alias: str
    to_node: str
    office: str
    content: bytes
    proofs: tuple[Stated, ...]
    at: datetime

    def __post_init__(self) -> None:
        _check_head(self)
        _must(not self.kind.startswith(_SIGNAL), "kind")
        _must(self.side in _SIDES, "side")
        _must(type(self.seq) is int and 1 <= self.seq <= _HIGHEST_SEQ, "seq")
        _must(_ALIAS.fullmatch(self.alias) and self.alias.startswith(f"{self.from_node}:"), "alias")
        _must(_OFFICE.fullmatch(self.office) if self.side == "asking" else not self.office, "office")
        _must(SALT_BYTES <= len(self.content) <= LONGEST_CONTENT, "content")
        _must(len(self.proofs) <= MOST_PROOFS and all(_WORD.fullmatch(one.event) for one in self.proofs), "proofs")


@dataclass(frozen=True, slots=True)
class Signal:
    """What nodes tell each other that is no message of a pair: evidence, what is wanted, a directory."""

    id: UUID
    kind: str
    version: int
    from_node: str
    to_node: str
    data: dict[str, Any]
    at: datetime

    def __post_init__(self) -> None:
        _check_head(self)
        _must(self.kind.startswith(_SIGNAL), "kind")
        _must(isinstance(self.data, dict), "data")


def write_event(event: CrossingMessage | Signal, kid: str, private: bytes) -> str:
    """The event in a JWS (compact) by the key ``kid`` of the node that it comes from."""
    _must(_KID.fullmatch(kid) and kid.startswith(f"{event.from_node}."), "kid")
    return make_jws(orjson.dumps(_told(event)), kid=kid, typ=EVENT_TYPE, private=private)


def read_event(jws: str, *, to_node: str, key_of: Callable[[str], bytes | None]) -> CrossingMessage | Signal:
    """The event that the owner of the named key signed for ``to_node``.

    Raises Unreadable: ``malformed``, ``unknown_key``, ``bad_signature``, ``wrong_node`` where it is for another node,
    ``bad_event`` where what was signed is not an event of the node whose key it is.
    """
    try:
        kid = header_of(jws)["kid"]
        if not _KID.fullmatch(kid):
            raise Unreadable("malformed")
        public = key_of(kid)
        if public is None:
            raise Unreadable("unknown_key")
        payload = read_jws(jws, public=public, typ=EVENT_TYPE)
    except Unsigned as unsigned:
        raise Unreadable(unsigned.why) from None
    try:
        said = orjson.loads(payload)
        _must(isinstance(said, dict) and isinstance(said.get("subject"), str), "event")
        if said["subject"] != _URN + to_node:
            raise Unreadable("wrong_node")
        event = _event_of(said)
        _must(kid.startswith(f"{event.from_node}."), "source")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unreadable("bad_event") from None
    return event


def size_class(n: int) -> int:
    """The size to which ``n`` bytes of plaintext are padded; raises TooLarge over the largest."""
    for size in SIZES:
        if n <= size:
            return size
    raise TooLarge("more than one parcel carries")


def plain_size(events: Sequence[str]) -> int:
    """How many bytes of plaintext a parcel of these events takes, before it is padded."""
    return len(_plaintext(UUID(int=0), [])) + sum(len(one) + 3 for one in events) - (1 if events else 0)


def pack(parcel_id: UUID, events: Sequence[str], agreement_public: bytes, kid: str) -> bytes:
    """The events in one JWE (compact) to the owner of the X25519 key ``kid``; raises TooLarge."""
    _must(_KID.fullmatch(kid), "kid")
    plaintext = _plaintext(parcel_id, events)
    padded = plaintext.ljust(size_class(len(plaintext)), b" ")
    header = {**_SEALED_HEADER, "kid": kid}
    return jwe.encrypt_compact(header, padded, _public_key(agreement_public), registry=_REGISTRY).encode()


def unpack(parcel_id: UUID, body: bytes, agreement_private_by_kid: Callable[[str], bytes | None]) -> list[str]:
    """The events of a parcel, each still to be read by ``read_event``.

    Raises Unreadable: ``malformed``, ``not_for_us`` where we hold no such key, ``does_not_open``.
    """
    private = agreement_private_by_kid(_kid_of(body))
    if private is None:
        raise Unreadable("not_for_us")
    try:
        plaintext = jwe.decrypt_compact(body, _private_key(private), registry=_REGISTRY).plaintext
    except (JoseError, ValueError):
        raise Unreadable("does_not_open") from None
    try:
        said = orjson.loads(plaintext or b"")
        _must(isinstance(said, dict) and said.keys() == _PLAIN_MEMBERS, "parcel")
        _must(said["form"] == FORM and said["id"] == str(parcel_id), "parcel")
        events = said["events"]
        _must(isinstance(events, list) and all(isinstance(one, str) for one in events), "events")
    except ValueError:
        raise Unreadable("malformed") from None
    return list(events)


def _told(event: CrossingMessage | Signal) -> dict[str, Any]:
    said: dict[str, Any] = {
        "specversion": "1.0", "type": f"{_TYPE}{event.kind}.{event.version}", "subject": _URN + event.to_node,
        "time": _instant_text(event.at),
    }  # fmt: skip
    if isinstance(event, Signal):
        return said | {
            "id": str(event.id), "source": _URN + event.from_node, "datacontenttype": "application/json",
            "data": event.data,
        }  # fmt: skip
    said |= {
        "id": str(event.message), "source": _URN + event.alias, "datacontenttype": "application/octet-stream",
        "pair": str(event.pair), "side": event.side, "seq": event.seq,
        "proofs": orjson.dumps([_proof_told(one) for one in event.proofs]).decode(),
        "data_base64": b64encode(event.content).decode(),
    }  # fmt: skip
    return said | {"office": event.office} if event.office else said


def _proof_told(proof: Stated) -> dict[str, str]:
    return {
        "event": proof.event, "at": _instant_text(proof.at), "statement": b64encode(proof.statement).decode(),
        "signature": b64encode(proof.signature).decode(),
    }  # fmt: skip


def _event_of(said: Mapping[str, Any]) -> CrossingMessage | Signal:
    """The event that an object says, if writing that event says exactly this object."""
    typed = _TYPED.fullmatch(said["type"])
    source = str(said["source"]).removeprefix(_URN)
    if typed is None:
        raise ValueError("type")
    kind, version = typed[1], int(typed[2])
    to_node, at = said["subject"].removeprefix(_URN), _instant(said["time"])
    event: CrossingMessage | Signal
    if kind.startswith(_SIGNAL):
        event = Signal(UUID(said["id"]), kind, version, source, to_node, said["data"], at)
    else:
        event = CrossingMessage(
            message=UUID(said["id"]), pair=UUID(said["pair"]), side=said["side"], seq=said["seq"], kind=kind,
            version=version, from_node=source.partition(":")[0], alias=source, to_node=to_node,
            office=said.get("office", ""), content=b64decode(said["data_base64"], validate=True),
            proofs=tuple(_proof_of(one) for one in orjson.loads(said["proofs"])), at=at,
        )  # fmt: skip
    _must(_told(event) == said, "event")
    return event


def _proof_of(told: Mapping[str, str]) -> Stated:
    statement, signature = (b64decode(told[one], validate=True) for one in ("statement", "signature"))
    return Stated(told["event"], _instant(told["at"]), statement, signature)


def _check_head(event: CrossingMessage | Signal) -> None:
    _must(_PLACE.fullmatch(event.from_node) and _PLACE.fullmatch(event.to_node), "node")
    _must(len(event.kind) <= 60 and _KIND.fullmatch(event.kind), "kind")
    _must(type(event.version) is int and 1 <= event.version <= 9999, "version")
    _must(event.at.tzinfo is not None, "at")


def _must(holds: object, what: str) -> None:
    if not holds:
        raise ValueError(f"not of the form that travels between nodes: {what}")


def _instant_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _instant(text: str) -> datetime:
    _must(_INSTANT.fullmatch(text), "instant")
    return datetime.fromisoformat(text)


def _plaintext(parcel_id: UUID, events: Sequence[str]) -> bytes:
    return orjson.dumps({"form": FORM, "id": str(parcel_id), "events": list(events)})


def _kid_of(body: bytes) -> str:
    """For whose key a parcel is sealed, where it has the form of one; what is left is for the key to find out."""
    try:
        _must(len(body) <= LONGEST_PARCEL, "size")
        header, wrapped, nonce, sealed, tag = body.decode("ascii").split(".", 5)
        _must(len(header) <= LONGEST_HEADER and not wrapped and len(nonce) == 16 and len(tag) == 22, "parcel")
        _must(len(sealed) in _SEALED_LENGTHS, "size")
        said = orjson.loads(decode(header))
        _must(isinstance(said, dict) and said.keys() == _SEALED_MEMBERS, "header")
        _must(said.items() >= _SEALED_HEADER.items() and isinstance(said["kid"], str), "header")
        epk = said["epk"]
        _must(isinstance(epk, dict) and epk.keys() == {"crv", "kty", "x"}, "epk")
        _must((epk["crv"], epk["kty"]) == ("X25519", "OKP") and len(decode(epk["x"])) == 32, "epk")
        _must(_KID.fullmatch(said["kid"]), "kid")
    except (ValueError, TypeError, AttributeError):
        raise Unreadable("malformed") from None
    return str(said["kid"])


@lru_cache(maxsize=256)
def _public_key(public: bytes) -> OKPKey:
    return OKPKey.import_key(X25519PublicKey.from_public_bytes(public))


@lru_cache(maxsize=16)
def _private_key(private: bytes) -> OKPKey:
    return OKPKey.import_key(X25519PrivateKey.from_private_bytes(private))


def _registry() -> jwe.JWERegistry:
    """What the library may use: one way to agree, one cipher, no compression; and the largest class."""
    registry = jwe.JWERegistry(algorithms=[_SEALED_HEADER["alg"], _SEALED_HEADER["enc"]])
    registry.max_ciphertext_length = max(_SEALED_LENGTHS)
    return registry


_REGISTRY = _registry()
