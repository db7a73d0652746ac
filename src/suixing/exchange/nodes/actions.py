"""The verbs of the directory: found this node, approve another, join, adopt what the hub signed, change keys.

Who may do so sits at the node's own console: these are commands, and signals that another node signed.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from suixing.exchange.evidence import keys
from suixing.exchange.models import AdoptedDirectory, FarOffice, Node, NodeKey
from suixing.exchange.nodes import cards, directory
from suixing.exchange.nodes.cards import Card, Office
from suixing.exchange.nodes.chain import (
    Chain,
    KeyEntry,
    as_items,
    begins_anew,
    closed,
    extends,
    first_entry,
    fits_fingerprint,
    read_chain,
    since_recovery,
)
from suixing.exchange.nodes.directory import ACTIVE, Directory, ListedNode
from suixing.exchange.nodes.errors import NotTaken, NotTheHub
from suixing.exchange.nodes.fields import BadDocument, claimed
from suixing.exchange.nodes.own import HUB, is_hub, own_place
from suixing.exchange.nodes.queries import chain_of, held_directory
from suixing.kernel.memory import forget

ROLE = {True: "nation", False: "province"}


@transaction.atomic
def found(*, url: str, software: str, now: datetime) -> None:
    """Write down this node and its first keys, once; later only where it is reached and how old its program is."""
    place = own_place()
    Node.objects.get_or_create(place=place, defaults={"role": ROLE[is_hub()], "joined_at": now})
    Node.objects.filter(pk=place).update(url=url, software=software)
    if not chain_of(place):
        entry = first_entry(
            place=place, agreement=keys().agreement_public, recovery=keys().recovery_public,
            certificate=certificate(), at=now, private=keys().exchange,
        )  # fmt: skip
        pin(place, (entry,), now=now)


def certificate() -> str:
    """The certificate that this node's listener shows."""
    return keys().tls_certificate.read_text(encoding="ascii")


def pin(place: str, chain: Chain, *, now: datetime) -> None:
    """Keep what a key log says beyond what is held; what is held stays. Raises NotTaken where it does not extend it."""
    held = chain_of(place)
    if not extends(held, chain):
        raise NotTaken("swapped")
    items = as_items(chain)[len(held) :]
    NodeKey.objects.bulk_create(
        NodeKey(node_id=place, number=number, statement=item["statement"], signature=item["signature"], pinned_at=now)
        for number, item in enumerate(items, len(held) + 1)
    )
    forget()


def make_card(*, now: datetime) -> str:
    """What this node says of itself, signed, for the hub; raises NotTaken where it ended its keys."""
    own = Node.objects.get(pk=own_place())
    if closed(chain_of(own.place)):
        raise NotTaken("closed")
    return cards.make_card(
        role=own.role, at=now, url=own.url, software=own.software, chain=chain_of(own.place), roll=own.roll,
        private=keys().exchange,
    )  # fmt: skip


@transaction.atomic
def publish_roll(offices: Iterable[Office], *, now: datetime) -> bool:
    """Sign a roll of this node's offices where it differs from the last one; whether it did."""
    own = Node.objects.select_for_update().get(pk=own_place())
    chain = chain_of(own.place)
    before = cards.read_roll(own.roll, chain) if own.roll else None
    now_open = tuple(sorted(offices, key=lambda office: office.code))
    if before is not None and before.offices == now_open:
        return False
    number = before.number + 1 if before else 1
    own.roll = cards.make_roll(number=number, at=now, offices=now_open, chain=chain, private=keys().exchange)
    own.save(update_fields=["roll"])
    if is_hub():
        publish(now=now)
    return True


@transaction.atomic
def approve(text: str, *, fingerprint: str, now: datetime) -> Card:
    """At the hub: let in the node whose card this is, its fingerprint having been compared; publishes a new directory.

    Raises NotTheHub, NotTaken.
    """
    if not is_hub():
        raise NotTheHub
    try:
        card = cards.read_card(text.strip(), now=now)
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    if not fits_fingerprint(fingerprint, card.chain):
        raise NotTaken("fingerprint")
    if card.place == own_place():
        raise NotTaken("own")
    take_card(card, now=now, compared=True)
    publish(now=now)
    return card


