"""What the hub gives a node so that it may use the hub's NATS servers: where they are, and the node's password.

It crosses as a file, signed by the hub and sealed to the node, so that whoever carries it learns nothing. Whose
certificates the servers show is not in it: they are those of the hub's key log as it is pinned here.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from django.conf import settings

from suixing.exchange import evidence
from suixing.exchange.nodes.chain import RECOVERED, RENEWED
from suixing.exchange.nodes.own import HUB, own_place
from suixing.exchange.nodes.queries import (
    certificates_of,
    chain_of,
    own_agreement_key,
    own_signing_kid,
    sealing_key_of,
    verifying_key_of,
)
from suixing.exchange.post import wire
from suixing.exchange.signed import Unsigned, header_of, make_jws, read_jws
from suixing.kernel.crypto import keyed_hash
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import read_key, write_secret

PASS_TYPE = "suixing-nats-pass"  # noqa: S105 - how such a text is called
FORM = 1
KEY_FILE = "exchange-nats.key"
PASS_FILE = "exchange-nats.json"  # noqa: S105

NOT_A_PASS = Sentence(
    "链接文件不可用（{why}）；未改动。请全国节点为本节点重新生成：suixing node approve … --link-out",
    "The link file cannot be used ({why_en}); nothing was changed. Have the nation's node write one for this node: "
    "suixing node approve … --link-out",
)
WHY = {
    "not_for_us": Sentence("不是给本节点的", "it is for another node"),
    "unsigned": Sentence("不是全国节点签发的", "the nation's node did not sign it"),
    "malformed": Sentence("格式不符", "it is not of the agreed form"),
}


@dataclass(frozen=True, slots=True)
class NatsPass:
    """``place`` is the user; ``replicas`` how many servers must hold a parcel before it counts as taken.

    ``authority`` (PEM, may be empty) signed the certificates of servers that do not show the hub's own.
    """

    place: str
    urls: tuple[str, ...]
    password: str = field(repr=False)
    replicas: int = 1
    authority: str = ""


def password_of(user: str) -> str:
    """At the hub: the password of a place, or of the operator's user.

    After a recovery it is another one: whoever had the node's keys may have had the old one too.
    """
    key = read_key(Path(settings.SUIXING_KEYS_DIR) / KEY_FILE)
    recoveries = sum(entry.kind in (RECOVERED, RENEWED) for entry in chain_of(user))
    return keyed_hash(key, f"nats:{user}:{recoveries}".encode()).hex()


def write_pass(given: NatsPass) -> str:
    """The file for the node ``given.place``, which takes part; signed by this node, the hub."""
    sealing = sealing_key_of(given.place)
    if sealing is None:
        raise LookupError("a pass is for a node that takes part")
    said = orjson.dumps({"form": FORM, **asdict(given)})
    signed = make_jws(said, kid=own_signing_kid(), typ=PASS_TYPE, private=evidence.keys().exchange)
    return wire.pack(_id_of(given.place), [signed], sealing.public, sealing.kid).decode("ascii")


def read_pass(text: str, *, now: datetime) -> NatsPass:
    """What the hub whose keys are pinned here gave to this node; raises Refusal."""
    try:
        (signed,) = wire.unpack(_id_of(own_place()), text.strip().encode("ascii"), own_agreement_key)
        kid = header_of(signed)["kid"]
        public = verifying_key_of(kid, now) if kid.startswith(f"{HUB}.") else None
        if public is None:
            raise _not_a_pass("unsigned")
        said = orjson.loads(read_jws(signed, public=public, typ=PASS_TYPE))
        given = _pass_of(said)
    except wire.Unreadable as unreadable:
        raise _not_a_pass("malformed" if unreadable.why == "malformed" else "not_for_us") from None
    except Unsigned:
        raise _not_a_pass("unsigned") from None
    except (ValueError, TypeError, KeyError):
        raise _not_a_pass("malformed") from None
    if given.place != own_place():
        raise _not_a_pass("not_for_us")
    return given


def keep_pass(given: NatsPass) -> None:
    """Keep what the hub gave, readable by the node only; a later one replaces it."""
    write_secret(_pass_file(), orjson.dumps(asdict(given)).decode())


def held_pass() -> NatsPass | None:
    """What the hub gave this node; None before it did, or where the file is damaged."""
    try:
        return _pass_of(orjson.loads(_pass_file().read_bytes()))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def hubs_certificates() -> list[str]:
    """The certificates (PEM) that the hub may show, as its key log here has them."""
    return certificates_of(chain_of(HUB))


def _pass_file() -> Path:
    return Path(settings.SUIXING_KEYS_DIR) / PASS_FILE


def _pass_of(said: dict[str, object]) -> NatsPass:
    place, password, authority = said["place"], said["password"], said["authority"]
    urls, replicas = said["urls"], said["replicas"]
    if not (isinstance(place, str) and isinstance(password, str) and isinstance(authority, str)):
        raise TypeError("texts")
    if not (isinstance(urls, list) and urls and all(_is_address(one) for one in urls)):
        raise ValueError("addresses")
    if type(replicas) is not int or not 1 <= replicas <= 5:
        raise ValueError("replicas")
    return NatsPass(place, tuple(urls), password, replicas, authority)


def _is_address(url: object) -> bool:
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    return parts.scheme == "nats" and bool(parts.hostname) and parts.port is not None


def _id_of(place: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:suixing:{place}:nats-pass")


def _not_a_pass(why: str) -> Refusal:
    return Refusal(NOT_A_PASS.format(why=WHY[why].zh, why_en=WHY[why].en))
