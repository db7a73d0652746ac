"""Divisions with their dates, and the offices that act."""

from datetime import timedelta

from django.db import models

from suixing.rules.limits import Unit

NATION = "00"
"""The code of the nation, which no division's code begins with."""


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
    """An authority that acts (经办机构): its code is that of the division it serves, ``00`` for the nation.

    ``township`` pairs a village or community with the township office to which it passes on what it
    registers (G1). The pair is stored, never read off a code. ``second_lock``: what it did stays folded on a person's
    own pages until she proves herself anew.
    """

    code = models.TextField(primary_key=True, db_collation="C")
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    tier = models.SmallIntegerField(choices=Tier.choices)
    township = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="villages")
    opened_at = models.DateTimeField()
    second_lock = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "places_office"


class Agreement(models.Model):
    """What two places agreed on for the offices in them (X6): telephones, and limits of their own.

    It binds the offices of ``first`` and ``second`` and every office below them, towards each other and in either
    direction, from ``valid_from`` to ``valid_until``, both included; a day before ``valid_from``: it never held.
    Telephones are those of offices, never of officers.
    """

    code = models.TextField(unique=True, db_collation="C")
    first = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_telephone = models.TextField()
    second_telephone = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "places_agreement"
        indexes = [models.Index("first", "second", name="agreement_of_parties")]
        constraints = [
            # So an agreement of the same two is found one way, whoever wrote it down.
            models.CheckConstraint(
                name="agreement_names_parties_in_order", condition=models.Q(first__lt=models.F("second"))
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_begins",
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from") - models.Value(timedelta(days=1))),
            ),
        ]


class AgreedLimit(models.Model):
    """One limit of an agreement, under its key in the rule books."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="limits", db_index=False)
    key = models.TextField(db_collation="C")
    amount = models.IntegerField()
    unit = models.TextField(choices=[(unit.value, unit.value) for unit in Unit])

    class Meta:
        db_table = "places_agreed_limit"
        constraints = [
            models.UniqueConstraint(name="agreement_sets_limit_once", fields=["agreement", "key"]),
            models.CheckConstraint(name="agreed_limit_is_something", condition=models.Q(amount__gte=1)),
            models.CheckConstraint(
                name="agreed_limit_is_counted", condition=models.Q(unit__in=[unit.value for unit in Unit])
            ),
        ]
