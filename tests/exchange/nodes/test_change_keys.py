"""Keys change in flight: what was signed or sealed before still counts, and the word of a thief does not."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from suixing.config.node import changing_keys, own_keys
from suixing.config.node.joining_keys import read_recovery
from suixing.exchange import actions, evidence
from suixing.exchange.models import Dead, Incoming, Node, NodeKey, Outgoing
from suixing.exchange.nodes import directory
from suixing.exchange.nodes.actions import adopt, approve, make_card, publish_roll, take_log
from suixing.exchange.nodes.cards import Office, read_card
from suixing.exchange.nodes.cards import make_card as keepers_card
from suixing.exchange.nodes.chain import OVERLAP, as_items, extends, fingerprint
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.queries import certificates_of, chain_of, held_directory, may_sign, own_signer
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.sending import send_again
from suixing.exchange.post.unpacking import unpack
from suixing.kernel.crypto import new_key, public_key_of
from suixing.kernel.errors import Refusal
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.exchange.far_node import FarNode, events_stated, messages_of, signals_of, standing_as
from tests.exchange.nodes.made import Keeper, Nation

SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(minutes=5)
AFTER = NOW + OVERLAP + timedelta(hours=1)


def send(far: FarNode) -> Any:
    """One message to an office of that node, packed."""
    pair = uuid4()
    actions.open_route(pair=pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
    with transaction.atomic():
        actions.send(pair=pair, side="asking", kind="pair.said", body=b"?", office=FUCHENG, now=NOW)
    assert actions.relay(now=SOON) == 1
    (said,) = messages_of(far.read_all())
    return said


def reasons() -> list[str]:
    return list(Dead.objects.order_by("pk").values_list("reason", flat=True))


def paper(keys: Path) -> bytes:
    """The recovery key that was handed out when this node was made."""
    private = read_recovery((keys.parent / "recovery").read_text())
    assert private is not None
    return private


@pytest.fixture
def chongqing(guangdong: Path) -> FarNode:
    return FarNode("50").pin_here(ZHONGZHOU)


@pytest.fixture
def hub(guangdong: Path) -> FarNode:
    return FarNode("00").pin_here()


def test_a_message_and_its_receipt_cross_a_rotation_on_either_side(guangdong: Path, chongqing: FarNode) -> None:
    said = send(chongqing)
    parcel = chongqing.parcel(chongqing.receipt(said), chongqing.message(pair=uuid4()))
    before = evidence.keys().exchange_public
    assert changing_keys.rotate(now=SOON).number == 2
    assert evidence.keys().exchange_public != before
    assert own_signer().kid == "44.2"
    unpack(parcel, now=LATER)
    assert not Dead.objects.exists()
    assert Outgoing.objects.get().consigned_at == NOW
    assert Incoming.objects.count() == 1
    pack_signals(now=LATER)
    assert [event for event, _ in events_stated(chongqing.read_all())] == ["content_consignment"]
    chongqing.keeper.rotate(LATER)
    old = chongqing.parcel(chongqing.message(pair=uuid4(), key=1))
    chongqing.pin_here()
    unpack(old, now=LATER)
    assert Incoming.objects.count() == 2
    late = chongqing.parcel(chongqing.message(pair=uuid4(), key=1, at=NOW))
    unpack(late, now=AFTER + OVERLAP)
    assert reasons() == ["unknown_key"]


def test_old_private_keys_are_kept_under_their_numbers(guangdong: Path) -> None:
    first = {name: (guangdong / f"{name}.key").read_text() for name in ("exchange", "exchange-agreement")}
    changing_keys.rotate(now=SOON)
    changing_keys.rotate(now=LATER)
    for name, text in first.items():
        assert (guangdong / f"{name}.1.key").read_text() == text
        assert (guangdong / f"{name}.2.key").read_text() not in {text, (guangdong / f"{name}.key").read_text()}
    assert {path.stat().st_mode & 0o077 for path in guangdong.glob("exchange*.key")} == {0}
    assert not (guangdong / "next").exists()


def test_the_listener_shows_its_new_certificate_once_the_directory_lists_it(guangdong: Path, hub: FarNode) -> None:
    shown = (guangdong / "exchange-tls.pem").read_text()
    entry = changing_keys.rotate(now=SOON)
    assert (guangdong / "exchange-tls.pem").read_text() == shown != entry.certificate
    assert certificates_of(chain_of("44")) == [entry.certificate, shown]
    pack_signals(now=SOON)
    (told,) = signals_of(hub.read_all(), "exchange.card")
    card = read_card(told["card"], now=SOON)
    assert card.chain == chain_of("44")
    text = directory.make(
        version=1, at=LATER, nodes=[directory.listed(hub.keeper.card(NOW)), directory.listed(card)],
        private=hub.private(),
    )  # fmt: skip
    adopt(text, now=LATER)
    changing_keys.settle(now=LATER)
    assert (guangdong / "exchange-tls.pem").read_text() == entry.certificate
    assert not list(guangdong.glob("*.next.*"))


class Crash(Exception):  # noqa: N818 - it is what happens
    """The process ends here."""


ENTERING = "suixing.exchange.nodes.actions.add_keys"
SWAPPING = "suixing.config.node.changing_keys._keep_old"
TELLING = "suixing.exchange.post.spreading.tell_keys"


@pytest.mark.parametrize("where", [ENTERING, SWAPPING, TELLING])
def test_a_change_that_a_crash_broke_off_is_completed_or_begun_anew(
    guangdong: Path, hub: FarNode, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(where, crash)
        with pytest.raises(Crash):
            changing_keys.rotate(now=SOON)
    entered = len(chain_of("44"))
    assert entered == (1 if where == ENTERING else 2)
    assert own_signer().kid in {"44.1", "44.2"}
    completed = changing_keys.settle(now=LATER)
    assert completed == (where == SWAPPING)
    if where == ENTERING:
        changing_keys.rotate(now=LATER)
    assert own_signer().kid == "44.2"
    assert evidence.keys().agreement_public == chain_of("44")[-1].agreement
    unpack(FarNode("50").pin_here().parcel(kid=1), now=LATER)
    assert not Dead.objects.exists()


def test_after_a_recovery_a_thief_with_the_old_keys_is_not_heard(guangdong: Path, chongqing: FarNode) -> None:
    said = send(chongqing)
    chongqing.keeper.recover(SOON)
    chongqing.pin_here()
    stolen = chongqing.parcel(
        chongqing.message(pair=uuid4(), key=1, at=NOW),
        chongqing.signal("exchange.evidence", {"proofs": []}, key=1, at=NOW),
    )
    unpack(stolen, now=LATER)
    assert reasons() == ["unknown_key", "unknown_key"]
    forged = FarNode("50")  # a receipt of before, by the old key, in an event that the new key signs
    told = json.loads(json.dumps(_receipt_data(forged, said)))
    chongqing.give(chongqing.signal("exchange.evidence", told), now=LATER)
    assert Outgoing.objects.get().consigned_at is None
    chongqing.give(chongqing.receipt(said), now=LATER)
    assert Outgoing.objects.get().consigned_at == NOW


def _receipt_data(node: FarNode, said: Any) -> dict[str, Any]:
    from suixing.exchange.post import wire

    event = wire.read_event(node.receipt(said), to_node="44", key_of=lambda _: node.keeper.chain[0].signing)
    assert isinstance(event, wire.Signal)
    return event.data


def test_a_node_that_lost_its_keys_is_itself_again_by_its_recovery_key(guangdong: Path, chongqing: FarNode) -> None:
    said = send(chongqing)
    for name in ("exchange", "exchange-agreement", "exchange-tls"):
        (guangdong / f"{name}.key").unlink()
    with pytest.raises(Refusal):
        changing_keys.rotate(now=SOON)
    with pytest.raises(Refusal):
        changing_keys.recover(new_key(), public_key_of(new_key()), now=SOON)
    held = chain_of("44")
    following = new_key()
    entry = changing_keys.recover(paper(guangdong), public_key_of(following), now=SOON)
    assert (entry.kind, entry.recovery) == ("recovered", public_key_of(following))
    assert (guangdong / "exchange-tls.pem").read_text() == entry.certificate
    card = read_card(make_card(now=LATER), now=LATER)
    assert extends(held, card.chain)
    Outgoing.objects.update(resend_at=SOON)
    send_again(now=LATER)
    (again,) = messages_of(chongqing.read_all())
    assert again.message == said.message
    assert json.loads(again.proofs[0].statement)["signed_by"] == entry.signing.hex()
    with pytest.raises(Refusal):  # the paper that was used is worth nothing any more
        changing_keys.recover(paper(guangdong), public_key_of(new_key()), now=LATER)


def test_a_hub_shows_its_old_certificate_for_a_week(node: None, tmp_path: Path) -> None:
    with standing_as("00", tmp_path) as keys:
        shown = (keys / "exchange-tls.pem").read_text()
        entry = changing_keys.rotate(now=SOON)
        changing_keys.settle(now=LATER)
        assert (keys / "exchange-tls.pem").read_text() == shown
        changing_keys.settle(now=AFTER)
        assert (keys / "exchange-tls.pem").read_text() == entry.certificate


def test_a_node_that_ends_its_keys_tells_the_hub_and_signs_nothing_more(
    guangdong: Path, hub: FarNode, capsys: pytest.CaptureFixture[str]
) -> None:
    from suixing.exchange.post.spreading import end_keys

    end_keys(None, now=SOON)
    (told,) = signals_of(hub.read_all(), "exchange.keys")
    assert json.loads(told["chain"][-1]["statement"])["kind"] == "revoked"
    assert not may_sign()
    FarNode("50").pin_here(ZHONGZHOU)
    actions.open_route(pair=(pair := uuid4()), asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
    with transaction.atomic():
        actions.send(pair=pair, side="asking", kind="pair.said", body=b"?", office=FUCHENG, now=NOW)
    actions.relay(now=LATER)
    assert Outgoing.objects.get().refusal == "keys_ended"
    with pytest.raises(Refusal):
        changing_keys.rotate(now=LATER)
    with pytest.raises(NotTaken):
        make_card(now=LATER)
    assert [row["until"] for row in own_keys.keys_told(chain_of("44"))] == [
        "2026-11-20T02:01:00.000000Z", "2026-11-20T02:01:00.000000Z",
    ]  # fmt: skip


def test_an_ended_log_is_begun_anew_by_keys_that_nothing_vouches_for(guangdong: Path, hub: FarNode) -> None:
    from suixing.exchange.post.spreading import end_keys

    following = public_key_of(new_key())
    with pytest.raises(Refusal):
        changing_keys.renew(following, now=SOON)
    publish_roll([Office(FUCHENG)], now=NOW)
    before = fingerprint(chain_of("44"))
    end_keys(None, now=SOON)
    ended = chain_of("44")
    entry = changing_keys.renew(following, now=LATER)
    assert (entry.kind, entry.number, entry.recovery) == ("renewed", 3, following)
    assert own_signer().kid == "44.3"
    assert (guangdong / "exchange-tls.pem").read_text() == entry.certificate
    assert certificates_of(chain_of("44")) == [entry.certificate]
    card = read_card(make_card(now=LATER), now=LATER)
    assert extends(ended, card.chain)
    assert card.roll is not None
    assert card.roll.number == 2  # signed anew, above the one that no longer counts
    assert fingerprint(card.chain) == fingerprint(entry) != before
    assert [row["until"] is None for row in own_keys.keys_told(chain_of("44"))] == [False, False, True]


def test_a_node_that_ended_its_keys_takes_part_again_where_a_person_compared(node: None, tmp_path: Path) -> None:
    def offer(keeper: Keeper) -> str:
        return keepers_card(
            role="province", at=LATER, url="https://50.example:8443", software="0.4.0", chain=keeper.chain, roll="",
            private=keeper.private,
        )  # fmt: skip

    with standing_as("00", tmp_path):
        chongqing = FarNode("50").pin_here()
        first = chongqing.keeper.chain
        thief = Keeper("50", list(first)).revoke(SOON).renew(SOON)
        # By a key that is stolen and still good: whoever has it cannot begin anew and be believed.
        chongqing.give(chongqing.signal("exchange.card", {"card": offer(thief)}), now=LATER)
        chongqing.give(chongqing.signal("exchange.keys", {"chain": as_items(thief.chain)}), now=LATER)
        assert reasons() == ["not_compared", "not_compared"]
        assert chain_of("50") == first
        anew = Keeper("50", list(first)).revoke(SOON)
        take_log(as_items(anew.chain), place="50", now=SOON)
        held = held_directory()
        assert held is not None
        anew.renew(LATER)
        with pytest.raises(NotTaken):
            approve(offer(anew), fingerprint=fingerprint(first), now=LATER)
        approve(offer(anew), fingerprint=fingerprint(anew.chain), now=LATER)
        assert Node.objects.get(pk="50").state == "active"
        after = held_directory()
        assert after is not None
        directory.adopt_check(held, after, own=anew.chain)  # as every other node does
        chongqing.keeper = anew
        chongqing.give(chongqing.message(pair=uuid4()), now=LATER)
        chongqing.give(chongqing.message(pair=uuid4(), key=1), now=LATER)
        assert reasons()[2:] == ["no_such_office", "unknown_key"]


def test_the_hub_puts_out_a_node_that_ended_its_keys(node: None, tmp_path: Path) -> None:
    with standing_as("00", tmp_path):
        chongqing = FarNode("50").pin_here()
        ending = [*as_items(chongqing.keeper.revoke(SOON).chain)]
        chongqing.keeper.log.pop()
        chongqing.give(chongqing.signal("exchange.keys", {"chain": ending}), now=LATER)
        assert Node.objects.get(pk="50").state == "revoked"
        chongqing.give(chongqing.message(pair=uuid4()), now=LATER)
        assert reasons() == ["unknown_key"]


@pytest.fixture
def nation(guangdong: Path) -> Nation:
    """A hub and Chongqing made of pure functions."""
    return Nation()


def listed_with_us(made: Nation, version: int, at: Any) -> str:
    us = directory.listed(read_card(make_card(now=at), now=at))
    nodes = [directory.listed(made.hub.card(at)), us, directory.listed(made.chongqing.card(at))]
    return made.text(version, at, nodes)


def test_a_swapped_key_and_an_older_directory_are_refused_and_kept(guangdong: Path, nation: Nation) -> None:
    hub = FarNode("00")
    hub.keeper = nation.hub
    hub.pin_here()
    hub.give(hub.signal("exchange.directory", {"directory": listed_with_us(nation, 2, SOON)}), now=SOON)
    assert chain_of("50") == nation.chongqing.chain
    older = listed_with_us(nation, 1, LATER)
    other = FarNode("50").keeper
    assert other.chain != nation.chongqing.chain
    nation.chongqing = other
    swapped = listed_with_us(nation, 3, LATER)
    held = list(NodeKey.objects.order_by("pk").values_list("statement", flat=True))
    hub.give(hub.signal("exchange.directory", {"directory": older}), now=LATER)
    hub.give(hub.signal("exchange.directory", {"directory": swapped}), now=LATER)
    assert reasons() == ["older", "swapped"]
    assert list(NodeKey.objects.order_by("pk").values_list("statement", flat=True)) == held


def test_what_a_newer_node_says_is_kept_and_named_and_the_rest_is_taken(guangdong: Path, chongqing: FarNode) -> None:
    chongqing.give(
        chongqing.signal("exchange.weather", {}),
        chongqing.signal("exchange.evidence", {"proofs": []}, version=2),
        chongqing.message(pair=uuid4(), version=7),
    )
    assert reasons() == ["unknown_kind", "unknown_version"]
    assert set(Dead.objects.values_list("node", flat=True)) == {"50"}
    actions.hand_to({"pair.said": lambda _: None}, now=LATER)
    assert Incoming.objects.get().refused == "unknown_version"
    pack_signals(now=LATER)
    assert {event for event, _ in events_stated(chongqing.read_all())} == {
        "content_consignment", "content_handover_failure",
    }  # fmt: skip


def test_a_clock_an_hour_ahead_is_noted_and_arrival_is_by_ours(guangdong: Path, chongqing: FarNode) -> None:
    ahead = NOW + timedelta(hours=1)
    chongqing.give(chongqing.message(pair=uuid4(), at=ahead), now=NOW)
    assert Node.objects.get(pk="50").skew == 3600
    assert Incoming.objects.get().arrived_at == NOW
    assert not Dead.objects.exists()
