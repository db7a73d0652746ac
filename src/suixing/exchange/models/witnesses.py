"""The table of journal heads that one node saw of another."""

from django.db import models


class WitnessedHead(models.Model):
    """The newest journal head of ``node`` at one time, as ``witness`` saw it: of another node here, or ours there.

    ``number`` and ``hash`` name the head, 0 and empty where nothing was sealed; ``keys_number`` and ``keys_hash`` the
    newest entry of its key log as the witness has it pinned. ``statement`` and ``signature`` are the witness's.
    ``contradicted``: a later head says otherwise.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.TextField()
    witness = models.TextField()
    number = models.BigIntegerField()
    hash = models.BinaryField()
    keys_number = models.IntegerField()
    keys_hash = models.BinaryField()
    at = models.DateTimeField()
    statement = models.BinaryField()
    signature = models.BinaryField()
    contradicted = models.BooleanField(default=False)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_witnessed"
        constraints = [
            models.UniqueConstraint(
                fields=["node", "witness", "number", "hash", "keys_number", "keys_hash"], name="witnessed_once"
            ),
        ]
