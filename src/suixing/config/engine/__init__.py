"""The embedded PostgreSQL: made, started, leased and stopped here; the default, never for production.

docs/adr/0002-embedded-postgresql.md says why we start it ourselves. Touches the data folder only.
"""
