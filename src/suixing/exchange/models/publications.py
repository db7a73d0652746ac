"""The tables of documents that nodes publish to all others, and of who was told which version."""

from django.db import models
from django.db.models import Q

LONGEST_BODY = 256 * 1024
"""Octets of one document."""


class Publication(models.Model):
    """The newest version of a document of ``node`` (empty where this node stands alone); public, opaque to this room.

    ``version`` is the publisher's clock in microseconds, always above the version before it. ``at`` is when this node
    took it.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.TextField()
    name = models.TextField()
    version = models.BigIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_publication"
        constraints = [
            models.UniqueConstraint(fields=["node", "name"], name="one_document_of_a_name"),
            models.CheckConstraint(name="document_has_a_version", condition=Q(version__gt=0)),
        ]


class PublicationTold(models.Model):
    """Which version of this node's own document ``name`` the other ``node`` was told last, when, and how often."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    node = models.TextField()
    version = models.BigIntegerField()
    at = models.DateTimeField()
    times = models.IntegerField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_publication_told"
        constraints = [models.UniqueConstraint(fields=["name", "node"], name="document_told_to_node")]
