"""A hub that was restored takes back what it signed since, from nodes that keep it; it signs nothing they refuse."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from suixing.exchange.evidence import keys
from suixing.exchange.models import AdoptedDirectory, Dead, FarOffice, Node
from suixing.exchange.nodes import directory
from suixing.exchange.nodes.actions import adopt, approve, publish_roll, put_out
from suixing.exchange.nodes.actions import make_card as own_card
from suixing.exchange.nodes.cards import Office, make_card, read_card
from suixing.exchange.nodes.chain import fingerprint
from suixing.exchange.nodes.directory import Directory, adopt_check
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.queries import chain_of, held_directory
from suixing.exchange.nodes.recalling import take_back, take_back_by_fingerprint
from suixing.exchange.post.packing import pack_signals
from suixing.kernel.crypto import sha256
from tests.cast import NOW
from tests.exchange.far_node import FarNode, signals_of, standing_as
from tests.exchange.nodes.made import Keeper, Nation

SOON, LATER, LATE = (NOW + timedelta(minutes=minutes) for minutes in (1, 10, 20))
GUANGDONG, CHONGQING = Keeper("44").begin(), Keeper("50").begin()
OFFICES = ("500233001",)


@pytest.fixture
def hub(node: None, tmp_path: Path) -> Iterator[None]:
    """This process is the hub, and Guangdong takes part."""
    with standing_as("00", tmp_path):
        let_in(GUANGDONG, NOW)
        yield


def let_in(keeper: Keeper, at: datetime, roll: str = "") -> None:
    text = make_card(
        role="province", at=at, url=f"https://{keeper.place}.example:8443", software="0.4.0", chain=keeper.chain,
        roll=roll, private=keeper.private,
    )  # fmt: skip
    approve(text, fingerprint=fingerprint(keeper.chain), now=at)


def held() -> Directory:
    found = held_directory()
    assert found is not None
    return found


TABLES = ("exchange_node", "exchange_node_key", "exchange_directory", "exchange_far_office")


def back_up() -> None:
    """Keep what the hub knows."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS kept_{table}")
            cursor.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")


