"""A running node sends what a person is to be told; nobody has to ask for it."""

import json
import time
from pathlib import Path

from suixing.config.invented import write_register
from tests.cast import FUCHENG
from tests.node.test_intake_worker import as_desk
from tests.nodes import NodeUnderTest, free_port

TELL = """
from suixing.config.session import node_session
with node_session():
    from django.utils import timezone
    from suixing.notices.models import Kind, Notice
    from suixing.people.models import Account
    held = Account.objects.get()
    now = timezone.now()
    Notice.objects.create(
        person=held.person_id, kind=Kind.BREAK_GLASS_OPENED, office=held.office_id, accounts=[held.pk],
        created_at=now, due_at=now,
    )
"""


def test_notice_leaves_within_seconds(whole_node: NodeUnderTest, tmp_path: Path) -> None:
    write_register(tmp_path / "one.csv", 1, seed=5, living_in=(FUCHENG,))
    whole_node.ok("intake", str(tmp_path / "one.csv"), "--office", FUCHENG)
    whole_node.ok("node", "up", "--detach", "--port", free_port())
    try:
        as_desk(whole_node, TELL)
        deadline, left = time.monotonic() + 30, list[Path]()
        while not left and time.monotonic() < deadline:
            time.sleep(0.1)
            left = list((whole_node.home / "outgoing").glob("*.json"))
        assert len(left) == 1
        assert json.loads(left[0].read_text(encoding="utf-8"))["channel"] == "sms"
    finally:
        whole_node.ok("node", "down")
