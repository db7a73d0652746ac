"""Prometheus gets counts and ages of the worker, with the token and on this machine only; no office, no message."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from suixing.access.roles import Role
from suixing.config.metering import PATH, server_at, token_in
from suixing.config.metrics import metrics_text
from suixing.exchange.models import Outgoing, Traffic
from suixing.exchange.post.burying import bury
from suixing.exchange.queries import waiting_counts
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.desk.conftest import Sit, as_role, sit
from tests.exchange.conftest import Pair, pair, post
from tests.exchange.others import empty_nodes, know, leaving, passing
from tests.nodes import free_port

__all__ = ["pair", "post", "sit"]
LATER = NOW + timedelta(hours=1)
LINE = re.compile(r'(suixing_\w+)(?:\{(\w+="[\w]+"(?:,\w+="\w+")*)\})? (-?\d+(?:\.\d+)?)')
VALUES = {
    "place": r"\d\d", "node": r"\d\d", "way": "sent|received|passed",
    "state": "held_back|to_leave|behind|unreceipted|to_handle|tried_again|gaps|refused|leaving|failing|transit|coming|"
    "spoiled",
}  # fmt: skip


@pytest.fixture
def stuck(sit: Sit, pair: Pair) -> Iterator[Pair]:
    """A message that waits, and something for every other metric."""
    pair.ask()
    know("00", now=NOW)
    know("50", now=NOW, heard_at=NOW, skew=-61.5)
    leaving("50", tries=3, fault="unreachable")
    passing("50")
    bury(uuid4(), b"junk", "50", "malformed", now=NOW)
    for back, count in ((0, 4), (200, 3)):
        Traffic.objects.create(
            day=NOW.date() - timedelta(days=back), node="50", way="sent", parcels=count, octets=count * 6000
        )
    yield pair
    empty_nodes()


def told(text: str) -> dict[str, float]:
    """Each sample; every line must be of the format, with labels that name nobody."""
    found: dict[str, float] = {}
    declared: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            declared.add(line.split()[2])
        if line.startswith("#"):
            continue
        matched = LINE.fullmatch(line)
        assert matched, line
        name, labels, value = matched.groups()
        assert name in declared, line
        for label, said in re.findall(r'(\w+)="(\w+)"', labels or ""):
            assert re.fullmatch(VALUES[label], said), line
        assert line.rsplit(" ", 1)[0] not in found, line
        found[line.rsplit(" ", 1)[0]] = float(value)
    return found


def test_the_worker_counts_everything_that_waits(stuck: Pair) -> None:
    with as_role("intake", ""):
        text = metrics_text(LATER)
    seen = told(text)
    assert {name: seen[f"suixing_{name}"] for name in (
        'exchange_messages{state="to_leave"}', 'exchange_oldest_message_seconds{state="to_leave"}',
        'exchange_messages{state="refused"}', 'exchange_parcels{node="50",state="leaving"}',
        'exchange_parcels{node="50",state="failing"}', 'exchange_parcels{node="50",state="transit"}',
        'exchange_oldest_parcel_seconds{node="50",state="leaving"}', 'exchange_heard_seconds{node="50"}',
        'exchange_clock_skew_seconds{node="50"}', 'exchange_node_active{node="00"}', "exchange_dead",
        "exchange_oldest_dead_seconds", 'exchange_key_age_seconds{node="50"}',
        'exchange_carried_parcels_total{node="50",way="sent"}', 'exchange_carried_bytes_total{node="50",way="sent"}',
    )} == {
        'exchange_messages{state="to_leave"}': 1, 'exchange_oldest_message_seconds{state="to_leave"}': 3600,
        'exchange_messages{state="refused"}': 0, 'exchange_parcels{node="50",state="leaving"}': 1,
        'exchange_parcels{node="50",state="failing"}': 1, 'exchange_parcels{node="50",state="transit"}': 1,
        'exchange_oldest_parcel_seconds{node="50",state="leaving"}': 3600, 'exchange_heard_seconds{node="50"}': 3600,
        'exchange_clock_skew_seconds{node="50"}': -61.5, 'exchange_node_active{node="00"}': 1, "exchange_dead": 1,
        "exchange_oldest_dead_seconds": 3600, 'exchange_key_age_seconds{node="50"}': 3600,
        'exchange_carried_parcels_total{node="50",way="sent"}': 7,
        'exchange_carried_bytes_total{node="50",way="sent"}': 42000,
    }  # fmt: skip
    assert seen["suixing_journal_unsealed"] == seen["suixing_journal_entries"] >= 0
    for nobody in (FUCHENG, ZHONGZHOU, str(stuck.id), str(Outgoing.objects.get().id)):
        assert nobody not in text


def test_what_counts_from_the_database_is_what_rows_say(stuck: Pair) -> None:
    stuck.ask(leave_at=LATER)
    message = stuck.ask()
    Outgoing.objects.filter(pk=message).update(relayed_at=NOW, resend_at=LATER)
    waiting = waiting_counts(NOW + timedelta(minutes=1))
    assert (waiting.to_leave, waiting.held_back, waiting.unreceipted) == (1, 1, 1)
    assert (waiting.oldest_to_leave, waiting.oldest_unreceipted) == (60.0, 60.0)


def test_the_page_role_counts_nothing(stuck: Pair, sit: Sit) -> None:
    """So that no page of anybody else could be made to tell."""
    with sit("somebody", FUCHENG, (Role.DESK_OFFICER,)):
        from suixing.exchange import queries

        assert [one.leaving.waiting for one in queries.nodes()] == [0, 0]
        assert queries.dues().dead == 0


def test_only_who_holds_the_token_is_answered(stuck: Pair, tmp_path: Path) -> None:
    token = token_in(tmp_path)
    assert token_in(tmp_path) == token
    assert (tmp_path / "metrics.token").stat().st_mode & 0o777 == 0o600
    port = free_port()
    with server_at(port, token) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            answers = {shown: ask(port, shown) for shown in ("", f"Bearer {token[:-1]}", token, f"Bearer {token}")}
            nowhere = ask(port, f"Bearer {token}", "/metrics/x")
            posted = httpx.post(f"http://127.0.0.1:{port}{PATH}", timeout=60)
        finally:
            server.shutdown()
    assert [answer.status_code for answer in answers.values()] == [401, 401, 401, 200]
    assert [answer.text for answer in answers.values()][:3] == ["", "", ""]
    assert (nowhere.status_code, posted.status_code) == (404, 501)
    good = answers[f"Bearer {token}"]
    assert good.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert told(good.text)['suixing_exchange_messages{state="to_leave"}'] == 1
    assert server.server_address[0] == "127.0.0.1"
    assert timezone.now() > NOW


def ask(port: int, shown: str, path: str = PATH) -> Any:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Authorization": shown} if shown else {}, timeout=60)
