"""Clocks, their events, and the calendar that they are counted with: editions, notices, local closures."""

from django.db import models
from django.db.models import Q


class Duty(models.TextChoices):
    """What has to be done in time."""

    ASK = "ask", "ask"
    ANSWER = "answer", "answer"
    DECIDE = "decide", "decide"
    NOTIFY = "notify", "notify"
    FORWARD = "forward", "forward"
    ISSUE = "issue", "issue"
    ACCEPT = "accept", "accept"
    COORDINATE = "coordinate", "coordinate"


class Bears(models.TextChoices):
    """Whose duty it is, as the office sees it to which the row belongs."""

    OWN = "own", "own"
    OTHER = "other", "other"


class Kind(models.TextChoices):
    """What happened to a clock."""

    STARTED = "started", "started"
    SUSPENDED = "suspended", "suspended"
    RESUMED = "resumed", "resumed"
    EXTENDED = "extended", "extended"
    MET = "met", "met"
    UNMET = "unmet", "unmet"
    VOID = "void", "void"
    BREACHED = "breached", "breached"
    ESCALATED = "escalated", "escalated"
    RECOMPUTED = "recomputed", "recomputed"


class ClosureReason(models.TextChoices):
    """Why offices of a place are closed on a day that is a working day elsewhere."""

    STORM = "storm", "storm"
    FLOOD = "flood", "flood"
    EARTHQUAKE = "earthquake", "earthquake"
    EPIDEMIC = "epidemic", "epidemic"
    LOCAL_HOLIDAY = "local_holiday", "local_holiday"
    POWER_FAILURE = "power_failure", "power_failure"
    OTHER_ORDER = "other_order", "other_order"


class Clock(models.Model):
    """One running limit, in the copy of one office.

    ``file`` is the file of an upper room, ``since`` the legal start, ``place`` the division code whose local
    closures hold. ``due_at`` is 24:00 of ``due_on`` (an instant within it for hours); both are None while an
    open suspension holds the clock. ``floor``: never due before that day (T4). ``edition`` is that of the
    calendar with which it was last counted. ``version`` rises with every change.
    """

    id = models.UUIDField(primary_key=True)
    file = models.UUIDField()
    office = models.TextField()
    duty = models.TextField(choices=Duty.choices)
    bears = models.TextField(choices=Bears.choices)
    place = models.TextField(db_collation="C")
    limit_amount = models.IntegerField()
    limit_unit = models.TextField()
    limit_key = models.TextField()
    rule = models.TextField()
    book = models.TextField()
    since = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField()
    floor = models.DateField(null=True)
    binds_person = models.BooleanField()
    edition = models.BigIntegerField()
    breached_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "clocks_clock"
        constraints = [
            models.UniqueConstraint(fields=["file", "duty"], condition=Q(ended_at=None), name="one_open_clock_a_duty"),
            models.CheckConstraint(condition=Q(limit_amount__gt=0), name="limit_is_positive"),
            models.CheckConstraint(
                condition=Q(ended_at=None, how="") | Q(ended_at__isnull=False, how__in=("met", "void")),
                name="end_says_how",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, due_at=None) | Q(due_on__isnull=False, due_at__isnull=False),
                name="due_day_with_its_instant",
            ),
            models.CheckConstraint(condition=Q(bears__in=("own", "other")), name="somebody_bears_it"),
        ]
        indexes = [
            models.Index(fields=["file"], name="clock_by_file"),
            models.Index(fields=["due_at"], condition=Q(ended_at=None, breached_at=None), name="clock_to_be_swept"),
            models.Index(
                fields=["due_at"],
                condition=Q(ended_at=None, breached_at__isnull=False, escalated_at=None),
                name="clock_to_be_escalated",
            ),
            models.Index(
                fields=["office"], condition=Q(ended_at=None, breached_at__isnull=False), name="clock_late_by_office"
            ),
        ]


class ClockEvent(models.Model):
    """What happened to a clock; only grows.

    ``on`` is the day of suspended and resumed (the first and the last day that do not count), ``at`` the instant
    of the others. ``limit_amount`` and ``limit_unit`` are those of started and extended, ``floor`` what a new
    calendar left as the earliest day (T4). ``reason`` is a code of a closed list.
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, db_index=False)
    kind = models.TextField(choices=Kind.choices)
    on = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    limit_amount = models.IntegerField(null=True)
    limit_unit = models.TextField(default="")
    floor = models.DateField(null=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    officer = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "clocks_event"
        indexes = [
            models.Index(fields=["clock", "id"], name="event_by_clock"),
            models.Index(
                fields=["clock"], condition=Q(kind__in=("suspended", "resumed", "extended")), name="event_that_moves"
            ),
        ]


class Edition(models.Model):
    """One change of the calendar; the highest number is the one in force.

    ``first`` and ``last`` are the days whose nature it changes (None: any), ``place`` the division where (empty:
    everywhere). Transactions with a number below ``horizon`` may have counted without it; it is settled when those
    have ended and every open clock that it touches was counted with it.
    """

    kind = models.TextField(choices=[("shipped", "shipped"), ("notice", "notice"), ("closure", "closure")])
    place = models.TextField(default="")
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    version = models.TextField()
    horizon = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    touched = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)

    class Meta:
        db_table = "clocks_edition"
        indexes = [models.Index(fields=["id"], condition=Q(settled_at=None), name="edition_not_settled")]


class YearNotice(models.Model):
    """The published notice of a year, as it was loaded; the latest of a year holds."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.PROTECT)
    year = models.IntegerField()
    digest = models.TextField()
    text = models.TextField()
    officer = models.TextField()
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "clocks_notice"


class Closure(models.Model):
    """A day on which the offices of a place, and of all below it, are closed; ``lifted`` if that was taken back."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.PROTECT)
    place = models.TextField(db_collation="C")
    day = models.DateField()
    reason = models.TextField(choices=ClosureReason.choices)
    officer = models.TextField()
    lifted = models.OneToOneField(Edition, null=True, on_delete=models.PROTECT, related_name="lifts")

    class Meta:
        db_table = "clocks_closure"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "day"], condition=Q(lifted=None), name="one_closure_a_day_and_place"
            ),
        ]


class DateChanged(models.Model):
    """A due date that a new edition moved, until the office was told; several in a row are one."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, db_index=False)
    office = models.TextField()
    file = models.UUIDField()
    before = models.DateField()
    after = models.DateField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clocks_date_changed"
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(told_at=None), name="one_change_to_be_told"),
        ]
        indexes = [
            models.Index(fields=["clock"], name="change_by_clock"),
            models.Index(fields=["office"], condition=Q(told_at=None), name="change_to_be_told"),
        ]
