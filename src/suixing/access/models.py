"""Ties: the only ground on which an office sees a person."""

from django.db import models

from suixing.places.models import Office


class TieSource(models.TextChoices):
    """What opened a tie."""

    REGISTRATION = "registration"
    CASE = "case"
    CONSENT = "consent"


class Tie(models.Model):
    """``office`` may see ``person`` because of ``source``, until ``until``.

    Until the person confirms it, a tie shows only what that office entered itself (REFUSALS, "by
    relation"). ``person`` is an opaque id without a foreign key: people live on a higher floor.
    """

    person = models.UUIDField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    source = models.TextField(choices=TieSource.choices)
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_tie"
        constraints = [
            models.UniqueConstraint(fields=["person", "office", "source"], name="one_tie_per_source"),
        ]
        indexes = [models.Index(fields=["office", "person"], name="tie_by_office")]
