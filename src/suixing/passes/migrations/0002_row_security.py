"""Who sees a pass: the home office that issued it, and where she confirmed its tie, an office that she has to do with.

Only the issuing office writes, and only at work with her: an emergency opening reads. What is shown at a current place
stays with the office there. Places in status lists are given away by a function, for nobody else may read their order.
"""

from django.db import migrations

SEEN = """
  EXISTS (SELECT FROM access_open_tie t WHERE t.person = passes_pass.person_id
          AND (t.confirmed_at IS NOT NULL OR t.office_id = passes_pass.office_id
               OR passes_pass.office_id = (SELECT access_office())))
"""
OWN = "{table}.office_id = (SELECT access_office()) AND people_works_with({table}.person_id, NULL)"

FUNCTIONS = """
-- The next places of the newest list, at most so many; fewer, or none, where it is full. Held until the transaction ends.
CREATE FUNCTION passes_take_places(office text, wanted integer) RETURNS TABLE (list integer, place integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held record; many integer; slice bytea;
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RAISE EXCEPTION 'not the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT s.number, s.used INTO held FROM public.passes_status_list s ORDER BY s.number DESC LIMIT 1 FOR UPDATE;
  many := least(wanted, 131072 - held.used);
  IF many IS NULL OR many < 1 THEN
    RETURN;
  END IF;
  SELECT substring(s.order_bytes FROM 4 * held.used + 1 FOR 4 * many) INTO slice
    FROM public.passes_status_list s WHERE s.number = held.number;
  UPDATE public.passes_status_list s SET used = held.used + many WHERE s.number = held.number;
  RETURN QUERY SELECT held.number, (get_byte(slice, 4 * i) << 24) + (get_byte(slice, 4 * i + 1) << 16)
                                   + (get_byte(slice, 4 * i + 2) << 8) + get_byte(slice, 4 * i + 3)
    FROM generate_series(0, many - 1) i;
END $$;

-- Under which key a form was handed out, by whichever office: to be handed out anew where the key is withdrawn.
CREATE FUNCTION passes_note_key(pass uuid, key integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.passes_pass p SET signed_with = array_append(p.signed_with, key)
    WHERE p.id = pass AND NOT key = ANY (p.signed_with) AND EXISTS (SELECT FROM public.passes_issuer_key k WHERE k.number = key);
END $$;

-- Passes of an erased person go last, with what other offices recorded of them; the places are to be revoked.
CREATE FUNCTION passes_forget(subject uuid) RETURNS TABLE (list integer, place integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'passes of a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.passes_presentation p WHERE p.person_id = subject;
  DELETE FROM public.passes_offer o USING public.passes_pass p WHERE p.id = o.pass_id AND p.person_id = subject;
  RETURN QUERY DELETE FROM public.passes_pass p WHERE p.person_id = subject RETURNING p.status_list_id, p.index;
END $$;
"""
POLICIES = f"""
ALTER TABLE passes_pass ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON passes_pass FOR SELECT USING ({SEEN});
CREATE POLICY made ON passes_pass FOR INSERT WITH CHECK ({OWN.format(table="passes_pass")});
CREATE POLICY changed ON passes_pass FOR UPDATE USING ({OWN.format(table="passes_pass")});
CREATE POLICY dropped ON passes_pass FOR DELETE USING ({OWN.format(table="passes_pass")});
ALTER TABLE passes_presentation ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_her_office ON passes_presentation
  USING ({OWN.format(table="passes_presentation")}) WITH CHECK ({OWN.format(table="passes_presentation")});
"""
BACK = """
DROP POLICY of_her_office ON passes_presentation;
ALTER TABLE passes_presentation DISABLE ROW LEVEL SECURITY;
DROP POLICY dropped ON passes_pass;
DROP POLICY changed ON passes_pass;
DROP POLICY made ON passes_pass;
DROP POLICY seen ON passes_pass;
ALTER TABLE passes_pass DISABLE ROW LEVEL SECURITY;
DROP FUNCTION passes_forget(uuid);
DROP FUNCTION passes_note_key(uuid, integer);
DROP FUNCTION passes_take_places(text, integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("passes", "0001_passes"), ("people", "0006_numbers_stay_hers"), ("access", "0010_cases_stay_at_their_office"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(FUNCTIONS, None), migrations.RunSQL(POLICIES, BACK)]
