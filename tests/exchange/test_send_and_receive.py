"""A message leaves when it is due, arrives once, in order, sealed, and both sides hold signed evidence of it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction

from suixing.exchange import actions, evidence
from suixing.exchange.errors import NotOnThisSide, SameOffice, TooLong
from suixing.exchange.models import Evidence, Incoming, Outgoing
from suixing.exchange.queries import deliveries
from suixing.exchange.sealing import LONGEST_BODY
from suixing.kernel.keys import keyring_at
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.exchange.conftest import LATER, Listener, Pair

BODY = b'{"asks": ["residence"]}'


def test_message_reaches_its_handler_with_the_province_and_not_the_office(pair: Pair) -> None:
    message = pair.ask(BODY)
    assert actions.relay(now=LATER) == 1
    listener = Listener()
    assert actions.hand_to(listener.handlers, now=LATER) == 1
    (got,) = listener.heard
    assert (got.id, got.pair, got.side, got.seq, got.kind, got.version) == (
        message, pair.id, "asking", 1, "pair.said", 1,
    )  # fmt: skip
    assert (got.office, got.sender_place, got.sender_office, got.body) == (ZHONGZHOU, "44", None, BODY)
    assert got.arrived_at == LATER
    assert FUCHENG not in repr(got)
    assert actions.relay(now=LATER) == actions.hand_to(listener.handlers, now=LATER) == 0


def test_contents_lie_sealed_and_their_size_is_rounded(pair: Pair) -> None:
    pair.ask(b"short")
    pair.ask(b"a little longer than short")
    actions.relay(now=LATER)
    for box in (Outgoing, Incoming):
        sealed = [bytes(row.sealed or b"") for row in box.objects.all()]
        assert len({len(one) for one in sealed}) == 1
        assert not any(b"short" in one for one in sealed)


def test_nothing_is_sent_when_the_act_it_tells_of_is_undone(
    pair: Pair,
) -> None:
    with transaction.atomic():
        actions.send(pair=pair.id, side="asking", kind="pair.said", body=b"", office=FUCHENG, now=NOW)
        transaction.set_rollback(True)
    assert Outgoing.objects.count() == 0
    with pytest.raises(transaction.TransactionManagementError):
        actions.send(pair=pair.id, side="asking", kind="pair.said", body=b"", office=FUCHENG, now=NOW)


def test_a_pair_joins_two_offices_and_each_speaks_for_its_own_side(pair: Pair) -> None:
    with pytest.raises(SameOffice):
        actions.open_route(pair=uuid4(), asking=FUCHENG, answering=FUCHENG, now=NOW)
    for side, office in (("answering", FUCHENG), ("asking", ZHONGZHOU), ("asking", GUANHU)):
        with pytest.raises(NotOnThisSide):
            pair.send(side, office, b"")
    with pytest.raises(NotOnThisSide):
        Pair(uuid4()).ask()
    with pytest.raises(TooLong):
        pair.ask(bytes(LONGEST_BODY + 1))


def test_a_message_waits_for_its_time_and_for_what_was_sent_before_it(pair: Pair) -> None:
    pair.ask(b"1", leave_at=NOW + timedelta(seconds=60))
    pair.ask(b"2")
    pair.answer(b"other side")
    assert actions.relay(now=NOW + timedelta(seconds=59)) == 1
    assert actions.relay(now=NOW + timedelta(seconds=60)) == 2
    listener = Listener()
    actions.hand_to(listener.handlers, now=LATER)
    assert [one.body for one in listener.heard if one.side == "asking"] == [b"1", b"2"]


def test_taking_back_works_within_the_minute_only(pair: Pair) -> None:
    until = NOW + timedelta(seconds=60)
    first, second = pair.ask(b"1", leave_at=until), pair.ask(b"2", leave_at=until)
    assert not actions.take_back(message=first, office=ZHONGZHOU, now=NOW)
    assert not actions.take_back(message=uuid4(), office=FUCHENG, now=NOW)
    assert not actions.take_back(message=second, office=FUCHENG, now=until)
    assert actions.take_back(message=first, office=FUCHENG, now=NOW)
    assert not actions.take_back(message=first, office=FUCHENG, now=NOW)
    assert [(row.pk, row.seq) for row in Outgoing.objects.all()] == [(second, 1)]
    third = pair.ask(b"3")
    assert actions.relay(now=until) == 2
    assert not actions.take_back(message=second, office=FUCHENG, now=NOW)
    assert list(Incoming.objects.order_by("seq").values_list("id", "seq")) == [(second, 1), (third, 2)]


def test_both_sides_hold_the_same_signed_evidence_which_names_nobody(pair: Pair) -> None:
    message = pair.ask(BODY)
    actions.relay(now=LATER)
    actions.hand_to(Listener().handlers, now=LATER)
    assert actions.mark_opened(pair=pair.id, office=ZHONGZHOU, by="he.desk", now=LATER + timedelta(hours=1)) == 1
    assert actions.mark_opened(pair=pair.id, office=ZHONGZHOU, by="other", now=LATER + timedelta(hours=2)) == 0
    assert actions.tell_openings(now=LATER + timedelta(hours=1)) == 1
    assert actions.tell_openings(now=LATER + timedelta(hours=1)) == 0
    public = keyring_at(settings.SUIXING_KEYS_DIR).exchange_public
    copies = {
        office: {
            row.event: (bytes(row.statement), bytes(row.signature)) for row in Evidence.objects.filter(office=office)
        }
        for office in (FUCHENG, ZHONGZHOU)
    }
    assert copies[FUCHENG] == copies[ZHONGZHOU]
    assert set(copies[FUCHENG]) == {"submission_acceptance", "relay", "content_consignment", "content_handover"}
    for event, (statement, signature) in copies[FUCHENG].items():
        assert evidence.holds(statement=statement, signature=signature, public_key=public)
        assert not evidence.holds(statement=statement + b" ", signature=signature, public_key=public)
        said = json.loads(statement)
        assert evidence.canonical(said) == statement
        assert (said["event"], said["message"], said["pair"], said["seq"]) == (event, str(message), str(pair.id), 1)
        assert not any(name in statement.decode() for name in (FUCHENG, ZHONGZHOU, "he.desk"))


def test_each_side_sees_how_far_a_message_came(pair: Pair) -> None:
    pair.ask(BODY, leave_at=NOW + timedelta(seconds=60))
    (mine,) = deliveries(pair=pair.id, office=FUCHENG)
    assert (mine.sent, mine.leaves, mine.relayed) == (NOW, NOW + timedelta(seconds=60), None)
    assert deliveries(pair=pair.id, office=ZHONGZHOU) == ()
    actions.relay(now=LATER)
    (mine,), (theirs,) = (deliveries(pair=pair.id, office=office) for office in (FUCHENG, ZHONGZHOU))
    assert (mine.relayed, mine.consigned, mine.handed_over, mine.leaves) == (LATER, LATER, None, None)
    assert (theirs.sent, theirs.consigned) == (LATER, LATER)
    actions.hand_to(Listener().handlers, now=LATER)
    actions.mark_opened(pair=pair.id, office=ZHONGZHOU, by="he.desk", now=LATER)
    actions.tell_openings(now=LATER)
    (mine,) = deliveries(pair=pair.id, office=FUCHENG)
    assert mine.handed_over == LATER
    assert deliveries(pair=pair.id, office=GUANHU) == ()


def test_forgetting_destroys_contents_and_leaves_evidence(pair: Pair) -> None:
    pair.ask(BODY)
    actions.relay(now=LATER)
    assert actions.forget(pair=pair.id, office=ZHONGZHOU) == 0  # not handled yet
    actions.hand_to(Listener().handlers, now=LATER)
    waiting = pair.ask(b"withdrawn")
    assert actions.forget(pair=pair.id, office=FUCHENG) == actions.forget(pair=pair.id, office=ZHONGZHOU) == 1
    assert [row.pk for row in Outgoing.objects.exclude(sealed=None)] == [waiting]
    assert Incoming.objects.exclude(sealed=None).count() == 0
    assert Evidence.objects.count() == 6
