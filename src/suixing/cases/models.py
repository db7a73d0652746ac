"""Files of offices: a case and what happened in it. What it is about is sealed under a key of its own.

Both copies of a pair are cases, one at each office, with the same ``pair``. docs/cases.md.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from suixing.cases.procedures import PROCEDURES, Keeper, Side
from suixing.people.models import Person
from suixing.places.models import Office

CODES = sorted(PROCEDURES)
NUMBER = r"^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$"


class Case(models.Model):
    """One office's file of one procedure (办件). ``id`` is random, so that it may stand in an address.

    ``person`` is set where she is held at this office; ``counterpart`` is the other side as far as this one may know
    it: an office's code, or only the province (X8). ``sealed`` is what the case was opened with, under the case's own
    key; ``wrapped_key`` is that key wrapped by the node's, and gone once the content was destroyed. ``joined``: the
    exchange reaches the other side, and there is something left to say to it. ``due_at`` is the
    earliest instant at which a clock of it runs out, ``ours`` whether that duty is this office's.
    """

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    procedure = models.TextField()
    keeper = models.TextField()
    side = models.TextField()
    pair = models.UUIDField(null=True)
    counterpart = models.TextField(default="")
    joined = models.BooleanField(default=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="pairs")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    book = models.TextField()
    state = models.TextField()
    turn = models.TextField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ours = models.BooleanField(default=True)
    assigned_to = models.TextField(default="")
    version = models.IntegerField(default=1)
    wrapped_key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.UniqueConstraint(fields=["pair", "side"], name="one_copy_on_each_side"),
            models.CheckConstraint(name="case_has_a_procedure", condition=models.Q(procedure__in=CODES)),
            models.CheckConstraint(name="case_has_a_side", condition=models.Q(side__in=[s.value for s in Side])),
            models.CheckConstraint(name="case_has_a_keeper", condition=models.Q(keeper__in=[k.value for k in Keeper])),
            models.CheckConstraint(
                name="a_pair_has_two_sides",
                condition=models.Q(pair=None, side="own") | ~models.Q(pair=None) & ~models.Q(side="own"),
            ),
            models.CheckConstraint(name="case_number_is_readable", condition=models.Q(number__regex=NUMBER)),
            models.CheckConstraint(
                name="content_goes_with_its_key",
                condition=models.Q(wrapped_key=None, sealed=None) | ~models.Q(wrapped_key=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "keeper", "ours", "due_at", "id"],
                condition=models.Q(closed_at=None),
                name="case_by_due",
            ),
            models.Index(
                fields=["office", "keeper", "due_at", "id"],
                condition=models.Q(closed_at=None, ours=True, assigned_to=""),
                name="case_of_nobody",
            ),
            models.Index(
                fields=["office", "assigned_to", "due_at"],
                condition=models.Q(closed_at=None) & ~models.Q(assigned_to=""),
                name="case_by_officer",
            ),
            models.Index(fields=["office", "closed_at"], condition=~models.Q(closed_at=None), name="case_by_close"),
            models.Index(
                fields=["id"], condition=models.Q(side="asking", joined=True, wrapped_key=None), name="case_to_forget"
            ),
        ]


class CaseEvent(models.Model):
    """One thing that happened. Append-only, but for taking back what has not left yet (``taken_back_at``).

    ``side`` is who owns it, ``seq`` its number among that side's own, ``turn`` what its maker had seen by then: by
    these both copies of a pair fold into one state. ``officer`` is empty for what the other side did. ``message``
    is the exchange's number for one that crosses.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    side = models.TextField()
    seq = models.IntegerField()
    turn = models.IntegerField()
    step = models.TextField()
    at = models.DateTimeField()
    officer = models.TextField(default="")
    counted = models.BooleanField(default=True)
    sealed = models.BinaryField(null=True)
    message = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_event"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "side", "seq"], condition=models.Q(taken_back_at=None), name="one_event_a_number"
            ),
        ]


class LetterKind(models.TextChoices):
    """What a letter to the person says."""

    STATUS = "status", "status"
    MISSING = "missing", "missing"
    REQUEST = "request", "request"


