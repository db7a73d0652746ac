"""Notices that wait, and that went out. No telephone and no text in plain: both are put together when they leave."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Kind(models.TextChoices):
    """What is told."""

    CONFIRMATION_CODE = "confirmation.code", "confirmation.code"
    TIE_CONFIRMED = "tie.confirmed", "tie.confirmed"
    BREAK_GLASS_OPENED = "break_glass.opened", "break_glass.opened"
    RESIDENT_CODE = "resident.code", "resident.code"
    RESIDENT_SIGNED_IN = "resident.signed_in", "resident.signed_in"
    RESIDENT_WIDENING = "resident.widening", "resident.widening"
    NEWCOMER = "newcomer", "newcomer"


CODES = frozenset({Kind.CONFIRMATION_CODE, Kind.RESIDENT_CODE})
"""Kinds that carry a code: never a letter."""
NOT_KEPT = frozenset({Kind.NEWCOMER})
"""Kinds of which no row stays once they left or were given up: who was told would be a list of people."""


class Channel(models.TextChoices):
    """By what way it went out."""

    SMS = "sms", "sms"
    LETTER = "letter", "letter"


class Notice(models.Model):
    """Something to be told to ``person`` on the telephones that the offices of ``accounts`` hold.

    Made by functions of the owner, in the transaction of what it tells of. ``accounts`` are those still to be
    reached; ``sealed`` is a text with a code in it, under the node's key, gone once it was sent. ``office``
    is whose act it tells of. ``failed`` says in one word why nobody could be reached.
    """

    person = models.UUIDField()
    kind = models.TextField(choices=Kind.choices)
    office = models.TextField(null=True)
    accounts = ArrayField(models.BigIntegerField())
    sealed = models.BinaryField(null=True)
    channel = models.TextField(choices=Channel.choices, default="")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    failed = models.TextField(default="")

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None, failed=""), name="notice_to_be_sent"),
            models.Index(fields=["person"], name="notice_by_subject"),
        ]
