"""Divisions with their dates, and the offices that act."""

from django.db import models


class Tier(models.IntegerChoices):
    """The administrative tier; also the number of levels below the nation."""

    NATION = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


class Division(models.Model):
    """One division during the time in which it had this code and this name.

    ``id`` is the code while the division exists; one that vanished has ``code@year``. So a record
    keeps pointing at what was valid when it was written. A code's digits hold its ancestors.
    """

    id = models.TextField(primary_key=True, db_collation="C")
    code = models.TextField(db_collation="C")
    tier = models.SmallIntegerField(choices=Tier.choices)
    name = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    successors = models.JSONField(default=list)

    class Meta:
        db_table = "places_division"
        constraints = [
            models.CheckConstraint(
                name="division_ends_after_it_begins",
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
            )
        ]


class DivisionLoad(models.Model):
    """Which shipped data the table of divisions holds."""

    digest = models.TextField(primary_key=True)
    loaded_at = models.DateTimeField()
    rows = models.IntegerField()

    class Meta:
        db_table = "places_division_load"


class Office(models.Model):
    """An authority that acts (经办机构): its code is that of the division it serves.

    ``township`` pairs a village or community with the township office to which it passes on what it
    registers (G1). The pair is stored, never read off a code.
    """

    code = models.TextField(primary_key=True, db_collation="C")
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    tier = models.SmallIntegerField(choices=Tier.choices)
    township = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="villages")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "places_office"
