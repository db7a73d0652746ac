"""Coordination where the lowest office over both is the nation's, on another node (T5): told by messages, once."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from django.db import transaction

from suixing.cases.errors import NotNow
from suixing.cases.models import Case
from suixing.cases.queries import KIND_MET, KIND_RAISED, plain
from suixing.exchange import actions as exchange
from suixing.exchange.models import Incoming, Outgoing
from suixing.exchange.post.wire import CrossingMessage
from suixing.exchange.sealing import body_of
from suixing.journeys.cases import raising
from suixing.journeys.cases.inbound import HANDLERS
from suixing.journeys.models import Coordination, Raised
from suixing.places.models import Office
from tests.cases.conftest import ASK, SUBJECT, House
from tests.cases.showing import how
from tests.cases.test_coordination import supervisor
from tests.cases.test_request import SEEN
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.exchange.far_node import FarNode, messages_of, standing_as

NATION = "00"
DUE = "2026-12-04T16:00:00+00:00"
TOLD = {"late": ZHONGZHOU, "waiting": FUCHENG, "duty": "answer", "due": DUE}


@pytest.fixture
def guangdong(house: House, tmp_path: Path) -> Iterator[House]:
    """A node of Guangdong's offices alone; Chongqing and the nation's office are on others."""
    with standing_as("44", tmp_path):
        Office.objects.filter(pk__in=(NATION, ZHONGZHOU, "500233")).delete()
        yield house


@pytest.fixture
def nodes(guangdong: House) -> dict[str, FarNode]:
    return {"50": FarNode("50").pin_here(ZHONGZHOU), NATION: FarNode(NATION).pin_here(NATION)}


def bodies(node: FarNode) -> list[tuple[str, CrossingMessage, dict[str, object]]]:
    """What waits for a node: kind, message and body of each."""
    return [(one.kind, one, orjson.loads(body_of(one.content))) for one in messages_of(node.read_all())]


def late(house: House) -> UUID:
    """Zhongzhou, which got the question, does not answer it."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    return case


def test_the_nation_is_told_by_a_message_once(guangdong: House, nodes: dict[str, FarNode]) -> None:
    case = late(guangdong)
    ((_, asked, _),) = bodies(nodes["50"])
    told = {"step": "arrive", "seq": 1, "turn": 1, "at": NOW.isoformat(), "content": {"at": NOW.isoformat()}}
    nodes["50"].give(
        nodes["50"].message(pair=asked.pair, side="answering", kind="pair.event", body=orjson.dumps(told)), now=NOW
    )
    guangdong.work()
    for days in (20, 1, 1):
        guangdong.later(days=days)
        guangdong.work()
    assert not Case.objects.filter(procedure="coordination").exists()
    ((kind, message, body),) = bodies(nodes[NATION])
    assert (kind, body) == (KIND_RAISED, TOLD)
    assert message.pair != asked.pair
    assert bodies(nodes["50"]) == []
    assert str(SUBJECT["name"]).encode() not in message.content

    guangdong.fucheng.takes(case, "withdraw", {"reason": "person_withdrew"})
    guangdong.later(minutes=2)
    guangdong.work()
    guangdong.work()
    ((kind, ended, body),) = bodies(nodes[NATION])
    assert (kind, ended.pair, list(body)) == (KIND_MET, message.pair, ["at"])
    assert Raised.objects.get().met_at is not None


def test_nobody_is_told_while_the_hub_is_not_known(guangdong: House) -> None:
    FarNode("50").pin_here(ZHONGZHOU)
    assert not raising.raise_to_nation(UUID(int=1), late=ZHONGZHOU, waiting=FUCHENG, duty="answer", due=NOW, now=NOW)
    assert not Outgoing.objects.exists()


def test_a_raised_duty_is_coordinated_at_the_nation_until_it_is_met(house: House) -> None:
    """What Guangdong sends, handled where the nation's office is: by the loopback of one node."""
    clock = UUID(int=7)
    with as_role("intake", ""), transaction.atomic():
        exchange.open_route(pair=UUID(int=8), asking=FUCHENG, answering=NATION, now=NOW)
        exchange.send(
            pair=UUID(int=8), side="asking", kind=KIND_RAISED, body=plain(KIND_RAISED, TOLD), office=FUCHENG, now=NOW
        )
    Raised.objects.create(clock=clock, pair=UUID(int=8), waiting=FUCHENG, raised_at=NOW)
    with as_role("intake", ""):
        exchange.relay(now=NOW)
        exchange.hand_to(HANDLERS, now=NOW)
    above = Case.objects.get(procedure="coordination")
    assert (above.office_id, above.person_id, above.pair) == (NATION, None, None)
    desk = supervisor(house, NATION)
    assert desk.sees(above.id).content == TOLD
    with pytest.raises(NotNow):
        desk.takes(above.id, "answered")

    house.work()  # that clock has ended here, for there is none: the nation is told
    house.later(minutes=1)
    house.work()
    assert house.state(above.id) == "settled"
    assert how(house, above.id) == [("coordinate", "void")]
    assert Coordination.objects.get().ended_at is not None
    assert not Incoming.objects.exclude(refused="").exists()


@pytest.mark.parametrize("wrong", [{"waiting": ZHONGZHOU}, {"late": "99"}])
def test_a_node_tells_of_its_own_offices_alone(house: House, wrong: dict[str, str]) -> None:
    with as_role("intake", ""), transaction.atomic():
        exchange.open_route(pair=UUID(int=9), asking=FUCHENG, answering=NATION, now=NOW)
        body = plain(KIND_RAISED, TOLD | wrong)
        exchange.send(pair=UUID(int=9), side="asking", kind=KIND_RAISED, body=body, office=FUCHENG, now=NOW)
    with as_role("intake", ""):
        exchange.relay(now=NOW)
        exchange.hand_to(HANDLERS, now=NOW)
    assert Incoming.objects.get().refused == "not_above"
    assert not Case.objects.exists()


def test_messages_of_an_urgent_request_leave_at_once(guangdong: House, nodes: dict[str, FarNode]) -> None:
    asked = {"subject": SUBJECT, "questions": ["residence.served_here"]}
    for marked in ("urgent", "pressing"):
        case = guangdong.fucheng.open("request", {**asked, "marked": marked}, answering=ZHONGZHOU)
        guangdong.fucheng.takes(case, "show", SEEN)
    assert sorted(Outgoing.objects.values_list("urgent", flat=True)) == [False, True]
