"""Several nodes in one embedded PostgreSQL: each keeps to its own database, and none stops it under another."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from suixing.config.databases import Databases, available, databases_of
from suixing.config.home import Home
from suixing.config.node import programs
from tests.cast import CAST, FUCHENG, XIUYING, ZHONGZHOU, write_csv
from tests.nodes import NodeUnderTest, copy_node, free_port, make_node, remove

GUANGDONG, CHONGQING = "44", "50"
BEGIN = """
from suixing.config.databases import available, databases_of, make_passwords
from suixing.config.home import home_from_environment
from suixing.config.node import lifecycle
from suixing.config.standing import Told, standing_after
home = home_from_environment()
home.make_folders()
lifecycle.begin(home, standing_after(home, Told(role="province", place=home.path.name)))
make_passwords(home)
with available(databases_of(home)):
    pass
"""
"""What ``node init`` does first: the engine, the database and its roles."""
AWAY = XIUYING.but(home="广东省深圳市龙华区福城街道", current="重庆市忠县忠州街道和平路3号")


@dataclass(frozen=True)
class Neighbours:
    """Two provinces that share what lies in ``engine``; later commands are told nothing of it."""

    engine: Path
    here: NodeUnderTest
    there: NodeUnderTest


@pytest.fixture(scope="module")
def neighbours(small_template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    """Made at the same moment, so that one of the two finds the engine starting or not there at all.

    Between the first step of ``node init`` and the whole of it their tables come from a node with few divisions.
    """
    base = tmp_path_factory.mktemp("neighbours")
    engine = base / "engine"
    made = [make_node(base / place, SUIXING_ENGINE=str(engine)) for place in (GUANGDONG, CHONGQING)]
    check_ends([begin(one) for one in made])
    fill(made, copy_node(small_template, make_node(base / "small")), base / "small.dump")
    check_ends([one.start("node", "init", "--role", "province", "--place", one.home.name) for one in made])
    here, there = (NodeUnderTest(one.home, {}) for one in made)
    here.ok("intake", write_csv(base / "44.csv", CAST), "--office", FUCHENG, "--today", "2026-11-20")
    there.ok("intake", write_csv(base / "50.csv", [AWAY]), "--office", ZHONGZHOU, "--today", "2026-11-20")
    yield Neighbours(engine, here, there)
    for folder in (here.home, there.home, engine):
        remove(folder)


def begin(node: NodeUnderTest) -> "subprocess.Popen[str]":
    """``node init``, broken off before it makes tables."""
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN], env=node.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def check_ends(both: "list[subprocess.Popen[str]]") -> None:
    """All of them end well."""
    said = [one.communicate(timeout=400)[0] for one in both]
    assert [one.returncode for one in both] == [0 for _ in both], said


def fill(nodes: list[NodeUnderTest], small: NodeUnderTest, dump: Path) -> None:
    """Give nodes that were begun the tables of a small one, which nobody has used."""
    with available(databases(small)):
        programs.dump(databases(small).owner, dump)
    for node in nodes:
        with available(databases(node)):
            programs.restore(databases(node).owner, dump)
    remove(small.home)


def databases(node: NodeUnderTest) -> Databases:
    return databases_of(Home(node.home), {})


def people(node: NodeUnderTest) -> int:
    held = node.json("node", "status", "--json")["people"]
    assert isinstance(held, int)
    return held


def is_running(node: NodeUnderTest) -> bool:
    cluster = databases(node).cluster
    assert cluster is not None
    return cluster.is_running()


def start_up(node: NodeUnderTest) -> "subprocess.Popen[str]":
    """The node runs when this returns; ``stop`` waits for its very end, after that of its lease."""
    running = node.start("node", "up", "--port", free_port())
    assert running.stdout is not None
    assert "http" in running.stdout.readline()
    return running


def stop(running: "subprocess.Popen[str]") -> None:
    running.terminate()
    running.communicate(timeout=60)


def check_isolation(one: Databases, other: Databases) -> None:
    """Every role of ``one`` enters its own database and no other of the engine."""
    for address in one.addresses:
        assert address.user.startswith(one.owner.name)
        address.connect().close()
        for name in (other.owner.name, "postgres", "template1"):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                replace(address, name=name).connect()


def test_each_node_has_a_database_of_its_own_in_one_engine(neighbours: Neighbours) -> None:
    assert (people(neighbours.here), people(neighbours.there)) == (3, 1)
    for node in (neighbours.here, neighbours.there):
        said = node.json("node", "status", "--json")
        assert (said["place"], said["engine"]) == (node.home.name, str(neighbours.engine))
        assert databases(node).owner.name == f"suixing_{node.home.name}"
        assert not (node.home / "database").exists()
        held = {path.name for path in (node.home / "keys" / "database").iterdir()}
        assert held == {
            f"suixing_{node.home.name}_{role}.password" for role in ("owner", "serving", "sign_in", "intake")
        }


def test_no_role_of_one_node_enters_the_database_of_another(neighbours: Neighbours) -> None:
    here, there = databases(neighbours.here), databases(neighbours.there)
    with available(here):
        check_isolation(here, there)
        check_isolation(there, here)


def test_no_role_makes_databases_or_roles(neighbours: Neighbours) -> None:
    here = databases(neighbours.here)
    with available(here), here.owner.connect() as connection:
        for statement in ("CREATE DATABASE more", "CREATE ROLE more", "GRANT suixing_50_owner TO suixing_44_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_engine_stays_until_the_last_node_has_left(neighbours: Neighbours) -> None:
    assert not is_running(neighbours.here)
    running = [start_up(neighbours.here), start_up(neighbours.there)]
    try:
        stop(running.pop())
        assert people(neighbours.there) == 1
        url = neighbours.here.json("node", "status", "--json")["running"]
        with urllib.request.urlopen(url + "readyz", timeout=10) as answer:
            assert answer.status == 200
        assert is_running(neighbours.there)
    finally:
        for one in running:
            stop(one)
    assert not is_running(neighbours.here)


def test_restore_of_one_node_leaves_the_other_alone(neighbours: Neighbours, tmp_path: Path) -> None:
    here, there = neighbours.here, neighbours.there
    here.ok("node", "backup", tmp_path / "backup")
    more = [XIUYING.but(name="王芳", identifier="510223198506120063")]
    there.ok("node", "up", "--detach", "--port", free_port())
    try:
        here.run("intake", write_csv(tmp_path / "more.csv", more), "--office", FUCHENG, "--today", "2026-11-20")
        here.ok("node", "restore", tmp_path / "backup")
        assert there.json("node", "status", "--json")["running"] is not None
        assert (people(here), people(there)) == (3, 1)
    finally:
        there.ok("node", "down")
    with available(databases(here)):
        check_isolation(databases(here), databases(there))
        check_isolation(databases(there), databases(here))
    for node in (here, there):
        node.ok("journal", "verify")


def test_backup_comes_back_in_an_engine_of_its_own_under_other_names(neighbours: Neighbours, tmp_path: Path) -> None:
    neighbours.here.ok("node", "backup", tmp_path / "backup")
    alone = make_node(tmp_path / "alone")
    try:
        alone.ok("node", "restore", tmp_path / "backup")
        said = alone.json("node", "status", "--json")
        assert (said["people"], said["role"], said["place"], said["engine"]) == (3, "province", GUANGDONG, None)
        assert databases(alone).owner.name == "suixing"
        for name in ("exchange-agreement.key", "exchange-tls.pem", "exchange-recovery.pub"):
            assert (alone.home / "keys" / name).read_text() == (neighbours.here.home / "keys" / name).read_text()
        alone.ok("intake", write_csv(tmp_path / "r.csv", CAST), "--office", FUCHENG, "--today", "2026-11-20")
    finally:
        remove(alone.home)


def test_second_folder_for_one_place_is_refused(neighbours: Neighbours, tmp_path: Path) -> None:
    second = make_node(tmp_path / "second", SUIXING_ENGINE=str(neighbours.engine))
    assert "another data folder" in second.refused("node", "init", "--role", "province", "--place", GUANGDONG)
    assert people(neighbours.here) == 3


def test_engine_that_is_away_is_said_and_not_made_anew(neighbours: Neighbours) -> None:
    away = neighbours.engine.with_name("away")
    neighbours.engine.rename(away)
    try:
        assert str(neighbours.engine) in neighbours.here.refused("node", "status")
        assert str(neighbours.engine) in neighbours.here.refused("node", "up")
        assert not neighbours.engine.exists()
    finally:
        away.rename(neighbours.engine)
    assert people(neighbours.here) == 3


def test_engine_stays_what_it_was(neighbours: Neighbours, tmp_path: Path) -> None:
    other = NodeUnderTest(neighbours.here.home, {"SUIXING_ENGINE": str(tmp_path / "other")})
    assert "cannot be changed" in other.refused("node", "init")
    assert not (tmp_path / "other").exists()


def test_shared_engine_wants_a_place_and_a_folder_of_its_own(bare_node: NodeUnderTest, own_node: NodeUnderTest) -> None:
    """``own_node`` is ``bare_node``, made."""
    assert own_node.home == bare_node.home
    new = make_node(own_node.home.with_name("new"), SUIXING_ENGINE=str(own_node.home.with_name("engine")))
    assert "--place" in new.refused("node", "init")
    province = ("node", "init", "--role", "province", "--place", GUANGDONG)
    for folder in (own_node.home, new.home):
        wrong = NodeUnderTest(new.home, {"SUIXING_ENGINE": str(folder)})
        assert "data folder of a node" in wrong.refused(*province)
    assert not (new.home / "node.json").exists()
