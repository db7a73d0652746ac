"""What the sign-in role has the owner do for administrators: open an office below, end the openings of who left.

Both look at who is an officer and who is not, which only that role and the owner can change. Nobody else may call them
(config/roles.py).
"""

from django.db import migrations

FUNCTIONS = """
-- An office below gets its first administrator from above, and nothing else: so its row is made here, and only while
-- it has none. Two who appoint at once wait for each other on that row.
CREATE FUNCTION access_open_office_below(wanted text, administrator text, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE above text; level smallint;
BEGIN
  above := (SELECT o.office_id FROM public.access_officer o
            WHERE o.username = administrator AND o.is_active AND 'staff_administrator' = ANY (o.roles));
  level := (SELECT d.tier FROM public.places_division d WHERE d.id = wanted AND d.valid_until IS NULL);
  IF above IS NULL OR level IS NULL OR wanted = above OR NOT starts_with(wanted, above) THEN
    RETURN 'not_below';
  END IF;
  -- A village is paired with its township, which opens with it (G1).
  INSERT INTO public.places_office (code, division_id, tier, township_id, opened_at)
    SELECT d.code, d.id, d.tier, NULL, at FROM public.places_division d
    WHERE level = 5 AND d.id = left(wanted, 9) AND d.valid_until IS NULL ON CONFLICT (code) DO NOTHING;
  INSERT INTO public.places_office (code, division_id, tier, township_id, opened_at)
    VALUES (wanted, wanted, level, CASE WHEN level = 5 THEN left(wanted, 9) END, at) ON CONFLICT (code) DO NOTHING;
  PERFORM FROM public.places_office f WHERE f.code = wanted FOR UPDATE;
  IF EXISTS (SELECT FROM public.access_officer o
             WHERE o.office_id = wanted AND o.is_active AND 'staff_administrator' = ANY (o.roles)) THEN
    RETURN 'has_administrator';
  END IF;
  RETURN 'open';
END $$;

-- Whoever has left sees nothing any more; what was opened to her says so too.
CREATE FUNCTION access_end_openings(who text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one record; whose uuid; ended integer := 0;
BEGIN
  IF EXISTS (SELECT FROM public.access_officer o WHERE o.username = who AND o.is_active) THEN
    RAISE EXCEPTION 'she has not left' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR one IN
    UPDATE public.access_break_glass_sought s SET closed_at = clock_timestamp(), until = clock_timestamp()
      FROM public.access_break_glass b
      WHERE b.id = s.request_id AND b.officer = who AND s.opened_at IS NOT NULL AND s.closed_at IS NULL
        AND s.until > clock_timestamp()
      RETURNING s.tie, s.request_id, b.office
  LOOP
    UPDATE public.access_tie t SET until = clock_timestamp() WHERE t.id = one.tie RETURNING t.person INTO whose;
    INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
      VALUES (clock_timestamp(), 'break_glass.closed', one.office, who, 'exception',
              array_remove(ARRAY[whose], NULL),
              pg_catalog.jsonb_build_object('request', one.request_id, 'because', 'left'));
    ended := ended + 1;
  END LOOP;
  RETURN ended;
END $$;

REVOKE EXECUTE ON FUNCTION access_open_office_below(text, text, timestamptz) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION access_end_openings(text) FROM PUBLIC;
"""
BACK = """
DROP FUNCTION access_end_openings(text);
DROP FUNCTION access_open_office_below(text, text, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_start_codes"), ("places", "0002_office_township")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