def take_card(card: Card, *, now: datetime, compared: bool = False) -> None:
    """What a node says of itself replaces what it said before; its keys are only ever added to. Raises NotTaken.

    An ended log is begun anew only where a person ``compared`` the fingerprint.
    """
    if not compared and begins_anew(chain_of(card.place), card.chain):
        raise NotTaken("not_compared")
    Node.objects.get_or_create(place=card.place, defaults={"role": card.role, "joined_at": now})
    pin(card.place, card.chain, now=now)
    replace_said(card.place, state=ACTIVE, url=card.url, software=card.software, roll=card.roll)


def is_overtaken(card: Card) -> bool:
    """Whether a later roll of this node is held, or another of the same number.

    Parcels overtake each other, and a node may have been restored from before a roll that it signed.
    """
    text = Node.objects.filter(pk=card.place).values_list("roll", flat=True).first()
    if not text or card.roll is None:
        return bool(text)
    try:
        held = cards.read_roll(text, chain_of(card.place))
        return card.roll.number < held.number or (card.roll.number == held.number and card.roll.text != held.text)
    except BadDocument:  # from before a recovery
        return False


def replace_said(place: str, *, state: str, url: str, software: str, roll: cards.Roll | None) -> None:
    """What is said of a node, and the offices that it serves, instead of what was said before."""
    Node.objects.filter(pk=place).update(state=state, url=url, software=software, roll=roll.text if roll else "")
    if place == own_place():
        return
    forget()
    FarOffice.objects.filter(node_id=place).delete()
    FarOffice.objects.bulk_create(
        FarOffice(
            code=one.code, node_id=place, telephone=one.telephone, address_zh=one.address_zh, hours_zh=one.hours_zh,
            address_en=one.address_en, hours_en=one.hours_en,
        )
        for one in (roll.offices if roll else ())
    )  # fmt: skip


@transaction.atomic
def publish(*, now: datetime) -> int:
    """At the hub: sign a new version of the directory; its number. Its time is never before that of the last one."""
    held = held_directory()
    nodes = [_listed(node) for node in Node.objects.order_by("place")]
    version = held.version + 1 if held else 1
    at = max(now, held.at) if held else now
    text = directory.make(version=version, at=at, nodes=nodes, private=keys().exchange)
    AdoptedDirectory.objects.create(version=version, document=text, adopted_at=now)
    return version


def _listed(node: Node) -> ListedNode:
    chain = chain_of(node.place)
    roll = cards.read_roll(node.roll, chain) if node.roll else None
    return ListedNode(node.place, node.role, node.state, node.url, node.software, chain, roll)


@transaction.atomic
def join(text: str, *, fingerprint: str, now: datetime) -> Directory:
    """Adopt the hub's directory for the first time, its fingerprint having been compared. Raises NotTaken."""
    if is_hub():
        raise NotTaken("own")
    try:
        offered = directory.read_by_fingerprint(text.strip(), fingerprint)
    except BadDocument as bad:
        raise NotTaken("fingerprint" if bad.why == "swapped" else bad.why) from None
    if offered.node(own_place()) is None:
        raise NotTaken("not_listed")
    _adopt(offered, now=now)
    return offered


@transaction.atomic
def adopt(text: str, *, now: datetime) -> Directory:
    """Adopt a later version, signed by the hub whose keys are pinned here. Raises NotTaken.

    The one that is held, and one from before it that was overtaken on its way, change nothing.
    """
    try:
        offered = directory.read(text, chain_of(HUB))
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    held = held_directory()
    if held is None or offered.version >= held.version or offered.at > held.at:
        _adopt(offered, now=now)
    return offered


