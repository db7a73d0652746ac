"""The list of nodes that the hub signs. It tells who is there; it cannot say that somebody's keys are others. Pure.

A list carries every node's whole key log and the roll that the node itself signed. So a hub that swaps a key, or drops
an office from a roll, is found out by everyone who holds an older list, and by the node itself.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suixing.exchange.nodes.cards import Card, Office, Roll, check_signed, describe
from suixing.exchange.nodes.chain import (
    HUB,
    REVOKED,
    SKEW,
    BrokenChain,
    Chain,
    KeyEntry,
    as_items,
    closed,
    extends,
    fits_fingerprint,
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
)
from suixing.exchange.signed import LONGEST_TEXT, make_jws

FORM = 1
DIRECTORY = "suixing-directory"
ACTIVE = "active"
PUT_OUT = "revoked"
MOST_NODES = 100
"""A place has two digits."""

_DIRECTORY = ("at", "form", "nodes", "version")
_NODE = ("chain", "place", "role", "roll", "software", "state", "url")


class NotAdopted(BadDocument):
    """A list that is not taken.

    In itself: ``malformed``, ``form``, ``hub`` (it names no hub that acts), ``unsigned``, ``chain``, ``roll``, ``keys``
    (two nodes with one key), ``state`` (a node that ended its log is not active), ``future`` (a key made later than the
    list). Against what is held: ``swapped``, ``same``, ``forked`` (another list of the same version), ``older``,
    ``vanished``, ``rollback`` (a roll that is older, or another one of the same number).
    """


@dataclass(frozen=True, slots=True)
class ListedNode:
    """A node in the list; the list's ``state`` can end it, its log alone says which keys are its own."""

    place: str
    role: str
    state: str
    url: str
    software: str
    chain: Chain
    roll: Roll | None

    @property
    def offices(self) -> tuple[Office, ...]:
        """The offices of its roll."""
        return self.roll.offices if self.roll else ()

    def key_in_force(self, number: int, *, at: datetime) -> KeyEntry | None:
        """The key of this number, where the node is in the exchange and the key good at ``at``, else None."""
        return key_in_force(self.chain, number, at=at) if self.state == ACTIVE else None


@dataclass(frozen=True, slots=True)
class Directory:
    """A list as the hub signed it; ``text`` is the signed one."""

    version: int
    at: datetime
    nodes: tuple[ListedNode, ...]
    text: str

    @property
    def hub(self) -> ListedNode:
        """The hub itself, which every list names."""
        return self.nodes[0]

    def node(self, place: str) -> ListedNode | None:
        """The node of a place, in the exchange or not."""
        return next((node for node in self.nodes if node.place == place), None)


def listed(card: Card, state: str = ACTIVE) -> ListedNode:
    """A node as its card describes it."""
    return ListedNode(card.place, card.role, state, card.url, card.software, card.chain, card.roll)


def make(*, version: int, at: datetime, nodes: Iterable[ListedNode], private: bytes) -> str:
    """The list signed by the hub, which is among ``nodes``; raises NotAdopted where no node would take it."""
    ordered = sorted(nodes, key=lambda node: node.place)
    if not ordered or ordered[0].place != HUB or closed(ordered[0].chain):
        raise NotAdopted("hub")
    said = {"at": instant_text(at), "form": FORM, "nodes": [_written(node) for node in ordered], "version": version}
    text = make_jws(canonical(said), kid=newest(ordered[0].chain).kid, typ=DIRECTORY, private=private)
    read(text, ordered[0].chain)
    return text


def read(text: object, hub_chain: Sequence[KeyEntry]) -> Directory:
    """The list signed by the hub whose log is held as ``hub_chain``; raises NotAdopted."""
    return _read(text, hub_chain, "")


def read_by_fingerprint(text: object, typed: str) -> Directory:
    """The first list, from a hub known only by the fingerprint that a person was told; raises NotAdopted."""
    return _read(text, (), typed)


