"""What arrived is handed over once and in order; what cannot be acted on is kept, what breaks off is tried again."""

from datetime import timedelta

import pytest

from suixing.access.errors import BadUsername
from suixing.exchange import actions
from suixing.exchange.handling import LONGEST_WAIT, wait_after
from suixing.exchange.models import Evidence, Incoming, Outgoing, Route
from suixing.exchange.queries import deliveries, waiting_counts
from suixing.kernel.errors import Refusal, Sentence
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.exchange.conftest import LATER, Listener, Pair, open_pair


class WithCode(Refusal):
    """A refusal that says its own word."""

    code = "case.closed"

    def __init__(self) -> None:
        super().__init__(Sentence("已办结。", "Closed."))


def refuse_after_a_deed(inbound: actions.Inbound) -> None:
    Route.objects.filter(pk=inbound.pair).update(opened_at=LATER)
    raise WithCode


def refuse(inbound: actions.Inbound) -> None:
    raise BadUsername


def break_off(inbound: actions.Inbound) -> None:
    raise ZeroDivisionError("a text that may quote a row")


def test_a_refused_message_undoes_what_its_handler_did_and_is_kept(pair: Pair) -> None:
    pair.ask(b"1")
    pair.ask(b"2")
    actions.relay(now=LATER)
    assert actions.hand_to({"pair.said": refuse_after_a_deed}, now=LATER, limit=1) == 1
    assert Route.objects.get().opened_at == NOW
    assert list(Incoming.objects.order_by("seq").values_list("refused", "handled_at")) == [
        ("case.closed", None), ("", None),
    ]  # fmt: skip
    assert actions.hand_to({"pair.said": refuse}, now=LATER) == 1  # the next one is not held back
    assert Incoming.objects.get(seq=2).refused == "bad_username"
    waiting = waiting_counts(LATER)
    assert (waiting.refused, waiting.to_handle) == (2, 0)
    assert {one.reason for one in waiting.stuck} == {"case.closed", "bad_username"}


def test_the_sender_learns_that_it_was_refused_and_not_the_receivers_word(pair: Pair) -> None:
    pair.ask()
    actions.relay(now=LATER)
    actions.hand_to({"pair.said": refuse}, now=LATER)
    (mine,), (theirs,) = (deliveries(pair=pair.id, office=office) for office in (FUCHENG, ZHONGZHOU))
    assert (mine.refused, theirs.refused) == ("refused", "bad_username")
    assert mine.consigned == LATER  # it has arrived all the same
    statements = [bytes(row.statement) for row in Evidence.objects.filter(event="content_handover_failure")]
    assert len(statements) == 2
    assert not any(b"username" in one for one in statements)


@pytest.mark.parametrize(
    ("kind", "version", "word"), [("pair.unheard", 1, "unknown_kind"), ("pair.said", 2, "unknown_version")]
)
def test_an_unknown_kind_or_version_is_refused_and_both_sides_know(
    pair: Pair, kind: str, version: int, word: str
) -> None:
    pair.send("asking", FUCHENG, b"", kind=kind, version=version)
    actions.relay(now=LATER)
    listener = Listener()
    assert actions.hand_to(listener.handlers, now=LATER) == 1
    assert listener.heard == []
    for office in (FUCHENG, ZHONGZHOU):
        assert [one.refused for one in deliveries(pair=pair.id, office=office)] == [word]


def test_a_handler_that_breaks_off_is_tried_again_later_and_holds_back_its_own_pair_only(pair: Pair) -> None:
    pair.ask(b"1")
    pair.ask(b"2")
    other = open_pair()
    other.send("asking", FUCHENG, b"3", kind="pair.other")
    actions.relay(now=LATER)
    listener = Listener()
    assert actions.hand_to({"pair.said": break_off, "pair.other": listener}, now=LATER) == 1
    held = Incoming.objects.get(pair=pair.id, seq=1)
    assert (held.tries, held.fault, held.try_at) == (1, "ZeroDivisionError", LATER + wait_after(1))
    assert actions.hand_to(listener.handlers, now=LATER) == 0
    assert waiting_counts(LATER).tried_again == 1
    assert actions.hand_to(listener.handlers, now=held.try_at) == 2
    assert [one.body for one in listener.heard] == [b"3", b"1", b"2"]


def test_waiting_grows_to_ten_minutes() -> None:
    waits = [wait_after(tries) for tries in range(1, 40)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=2), LONGEST_WAIT)


def test_more_broken_messages_than_are_taken_at_once_do_not_stop_the_others(post: None) -> None:
    broken = [open_pair() for _ in range(105)]
    for one in broken:
        one.ask()
    sound = open_pair()
    sound.send("asking", FUCHENG, b"", kind="pair.sound", now=NOW + timedelta(seconds=1))
    assert actions.relay(now=LATER) == 106
    listener = Listener()
    assert actions.hand_to({"pair.said": break_off, "pair.sound": listener}, now=LATER) == 1
    assert len(listener.heard) == 1


def test_an_altered_content_is_refused_on_either_side(pair: Pair) -> None:
    pair.ask(b"1")
    Outgoing.objects.update(kind="pair.other")
    assert actions.relay(now=LATER) == 1
    assert actions.relay(now=LATER) == 0
    assert Outgoing.objects.get().refusal == "unreadable"
    pair.ask(b"2")
    assert actions.relay(now=LATER) == 0  # what follows a message that cannot leave waits
    assert waiting_counts(LATER).behind == 1
    assert [one.event for one in Evidence.objects.all()] == ["submission_rejection"]

    other = open_pair()
    other.answer()
    actions.relay(now=LATER)
    Incoming.objects.update(version=3)
    assert actions.hand_to(Listener().handlers, now=LATER) == 1
    assert Incoming.objects.get().refused == "unreadable"


def test_a_route_changed_behind_the_nodes_back_sends_nothing(pair: Pair) -> None:
    pair.ask()
    Route.objects.update(asking=GUANHU)
    actions.relay(now=LATER)
    assert Outgoing.objects.get().refusal == "not_on_this_side"
    assert Incoming.objects.count() == 0


def test_what_waits_is_counted_with_its_age(pair: Pair) -> None:
    pair.ask(leave_at=LATER)
    assert waiting_counts(NOW).held_back == 1
    late = LATER + timedelta(seconds=30)
    assert (waiting_counts(late).to_leave, waiting_counts(late).oldest_to_leave) == (1, 30.0)
    actions.relay(now=LATER)
    counts = waiting_counts(late)
    assert (counts.to_leave, counts.oldest_to_leave, counts.to_handle, counts.oldest_to_handle) == (0, None, 1, 30.0)
    Incoming.objects.update(seq=2)
    assert waiting_counts(late).gaps == 1
    assert actions.hand_to(Listener().handlers, now=late) == 0
