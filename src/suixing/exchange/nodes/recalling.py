"""What a node lost with a restore and others still hold of it: its own lists, its own key log, its own roll.

A hub that went back to a backup signs lists which nodes refuse, for they hold later ones. Those they send it: a list
that bears the hub's own signature is its own word, whoever brings it. It takes up what it lost, and signs a version
above both. Nobody else's word counts here, and nodes adopt nothing that contradicts what they pinned, now as before.
"""

from datetime import datetime

from django.db import transaction

from suixing.exchange.evidence import keys
from suixing.exchange.models import AdoptedDirectory, Node
from suixing.exchange.nodes import cards, directory
from suixing.exchange.nodes.actions import (
    catch_up_roll,
    one_change_at_a_time,
    pin,
    publish,
    replace_said,
    take_own_log,
)
from suixing.exchange.nodes.chain import closed, extends, fits_fingerprint, since_recovery
from suixing.exchange.nodes.directory import ACTIVE, PUT_OUT, Directory, ListedNode
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.fields import BadDocument
from suixing.exchange.nodes.own import HUB, is_hub
from suixing.exchange.nodes.queries import chain_of, held_directory


@transaction.atomic
def take_back(text: object, *, now: datetime) -> bool:
    """At the hub: take up what a list says that it signed and lost; whether a new version was published.

    Raises NotTaken: ``unsigned`` and others where it is not the hub's own, ``swapped`` where it contradicts a key log.
    """
    if not is_hub():
        raise NotTaken("not_the_hub")
    one_change_at_a_time()
    offered = _own_word(text)
    if AdoptedDirectory.objects.filter(version=offered.version, document=offered.text).exists():
        return False
    held = held_directory()
    later = held is None or offered.at > held.at
    # The whole of it, whatever comes of the first one.
    found_new = [_take_back_own(one, now) if one.place == HUB else _take_back(one, offered.at, later=later, now=now)
                 for one in offered.nodes]  # fmt: skip
    if held is not None and offered.version < held.version and not any(found_new):
        return False
    if held is None or offered.version > held.version:
        AdoptedDirectory.objects.create(version=offered.version, document=offered.text, adopted_at=now)
    publish(now=max(now, offered.at))
    return True


def take_back_by_fingerprint(text: object, typed: str, *, now: datetime) -> Directory:
    """The same from a file, the hub's own fingerprint having been typed; the list held then. Raises NotTaken."""
    if not fits_fingerprint(typed, chain_of(HUB)):
        raise NotTaken("fingerprint")
    take_back(text, now=now)
    held = held_directory()
    if held is None:
        raise NotTaken("hub")
    return held


def _own_word(text: object) -> Directory:
    """A list that this hub signed, with more or less of its own log than it holds; by no key from before a recovery."""
    own = chain_of(HUB)
    try:
        offered = directory.read(text, own[:1])
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    signed_by = offered.hub.chain
    if extends(signed_by, own) and since_recovery(own, len(signed_by)):
        return offered
    if extends(own, signed_by) and signed_by[-1].signing == keys().exchange_public:
        return offered
    raise NotTaken("swapped")


def _take_back_own(one: ListedNode, now: datetime) -> bool:
    found_log = take_own_log(one, now=now)
    return catch_up_roll(one.roll, now=now) or found_log


def _take_back(one: ListedNode, at: datetime, *, later: bool, now: datetime) -> bool:
    """What the list says of another node, as far as it goes beyond what is held; whether that was anything."""
    held = Node.objects.filter(pk=one.place).first()
    chain = chain_of(one.place)
    if not extends(chain, one.chain) and not extends(one.chain, chain):
        raise NotTaken("swapped")
    longer = len(one.chain) > len(chain)
    if held is None:
        Node.objects.create(place=one.place, role=one.role, joined_at=now)
    if longer:
        pin(one.place, one.chain, now=now)
    if held is None:
        replace_said(one.place, state=one.state, url=one.url, software=one.software, roll=one.roll)
        return True
    before = _roll_of(held)
    newer = one.roll is not None and (before is None or one.roll.number > before.number)
    roll = one.roll if newer else before
    said = (one.url, one.software) if later or newer else (held.url, held.software)
    state = _state(one, held, at, later=later)
    changed = longer or newer or (state, *said) != (held.state, held.url, held.software)
    if changed:
        replace_said(one.place, state=state, url=said[0], software=said[1], roll=roll)
    return changed


def _roll_of(held: Node) -> cards.Roll | None:
    try:
        return cards.read_roll(held.roll, chain_of(held.place)) if held.roll else None
    except BadDocument:  # from before a recovery
        return None


def _state(one: ListedNode, held: Node, at: datetime, *, later: bool) -> str:
    """Who was put out stays out, unless a person let the node in after that."""
    if closed(chain_of(one.place)):
        return PUT_OUT
    if later or one.state == ACTIVE:
        return one.state if later else held.state
    return held.state if _was_out_since(one.place, at) else one.state


def _was_out_since(place: str, at: datetime) -> bool:
    """Whether a list made here after that instant says the same: who is in now was let in later still."""
    for text in AdoptedDirectory.objects.filter(adopted_at__gt=at).values_list("document", flat=True):
        node = directory.read(text, chain_of(HUB)[:1]).node(place)
        if node is not None and node.state != ACTIVE:
            return True
    return False
