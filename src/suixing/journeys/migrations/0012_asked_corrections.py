"""She asks on her own pages for a correction, takes it back, sees the answer, and is told that there is one."""

from importlib import import_module

from django.db import migrations

open_to_her = import_module("suixing.residents.migrations.0003_own_rows").open_to_her

FUNCTIONS = """
-- Only of what is open to her, at an office that still holds her; five that wait for one account at most.
CREATE FUNCTION journeys_ask_correction(account bigint, field text, sealed bytea, due date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE her uuid := public.residents_person(); at_office text; made bigint;
BEGIN
  SELECT a.office_id INTO at_office FROM public.people_account a
    WHERE a.id = account AND a.person_id = her AND public.residents_opens_entry(a.entered_at, a.sealed_at, a.office_id);
  IF at_office IS NULL OR NOT public.residents_tied(her, at_office) OR octet_length(sealed) > 16000
     OR due NOT BETWEEN current_date AND current_date + 120
     OR (SELECT count(*) FROM public.people_asked_correction c
         WHERE c.account_id = account AND c.outcome = '') >= 5 THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.people_asked_correction
      (account_id, person_id, office_id, field, sealed, asked_at, due_on, outcome, answered_by)
    VALUES (account, her, at_office, journeys_ask_correction.field, journeys_ask_correction.sealed, clock_timestamp(),
            due, '', '')
    RETURNING id INTO made;
  PERFORM public.residents_note('resident.correction_asked', her, '{}');
  RETURN made;
END $$;

CREATE FUNCTION journeys_take_back_correction(asked bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE her uuid := public.residents_person();
BEGIN
  UPDATE public.people_asked_correction c SET outcome = 'taken_back', answered_at = clock_timestamp()
    WHERE c.id = asked AND c.person_id = her AND c.outcome = '' AND public.residents_opens(c.asked_at, c.office_id);
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM public.residents_note('resident.correction_taken_back', her, '{}');
  RETURN true;
END $$;

CREATE FUNCTION journeys_tell_of_correction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)
    VALUES (NEW.person_id, 'correction.answered', NEW.office_id,
            ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = NEW.person_id),
            '', clock_timestamp(), clock_timestamp(), 0, '');
  RETURN NULL;
END $$;
CREATE TRIGGER answered_correction_is_told AFTER UPDATE OF outcome ON people_asked_correction FOR EACH ROW
  WHEN (OLD.outcome = '' AND NEW.outcome IN ('accepted', 'declined')) EXECUTE FUNCTION journeys_tell_of_correction();
"""
POLICY = f"""
CREATE POLICY hers ON people_asked_correction FOR SELECT
  USING ({open_to_her("person_id", "asked_at", "office_id")});
CREATE POLICY second_lock ON people_asked_correction AS RESTRICTIVE FOR SELECT
  USING (NOT coalesce(office_id = ANY ((SELECT residents_locked_offices())::text[]), false));
"""
BACK = """
DROP TRIGGER answered_correction_is_told ON people_asked_correction;
DROP FUNCTION journeys_tell_of_correction();
DROP POLICY second_lock ON people_asked_correction;
DROP POLICY hers ON people_asked_correction;
DROP FUNCTION journeys_take_back_correction(bigint);
DROP FUNCTION journeys_ask_correction(bigint, text, bytea, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0011_second_lock"), ("people", "0008_asked_corrections"), ("notices", "0005_chosen_way"),
        ("residents", "0009_entered_with_a_telephone"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop), migrations.RunSQL(POLICY, BACK)]
