"""What is held about a person, and nothing else.

A person is an opaque id and a key. What is known about her stands in *accounts*: what one office entered.
So an office that joined her silently sees its own account only, until she confirms the tie. Telephone,
address text and identifiers are sealed under her key; name and date of birth are plain for search and go
when she is erased. docs/adr/0005-accounts.md says why.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now

from suixing.places.models import Division, Office


class Sex(models.IntegerChoices):
    """ISO/IEC 5218."""

    NOT_KNOWN = 0
    MALE = 1
    FEMALE = 2
    NOT_APPLICABLE = 9


class Person(models.Model):
    """An opaque id and the person's own key, wrapped by the node's. Erasing her destroys the key."""

    id = models.UUIDField(primary_key=True)
    wrapped_key = models.BinaryField()
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "people_person"


class Identifier(models.Model):
    """A number of a paper: sealed under the person's key, found by its blind index, shown masked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    kind = models.TextField()
    blind = models.BinaryField(unique=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "people_identifier"


class Account(models.Model):
    """What one office entered about a person.

    ``sealed`` holds telephone and address texts; ``entered`` is a keyed hash of the row as handed in, so
    that handing in again is told from a change without keeping the row. ``name_folded`` and ``name_pinyin`` are
    made from the name by ``suixing.rules.names``; whoever writes a name writes all three. ``sealed_at`` is written by
    a trigger: since when ``sealed`` stands unchanged, by the database's own clock.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    name = models.TextField()
    name_folded = models.TextField(db_collation="C")
    name_pinyin = models.TextField(db_collation="C")
    sex = models.SmallIntegerField(choices=Sex.choices)
    born = models.DateField()
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())
    entered = models.BinaryField(null=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "people_account"
        constraints = [
            models.UniqueConstraint(fields=["person", "office"], name="one_account_per_office"),
            models.CheckConstraint(name="account_has_a_name", condition=~models.Q(name="")),
        ]
        indexes = [
            models.Index(fields=["office", "name_folded", "born"], name="account_by_name"),
            models.Index(fields=["office", "name_pinyin", "born"], name="account_by_sound"),
            models.Index(fields=["office", "changed_at"], name="account_by_change"),
        ]


class Correction(models.Model):
    """What an account said before it was changed, sealed under the person's key."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    officer = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "people_correction"


class AskedField(models.TextChoices):
    """What of an account a person says is wrong."""

    NAME = "name"
    SEX = "sex"
    BORN = "born"
    TELEPHONE = "telephone"
    HOME = "home_text"
    CURRENT = "current_text"
    ARRIVED = "arrived"
    OTHER = "other"


class Outcome(models.TextChoices):
    """What became of a correction that she asked for; empty while it waits."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class AskedCorrection(models.Model):
    """What a person asked, on her own pages, to be put right in what one office entered.

    ``sealed`` is what she says is right and why, ``answer`` the office's reason, both under her key. ``due_on`` is the
    day by which it answers. Written by functions of the owner for her, answered at the desk; goes with the account.
    """

    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    field = models.TextField(choices=AskedField.choices)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.TextField(choices=Outcome.choices, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="")
    answer = models.BinaryField(null=True)

    class Meta:
        db_table = "people_asked_correction"
        constraints = [
            models.CheckConstraint(
                name="answered_correction_says_how",
                condition=models.Q(outcome="", answered_at=None)
                | models.Q(outcome__in=Outcome.values, answered_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["office"], condition=models.Q(outcome=""), name="correction_to_be_answered")]


class PlaceKind(models.TextChoices):
    """G2: a record has a home place and a current place."""

    HOME = "home"
    CURRENT = "current"


class Residence(models.Model):
    """A home place or a current place, from day to day (end excluded), within one account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    kind = models.TextField(choices=PlaceKind.choices)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, db_index=False)
    during = DateRangeField()

    class Meta:
        db_table = "people_residence"
        constraints = [
            ExclusionConstraint(
                name="residences_do_not_overlap",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="residence_lasts", condition=models.Q(during__isempty=False)),
        ]


class Mandate(models.Model):
    """A relative may do one act for the person, once, until a day; a mandate never reads (P2)."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    act = models.TextField()
    sealed = models.BinaryField()
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_mandate"
        constraints = [
            models.CheckConstraint(name="mandate_expires", condition=models.Q(expires_at__gt=models.F("granted_at")))
        ]


class DuplicateDecision(models.Model):
    """A person looked at two records and decided; nothing is ever merged without that."""

    first = models.UUIDField()
    second = models.UUIDField()
    same_person = models.BooleanField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    officer = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "people_duplicate_decision"
        constraints = [
            models.UniqueConstraint(fields=["office", "first", "second"], name="one_decision_per_pair"),
            models.CheckConstraint(name="pair_is_ordered", condition=models.Q(first__lt=models.F("second"))),
        ]


class TakenBack(models.Model):
    """A consent that was taken back by erasure or withdrawal: an old sheet does not bring her back.

    ``fingerprint`` is a keyed hash over office and identifier under a key of its own; it leads neither to
    the blind index nor to the journal.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    fingerprint = models.BinaryField()
    on = models.DateField()
    times = models.IntegerField(default=1)

    class Meta:
        db_table = "people_taken_back"
        constraints = [models.UniqueConstraint(fields=["office", "fingerprint"], name="taken_back_once_per_office")]


class CodeKind(models.TextChoices):
    """On what a code reaches the person."""

    PAPER = "paper"
    TELEPHONE = "telephone"


class ConfirmationCode(models.Model):
    """A code by which the person confirms the tie of another office than those of ``accounts``.

    Keyed hash only, bound to the person and, on the telephone, to the office whose tie is to be confirmed.
    ``own_hash`` is that of the same code as she types it herself to sign in, where nobody knows yet who she is.
    ``person`` and ``accounts`` carry no foreign key: the serving role cannot see this table, not even to delete.
    """

    person = models.UUIDField()
    accounts = ArrayField(models.BigIntegerField())
    kind = models.TextField(choices=CodeKind.choices)
    for_office = models.TextField(null=True)
    hash = models.BinaryField()
    own_hash = models.BinaryField(null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_confirmation_code"
        constraints = [
            models.UniqueConstraint(
                fields=["accounts"], condition=models.Q(kind="paper"), name="one_paper_code_an_account"
            ),
            models.CheckConstraint(
                name="telephone_code_is_for_one_office",
                condition=models.Q(kind="paper") | models.Q(for_office__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="code_by_subject")]


class TryKind(models.TextChoices):
    """What is counted: codes typed, codes sent."""

    TRIED = "tried"
    SENT = "sent"


class ConfirmationTry(models.Model):
    """How often a tie was to be confirmed on one day; kept by person and office, so that a new tie counts on."""

    person = models.UUIDField()
    office = models.TextField()
    day = models.DateField()
    kind = models.TextField(choices=TryKind.choices)
    used = models.IntegerField()

    class Meta:
        db_table = "people_confirmation_try"
        constraints = [
            models.UniqueConstraint(fields=["person", "office", "day", "kind"], name="one_count_of_tries_a_day")
        ]
