"""What other files of this room ask about nodes: who stands where, and whose key is good now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from suixing.exchange.evidence import keys
from suixing.exchange.models import AdoptedDirectory, FarOffice, Node, NodeKey, Route, Side
from suixing.exchange.nodes.chain import (
    REVOKED,
    ROTATED,
    Chain,
    closed,
    entry_of_key,
    key_in_force,
    newest,
    read_chain,
    since_recovery,
)
from suixing.exchange.nodes.directory import Directory, read
from suixing.exchange.nodes.own import HUB, own_place
from suixing.kernel.crypto import agreement_public_of, sha256
from suixing.kernel.keys import read_key
from suixing.kernel.memory import remembered
from suixing.places.queries import have_agreed, is_open_office

HEARD_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class SealingKey:
    """To whom a parcel is sealed."""

    kid: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on a side of a pair: an office's code or an alias, and its node; empty where that is this one."""

    code: str
    node: str


@remembered
def chain_of(place: str) -> Chain:
    """The key log of a node as it is pinned here; empty where there is none."""
    rows = NodeKey.objects.filter(node_id=place).order_by("number").values_list("statement", "signature")
    return _read(tuple(rows)) if rows else ()


@lru_cache(maxsize=128)
def _read(rows: tuple[tuple[str, str], ...]) -> Chain:
    return read_chain([{"statement": statement, "signature": signature} for statement, signature in rows])


@remembered
def is_active(place: str) -> bool:
    """Whether a node takes part."""
    return Node.objects.filter(pk=place, state="active").exists()


def active_places() -> list[str]:
    """The nodes that take part, this one among them."""
    return list(Node.objects.filter(state="active").order_by("place").values_list("place", flat=True))


def sealing_key_of(place: str) -> SealingKey | None:
    """The newest agreement key of a node; None where it is not known or does not take part any more."""
    chain = chain_of(place)
    if not chain or closed(chain) or not is_active(place):
        return None
    entry = newest(chain)
    return SealingKey(entry.kid, entry.agreement)


def verifying_key_of(kid: str, now: datetime) -> bytes | None:
    """The public key that an event names, where it is good by our own clock, whatever the event says; else None."""
    place, _, number = kid.partition(".")
    if not is_active(place):
        return None
    entry = key_in_force(chain_of(place), int(number), at=now)
    return entry.signing if entry else None


def signed_by_node(place: str, public: bytes, at: datetime) -> bool:
    """Whether a statement of ``at`` under this key counts as that node's own.

    A receipt can be signed anew after a rotation for what happened before it. Nothing new counts under a key from
    before a recovery or revocation, of whatever day: who stole it can write any.
    """
    chain = chain_of(place)
    entry = entry_of_key(chain, public)
    if entry is None or closed(chain) or not since_recovery(chain, entry.number):
        return False
    return key_in_force(chain, entry.number, at=max(at, entry.at)) is not None


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that this node signs events with, and how they name it."""

    kid: str
    private: bytes


def own_signer() -> Signer:
    """The key that this node signs with now; one that was changed meanwhile is taken up at once."""
    ring = keys()
    entry = entry_of_key(chain_of(own_place()), ring.exchange_public)
    if entry is None:
        raise LookupError("the signing key of this node is not in its key log")
    return Signer(entry.kid, ring.exchange)


def own_signing_kid() -> str:
    """How events name that key."""
    return own_signer().kid


def may_sign() -> bool:
    """Whether this node's key log was not ended."""
    chain = chain_of(own_place())
    return bool(chain) and not closed(chain)


def own_agreement_key(kid: str) -> bytes | None:
    """The private key that opens a parcel sealed to ``kid``, also one that was rotated; None where it is not ours."""
    place, _, number = kid.partition(".")
    chain = chain_of(place) if place == own_place() else ()
    if not 1 <= int(number) <= len(chain):
        return None
    folder = Path(settings.SUIXING_KEYS_DIR)
    for path in (folder / "exchange-agreement.key", folder / f"exchange-agreement.{number}.key"):
        if path.exists():
            private = read_key(path)
            if agreement_public_of(private) == chain[int(number) - 1].agreement:
                return private
    return None


