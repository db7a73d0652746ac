"""Everybody may read how an office is reached; only its own officers write it."""

from django.db import migrations

POLICIES = """
ALTER TABLE directory_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY contact_is_public ON directory_contact FOR SELECT USING (true);
CREATE POLICY own_contact_made ON directory_contact FOR INSERT WITH CHECK (office_id = (SELECT access_office()));
CREATE POLICY own_contact_changed ON directory_contact FOR UPDATE
  USING (office_id = (SELECT access_office())) WITH CHECK (office_id = (SELECT access_office()));
"""
BACK = """
DROP POLICY own_contact_changed ON directory_contact;
DROP POLICY own_contact_made ON directory_contact;
DROP POLICY contact_is_public ON directory_contact;
ALTER TABLE directory_contact DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_contacts"), ("access", "0003_row_security")]
    operations = [migrations.RunSQL(POLICIES, BACK)]
