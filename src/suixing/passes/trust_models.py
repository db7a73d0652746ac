"""The tables of trust in passes: which node speaks for which address, and the list that this node signs of them."""

from django.db import models


class IssuerClaim(models.Model):
    """The node that was first, as far as this one heard, to issue passes under the address ``iss``; for good.

    ``node`` is a node's place, empty where this one stands alone.
    """

    iss = models.TextField(primary_key=True)
    node = models.TextField()
    since = models.DateTimeField()

    class Meta:
        app_label = "passes"
        db_table = "passes_issuer_claim"


class SignedTrust(models.Model):
    """The newest list of issuers that this node signed; ``digest`` is of what it lists. One row, of number 1."""

    number = models.SmallIntegerField(primary_key=True)
    token = models.TextField()
    digest = models.BinaryField()
    signed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "passes"
        db_table = "passes_signed_trust"
        constraints = [models.CheckConstraint(name="one_signed_trust", condition=models.Q(number=1))]