@remembered
def is_office_here(code: str) -> bool:
    """Whether this node serves an office of this code, and it is open."""
    return is_open_office(code)


def far_office(code: str) -> FarOffice | None:
    """An office of another node that takes part, as its own node says it is reached."""
    return FarOffice.objects.filter(pk=code, node__state="active").first()


@remembered
def node_of_standing(code: str) -> str:
    """On which node somebody stands: empty for this one."""
    if code[2:3] == ":":
        return code[:2]
    found = FarOffice.objects.filter(pk=code).values_list("node_id", flat=True).first()
    return found or ""


def node_across(pair: UUID, side: str) -> str:
    """The node of the side across from ``side``; empty where that is this one, or there is no such pair."""
    found = standing_across([(pair, side)])
    return found[pair, side].node if found else ""


def standing_across(wanted: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], Standing]:
    """What stands across from each of these sides; pairs that are not known are left out."""
    asked = set(wanted)
    routes = Route.objects.in_bulk([pair for pair, _ in asked])
    others = {
        (pair, side): routes[pair].answering if side == Side.ASKING else routes[pair].asking
        for pair, side in asked
        if pair in routes
    }
    far = dict(FarOffice.objects.filter(pk__in=set(others.values())).values_list("code", "node_id"))
    return {key: Standing(code, code[:2] if code[2:3] == ":" else far.get(code, "")) for key, code in others.items()}


def heard_from(place: str, at: datetime, *, now: datetime) -> None:
    """Note when something of a node came last, and how far ahead its clock was; every few seconds at most."""
    skew = (at - now).total_seconds()
    fresh = Q(heard_at=None) | Q(heard_at__lt=now - HEARD_EVERY)
    Node.objects.filter(fresh, pk=place).update(heard_at=now, skew=skew)


def held_directory() -> Directory | None:
    """The newest directory that was adopted here; None before the node joined."""
    row = AdoptedDirectory.objects.order_by("-version").first()
    return None if row is None else read(row.document, chain_of(HUB)[:1])


def held_list() -> tuple[int, str]:
    """The same as its version and its text, unread; 0 and nothing before the node joined."""
    row = AdoptedDirectory.objects.order_by("-version").values_list("version", "document").first()
    return row or (0, "")


def naming(version: int, text: str) -> dict[str, object] | None:
    """How the list that is held is named to others; None before there is one."""
    return {"version": version, "sha256": sha256(text.encode()).hex()} if text else None


@dataclass(frozen=True, slots=True)
class Hop:
    """The next node on the way: where its listener answers, and the certificate that it must show (PEM), or two."""

    place: str
    url: str
    certificate: str


def next_hop(place: str, *, on: date) -> Hop | None:
    """Where a parcel for ``place`` goes next; None where that node, or the hub, is not known or takes no part.

    A direct link is gone on the day ``on`` only while an agreement between the two places is in force.
    """
    node = Node.objects.filter(pk=place, state="active").first()
    if node is None:
        return None
    if own_place() != HUB and not (node.direct and have_agreed(own_place(), place, on=on)):
        node = Node.objects.filter(pk=HUB, state="active").first()
    chain = chain_of(node.place) if node else ()
    if node is None or not node.url or not chain or closed(chain):
        return None
    return Hop(node.place, node.url, "".join(certificates_of(chain)))


def certificates_of(chain: Chain) -> list[str]:
    """What the listener of a node may show (PEM): its newest certificate, and until it changes over the one before.

    Not one from before a recovery.
    """
    found = list[str]()
    for entry in reversed(chain):
        if entry.kind != REVOKED and entry.certificate not in found:
            found.append(entry.certificate)
        if entry.kind not in (ROTATED, REVOKED):
            break
    return found[:2]


def trusted_certificates() -> list[str]:
    """The certificates (PEM) of all nodes that may call at this node's listener."""
    found = list[str]()
    for place in Node.objects.filter(state="active").exclude(pk=own_place()).values_list("place", flat=True):
        found += certificates_of(chain_of(place))
    return list(dict.fromkeys(found))
