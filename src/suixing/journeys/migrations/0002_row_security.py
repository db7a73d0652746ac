"""Who sees which intake: an office its own, a supervisor above it the counts; files only the desk that handed in."""

from django.db import migrations

FUNCTIONS = """
-- Somebody takes back what offices hold about her. The caller must not see the files of other offices, so the
-- owner destroys them; what runs is left to its worker, which keeps nothing of it in the end.
CREATE FUNCTION journeys_forget_kept(offices text[], until timestamptz, at timestamptz) RETURNS TABLE (file uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF public.access_office() IS NULL AND NOT public.access_may_act_for('') THEN
    RAISE EXCEPTION 'no session of an officer' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.journeys_intake_run r SET state = 'withdrawn', finished_at = journeys_forget_kept.at
    WHERE r.office_id = ANY (offices) AND r.state = 'waiting' AND r.handed_in_at <= until;
  RETURN QUERY UPDATE public.journeys_intake_file f
    SET wrapped_key = NULL, sealed_name = NULL, destroyed_at = journeys_forget_kept.at, destroyed_for = 'taken_back'
    FROM public.journeys_intake_run r
    WHERE r.id = f.run_id AND r.office_id = ANY (offices) AND r.state <> 'running' AND r.handed_in_at <= until
      AND f.destroyed_at IS NULL
    RETURNING f.id;
END $$;
"""

_DESK = "office_id = (SELECT access_office()) AND (SELECT access_has_role('desk_officer'))"
_FILE = (
    "(SELECT access_has_role('desk_officer')) AND EXISTS (SELECT FROM journeys_intake_run r"
    " WHERE r.id = journeys_intake_file.run_id AND r.office_id = (SELECT access_office()))"
)

POLICIES = f"""
ALTER TABLE journeys_intake_run ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON journeys_intake_run FOR SELECT USING (
  office_id = (SELECT access_office())
  OR ((SELECT access_has_role('supervisor')) AND access_stands_over(office_id)));
CREATE POLICY made ON journeys_intake_run FOR INSERT
  WITH CHECK ({_DESK} AND officer = (SELECT access_officer()) AND state = 'waiting');
CREATE POLICY changed ON journeys_intake_run FOR UPDATE
  USING ({_DESK}) WITH CHECK ({_DESK} AND state IN ('waiting', 'withdrawn'));

ALTER TABLE journeys_intake_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON journeys_intake_file FOR SELECT USING ({_FILE});
CREATE POLICY made ON journeys_intake_file FOR INSERT WITH CHECK ({_FILE} AND kind = 'sheet');
CREATE POLICY changed ON journeys_intake_file FOR UPDATE
  USING ({_FILE}) WITH CHECK ({_FILE} AND destroyed_at IS NOT NULL);
"""

BACK = """
DROP POLICY seen ON journeys_intake_file;
DROP POLICY made ON journeys_intake_file;
DROP POLICY changed ON journeys_intake_file;
ALTER TABLE journeys_intake_file DISABLE ROW LEVEL SECURITY;
DROP POLICY seen ON journeys_intake_run;
DROP POLICY made ON journeys_intake_run;
DROP POLICY changed ON journeys_intake_run;
ALTER TABLE journeys_intake_run DISABLE ROW LEVEL SECURITY;
DROP FUNCTION journeys_forget_kept(text[], timestamptz, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_intake_runs"), ("access", "0003_row_security")]
    operations = [migrations.RunSQL(FUNCTIONS, None), migrations.RunSQL(POLICIES, BACK)]
