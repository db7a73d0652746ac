"""Tables of her own sign-in. No foreign key to a person: no role but the owner sees them, not even to delete.

``opens_from`` is the moment since which a proof opens what came about anywhere: ``-infinity`` for everything,
``infinity`` for nothing. ``of_offices`` says for single offices since when what came about *there* is open, as
``{"440309005": "2026-11-20T08:00:00+00:00"}``. ``origin`` names the offices on whose word a proof stands.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from suixing.residents.mandate_models import Application, OwnMandate

__all__ = ["Application", "OwnMandate"]  # the rest is defined here


class Handle(models.Model):
    """What authenticators know a person by: random, and of no other use."""

    person = models.UUIDField(primary_key=True)
    handle = models.BinaryField(unique=True)

    class Meta:
        db_table = "residents_handle"


class Passkey(models.Model):
    """One passkey of hers; it opens what the session opened in which it was made.

    ``credential`` is a keyed hash of its id, ``sealed`` its public key under the node's key.
    """

    person = models.UUIDField()
    credential = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    sign_count = models.BigIntegerField()
    name = models.TextField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    opens_from = models.DateTimeField()
    of_offices = models.JSONField()
    origin = ArrayField(models.TextField())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "residents_passkey"
        indexes = [models.Index(fields=["person"], name="passkey_by_subject")]


class Challenge(models.Model):
    """What a passkey was asked to sign, once it did: never twice."""

    mark = models.BinaryField(primary_key=True)
    used_at = models.DateTimeField()

    class Meta:
        db_table = "residents_challenge"


class CodeKind(models.TextChoices):
    """How a code reaches her. Paper codes lie with the accounts that they stand for."""

    DESK = "desk"
    TELEPHONE = "telephone"


class Code(models.Model):
    """A code that opens once, as a keyed hash. One to a telephone that nobody holds is written too."""

    person = models.UUIDField()
    kind = models.TextField(choices=CodeKind.choices)
    hash = models.BinaryField()
    accounts = ArrayField(models.BigIntegerField())
    opens_from = models.DateTimeField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "residents_code"
        indexes = [models.Index(fields=["person"], name="own_code_by_subject")]


class Try(models.Model):
    """How often something was tried on one day under one mark: a blind index, held or not, or an officer's name."""

    mark = models.BinaryField()
    day = models.DateField()
    kind = models.TextField()
    used = models.IntegerField()

    class Meta:
        db_table = "residents_try"
        constraints = [models.UniqueConstraint(fields=["mark", "day", "kind"], name="one_count_of_own_tries_a_day")]


class Session(models.Model):
    """One browser of hers; ``key`` is the hash of what it keeps. The second lock is open until ``unlocked_until``."""

    key = models.TextField(unique=True)
    person = models.UUIDField()
    way = models.TextField()
    passkey = models.BigIntegerField(null=True)
    opens_from = models.DateTimeField()
    of_offices = models.JSONField()
    origin = ArrayField(models.TextField())
    browser = models.TextField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    unlocked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "residents_session"
        indexes = [models.Index(fields=["person"], name="own_session_by_subject")]


class Widening(models.Model):
    """She asks that everything be opened: a second officer of another office, then seven days to object.

    ``hash`` is that of the code which opens everything when the days are over and nobody cancelled.
    """

    person = models.UUIDField()
    number = models.TextField()
    hash = models.BinaryField()
    origin = ArrayField(models.TextField())
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    second_office = models.TextField(null=True)
    second_officer = models.TextField(null=True)
    approved_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "residents_widening"
        indexes = [models.Index(fields=["person"], name="widening_by_subject")]


class Choice(models.Model):
    """What she chose: no codes to telephones; pages that say nothing about services."""

    person = models.UUIDField(primary_key=True)
    telephone_blocked = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)

    class Meta:
        db_table = "residents_choice"


class Question(models.Model):
    """She questioned one entry of the journal; what she wrote about it lies with the tier that she chose, not here."""

    person = models.UUIDField()
    entry = models.BigIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "residents_question"
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="one_mark_for_an_entry_questioned")]


class Erasure(models.Model):
    """She wants everything erased, or what one ``office`` holds: carried out at ``due_at``, cancelled until then.

    One at a time. The row goes with a cancellation, and with what it asks for. ``begun_at`` is set once the node
    begins; from then on it is not cancelled.
    """

    person = models.UUIDField(unique=True)
    office = models.TextField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "residents_erasure"
        indexes = [models.Index(fields=["due_at"], name="erasure_by_day")]
