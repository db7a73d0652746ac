"""Passes, what is published about them, and which keys issue them. Nothing here has a place for money or for health.

A pass is one row; its two forms (a token in a wallet, a code on paper) are made from it when they are handed out.
Foreign keys do nothing when a person is deleted: her passes are revoked first and go in the same transaction
(``forgetting``), and the database holds it to that.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from suixing.passes.newcomer_models import NewcomersDay, Quiet
from suixing.passes.trust_models import IssuerClaim, SignedTrust
from suixing.passes.wallet_models import Offer, Request
from suixing.people.models import Person
from suixing.places.models import Office

__all__ = [
    "IssuerClaim", "IssuerKey", "NewcomersDay", "Offer", "Pass", "Presentation", "Quiet", "Request", "RevokedFor",
    "SignedTrust", "State", "StatusList",
]  # fmt: skip


class IssuerKey(models.Model):
    """A key that issues passes: its public half. The private one is a file of this number beside the other keys.

    ``signs_until``: another one signs since then, and what it signed counts. ``withdrawn_at``: nothing it signed does.
    """

    number = models.IntegerField(primary_key=True)
    thumbprint = models.TextField()
    public_jwk = models.JSONField()
    since = models.DateTimeField()
    signs_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "passes_issuer_key"
        constraints = [
            models.UniqueConstraint(fields=["thumbprint"], name="one_row_per_key"),
            models.CheckConstraint(
                name="withdrawn_key_signs_no_more",
                condition=models.Q(withdrawn_at=None) | models.Q(signs_until__isnull=False),
            ),
        ]


class StatusList(models.Model):
    """One list of states, signed and public: a bit for each pass, at a place that tells nothing of when it was issued.

    ``order_bytes`` is a secret random order of the places (131,072 times four octets), ``used`` how many are given
    away. ``bits`` are the revoked places, eight to an octet, the lowest bit first; one that is set is never cleared.
    ``token`` is what is published, signed at ``signed_at``.
    """

    number = models.IntegerField(primary_key=True)
    order_bytes = models.BinaryField()
    used = models.IntegerField(default=0)
    bits = models.BinaryField()
    token = models.TextField()
    signed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "passes_status_list"


class State(models.TextChoices):
    """What an office did; that a pass has expired is seen from its date."""

    VALID = "valid"
    REVOKED = "revoked"


class RevokedFor(models.TextChoices):
    """Why a pass was revoked; no office has a reason of its own."""

    LOST = "lost"
    ASKED = "asked"
    MISTAKEN = "mistaken"
    KEY_WITHDRAWN = "key_withdrawn"


class Pass(models.Model):
    """One pass: valid for three years to the day (P3), for whom, issued by which home office (P1).

    ``sealed`` is what it can show, under the person's key. ``signed_with`` are the numbers of the keys under which
    forms of it were handed out. ``replaces`` is the one that it renews or stands in for.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField()
    status_list = models.ForeignKey(StatusList, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    index = models.IntegerField()
    sealed = models.BinaryField()
    signed_with = ArrayField(models.IntegerField(), default=list)
    issued_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.VALID)
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.TextField(choices=RevokedFor.choices, null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, db_index=False, related_name="+")

    class Meta:
        db_table = "passes_pass"
        constraints = [
            models.UniqueConstraint(fields=["status_list", "index"], name="one_pass_a_place"),
            models.UniqueConstraint(
                fields=["person", "office"],
                condition=models.Q(state=State.VALID, replaces=None),
                name="one_first_pass_an_office",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=models.Q(state=State.VALID, replaces__isnull=False),
                name="one_pass_replaces_another",
            ),
            models.CheckConstraint(
                name="pass_is_revoked_for_a_reason",
                condition=models.Q(state=State.VALID, revoked_at=None, revoked_for=None)
                | models.Q(
                    state=State.REVOKED, revoked_at__isnull=False, revoked_for__in=[r.value for r in RevokedFor]
                ),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="pass_by_person")]


class Presentation(models.Model):
    """A pass shown at the office of the current place (P4), and its yearly check by machine (P5).

    ``sealed`` is where its status is looked up, under the person's key; ``verdict`` the last answer.
    """

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    shown_on = models.DateField()
    checked_at = models.DateTimeField()
    verdict = models.TextField()
    sealed = models.BinaryField()
    next_check_on = models.DateField(null=True)

    class Meta:
        db_table = "passes_presentation"
        constraints = [
            models.UniqueConstraint(fields=["person", "office"], name="one_presentation_an_office"),
            models.CheckConstraint(
                name="presentation_has_a_verdict",
                condition=models.Q(
                    verdict__in=[
                        "valid",
                        "expired",
                        "revoked",
                        "status_unknown",
                        "not_yet_valid",
                        "untrusted_issuer",
                        "forged",
                        "unreadable",
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_on"],
                condition=models.Q(next_check_on__isnull=False),
                name="presentation_by_check",
            )
        ]
