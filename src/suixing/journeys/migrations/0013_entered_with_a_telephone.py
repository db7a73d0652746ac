"""The code to a telephone opens the entry with which that telephone was given.

An entry bears the clock of who wrote it, which is a moment before the database's own (``sealed_at``); ten minutes, as
long as taking a register in lasts, are looked over. Nothing that another office did is opened by that.
"""

from importlib import import_module

from django.db import migrations

open_to_her = import_module("suixing.residents.migrations.0003_own_rows").open_to_her

ACCOUNT = open_to_her("person_id", "entered_at", "office_id")
POLICIES = f"""
ALTER POLICY hers ON people_account USING (({ACCOUNT})
  OR (person_id = (SELECT residents_person()) AND sealed_at >= (SELECT residents_from())
      AND entered_at BETWEEN sealed_at - interval '10 minutes' AND sealed_at));
"""
BACK = f"""
ALTER POLICY hers ON people_account USING ({ACCOUNT});
"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0012_asked_corrections")]
    operations = [migrations.RunSQL(POLICIES, BACK)]
