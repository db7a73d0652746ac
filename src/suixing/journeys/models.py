"""Intakes that an office handed in: where each stands, what it counted, and the sealed files it left.

These tables speak of sheets, never of the persons in them: rows are counted, not kept.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from suixing.places.models import Office


class RunState(models.TextChoices):
    """Where a run stands; ``intake/states.py`` says what may follow what."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


UNDER_WAY = (RunState.WAITING, RunState.RUNNING)
ENDED = (RunState.FINISHED, RunState.FAILED, RunState.REFUSED, RunState.WITHDRAWN)


class IntakeRun(models.Model):
    """One sheet that an officer handed in. Its id is the number of the form, so a form sent twice is one run.

    ``began_at`` stays when a run is taken up again after its worker died: by it the rows that were stored
    before are known.
    """

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = models.TextField()
    state = models.TextField(choices=RunState.choices, default=RunState.WAITING)
    check_only = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_expected = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    handed_in_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    refusal_zh = models.TextField(default="")
    refusal_en = models.TextField(default="")

    class Meta:
        db_table = "journeys_intake_run"
        constraints = [
            models.CheckConstraint(name="run_state_is_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(
                name="run_that_ended_says_when",
                condition=Q(state__in=ENDED, finished_at__isnull=False)
                | Q(state__in=UNDER_WAY, finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="run_that_runs_has_begun", condition=~Q(state=RunState.RUNNING) | Q(began_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-handed_in_at", "id"], name="run_by_office"),
            models.Index(fields=["handed_in_at"], condition=Q(state__in=UNDER_WAY), name="run_under_way"),
        ]


class FileKind(models.TextChoices):
    """What a kept file is: the sheet as handed in, the sheet with reasons, the reasons alone by row number."""

    SHEET = "sheet"
    REPORT = "report"
    REASONS = "reasons"


class DestroyedFor(models.TextChoices):
    """Why a kept file is gone."""

    DONE = "done"
    AGE = "age"
    TAKEN_BACK = "taken_back"


class IntakeFile(models.Model):
    """A file that lies sealed under a key of its own; the key is wrapped by the node's. Destroying deletes the key.

    ``sealed_name`` is what the officer called her file, under the same key. ``size`` is that of the plain
    content in bytes.
    """

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(IntakeRun, on_delete=models.PROTECT, related_name="files", db_index=False)
    kind = models.TextField(choices=FileKind.choices)
    wrapped_key = models.BinaryField(null=True)
    sealed_name = models.BinaryField(null=True)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    destroyed_for = models.TextField(choices=DestroyedFor.choices, default="")

    class Meta:
        db_table = "journeys_intake_file"
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="one_file_of_a_kind"),
            models.CheckConstraint(
                name="destroyed_file_has_no_key",
                condition=Q(destroyed_at__isnull=True, wrapped_key__isnull=False, destroyed_for="")
                | (
                    Q(destroyed_at__isnull=False, wrapped_key__isnull=True, sealed_name__isnull=True)
                    & ~Q(destroyed_for="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["kept_at"], condition=Q(destroyed_at=None), name="kept_file_by_age")]


class HandingOver(models.Model):
    """An officer left: her open intakes went to ``successor``, her emergency openings ended."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = models.TextField()
    successor = models.TextField(null=True)
    handed_by = models.TextField()
    handed_at = models.DateTimeField()
    intakes = ArrayField(models.UUIDField())
    openings = models.IntegerField()

    class Meta:
        db_table = "journeys_handing_over"
        indexes = [models.Index(fields=["office", "officer"], name="handing_over_by_office")]


class Coordination(models.Model):
    """Which clock a coordination case is about; read by the node alone, so that no superior is led to a file.

    ``pair`` is set where another node raised it: then the clock runs there, and ``clock`` is the pair once more.
    """

    clock = models.UUIDField()
    case = models.UUIDField(unique=True)
    pair = models.UUIDField(null=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    late = models.TextField()
    waiting = models.TextField()
    duty = models.TextField()
    due = models.DateTimeField()
    opened_at = models.DateTimeField()
    passed_on_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journeys_coordination"
        indexes = [
            models.Index(fields=["id"], condition=models.Q(passed_on_at=None, ended_at=None), name="coordination_open"),
            models.Index(fields=["pair"], condition=models.Q(pair__isnull=False), name="coordination_by_pair"),
        ]


class Raised(models.Model):
    """A late duty of which the nation's office on another node was told, once, in a pair of its own.

    Read by the node alone.
    """

    clock = models.UUIDField(primary_key=True)
    pair = models.UUIDField(unique=True)
    waiting = models.TextField()
    raised_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journeys_raised"
        indexes = [models.Index(fields=["raised_at"], condition=models.Q(met_at=None), name="raised_open")]


class LettingGo(models.Model):
    """She took her consent back on her own page at ``at``: the node ends what the office had open for her by then.

    The row goes when that is done, seconds later.
    """

    person = models.UUIDField()
    office = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "journeys_letting_go"
