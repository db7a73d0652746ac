"""Tables of what travels between nodes: signals that wait, parcels that leave or pass, what could not be opened."""

from django.db import models
from django.db.models import Q


class WaitingSignal(models.Model):
    """What this node is to tell another one, until it was packed; ``data`` is never about a person."""

    id = models.UUIDField(primary_key=True)
    node = models.TextField()
    kind = models.TextField()
    data = models.JSONField()
    urgent = models.BooleanField(default=False)
    leave_at = models.DateTimeField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_signal"
        indexes = [models.Index(fields=["node", "leave_at"], name="signal_to_pack")]


class LeavingParcel(models.Model):
    """A parcel for ``node`` that the next hop does not hold yet. ``fault`` is why not, in one word."""

    id = models.UUIDField(primary_key=True)
    node = models.TextField()
    body = models.BinaryField()
    urgent = models.BooleanField()
    events = models.IntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    fault = models.TextField(default="")

    class Meta:
        app_label = "exchange"
        db_table = "exchange_parcel"
        indexes = [models.Index(fields=["try_at"], name="parcel_to_send")]


class Dead(models.Model):
    """What arrived and could not be acted on, kept for the operator: a whole parcel, or one event of it.

    ``node`` is who it says it is from, empty where that cannot be read. ``settled_as``: ``retried`` or ``dropped``.
    """

    id = models.BigAutoField(primary_key=True)
    parcel = models.UUIDField()
    node = models.TextField()
    reason = models.TextField()
    body = models.BinaryField(null=True)
    is_parcel = models.BooleanField()
    digest = models.BinaryField(unique=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_as = models.TextField(default="")

    class Meta:
        app_label = "exchange"
        db_table = "exchange_dead"
        indexes = [models.Index(fields=["at"], condition=Q(settled_at=None), name="dead_to_settle")]


class Transit(models.Model):
    """A parcel for another node, kept by the hub until that node holds it; without body from then on."""

    id = models.UUIDField(primary_key=True)
    node = models.TextField()
    body = models.BinaryField(null=True)
    urgent = models.BooleanField()
    arrived_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    fault = models.TextField(default="")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_transit"
        indexes = [
            models.Index(fields=["node", "try_at"], condition=Q(gone_at=None), name="transit_to_send"),
            models.Index(fields=["arrived_at"], name="transit_by_age"),
        ]


class Traffic(models.Model):
    """How many parcels and octets went which ``way`` on a day: ``sent``, ``received`` or ``passed`` on by the hub."""

    day = models.DateField()
    node = models.TextField()
    way = models.TextField()
    parcels = models.IntegerField(default=0)
    octets = models.BigIntegerField(default=0)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_traffic"
        constraints = [models.UniqueConstraint(fields=["day", "node", "way"], name="one_count_of_a_day")]
