"""What she asks of offices from her own pages, and whom she lets ask in her stead. No foreign key to a person.

``act`` is one of a closed list: apply for a pass, renew the one held, replace one that was lost.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

ACTS = ("apply", "renew", "lost")
APPLICANTS = ("herself", "relative")
LONGEST = timedelta(days=30)


class OwnMandate(models.Model):
    """A relative may do one act for her, once, until a day; it opens nothing to be read (P2).

    ``hash`` is that of the code that she passes on. ``opens_from`` and ``of_offices`` are those of the session in which
    it was given. ``sealed`` says who used it, as that person wrote it, under the node's key.
    """

    person = models.UUIDField()
    act = models.TextField()
    hash = models.BinaryField(unique=True)
    opens_from = models.DateTimeField()
    of_offices = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "residents_mandate"
        constraints = [
            models.CheckConstraint(name="own_mandate_is_for_one_act", condition=models.Q(act__in=ACTS)),
            models.CheckConstraint(
                name="own_mandate_expires", condition=models.Q(expires_at__lte=models.F("made_at") + LONGEST)
            ),
        ]
        indexes = [models.Index(fields=["person"], name="own_mandate_by_subject")]


class Application(models.Model):
    """An application for a pass, made on her own pages or by a mandate; the node opens the case (P1, P2).

    ``accounts`` are those through which it may go: of offices whose new acts were open to who made it. ``file`` is the
    case, ``outcome`` one word for what became of it, ``wish`` what she wants done in it next. ``digest`` is that of
    the code which the relative keeps.
    """

    person = models.UUIDField()
    act = models.TextField()
    applicant = models.TextField()
    mandate = models.BigIntegerField(null=True)
    accounts = ArrayField(models.BigIntegerField())
    digest = models.BinaryField(null=True, unique=True)
    made_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    file = models.UUIDField(null=True)
    wish = models.TextField(default="")

    class Meta:
        db_table = "residents_application"
        constraints = [
            models.CheckConstraint(name="application_is_for_one_act", condition=models.Q(act__in=ACTS)),
            models.CheckConstraint(name="application_is_by_somebody", condition=models.Q(applicant__in=APPLICANTS)),
        ]
        indexes = [
            models.Index(fields=["person"], name="application_by_subject"),
            models.Index(
                fields=["made_at"],
                condition=models.Q(taken_up_at=None) | ~models.Q(wish=""),
                name="application_waiting",
            ),
        ]
