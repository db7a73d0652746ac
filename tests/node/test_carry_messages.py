"""A running node carries messages between its offices; the operator sees what waits; the key that signs is kept."""

import json
import os
import signal
import time
from typing import Any

import httpx

from tests.cast import FUCHENG, ZHONGZHOU
from tests.node.conftest import ask
from tests.node.test_intake_worker import as_desk, worker_of
from tests.nodes import NodeUnderTest, free_port

SEND = f"""
from uuid import uuid4
from suixing.config.session import node_session
with node_session():
    from django.db import transaction
    from django.utils import timezone
    from suixing.exchange import actions
    now, pair = timezone.now(), uuid4()
    actions.open_route(pair=pair, asking="{FUCHENG}", answering="{ZHONGZHOU}", now=now)
    with transaction.atomic():
        for _ in range(COUNT):
            actions.send(pair=pair, side="asking", kind="pair.said", body=b"?", office="{FUCHENG}", now=now)
"""
ARRIVED = "SELECT count(*) FROM exchange_evidence WHERE event = 'content_consignment'"


def send(node: NodeUnderTest, count: int) -> None:
    as_desk(node, SEND.replace("COUNT", str(count)))


def wait_for(node: NodeUnderTest, copies: int) -> None:
    deadline = time.monotonic() + 60
    while ask(node, ARRIVED) < copies:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def status(node: NodeUnderTest) -> Any:
    return node.json("exchange", "status", "--json")


def metrics(node: NodeUnderTest) -> str:
    """What the worker tells Prometheus."""
    token = (node.home / "keys" / "metrics.token").read_text().strip()
    url = f"http://127.0.0.1:{node.extra['SUIXING_METRICS_PORT']}/metrics"
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60).text


def test_messages_arrive_within_seconds_also_when_the_worker_was_killed(own_node: NodeUnderTest) -> None:
    send(own_node, 2)
    waiting = status(own_node)
    assert (waiting["to_leave"], waiting["to_handle"], waiting["refused"]) == (2, 0, 0)
    assert waiting["oldest_to_leave"] >= 0
    assert "UUID" in own_node.refused("exchange", "retry", "nothing")
    assert "UUID" in own_node.refused("exchange", "retry")
    assert "SettledMeanwhile" not in own_node.refused("exchange", "retry", "1")
    own_node.extra["SUIXING_METRICS_PORT"] = str(free_port())
    own_node.ok("node", "up", "--detach")
    try:
        wait_for(own_node, 4)
        assert 'suixing_exchange_messages{state="to_leave"} 0' in metrics(own_node)
        worker = worker_of(own_node)
        assert worker is not None
        os.kill(worker, signal.SIGKILL)
        send(own_node, 3)
        wait_for(own_node, 10)
        assert status(own_node)["to_leave"] == 0
        assert "refused" in own_node.ok("exchange", "status")
        assert "0 in transit" in own_node.ok("exchange", "retry", "--all")
    finally:
        own_node.ok("node", "down")


def test_a_key_that_came_later_is_made_once_and_never_in_silence(own_node: NodeUnderTest) -> None:
    key = own_node.home / "keys" / "exchange.key"
    key.unlink()
    own_node.ok("node", "init")
    made = key.read_text()
    own_node.ok("node", "init")
    assert key.read_text() == made
    send(own_node, 1)
    own_node.ok("node", "up", "--detach")
    try:
        wait_for(own_node, 2)
    finally:
        own_node.ok("node", "down")
    key.unlink()
    assert "exchange.key" in own_node.refused("node", "init")
    assert not key.exists()
    key.write_text(made)
    own_node.ok("node", "init")
    assert json.loads(own_node.ok("node", "status", "--json"))["running"] is None
