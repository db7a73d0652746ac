"""Consents given to others are not taken away by whom break-glass lets read."""

from django.db import migrations

POLICY = """
CREATE POLICY not_by_break_glass ON consent_record AS RESTRICTIVE FOR DELETE
  USING (people_works_with(person_id, office_id));
"""
BACK = "DROP POLICY not_by_break_glass ON consent_record;"


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_row_security"), ("people", "0003_confirmation")]
    operations = [migrations.RunSQL(POLICY, BACK)]
