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
    PASS_ISSUED = "pass.issued", "pass.issued"
    PASS_RENEWED = "pass.renewed", "pass.renewed"
    PASS_REVOKED = "pass.revoked", "pass.revoked"
    CORRECTION_ANSWERED = "correction.answered", "correction.answered"
    RESIDENT_ERASURE = "resident.erasure", "resident.erasure"


CODES = frozenset({Kind.CONFIRMATION_CODE, Kind.RESIDENT_CODE})
"""Kinds that carry a code: never a letter."""
NOT_KEPT = frozenset({Kind.NEWCOMER})
"""Kinds of which no row stays once they left or were given up: who was told would be a list of people."""
CHOSEN = frozenset({
    Kind.NEWCOMER, Kind.PASS_ISSUED, Kind.PASS_RENEWED, Kind.PASS_REVOKED, Kind.CORRECTION_ANSWERED,
})  # fmt: skip
"""Kinds that go where she chose; of all others her safety depends, and they go to every telephone."""


class Channel(models.TextChoices):
    """By what way it went out."""

    SMS = "sms", "sms"
    LETTER = "letter", "letter"
    PAGE = "page", "page"


class Way(models.TextChoices):
    """Where she wants to be told."""

    ALL = "all", "all"
    ONE = "one", "one"
    PAGE = "page", "page"


class Choice(models.Model):
    """The way that a person chose: all telephones held of her, the one with this mark, or her own pages alone.

    ``mark`` is a keyed hash of the number, so that it counts whichever office holds it.
    """

    person = models.UUIDField(primary_key=True)
    way = models.TextField(choices=Way.choices)
    mark = models.BinaryField(null=True)
    chosen_at = models.DateTimeField()

    class Meta:
        db_table = "notices_choice"
        constraints = [
            models.CheckConstraint(
                name="one_telephone_has_a_mark",
                condition=models.Q(way=Way.ONE, mark__isnull=False) | models.Q(way__in=[Way.ALL, Way.PAGE], mark=None),
            )
        ]


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
            # However many wait, a code is not late.
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, failed="", kind__in=["confirmation.code", "resident.code"]),
                name="notice_with_a_code",
            ),
            models.Index(fields=["person"], name="notice_by_subject"),
        ]
