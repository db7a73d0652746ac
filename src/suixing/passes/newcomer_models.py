"""What is stored about telling newcomers what an office offers (P4): who does not want it, which days are done.

Nothing here says who has a pass: whom to tell is looked up on the day, from when she arrived.
"""

from django.db import models


class Quiet(models.Model):
    """She told an office that she wants no such notice; it goes by itself once there would be none to come."""

    person = models.ForeignKey("people.Person", on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    office = models.ForeignKey("places.Office", on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    said_on = models.DateField()

    class Meta:
        app_label = "passes"
        db_table = "passes_quiet"
        constraints = [models.UniqueConstraint(fields=["person", "office"], name="one_wish_an_office")]


class NewcomersDay(models.Model):
    """A day on which newcomers were told, so that nobody is told twice."""

    day = models.DateField(primary_key=True)

    class Meta:
        app_label = "passes"
        db_table = "passes_newcomers_day"
