"""Consents are seen as far as a tie reaches; the rule that nobody is held without one sees everything."""

from django.db import migrations

POLICIES = """
ALTER FUNCTION consent_is_on_record() SECURITY DEFINER;
ALTER FUNCTION consent_is_on_record() SET search_path = public, pg_temp;
ALTER TABLE consent_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON consent_record FOR SELECT USING (
  EXISTS (SELECT FROM access_open_tie t WHERE t.person = consent_record.person_id
          AND (t.confirmed_at IS NOT NULL OR t.office_id = consent_record.office_id)));
CREATE POLICY made ON consent_record FOR INSERT WITH CHECK (office_id = (SELECT access_office()));
CREATE POLICY changed ON consent_record FOR UPDATE USING (office_id = (SELECT access_office()));
CREATE POLICY dropped ON consent_record FOR DELETE USING (
  EXISTS (SELECT FROM access_open_tie t WHERE t.person = consent_record.person_id
          AND (t.confirmed_at IS NOT NULL OR t.office_id = consent_record.office_id)));
"""
BACK = """
DROP POLICY seen ON consent_record;
DROP POLICY made ON consent_record;
DROP POLICY changed ON consent_record;
DROP POLICY dropped ON consent_record;
ALTER TABLE consent_record DISABLE ROW LEVEL SECURITY;
ALTER FUNCTION consent_is_on_record() SECURITY INVOKER;
ALTER FUNCTION consent_is_on_record() RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_consent"), ("people", "0002_row_security"), ("access", "0003_row_security")]
    operations = [migrations.RunSQL(POLICIES, BACK)]
