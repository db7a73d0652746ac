"""Cards go to the hub, its directory goes to everybody: as signals, which come again until the version fits."""

from datetime import datetime

from django.db import transaction

from suixing.exchange import evidence
from suixing.exchange.models import Node
from suixing.exchange.nodes import cards
from suixing.exchange.nodes.actions import (
    add_keys,
    adopt,
    is_overtaken,
    make_card,
    one_change_at_a_time,
    publish,
    publish_roll,
    sign_roll_anew,
    take_card,
    take_log,
)
from suixing.exchange.nodes.cards import Office
from suixing.exchange.nodes.chain import as_items, newest, revoked
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.fields import BadDocument
from suixing.exchange.nodes.own import HUB, is_hub, own_place
from suixing.exchange.nodes.queries import chain_of, held_directory
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal

CARD = "exchange.card"
DIRECTORY = "exchange.directory"
KEYS = "exchange.keys"


@transaction.atomic
def tell_offices(offices: list[Office], *, now: datetime) -> bool:
    """Sign a roll where the offices of this node, or how they are reached, changed, and spread it; whether they had."""
    if not publish_roll(offices, now=now):
        return False
    tell_what_changed(now=now)
    return True


def tell_what_changed(*, now: datetime) -> None:
    """At the hub: the newest directory to every other node. Elsewhere: this node's card to the hub, once it joined."""
    if is_hub():
        spread_directory(now=now)
    elif chain_of(HUB):
        tell(node=HUB, kind=CARD, data={"card": make_card(now=now)}, now=now)


@transaction.atomic
def tell_keys(*, now: datetime) -> bool:
    """Spread this node's newest keys as long as the directory does not list them; whether it did not."""
    held = held_directory()
    listed = held.node(own_place()) if held else None
    if listed is not None and len(listed.chain) >= len(chain_of(own_place())):
        return False
    sign_roll_anew(now=now)
    if is_hub():
        publish(now=now)
    tell_what_changed(now=now)
    return True


@transaction.atomic
def end_keys(private: bytes | None, *, now: datetime) -> None:
    """End this node's key log, by its signing key unless the recovery key is given; raises NotTaken.

    The hub is told in a parcel that is signed and sealed before: nothing can be signed after it.
    """
    one_change_at_a_time()
    chain = chain_of(own_place())
    try:
        entry = revoked(newest(chain), at=now, private=private or evidence.keys().exchange)
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    if chain_of(HUB):
        tell(node=HUB, kind=KEYS, data={"chain": as_items((*chain, entry))}, now=now, urgent=True)
        pack_signals(now=now)
    add_keys(entry, now=now)


def spread_directory(*, now: datetime) -> None:
    """The newest directory to every other node that takes part."""
    held = held_directory()
    if held is None:
        return
    for place in Node.objects.filter(state="active").exclude(pk=own_place()).values_list("place", flat=True):
        tell(node=place, kind=DIRECTORY, data={"directory": held.text}, now=now)


def card_arrived(signal: Signal, *, now: datetime) -> None:
    """At the hub: what a node says of itself, where it follows what is pinned here. Raises NotTaken."""
    if not is_hub():
        raise NotTaken("not_the_hub")
    try:
        card = cards.read_card(signal.data.get("card"), now=now)
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    if card.place != signal.from_node:
        raise NotTaken("place")
    if is_overtaken(card):
        return
    take_card(card, now=now)
    publish(now=now)
    spread_directory(now=now)


def keys_arrived(signal: Signal, *, now: datetime) -> None:
    """At the hub: what a node that ends its keys adds to its log. Raises NotTaken."""
    take_log(signal.data.get("chain"), place=signal.from_node, now=now)
    spread_directory(now=now)


def directory_arrived(signal: Signal, *, now: datetime) -> None:
    """What the hub signed, where it follows what is held. Raises NotTaken."""
    if signal.from_node != HUB:
        raise NotTaken("not_the_hub")
    adopt(str(signal.data.get("directory", "")), now=now)
