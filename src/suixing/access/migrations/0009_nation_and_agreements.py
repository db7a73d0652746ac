"""The nation's office stands over every other one; and who reads and writes what places agreed on (X6)."""

from importlib import import_module

from django.db import migrations

# No code of a division begins with 00, so its digits alone would put nobody below it.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION access_stands_over(other text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own text := public.access_office();
BEGIN
  RETURN own IS NOT NULL AND other <> own AND (own = '00' OR starts_with(other, own));
END $$;
"""
FUNCTIONS_BACK = """
CREATE OR REPLACE FUNCTION access_stands_over(other text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own text := public.access_office();
BEGIN
  RETURN own IS NOT NULL AND other <> own AND starts_with(other, own);
END $$;
"""

_BEGIN = import_module("suixing.access.migrations.0006_staff").FUNCTIONS
_ONE = _BEGIN[_BEGIN.index("CREATE FUNCTION access_open_office_below") : _BEGIN.index("-- Whoever has left")]
OPEN_BELOW_BACK = _ONE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
OPEN_BELOW = OPEN_BELOW_BACK.replace(
    "NOT starts_with(wanted, above)", "NOT (above = '00' OR starts_with(wanted, above))"
)

POLICIES = """
-- Every officer reads them: they say how long another office may take. A party's administrator makes and ends them.
ALTER TABLE places_agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_for_officers ON places_agreement FOR SELECT USING ((SELECT access_office()) IS NOT NULL);
CREATE POLICY agreement_made_by_party ON places_agreement FOR INSERT
  WITH CHECK ((SELECT access_has_role('staff_administrator'))
              AND (SELECT access_office()) IN (first_id, second_id));
CREATE POLICY agreement_ended_by_party ON places_agreement FOR UPDATE
  USING ((SELECT access_has_role('staff_administrator')) AND (SELECT access_office()) IN (first_id, second_id))
  WITH CHECK ((SELECT access_has_role('staff_administrator')) AND (SELECT access_office()) IN (first_id, second_id));
ALTER TABLE places_agreed_limit ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreed_limit_for_officers ON places_agreed_limit FOR SELECT
  USING ((SELECT access_office()) IS NOT NULL);
CREATE POLICY agreed_limit_made_by_party ON places_agreed_limit FOR INSERT
  WITH CHECK ((SELECT access_has_role('staff_administrator'))
              AND EXISTS (SELECT FROM places_agreement a WHERE a.id = agreement_id
                          AND (SELECT access_office()) IN (a.first_id, a.second_id)));
"""
POLICIES_BACK = """
DROP POLICY agreed_limit_made_by_party ON places_agreed_limit;
DROP POLICY agreed_limit_for_officers ON places_agreed_limit;
ALTER TABLE places_agreed_limit DISABLE ROW LEVEL SECURITY;
DROP POLICY agreement_ended_by_party ON places_agreement;
DROP POLICY agreement_made_by_party ON places_agreement;
DROP POLICY agreement_for_officers ON places_agreement;
ALTER TABLE places_agreement DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0008_nothing_beside"), ("places", "0003_agreements")]
    operations = [
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        migrations.RunSQL(OPEN_BELOW, OPEN_BELOW_BACK),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
    ]
