"""Suixing 随行: services, papers and benefits that go along with the person.

The package is a house of rooms on floors; docs/architecture.md draws it. A room imports only from
floors below its own, and another room calls its ``actions`` and ``queries``, nothing else.
"""

__version__ = "0.1.0"
