"""Tables are emptied between tests: a few rows are deleted, which costs a tenth of truncating dozens of tables."""

from collections.abc import Iterable

from django.db import DatabaseError, connection, transaction
from psycopg import sql

from suixing.config.databases import Databases

MUCH = 1 << 20
"""Octets of a table; above, a test stored thousands of rows, or many tests left dead ones."""
_REACHED = """
    WITH RECURSIVE reached AS (
        SELECT name::regclass::oid AS id FROM unnest(%s::text[]) name
        UNION SELECT conrelid FROM pg_constraint JOIN reached ON confrelid = reached.id WHERE contype = 'f'
    )
    SELECT id::regclass::text, pg_relation_size(id) FROM reached ORDER BY 1
"""
_BEGIN_ANEW = """
    SELECT setval(seqrelid, seqstart, false) FROM pg_sequence
    JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i') AND classid = 'pg_class'::regclass
    WHERE refobjid = ANY(%s::regclass[])
"""


def empty(tables: Iterable[str], *, numbers_anew: bool = False) -> None:
    """Take all rows out of these tables and of those that refer to them, whatever their triggers say; as the owner.

    ``numbers_anew``: what counts their rows begins again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [list(tables)])
        held = {str(name): int(size) for name, size in cursor.fetchall()}
        if max(held.values()) > MUCH or not _delete([name for name, size in held.items() if size]):
            _truncate(held)
        if numbers_anew:
            cursor.execute(_BEGIN_ANEW, [list(held)])


def _delete(tables: Iterable[str]) -> bool:
    """Whether triggers could be passed over, which a server that is not ours may not allow."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("SET LOCAL session_replication_role = origin")
    except DatabaseError:
        return False
    return True


def _truncate(tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def let_pass_triggers(databases: Databases) -> None:
    """The owner of the tables may pass over triggers, in a cluster of ours."""
    if databases.cluster is not None:
        with databases.cluster.connect() as superuser:
            owner = sql.Identifier(databases.owner.user)
            superuser.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(owner))
