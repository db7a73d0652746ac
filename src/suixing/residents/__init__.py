"""A person signs in herself: her proofs, each of which opens from a moment on, her sessions, and what she chose.

The tables are reached by functions of the database's owner alone (docs/residents.md). Who speaks SQL in the name of
the web process finds nothing in them.
"""
