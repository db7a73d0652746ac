"""What a node says of itself: its card, by which it joins, and its roll of offices. Both are signed by the node. Pure.

A card is signed by the newest key of the log that it carries, so it proves nothing until a person has compared the
log's fingerprint, or the log extends one that is held.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from suixing.exchange.nodes.chain import (
    HUB,
    SKEW,
    BrokenChain,
    Chain,
    KeyEntry,
    as_items,
    closed,
    key_in_force,
    newest,
    read_chain,
    since_recovery,
)
from suixing.exchange.nodes.fields import (
    BadDocument,
    canonical,
    check_form,
    claimed,
    instant_in,
    instant_text,
    list_in,
    members_of,
    number_in,
    parse,
    place_in,
    text_in,
)
from suixing.exchange.signed import Unsigned, header_of, make_jws, read_jws

FORM = 1
CARD, ROLL = "suixing-card", "suixing-roll"
PROVINCE, NATION = "province", "nation"
LONGEST_ROLL = 8 * 1024 * 1024
"""Signs; some ten thousand offices."""
LONGEST_CARD = 12 * 1024 * 1024
MOST_OFFICES = 20_000

_CARD = ("at", "chain", "form", "place", "role", "roll", "software", "url")
_ROLL = ("at", "form", "number", "offices", "place")
_ROLE = re.compile("province|nation")
_CODE = re.compile(r"[0-9]{2,12}")
_SOFTWARE = re.compile(r"[0-9A-Za-z.+-]*")
_URL = re.compile(r"[A-Za-z0-9:/.\[\]_~-]*")
"""No name of a user, no query: an address of a listener needs neither."""
_SCHEMES = {"https", "nats", "tls"}


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a node and how a person reaches it; what is not known is empty."""

    code: str
    telephone: str = ""
    address_zh: str = ""
    hours_zh: str = ""
    address_en: str = ""
    hours_en: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """The offices that a node serves; ``number`` goes up with every roll, ``text`` is the signed one."""

    place: str
    number: int
    at: datetime
    offices: tuple[Office, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A node as it says it is."""

    place: str
    role: str
    at: datetime
    url: str
    software: str
    chain: Chain
    roll: Roll | None


def make_roll(
    *, number: int, at: datetime, offices: Iterable[Office], chain: Sequence[KeyEntry], private: bytes
) -> str:
    """A roll signed by the newest key of ``chain``; raises BadDocument where ``private`` is another or it cannot be."""
    key = newest(chain)
    said = {
        "at": instant_text(at), "form": FORM, "number": number, "place": key.place,
        "offices": [asdict(office) for office in sorted(offices, key=lambda office: office.code)],
    }  # fmt: skip
    text = make_jws(canonical(said), kid=key.kid, typ=ROLL, private=private)
    read_roll(text, chain)
    return text


def read_roll(text: object, chain: Sequence[KeyEntry]) -> Roll:
    """The roll that the owner of ``chain`` signed; raises BadDocument (``malformed``, ``form``, ``unsigned``).

    It counts by the keys of its own day; not by those before a recovery.
    """
    place, number, payload = claimed(text, LONGEST_ROLL)
    said = parse(payload, _ROLL)
    check_form(said, FORM)
    at = instant_in(said, "at")
    if place_in(said) != place or place != chain[0].place or not since_recovery(chain, number):
        raise BadDocument("unsigned")
    check_signed(text, key_in_force(chain, number, at=at), ROLL)
    return Roll(place, number_in(said, "number"), at, _offices(said, place), str(text))


def make_card(
    *, role: str, at: datetime, url: str, software: str, chain: Sequence[KeyEntry], roll: str, private: bytes
) -> str:
    """A card signed by the newest key of ``chain``; ``roll`` is a signed one, or empty. Raises BadDocument."""
    key = newest(chain)
    said = {
        "at": instant_text(at), "chain": as_items(chain), "form": FORM, "place": key.place, "role": role, "roll": roll,
        "software": software, "url": url,
    }  # fmt: skip
    text = make_jws(canonical(said), kid=key.kid, typ=CARD, private=private)
    read_card(text, now=at)
    return text


def read_card(text: object, *, now: datetime) -> Card:
    """The card, signed by the newest key that it names; raises BadDocument.

    ``why`` is ``malformed``, ``form``, ``unsigned``, ``chain``, ``closed``, ``roll``, or ``future``: it, or a key in
    it, was made later than it can be.
    """
    _, number, payload = claimed(text, LONGEST_CARD)
    said = parse(payload, _CARD)
    check_form(said, FORM)
    at = instant_in(said, "at")
    described = describe(said)
    chain: Chain = described["chain"]
    if closed(chain):
        raise BadDocument("closed")
    if number != len(chain):
        raise BadDocument("unsigned")
    check_signed(text, chain[-1], CARD)
    if at > now + SKEW or chain[-1].at > at + SKEW:
        raise BadDocument("future")
    return Card(at=at, **described)


def check_signed(text: object, entry: KeyEntry | None, typ: str) -> None:
    """Raise BadDocument unless the key of ``entry``, which is named in the text, signed it as a ``typ``."""
    try:
        if entry is None or header_of(str(text))["kid"] != entry.kid:
            raise BadDocument("unsigned")
        read_jws(str(text), public=entry.signing, typ=typ)
    except Unsigned:
        raise BadDocument("unsigned") from None


def describe(said: dict[str, Any]) -> dict[str, Any]:
    """What cards and lists say of a node alike, checked: place, role, url, software, chain and roll."""
    place, role = place_in(said), text_in(said, "role", 8, _ROLE)
    if (place == HUB) != (role == NATION):
        raise BadDocument("malformed")
    try:
        chain = read_chain(said["chain"])
    except BrokenChain:
        raise BadDocument("chain") from None
    if chain[0].place != place:
        raise BadDocument("chain")
    return {
        "place": place, "role": role, "url": _url(said), "software": text_in(said, "software", 40, _SOFTWARE),
        "chain": chain, "roll": _roll(said, chain),
    }  # fmt: skip


def _roll(said: dict[str, Any], chain: Chain) -> Roll | None:
    if said["roll"] == "":
        return None
    try:
        return read_roll(said["roll"], chain)
    except BadDocument:
        raise BadDocument("roll") from None


def _offices(said: dict[str, Any], place: str) -> tuple[Office, ...]:
    """The offices, in order of their codes, each once and each of this place."""
    offices = tuple(_office(one) for one in list_in(said, "offices", MOST_OFFICES))
    codes = [office.code for office in offices]
    if codes != sorted(set(codes)) or not all(code.startswith(place) for code in codes):
        raise BadDocument("malformed")
    return offices


def _office(said: object) -> Office:
    members = members_of(said, [field.name for field in fields(Office)])
    return Office(
        code=text_in(members, "code", 12, _CODE), telephone=text_in(members, "telephone", 40),
        address_zh=text_in(members, "address_zh", 200), hours_zh=text_in(members, "hours_zh", 200),
        address_en=text_in(members, "address_en", 300), hours_en=text_in(members, "hours_en", 300),
    )  # fmt: skip


def _url(said: dict[str, Any]) -> str:
    """Where its listener answers: a scheme that carriers speak, a host, perhaps a port and a path; or empty."""
    url = text_in(said, "url", 255, _URL)
    try:
        parts = urlsplit(url)
        fit = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fit = False
    if url and not fit:
        raise BadDocument("malformed")
    return url
