"""Tables of the nodes there are: their keys as pinned here, the hub's list, the offices they serve."""

from django.db import models
from django.db.models import Q


class Node(models.Model):
    """A node of the exchange, this one among them; ``place`` is a province's two digits, ``00`` the nation's hub.

    ``url`` is where its listener answers, ``roll`` the list of its offices as it signed it. ``direct``: an agreement
    gives a link that does not go through the hub. ``heard_at`` is when something of it arrived last, ``skew`` by how
    many seconds its clock was ahead of ours then.
    """

    place = models.TextField(primary_key=True, db_collation="C")
    role = models.TextField()
    state = models.TextField(default="active")
    url = models.TextField(default="")
    software = models.TextField(default="")
    roll = models.TextField(default="")
    direct = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    skew = models.FloatField(null=True)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_node"
        constraints = [
            models.CheckConstraint(name="node_is_active_or_revoked", condition=Q(state__in=["active", "revoked"])),
            models.CheckConstraint(name="node_has_a_role", condition=Q(role__in=["province", "nation"])),
        ]


class NodeKey(models.Model):
    """One entry of a node's key log as it was pinned here: it is never replaced, only followed by another."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="keys", db_column="place", db_index=False)
    number = models.IntegerField()
    statement = models.TextField()
    signature = models.TextField()
    pinned_at = models.DateTimeField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_node_key"
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="one_key_of_a_number")]


class AdoptedDirectory(models.Model):
    """A version of the hub's signed list of nodes, as it was adopted here (made here, at the hub)."""

    version = models.IntegerField(primary_key=True)
    document = models.TextField()
    adopted_at = models.DateTimeField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_directory"


class FarOffice(models.Model):
    """An office of another node and how it is reached, as its own node says."""

    code = models.TextField(primary_key=True, db_collation="C")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="offices", db_column="place")
    telephone = models.TextField(default="")
    address_zh = models.TextField(default="")
    hours_zh = models.TextField(default="")
    address_en = models.TextField(default="")
    hours_en = models.TextField(default="")

    class Meta:
        app_label = "exchange"
        db_table = "exchange_far_office"
