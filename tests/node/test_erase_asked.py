"""A node erases whoever asked for it three days ago, also where it was stopped after it had begun; nobody earlier."""

import time
from pathlib import Path

from suixing.config.invented import write_register
from suixing.journeys import ledger
from tests.cast import FUCHENG
from tests.node.conftest import ask
from tests.nodes import NodeUnderTest, free_port

ASKED = """
    INSERT INTO residents_erasure (person, office, asked_at, due_at, begun_at)
    SELECT person_id, NULL, now() - age, now() - age + interval '3 days',
           CASE WHEN age > interval '3 days' THEN now() - interval '1 minute' END
    FROM (SELECT person_id, CASE row_number() OVER (ORDER BY id) WHEN 1 THEN interval '4 days' ELSE interval '1 day' END
          AS age FROM people_account) AS held
    RETURNING person::text
"""
HELD = "SELECT array_agg(person_id::text) FROM people_account"


def test_a_node_that_is_started_again_erases_what_is_due(whole_node: NodeUnderTest, tmp_path: Path) -> None:
    write_register(tmp_path / "two.csv", 2, seed=5, living_in=(FUCHENG,))
    whole_node.ok("intake", str(tmp_path / "two.csv"), "--office", FUCHENG)
    due = ask(whole_node, ASKED)
    (other,) = set(ask(whole_node, HELD)) - {due}
    whole_node.ok("node", "up", "--detach", "--port", free_port())
    try:
        deadline = time.monotonic() + 60
        while ask(whole_node, HELD) != [other]:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert ask(whole_node, "SELECT array_agg(person::text) FROM residents_erasure") == [other]
        assert ask(whole_node, "SELECT officer FROM journal_entry WHERE act = 'person.erased'") == "resident:self"
    finally:
        whole_node.ok("node", "down")
    assert [str(line.person) for line in ledger.read(whole_node.home / "keys")] == [due]