def restore() -> None:
    """The hub knows what it knew then."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}")
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")


def lost_approval() -> Directory:
    """Chongqing is let in, and the hub restored from before that; what everybody else holds now."""
    back_up()
    let_in(CHONGQING, SOON, CHONGQING.roll(1, SOON, OFFICES))
    lost = held()
    restore()
    return lost


def test_a_node_approved_in_the_lost_hour_is_known_again(hub: None) -> None:
    lost = lost_approval()
    assert take_back(lost.text, now=LATER)
    after = held()
    assert after.version == lost.version + 1
    assert chain_of("50") == CHONGQING.chain
    assert [one.code for one in FarOffice.objects.all()] == list(OFFICES)
    for own in (GUANGDONG, CHONGQING):
        adopt_check(lost, after, own=own.chain)
    assert not take_back(lost.text, now=LATE)  # every node brings it
    assert held() == after


def test_a_hub_that_went_on_before_it_heard_signs_above_both(hub: None) -> None:
    lost = lost_approval()
    let_in(Keeper("51").begin(), SOON)
    assert held().version == lost.version
    with pytest.raises(directory.NotAdopted):
        adopt_check(lost, held())
    publish_roll([Office("00")], now=LATER)  # above what others hold, and without Chongqing
    with pytest.raises(directory.NotAdopted):
        adopt_check(lost, held())
    assert take_back(lost.text, now=LATE)
    adopt_check(lost, held(), own=CHONGQING.chain)
    assert [node.place for node in held().nodes] == ["00", "44", "50", "51"]
    after = held()
    assert not take_back(lost.text, now=LATE)
    assert held() == after


def test_only_the_version_is_taken_back_where_nothing_else_was_lost(hub: None) -> None:
    lost = lost_approval()
    let_in(CHONGQING, LATER, CHONGQING.roll(1, SOON, OFFICES))  # the operator did it again
    assert take_back(lost.text, now=LATE)
    adopt_check(lost, held(), own=CHONGQING.chain)


def test_who_was_put_out_in_the_lost_hour_stays_out_until_let_in_after_it(hub: None) -> None:
    back_up()
    put_out("44", now=SOON)
    lost = held()
    restore()
    let_in(CHONGQING, LATER)  # later than the lost list, which knew better
    assert take_back(lost.text, now=LATER)
    assert Node.objects.get(pk="44").state == "revoked"
    AdoptedDirectory.objects.filter(document=lost.text).delete()  # as if it had been of a number that was taken
    let_in(GUANGDONG, LATE)
    after = held()
    assert not take_back(lost.text, now=LATE)
    assert held() == after


def test_a_rolls_number_goes_on_from_where_others_hold_it(hub: None) -> None:
    publish_roll([Office("00")], now=NOW)
    back_up()
    publish_roll([Office("00", telephone="010-12345678")], now=SOON)
    lost = held()
    restore()
    assert take_back(lost.text, now=LATER)
    adopt_check(lost, held())
    assert held().hub.offices == (Office("00"),)  # what its own tables say; its worker looks at them


def test_the_hubs_own_log_is_taken_back_only_where_its_own_key_ends_it(hub: None) -> None:
    mine = chain_of("00")
    other = Nation(hub=Keeper("00").begin())
    with pytest.raises(NotTaken):
        take_back(other.text(9, LATER), now=LATER)
    assert chain_of("00") == mine
    assert Node.objects.count() == 2
    with pytest.raises(NotTaken):
        take_back_by_fingerprint(held().text, fingerprint(other.hub.chain), now=LATER)
    assert take_back_by_fingerprint(held().text, fingerprint(mine), now=LATER) == held()


def test_another_log_for_a_node_is_not_taken_back(hub: None) -> None:
    nodes = [
        directory.ListedNode(one.place, one.role, one.state, one.url, one.software, chain, None)
        for one in held().nodes
        for chain in [Keeper("44").begin(SOON).chain if one.place == "44" else one.chain]
    ]
    text = directory.make(version=9, at=LATER, nodes=nodes, private=keys().exchange)
    with pytest.raises(NotTaken) as refused:
        take_back(text, now=LATER)
    assert refused.value.code == "swapped"
    assert chain_of("44") == GUANGDONG.chain


# At a province


@pytest.fixture
def far_hub(guangdong: Path) -> FarNode:
    return FarNode("00").pin_here()


def listing(hub: FarNode, *others: Keeper, version: int, at: datetime) -> str:
    cards = [one.card(at) for one in (hub.keeper, *others)]
    mine = directory.ListedNode("44", "province", "active", "https://44.example:8443", "", chain_of("44"), None)
    nodes = [*map(directory.listed, cards), mine]
    return directory.make(version=version, at=at, nodes=nodes, private=hub.private())


def shown(hub: FarNode) -> list[str]:
    """Which lists our node shows the hub."""
    pack_signals(now=LATER)
    return [data["directory"] for data in signals_of(hub.read_all(), "exchange.directory")]


def test_a_province_shows_the_hub_what_its_list_contradicts(far_hub: FarNode) -> None:
    text = listing(far_hub, CHONGQING, version=5, at=SOON)
    adopt(text, now=SOON)
    for version in (5, 6):
        far_hub.give(far_hub.signal("exchange.directory", {"directory": listing(far_hub, version=version, at=LATER)}))
        assert shown(far_hub) == [text]
    assert list(Dead.objects.order_by("pk").values_list("reason", flat=True)) == ["forked", "vanished"]
    assert held().text == text
    assert chain_of("50") == CHONGQING.chain


def test_a_province_shows_a_hub_its_list_that_names_an_older_one(far_hub: FarNode) -> None:
    text = listing(far_hub, version=5, at=SOON)
    adopt(text, now=SOON)
    told = {"head": None, "keys": {"number": 1, "hash": sha256(far_hub.keeper.chain[0].statement).hex()}}
    own = {"version": 5, "sha256": sha256(text.encode()).hex()}
    for named, expected in ((own, []), ({**own, "version": 4}, [text]), ({**own, "sha256": "ab"}, [text]), (None, [])):
        far_hub.give(far_hub.signal("exchange.head", {**told, "directory": named}))
        assert shown(far_hub) == expected
    far_hub.give(far_hub.signal("exchange.head", told))  # from a hub of before
    assert shown(far_hub) == []
    assert not Dead.objects.exists()


def test_a_province_that_lost_a_roll_signs_above_it(far_hub: FarNode) -> None:
    publish_roll([Office("440309005", telephone="0755-1")], now=NOW)
    lost = Node.objects.get(pk="44").roll
    Node.objects.filter(pk="44").update(roll="")
    publish_roll([Office("440309005", telephone="0755-2")], now=SOON)
    forked = Node.objects.get(pk="44").roll
    Node.objects.filter(pk="44").update(roll=lost)
    mine = directory.listed(read_card(own_card(now=LATER), now=LATER))
    Node.objects.filter(pk="44").update(roll=forked)
    nodes = [directory.listed(far_hub.keeper.card(LATER)), mine]
    text = directory.make(version=7, at=LATER, nodes=nodes, private=far_hub.private())
    far_hub.give(far_hub.signal("exchange.directory", {"directory": text}), now=LATER)
    pack_signals(now=LATER)
    (card,) = signals_of(far_hub.read_all(), "exchange.card")
    roll = read_card(card["card"], now=LATER).roll
    assert roll is not None
    assert (roll.number, roll.offices[0].telephone) == (2, "0755-2")
