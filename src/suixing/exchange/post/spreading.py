"""Cards go to the hub, its directory goes to everybody: as signals, which come again until the version fits."""

from datetime import datetime

from django.db import transaction

from suixing.exchange import evidence
from suixing.exchange.models import Node
from suixing.exchange.nodes import cards
from suixing.exchange.nodes.actions import (
    add_keys,
    adopt,
    catch_up_roll,
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
from suixing.exchange.nodes.queries import chain_of, held_directory, held_list, naming
from suixing.exchange.nodes.recalling import take_back
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal

CARD = "exchange.card"
DIRECTORY = "exchange.directory"
KEYS = "exchange.keys"
CONTRADICTED = {"older", "forked", "vanished", "rollback", "swapped"}
"""Why a list that the hub did sign is refused for what is held here."""


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
    """At the hub: what a node says of itself, where it follows what is pinned here. Raises NotTaken.

    A node that does not know of its later roll any more, for it was restored, learns of it by the directory.
    """
    if not is_hub():
        raise NotTaken("not_the_hub")
    try:
        card = cards.read_card(signal.data.get("card"), now=now)
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    if card.place != signal.from_node:
        raise NotTaken("place")
    if is_overtaken(card):
        _show_directory(card.place, now)
        return
    take_card(card, now=now)
    publish(now=now)
    spread_directory(now=now)


def keys_arrived(signal: Signal, *, now: datetime) -> None:
    """At the hub: what a node that ends its keys adds to its log. Raises NotTaken."""
    take_log(signal.data.get("chain"), place=signal.from_node, now=now)
    spread_directory(now=now)


def directory_arrived(signal: Signal, *, now: datetime) -> None:
    """What the hub signed, where it follows what is held. Raises NotTaken.

    At the hub: what it signed itself, from a node that found it going back.
    """
    text = str(signal.data.get("directory", ""))
    if is_hub():
        if take_back(text, now=now):
            spread_directory(now=now)
        return
    if signal.from_node != HUB:
        raise NotTaken("not_the_hub")
    adopted = adopt(text, now=now)
    mine = adopted.node(own_place()) if held_list()[1] == text else None
    if mine is not None and catch_up_roll(mine.roll, now=now):
        tell_what_changed(now=now)


def directory_refused(signal: Signal, why: str, *, now: datetime) -> None:
    """A list of the hub's contradicts what is held here: the hub gets to see that, for it bears its own signature."""
    if signal.from_node == HUB and why in CONTRADICTED:
        _show_directory(HUB, now)


def directory_named(signal: Signal, *, now: datetime) -> None:
    """Which list a node holds: the hub that fell behind is shown ours, and shows its own to a node that did."""
    named = signal.data.get("directory")
    version = named.get("version") if isinstance(named, dict) else None
    held, text = held_list()
    if not isinstance(version, int) or not text or named == naming(held, text):
        return
    if (signal.from_node == HUB and version <= held) or (is_hub() and version < held):
        _show_directory(signal.from_node, now)


def _show_directory(place: str, now: datetime) -> None:
    _, text = held_list()
    if text:
        tell(node=place, kind=DIRECTORY, data={"directory": text}, now=now)
