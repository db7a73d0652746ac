"""What wallets are offered and asked for: both end within minutes, and no table holds a code, a token or a key.

Written and read by functions of the owner where a wallet asks, for it has no officer's session
(``migrations/0004_wallets.py``).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

MOST_TRIES = 5
"""How often a wrong number may be typed before an offer ends."""


class Offer(models.Model):
    """One pass is held ready for one wallet. ``digest`` is of the code in the link, ``tx_digest`` of code and number.

    ``used_at``: the code was given for a token, which ends at ``token_until``; ``put_at``: the token was given for the
    pass. ``nonce_digest`` is that of the wallet's proof, so that none counts twice. Offers go
    before their pass does.
    """

    digest = models.BinaryField()
    tx_digest = models.BinaryField()
    held = models.ForeignKey("passes.Pass", on_delete=models.DO_NOTHING, db_column="pass_id", related_name="+")
    office = models.ForeignKey("places.Office", on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    by = models.TextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    token_digest = models.BinaryField(null=True)
    token_until = models.DateTimeField(null=True)
    nonce_digest = models.BinaryField(null=True)
    put_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "passes"
        db_table = "passes_offer"
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="offer_has_a_code"),
            models.UniqueConstraint(fields=["token_digest"], name="offer_has_a_token"),
            models.UniqueConstraint(fields=["nonce_digest"], name="proof_counts_once"),
            models.CheckConstraint(name="offer_ends", condition=Q(until__gt=F("made_at"))),
            models.CheckConstraint(name="offer_bears_few_tries", condition=Q(tries__gte=0, tries__lte=MOST_TRIES)),
            models.CheckConstraint(
                name="token_comes_of_a_code",
                condition=Q(used_at=None, token_digest=None, token_until=None)
                | Q(used_at__isnull=False, token_digest__isnull=False, token_until__isnull=False),
            ),
            models.CheckConstraint(
                name="pass_is_put_by_a_proof",
                condition=Q(put_at=None, nonce_digest=None)
                | Q(put_at__isnull=False, nonce_digest__isnull=False, used_at__isnull=False),
            ),
        ]


class Request(models.Model):
    """A desk asks whoever stands before it to show a pass; ``claims`` are what it asks for besides that it is valid.

    ``answer`` is what checking came to, sealed by the node; it is read once, by the session (hash) that asked.
    """

    digest = models.BinaryField()
    nonce = models.TextField()
    claims = ArrayField(models.TextField())
    office = models.ForeignKey("places.Office", on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    by = models.TextField()
    session = models.TextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    answer = models.BinaryField(null=True)

    class Meta:
        app_label = "passes"
        db_table = "passes_request"
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="request_has_a_token"),
            models.CheckConstraint(name="request_ends", condition=Q(until__gt=F("made_at"))),
        ]