class Letter(models.Model):
    """A letter to the person that is to be printed, was printed, and how and when it reached her."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.TextField(choices=LetterKind.choices)
    due_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    printed_by = models.TextField(default="")
    reached_on = models.DateField(null=True)
    channel = models.TextField(default="")
    noted_by = models.TextField(default="")

    class Meta:
        db_table = "cases_letter"
        constraints = [
            models.CheckConstraint(name="letter_is_of_a_kind", condition=models.Q(kind__in=list(LetterKind))),
            models.CheckConstraint(
                name="letter_reached_her_by_a_channel",
                condition=models.Q(reached_on=None, channel="")
                | models.Q(reached_on__isnull=False) & ~models.Q(channel=""),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], condition=models.Q(printed_at=None), name="letter_to_be_printed")
        ]


class StatusLink(models.Model):
    """What a code on a letter opens: where the case stands. Held as a hash; ``ended`` once the case itself is gone.

    ``answer`` is what was decided on a complaint, for its complainant, under the node's key.
    """

    digest = models.BinaryField(unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended = models.TextField(default="")
    answer = models.BinaryField(null=True)

    class Meta:
        db_table = "cases_status_link"


class SealedRecord(models.Model):
    """What a closed registration left: found and opened by the number on the person's paper, and by nothing else.

    ``digest`` and the key are both made from that number; no column leads from here to a person or a case.
    """

    digest = models.BinaryField(unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.TextField()
    sealed = models.BinaryField()
    made_on = models.DateField()
    replaced_on = models.DateField(null=True)

    class Meta:
        db_table = "cases_sealed_record"
        constraints = [
            models.CheckConstraint(
                name="sealed_record_is_of_a_kind", condition=models.Q(kind__in=["extract", "decision"])
            )
        ]


class Lodged(models.Model):
    """What the public handed in: write only. The node opens the case that it begins, or takes the step it asks for.

    ``office`` is the tier that the person chose; ``sealed`` is what she wrote, under the node's key, gone once it was
    taken up. ``digest`` is of the code that she keeps. ``of_case`` is what she takes back on her own pages.
    """

    id = models.UUIDField(primary_key=True)
    what = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    digest = models.BinaryField()
    sealed = models.BinaryField(null=True)
    of_case = models.UUIDField(null=True)
    lodged_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    refused = models.TextField(default="")

    class Meta:
        db_table = "cases_lodged"
        constraints = [
            models.CheckConstraint(
                name="lodged_is_of_a_kind",
                condition=models.Q(what__in=["complaint", "appeal", "withdrawal", "own_withdrawal"]),
            ),
            models.UniqueConstraint(
                fields=["of_case"], condition=models.Q(taken_up_at=None), name="taken_back_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["lodged_at"], condition=models.Q(taken_up_at=None), name="lodged_and_waiting")]


class Cover(models.Model):
    """While an officer is away another one of the office does her work."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    officer = models.TextField()
    by = models.TextField()
    first = models.DateField()
    last = models.DateField()

    class Meta:
        db_table = "cases_cover"
        constraints = [
            models.CheckConstraint(name="cover_lasts", condition=models.Q(last__gte=models.F("first"))),
            models.CheckConstraint(name="nobody_covers_herself", condition=~models.Q(officer=models.F("by"))),
        ]
        indexes = [models.Index(fields=["office", "by"], name="cover_by_officer")]


class AnswerTemplate(models.Model):
    """An answer kept for the next time: codes from the rule book's lists and nothing else."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    procedure = models.TextField()
    step = models.TextField()
    name = models.TextField()
    codes = ArrayField(models.TextField())

    class Meta:
        db_table = "cases_answer_template"
        constraints = [
            models.UniqueConstraint(fields=["office", "procedure", "step", "name"], name="one_template_a_name"),
            models.CheckConstraint(name="template_has_a_name", condition=~models.Q(name="")),
        ]


class CalendarToken(models.Model):
    """A calendar feed of one officer: how many cases are due, by day, and nothing else; ends by itself."""

    digest = models.BinaryField(unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    officer = models.TextField()
    until = models.DateTimeField()

    class Meta:
        db_table = "cases_calendar_token"
        indexes = [models.Index(fields=["officer"], name="calendar_token_by_officer")]
