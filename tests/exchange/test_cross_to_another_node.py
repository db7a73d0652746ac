"""Our node and another one: what either packs the other opens, and receipts come back."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from suixing.exchange import actions
from suixing.exchange.models import Dead, Incoming, Outgoing
from suixing.exchange.post.packing import pack_signals
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
