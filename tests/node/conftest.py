"""What tests of a node ask for: a folder without one, a node just made, and what root could do to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from suixing.config.databases import available, databases_of
from suixing.config.home import Home
from tests.nodes import NodeUnderTest, copy_node, make_node, remove


@pytest.fixture
def bare_node(tmp_path: Path) -> Iterator[NodeUnderTest]:
    """A folder in which nobody has made a node yet."""
    node = make_node(tmp_path / "home")
    yield node
    node.run("node", "down")
    remove(node.home)


@pytest.fixture(scope="package")
def untouched(small_template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeUnderTest]:
    """A node that nothing gets into, for what is refused; its database runs, so that a command need not start it."""
    node = copy_node(small_template, make_node(tmp_path_factory.mktemp("untouched") / "home"))
    with available(databases_of(Home(node.home), {})):
        yield node
    remove(node.home)


@pytest.fixture
def own_node(bare_node: NodeUnderTest, small_template: NodeUnderTest) -> NodeUnderTest:
    """A node that was just made, with a tenth of its divisions."""
    return copy_node(small_template, bare_node)


@pytest.fixture
def whole_node(bare_node: NodeUnderTest, template: NodeUnderTest) -> NodeUnderTest:
    """A node that was just made, with all divisions: backing it up and restoring it takes four times as long."""
    return copy_node(template, bare_node)


def tamper(node: NodeUnderTest, *statements: str) -> None:
    """What root can do to the database behind the node's back: triggers off, as the superuser."""
    databases = databases_of(Home(node.home), {})
    with available(databases):
        assert databases.cluster is not None
        with databases.cluster.connect(databases.owner.name) as connection:
            connection.execute("SET session_replication_role = replica")
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]


def ask(node: NodeUnderTest, question: str) -> Any:
    """One value from the node's database, asked as the owner of its tables."""
    databases = databases_of(Home(node.home), {})
    with available(databases), databases.owner.connect() as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]
