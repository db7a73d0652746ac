"""Our node and another one: what either packs the other opens, and receipts come back."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from suixing.exchange import actions
from suixing.exchange.models import Dead, Incoming, LeavingParcel, Outgoing
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.sending import send_waiting
from suixing.exchange.post.wire import CrossingMessage
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.exchange.far_node import FarNode, events_stated, messages_of

pytestmark = pytest.mark.usefixtures("guangdong")
LATER = NOW + timedelta(minutes=5)


def test_a_message_of_another_node_is_stored_and_receipted(guangdong: Path) -> None:
    chongqing, pair = FarNode("50").pin_here(ZHONGZHOU), uuid4()
    said = chongqing.said(pair=pair, body=b"who?")
    chongqing.give(chongqing.signed(said))
    assert Incoming.objects.get().pk == said.message
    assert not Dead.objects.exists()
    pack_signals(now=LATER)
    assert events_stated(chongqing.read_all()) == [("content_consignment", str(said.message))]


def test_a_message_of_ours_opens_there_and_its_receipt_settles_it(guangdong: Path) -> None:
    chongqing, pair = FarNode("50").pin_here(ZHONGZHOU), uuid4()
    actions.open_route(pair=pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
    with transaction.atomic():
        sent = actions.send(pair=pair, side="asking", kind="pair.said", body=b"?", office=FUCHENG, now=NOW)
    assert actions.relay(now=LATER) == 1
    (crossed,) = messages_of(chongqing.read_all())
    assert (crossed.message, crossed.office, crossed.content[32:]) == (sent, ZHONGZHOU, b"?")
    assert FUCHENG not in crossed.alias
    chongqing.give(chongqing.receipt(crossed))
    row = Outgoing.objects.get()
    assert (row.consigned_at, row.resend_at) == (NOW, None)


class NextHop:
    """Takes every parcel; what is in them is read afterwards."""

    def __init__(self) -> None:
        self.taken: list[Parcel] = []

    def give(self, parcels: Sequence[Parcel]) -> dict[UUID, str]:
        self.taken += parcels
        return {one.id: "" for one in parcels}

    def close(self) -> None:
        """Nothing is kept open."""


@pytest.mark.parametrize("receipt_first", [False, True])
def test_the_receiver_is_told_of_the_relay_when_it_holds_the_message(guangdong: Path, receipt_first: bool) -> None:
    """Before, it would know of no such message, and leave out what is stated about it."""
    chongqing, pair, hop = FarNode("50").pin_here(ZHONGZHOU), uuid4(), NextHop()
    actions.open_route(pair=pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
    with transaction.atomic():
        sent = actions.send(pair=pair, side="asking", kind="pair.said", body=b"?", office=FUCHENG, now=NOW)
    actions.relay(now=LATER)

    def leaves() -> CrossingMessage:
        assert send_waiting(lambda _: hop, now=LATER) == 1
        pack_signals(now=LATER)
        (crossed,) = messages_of(chongqing.read(hop.taken[0]))
        return crossed

    if receipt_first:  # the sender was stopped before it noted that the parcel was taken
        (row,) = LeavingParcel.objects.all()
        chongqing.give(chongqing.receipt(*messages_of(chongqing.read(row))))
        leaves()
    else:
        crossed = leaves()
        assert chongqing.read_all() == []
        chongqing.give(chongqing.receipt(crossed))
        pack_signals(now=LATER)
    assert events_stated(chongqing.read_all()) == [("relay", str(sent))]
