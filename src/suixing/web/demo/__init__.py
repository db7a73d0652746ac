"""The demonstration's own page: how its invented officers sign in, and what was sent to invented telephones.

Its addresses exist only on a node that ``suixing demo`` runs.
"""
