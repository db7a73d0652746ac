"""A number is entered with the person, not added to somebody who is held: it would lead others to her record."""

from django.db import migrations

NEW = """
ALTER POLICY made ON people_identifier WITH CHECK (
  (SELECT access_office()) IS NOT NULL AND people_has_no_account(people_identifier.person_id));
"""
BACK = "ALTER POLICY made ON people_identifier WITH CHECK ((SELECT access_office()) IS NOT NULL);"


class Migration(migrations.Migration):
    dependencies = [("people", "0005_changes_at_an_office")]
    operations = [migrations.RunSQL(NEW, BACK)]
