"""What each database role may do. The serving role owns nothing and reads no person yet.

Pages about persons come with sign-in and row-level security; until then the web process gets the public
tables and the right to add to the journal.
"""

from psycopg import sql

from suixing.config.databases import Databases

SERVING_READS = (
    "places_division",
    "places_office",
    "places_division_load",
    "consent_agreement",
    "django_migrations",
    "journal_block",
)
# Not its id, nor the transaction that wrote it: an entry cannot be put before what is sealed.
ENTRY_COLUMNS = ("at", "act", "office", "officer", "purpose", "subjects", "detail")


def grant_roles(databases: Databases) -> None:
    """Give the serving role what it needs and nothing else; repeating it is harmless."""
    role = sql.Identifier(databases.serving.user)
    with databases.owner.connect() as connection, connection.transaction():
        connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        for table in SERVING_READS:
            connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), role))
        columns = sql.SQL(", ").join(map(sql.Identifier, ENTRY_COLUMNS))
        connection.execute(sql.SQL("GRANT INSERT ({}), SELECT (id) ON journal_entry TO {}").format(columns, role))
