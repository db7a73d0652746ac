"""What must not come back or be let in by a command of the operator."""

from pathlib import Path
from typing import Any

from psycopg import sql

from suixing.config.databases import available, databases_of
from suixing.config.home import Home
from tests.cast import FUCHENG
from tests.nodes import NodeUnderTest


def count(node: NodeUnderTest, table: str) -> Any:
    databases = databases_of(Home(node.home), {})
    with available(databases):
        assert databases.cluster is not None
        with databases.cluster.connect(databases.owner.name) as connection:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return row[0]


def test_restored_node_signs_nobody_in(own_node: NodeUnderTest, tmp_path: Path) -> None:
    own_node.ok("officer", "appoint", "--office", FUCHENG, "--username", "he.staff", "--name", "何静")
    own_node.ok("node", "backup", tmp_path / "backup")
    assert count(own_node, "access_start_code") == 1
    own_node.ok("node", "restore", tmp_path / "backup")
    assert count(own_node, "access_officer") == 1
    assert count(own_node, "access_start_code") == count(own_node, "access_officer_session") == 0


def test_demonstration_is_not_put_into_a_real_node(own_node: NodeUnderTest) -> None:
    before = sorted(path.name for path in own_node.home.iterdir())
    said = own_node.refused("demo")
    assert "node of its own" in said
    assert sorted(path.name for path in own_node.home.iterdir()) == before
