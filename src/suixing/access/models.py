"""Officers and their sessions, and ties: the only ground on which an office sees a person."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from suixing.access.roles import Role
from suixing.places.models import Office

USERNAME = r"^[a-z0-9][a-z0-9._-]{2,39}$"


class Officers(BaseUserManager["Officer"]):
    """Officers by the name under which they sign in."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(username=(username or "").lower())


class Officer(AbstractBaseUser):
    """Somebody who works for an office. ``username`` is also how the journal names her.

    ``oidc_subject`` is her identity at the province's own provider, as an administrator entered it.
    """

    username = models.TextField(unique=True)
    name = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.TextField(choices=Role.choices))
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    oidc_subject = models.TextField(null=True, unique=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Officers()

    class Meta:
        db_table = "access_officer"
        constraints = [
            models.CheckConstraint(
                name="officer_signs_in_by_a_plain_name", condition=models.Q(username__regex=USERNAME)
            ),
            models.CheckConstraint(
                name="who_left_is_not_active", condition=models.Q(left_at=None) | models.Q(is_active=False)
            ),
        ]

    def has_role(self, *roles: Role) -> bool:
        """Whether she holds one of these posts."""
        return any(role.value in self.roles for role in roles)


class StartCode(models.Model):
    """A code with which an officer chooses her password, once, until ``until``; held as its hash."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="start_code")
    digest = models.TextField()
    until = models.DateTimeField()

    class Meta:
        db_table = "access_start_code"


class OfficerSession(AbstractBaseSession):
    """A browser that is signed in, or about to. Held under the hash of its key: a copy of the table opens nothing.

    Row-level security takes the office from here, and only while the session is ``strong`` (a second factor
    was shown), not locked and not expired.
    """

    session_key = models.TextField(primary_key=True)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.CASCADE, related_name="sessions")
    strong = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    browser = models.TextField(default="")

    class Meta:
        db_table = "access_officer_session"
        indexes = [models.Index(fields=["expire_date"], name="session_by_end")]

    @classmethod
    def get_session_store_class(cls) -> Any:
        from suixing.access.sessions import SessionStore  # noqa: PLC0415 - the store names this model

        return SessionStore


class TieSource(models.TextChoices):
    """What opened a tie."""

    REGISTRATION = "registration"
    CASE = "case"
    CONSENT = "consent"
    BREAK_GLASS = "break_glass"


class Tie(models.Model):
    """``office`` may see ``person`` because of ``source``, until ``until``.

    Until the person confirms it, a tie shows only what that office entered itself (REFUSALS, "by
    relation"). One by break-glass is for one ``officer`` only and ends by itself. ``person`` is an opaque id
    without a foreign key: people live on a higher floor.
    """

    person = models.UUIDField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    source = models.TextField(choices=TieSource.choices)
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    officer = models.TextField(null=True)

    class Meta:
        db_table = "access_tie"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "office", "source"], condition=models.Q(officer=None), name="one_tie_per_source"
            ),
            models.CheckConstraint(
                name="an_officers_tie_ends", condition=models.Q(officer=None) | models.Q(until__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["office", "person"], name="tie_by_office"),
            models.Index(fields=["person"], condition=models.Q(officer__isnull=False), name="tie_of_an_officer"),
            models.Index(fields=["office", "until"], condition=models.Q(until__isnull=False), name="tie_by_end"),
        ]


class SearchCount(models.Model):
    """How many searches of a kind an officer made in an hour: her budget (REFUSALS, "by relation")."""

    officer = models.TextField()
    kind = models.TextField()
    hour = models.DateTimeField()
    used = models.IntegerField()

    class Meta:
        db_table = "access_search_count"
        constraints = [models.UniqueConstraint(fields=["officer", "kind", "hour"], name="one_count_an_hour")]


class BulkRole(models.Model):
    """Database roles beside the owner that act for any office: the bulk intake."""

    name = models.TextField(primary_key=True)

    class Meta:
        db_table = "access_bulk_role"


class TimeLimit(models.Model):
    """A duration that only the node's operator sets; the serving role cannot."""

    name = models.TextField(primary_key=True)
    minutes = models.IntegerField()

    class Meta:
        db_table = "access_time_limit"
        constraints = [
            models.CheckConstraint(name="limit_is_within_reason", condition=models.Q(minutes__gte=15, minutes__lte=720))
        ]


class BreakGlassReason(models.TextChoices):
    """Why a record must be opened without a confirmed tie; a closed list."""

    DANGER = "danger", "danger"
    HERSELF = "herself", "herself"
    REPAIR = "repair", "repair"


class BreakGlass(models.Model):
    """An officer asks to open a record; one of another office answers. Who is sought stands elsewhere."""

    officer = models.TextField()
    office = models.TextField(db_collation="C")
    reason = models.TextField(choices=BreakGlassReason.choices)
    second_office = models.TextField(db_collation="C")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        db_table = "access_break_glass"
        constraints = [
            models.CheckConstraint(
                name="break_glass_has_a_listed_reason", condition=models.Q(reason__in=list(BreakGlassReason))
            ),
            models.CheckConstraint(
                name="nobody_agrees_with_herself",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("officer")),
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "asked_at"], name="break_glass_by_officer"),
            models.Index(fields=["second_office", "asked_at"], name="break_glass_by_second"),
        ]


class BreakGlassSought(models.Model):
    """Who is sought and what was opened; for the officer who asked only.

    ``blind`` goes with the answer; ``sealed`` is the masked number under the node's key. That nothing was
    opened after an agreement means that nothing is held.
    """

    request = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="sought")
    blind = models.BinaryField(null=True)
    sealed = models.BinaryField()
    tie = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_break_glass_sought"


class Finding(models.TextChoices):
    """What a review found; a closed list."""

    NEEDED = "needed", "needed"
    COULD_WAIT = "could_wait", "could_wait"
    COULD_ASK = "could_ask", "could_ask"
    NO_GROUND = "no_ground", "no_ground"
    WRONG_PERSON = "wrong_person", "wrong_person"


class BreakGlassReview(models.Model):
    """What a supervisor of the prefecture or province above found about one opened record."""

    request = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="review")
    reviewed_at = models.DateTimeField()
    officer = models.TextField()
    office = models.TextField()
    justified = models.BooleanField()
    reason = models.TextField(choices=Finding.choices)

    class Meta:
        db_table = "access_break_glass_review"
        constraints = [
            models.CheckConstraint(name="review_has_a_listed_reason", condition=models.Q(reason__in=list(Finding)))
        ]
