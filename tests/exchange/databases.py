"""Databases of several nodes as copies of one, in an engine that is itself a copy of that node's."""

import shutil
import subprocess
from pathlib import Path

from psycopg import sql

from suixing.config.databases import DATABASE, ROLES, Databases, databases_of, make_database
from suixing.config.engine.cluster import Cluster
from suixing.config.engine.identity import engine_account, reachable_folder
from suixing.config.home import Home
from suixing.config.roles import grant_roles


def engine_of(folder: Path, template: Path, *, durable: bool) -> Cluster:
    """A copy of the engine of the node in ``template``; it waits for no disk unless it is to be ``durable``."""
    engine = Home(folder)
    engine.run.mkdir(parents=True)
    reachable_folder(engine.database, engine_account())
    subprocess.run(["cp", "-a", f"{template}/database/.", f"{engine.database}"], check=True)
    (engine.keys / "database").mkdir(parents=True)
    shutil.copy(template / "keys/database/postgres.password", engine.keys / "database")
    settings = {"max_connections": "400"}
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    held = databases_of(Home(template), {}).cluster
    if held is None:
        raise LookupError("the template has no engine of its own")
    return Cluster(engine.database, engine.keys / "database", {**held.settings, **settings}, engine.run)


def disown(cluster: Cluster) -> None:
    """The database that is copied belongs to nobody, or it would go to another owner with the tables of a copy."""
    with cluster.connect() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO postgres").format(sql.Identifier(DATABASE)))


def copy_for(cluster: Cluster, databases: Databases) -> None:
    """A new node's database, whose roles have what they need and those of the other node nothing."""
    name, owner = databases.owner.name, databases.owner.user
    copy_database(cluster, DATABASE, name)
    make_database(databases)
    with cluster.connect(name) as connection:
        before, *others = (sql.Identifier(f"{DATABASE}_{role}") for role in ROLES)
        connection.execute(sql.SQL("REASSIGN OWNED BY {} TO {}").format(before, sql.Identifier(owner)))
        for role in others:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
    take_over(cluster, databases)


def take_over(cluster: Cluster, databases: Databases) -> None:
    """A copy belongs to its node, and only its roles enter it."""
    name, owner = databases.owner.name, databases.owner.user
    with cluster.connect() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(owner)))
    make_database(databases)
    grant_roles(databases)


def copy_database(cluster: Cluster, name: str, to: str) -> None:
    """Make ``to`` what ``name`` is, whatever it was; nobody may be in either."""
    with cluster.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(to)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
            .format(sql.Identifier(to), sql.Identifier(name))
        )  # fmt: skip
