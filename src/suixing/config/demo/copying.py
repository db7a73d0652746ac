"""The database of one node becomes that of another, so that divisions are loaded once."""

from psycopg import sql

from suixing.config.databases import embedded, make_database, make_passwords
from suixing.config.home import Home


def copy_database(source: Home, target: Home) -> None:
    """Give ``target`` a copy of what ``source`` holds, owned by its own role; nobody may be connected to ``source``.

    ``target`` was begun and has nothing yet; the engine runs. What roles of ``source`` may do is not copied:
    ``grant_roles`` says it anew for those of ``target``.
    """
    make_passwords(target)
    old, new = embedded(source), embedded(target)
    make_database(new)
    cluster = new.cluster
    assert cluster is not None  # noqa: S101 - an embedded database has one
    names = {"new": sql.Identifier(new.owner.name), "old": sql.Identifier(old.owner.name)}
    owners = {"new_owner": sql.Identifier(new.owner.user), "old_owner": sql.Identifier(old.owner.user)}
    with cluster.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {new}").format(**names))
        statement = "CREATE DATABASE {new} TEMPLATE {old} OWNER {new_owner} STRATEGY file_copy"
        connection.execute(sql.SQL(statement).format(**names, **owners))
    with cluster.connect(new.owner.name) as connection, connection.transaction():
        connection.execute(sql.SQL("REASSIGN OWNED BY {old_owner} TO {new_owner}").format(**owners))
        connection.execute(sql.SQL("ALTER DATABASE {old} OWNER TO {old_owner}").format(**names, **owners))
        for address in old.addresses[1:]:  # what the owner may is the new owner's by now
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(address.user)))
    for databases in (old, new):
        make_database(databases)  # lets its roles in; rights to databases are the engine's, and went with the rest