def adopt_check(
    held: Directory | None,
    offered: Directory,
    *,
    own: Sequence[KeyEntry] = (),
    approved: Collection[str] = (),
) -> None:
    """Raise NotAdopted unless ``offered`` may follow the list that is held.

    ``own`` is this node's own log: what a list says of it must be its beginning. ``approved`` are fingerprints that a
    person here compared, of nodes that had to begin a new log.
    """
    mine = offered.node(own[0].place) if own else None
    if mine and not extends(mine.chain, own):
        raise NotAdopted("swapped")
    if held is None:
        return
    if offered.text == held.text:
        raise NotAdopted("same")
    if offered.version == held.version:
        raise NotAdopted("forked")
    if offered.version < held.version or offered.at < held.at:
        raise NotAdopted("older")
    for before in held.nodes:
        _check_follows(before, offered.node(before.place), approved)


def _check_follows(before: ListedNode, after: ListedNode | None, approved: Collection[str]) -> None:
    if after is None:
        raise NotAdopted("vanished")
    if not extends(before.chain, after.chain):
        if not any(fits_fingerprint(typed, after.chain) for typed in approved):
            raise NotAdopted("swapped")
        return  # a new log may begin with a new roll
    if before.roll and (
        after.roll is None
        or after.roll.number < before.roll.number
        or (after.roll.number == before.roll.number and after.roll.text != before.roll.text)
    ):
        raise NotAdopted("rollback")


def _read(text: object, hub_chain: Sequence[KeyEntry], typed: str) -> Directory:
    try:
        return _verified(text, hub_chain, typed)
    except BrokenChain:
        raise NotAdopted("chain") from None
    except BadDocument as bad:
        raise NotAdopted(bad.why) from None


def _verified(text: object, hub_chain: Sequence[KeyEntry], typed: str) -> Directory:
    _, number, payload = claimed(text, LONGEST_TEXT)
    said = parse(payload, _DIRECTORY)
    check_form(said, FORM)
    at = instant_in(said, "at")
    items = [members_of(one, _NODE) for one in list_in(said, "nodes", MOST_NODES)]
    # First of all who signed: nothing else is looked at in a list by nobody.
    hub = _hub_chain(items, hub_chain, typed)
    if at < hub[-1].at:
        raise BadDocument("future")
    check_signed(text, key_in_force(hub, number, at=at) if since_recovery(hub, number) else None, DIRECTORY)
    nodes = tuple(_listed(one) for one in items)
    _check_together(nodes, at)
    return Directory(number_in(said, "version"), at, nodes, str(text))


def _hub_chain(items: Sequence[dict[str, Any]], pinned: Sequence[KeyEntry], typed: str) -> Chain:
    """The hub's own log as the list has it: it may be longer than the one that is held, and is no other."""
    if not items or items[0]["place"] != HUB:
        raise BadDocument("hub")
    chain = read_chain(items[0]["chain"])
    if chain[0].place != HUB or closed(chain) or items[0]["state"] != ACTIVE:
        raise BadDocument("hub")
    if not (extends(pinned, chain) if pinned else fits_fingerprint(typed, chain)):
        raise BadDocument("older" if extends(chain, pinned) and pinned else "swapped")
    return chain


def _listed(said: dict[str, Any]) -> ListedNode:
    if said["state"] not in (ACTIVE, PUT_OUT):
        raise BadDocument("malformed")
    node = ListedNode(state=said["state"], **describe(said))
    if closed(node.chain) and node.state == ACTIVE:
        raise BadDocument("state")
    return node


def _check_together(nodes: Sequence[ListedNode], at: datetime) -> None:
    """Each place once and in order; no key of two nodes, no key made later than the list."""
    places = [node.place for node in nodes]
    if places != sorted(set(places)):
        raise BadDocument("malformed")
    entries = [entry for node in nodes for entry in node.chain if entry.kind != REVOKED]
    for keys in ([entry.signing for entry in entries], [entry.agreement for entry in entries]):
        if len(set(keys)) != len(keys):
            raise BadDocument("keys")
    if any(node.chain[-1].at > at + SKEW for node in nodes):
        raise BadDocument("future")


def _written(node: ListedNode) -> dict[str, object]:
    return {
        "chain": as_items(node.chain), "place": node.place, "role": node.role,
        "roll": node.roll.text if node.roll else "", "software": node.software, "state": node.state, "url": node.url,
    }  # fmt: skip
