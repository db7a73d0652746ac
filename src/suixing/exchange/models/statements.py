"""The table of what comparing with other nodes found."""

from django.db import models


class Statement(models.Model):
    """One comparison with ``node``: what was exchanged from ``since`` to ``until``, as both list it (X5).

    ``asked``: this node began it. ``equal`` is None until the other one answered. The counts are messages:
    ``lacking_there`` it did not have and was sent, ``lacking_here`` the other way round, ``evidence`` where only
    evidence was missing on either side, ``conflicts`` that both hold and not the same, ``lost`` that cannot be sent any
    more.
    ``complete`` is false where more differed than one answer lists. ``settled_at``: a later one found all equal.
    ``own`` and ``other`` are what either node stated and signed of its list.
    """

    id = models.BigAutoField(primary_key=True)
    round = models.UUIDField()
    node = models.TextField()
    asked = models.BooleanField()
    at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    messages = models.IntegerField()
    equal = models.BooleanField(null=True)
    complete = models.BooleanField(default=True)
    lacking_there = models.IntegerField(default=0)
    lacking_here = models.IntegerField(default=0)
    evidence = models.IntegerField(default=0)
    conflicts = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    own = models.JSONField()
    other = models.JSONField(null=True)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_statement"
        constraints = [models.UniqueConstraint(fields=["round", "node"], name="one_statement_of_a_round")]
        indexes = [models.Index(fields=["node", "at"], name="statement_by_node")]