def _adopt(offered: Directory, *, now: datetime) -> None:
    take_own_log(offered.node(own_place()), now=now)
    try:
        directory.adopt_check(held_directory(), offered, own=chain_of(own_place()))
    except BadDocument as bad:
        if bad.why == "same":
            return
        raise NotTaken(bad.why) from None
    for node in offered.nodes:
        Node.objects.get_or_create(place=node.place, defaults={"role": node.role, "joined_at": now})
        if node.place == own_place():
            Node.objects.filter(pk=node.place).update(state=node.state)
            continue
        pin(node.place, node.chain, now=now)
        replace_said(node.place, state=node.state, url=node.url, software=node.software, roll=node.roll)
    AdoptedDirectory.objects.create(version=offered.version, document=offered.text, adopted_at=now)


@transaction.atomic
def put_out(place: str, *, now: datetime) -> None:
    """At the hub: a node takes part no more, until it is approved again; publishes. Raises NotTheHub, NotTaken."""
    if not is_hub():
        raise NotTheHub
    if place == own_place() or not Node.objects.filter(pk=place).update(state="revoked"):
        raise NotTaken("not_listed")
    publish(now=now)


@transaction.atomic
def add_keys(entry: KeyEntry, *, now: datetime) -> None:
    """Keep a new entry of this node's own log; others are told once this node signs with what it names."""
    pin(own_place(), (*chain_of(own_place()), entry), now=now)


def one_change_at_a_time() -> None:
    """Hold off others who change this node's keys until the transaction ends."""
    Node.objects.select_for_update().get(pk=own_place())


def sign_roll_anew(*, now: datetime) -> None:
    """After a recovery the roll signed before it no longer counts: the same offices, under the new key."""
    own = Node.objects.select_for_update().get(pk=own_place())
    chain = chain_of(own.place)
    number = claimed(own.roll, cards.LONGEST_ROLL)[1] if own.roll else len(chain)
    if since_recovery(chain, number):
        return
    before = cards.read_roll(own.roll, chain[:number])
    own.roll = cards.make_roll(
        number=before.number + 1, at=now, offices=before.offices, chain=chain, private=keys().exchange
    )
    own.save(update_fields=["roll"])


@transaction.atomic
def take_log(items: object, *, place: str, now: datetime) -> None:
    """At the hub: what a node added to its key log; one that it ended takes part no more. Raises NotTaken."""
    try:
        chain = read_chain(items)
    except BadDocument as bad:
        raise NotTaken(bad.why) from None
    if not is_hub() or chain[0].place != place:
        raise NotTaken("place")
    if begins_anew(chain_of(place), chain):
        raise NotTaken("not_compared")
    pin(place, chain, now=now)
    if closed(chain):
        Node.objects.filter(pk=place).update(state="revoked")
    publish(now=now)


def take_own_log(listed: ListedNode | None, *, now: datetime) -> bool:
    """What others hold of this node's own key log beyond what it holds itself; whether there was anything.

    Only where it ends with the very key that this node signs with: else somebody else went on with it.
    """
    own = chain_of(own_place())
    if listed is None or len(listed.chain) <= len(own) or not extends(own, listed.chain) or closed(listed.chain):
        return False
    if listed.chain[-1].signing != keys().exchange_public:
        return False
    pin(own_place(), listed.chain, now=now)
    return True


def catch_up_roll(listed: cards.Roll | None, *, now: datetime) -> bool:
    """Where others hold a later roll of this node than its own, or another of its number: sign ours above it."""
    own = Node.objects.select_for_update().get(pk=own_place())
    if listed is None or own.roll == listed.text:
        return False
    chain = chain_of(own.place)
    try:
        before = cards.read_roll(own.roll, chain) if own.roll else listed
    except BadDocument:  # from before a recovery: it is signed anew by who recovers
        return False
    if before.number > listed.number:
        return False
    own.roll = cards.make_roll(
        number=listed.number + 1, at=now, offices=before.offices, chain=chain, private=keys().exchange
    )
    own.save(update_fields=["roll"])
    return True
