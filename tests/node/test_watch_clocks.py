"""A running node marks what runs out, takes a new calendar in, and says whether its clocks fit their events."""

import json
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from tests.cast import FUCHENG
from tests.clocks.conftest import notice
from tests.node.conftest import ask, tamper
from tests.nodes import NodeUnderTest

START = """
import sys
from datetime import datetime
from uuid import UUID
from suixing.config.session import node_session
with node_session():
    from suixing.clocks.actions import start
    from suixing.rules.limits import read_limit
    since = datetime.fromisoformat(sys.argv[2])
    start(file=UUID(sys.argv[1]), office=sys.argv[4], duty="answer", bears="own", place="4403",
          limit=read_limit(sys.argv[3]), limit_key="answer_verification", rule="V3", book="CN-2009", since=since,
          by="zhou", now=since)
"""


def start(node: NodeUnderTest, since: str, limit: str) -> str:
    file = str(uuid4())
    subprocess.run(
        [sys.executable, "-c", START, file, since, limit, FUCHENG], env=node.environment, check=True, timeout=120
    )
    return file


def test_a_running_node_watches_its_clocks(own_node: NodeUnderTest, tmp_path: Path) -> None:
    own_node.ok("node", "up", "--detach")
    try:
        late = start(own_node, "2026-03-02T09:00+08:00", "7 working days")
        far = start(own_node, "2026-12-31T09:00+08:00", "30 working days")
        _load_a_notice(own_node, tmp_path, far)
        _close_and_open(own_node, far)
        deadline = time.monotonic() + 60
        breached = f"SELECT count(*) FROM clocks_clock WHERE file = '{late}' AND breached_at IS NOT NULL"
        while not ask(own_node, breached):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert ask(own_node, "SELECT count(*) FROM journal_entry WHERE act = 'clock.breached'") == 1
    finally:
        own_node.ok("node", "down")
    assert own_node.json("clock", "check", "--json") | {"named": []} == {
        "compared": 2, "wrong": 0, "named": [], "waiting": 0, "older": 0,
    }  # fmt: skip
    tamper(own_node, f"UPDATE clocks_clock SET due_on = due_on + 1 WHERE file = '{far}'")
    done = own_node.run("clock", "check")
    assert done.returncode == 1
    assert "due_on" in done.stdout
    assert far not in done.stdout


def _load_a_notice(node: NodeUnderTest, folder: Path, far: str) -> None:
    path = folder / "2027.toml"
    path.write_text(notice(), "utf-8")
    before = node.json("calendar", "show", "2027", "--json")
    assert not before["published"]
    assert "1" in node.ok("calendar", "load", path)
    after = node.json("calendar", "show", "2027", "--json")
    assert after["published"]
    assert {"on": "2027-01-31", "works": True, "zh": "调休上班", "en": "make-up working day"} in after["days"]
    assert ask(node, f"SELECT due_on::text FROM clocks_clock WHERE file = '{far}'") == "2027-02-19"
    assert "春节" in node.ok("calendar", "show", "2027")
    assert "2027" in node.refused("calendar", "load", path)  # the same again
    path.write_text("year = 2027", "utf-8")
    node.refused("calendar", "load", path)
    node.refused("calendar", "load", folder / "none.toml")
    node.refused("calendar", "show", "1999")


def _close_and_open(node: NodeUnderTest, far: str) -> None:
    node.ok("calendar", "closures", "--add", "2027-01-20", "--place", "440309", "--reason", "storm")
    assert ask(node, f"SELECT due_on::text FROM clocks_clock WHERE file = '{far}'") == "2027-02-19"
    node.ok("calendar", "closures", "--add", "2027-01-20", "--place", "44", "--reason", "flood")
    assert ask(node, f"SELECT due_on::text FROM clocks_clock WHERE file = '{far}'") == "2027-02-22"
    listed = [json.loads(line) for line in node.ok("calendar", "closures", "--json").splitlines()]
    assert [one["place"] for one in listed] == ["44", "440309"]
    off = {day["on"]: day["zh"] for day in node.json("calendar", "show", "2027", "--place", "44", "--json")["days"]}
    assert off["2027-01-20"] == "当地停止办公"
    node.ok("calendar", "closures", "--lift", "2027-01-20", "--place", "44")
    assert ask(node, f"SELECT due_on::text FROM clocks_clock WHERE file = '{far}'") == "2027-02-19"
    node.refused("calendar", "closures", "--lift", "2027-01-20", "--place", "44")
    node.refused("calendar", "closures", "--add", "2027-01-20", "--place", "44")
    node.refused("calendar", "closures", "--add", "yesterday", "--place", "44", "--reason", "storm")
    node.refused("calendar", "closures", "--add", "2027-01-21", "--place", "999999", "--reason", "storm")
