"""Files of other offices are destroyed for somebody whom the caller works with, and for nobody in general.

The function took any offices from any session: an officer could have destroyed what every office had handed in.
"""

from django.db import migrations

FUNCTION = """
DROP FUNCTION journeys_forget_kept(text[], timestamptz, timestamptz);
-- Somebody takes back what offices hold about her. The caller must not see the files of other offices, so the
-- owner destroys them; what runs is left to its worker, which keeps nothing of it in the end.
CREATE FUNCTION journeys_forget_kept(subject uuid, offices text[], until timestamptz, at timestamptz)
RETURNS TABLE (file uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.access_may_act_for('') AND EXISTS (
      SELECT FROM unnest(offices) AS held(office)
      WHERE NOT public.people_works_with(subject, held.office)
         OR NOT EXISTS (SELECT FROM public.people_account a
                        WHERE a.person_id = subject AND a.office_id = held.office)) THEN
    RAISE EXCEPTION 'not an office that holds her, as far as this session sees' USING ERRCODE = 'insufficient_privilege';
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


class Migration(migrations.Migration):
    dependencies = [("journeys", "0003_handed_over"), ("people", "0006_numbers_stay_hers")]
    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
