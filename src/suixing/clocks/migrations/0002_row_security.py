"""Each office sees the clocks of its own copies; what happened to a clock only grows (docs/clocks.md).

Superiors are told of late clocks by a function that has no file in its answer.
"""

from django.db import migrations

FUNCTIONS = """
-- Room on each page for the version of a row that a new calendar writes.
ALTER TABLE clocks_clock SET (fillfactor = 75);

CREATE FUNCTION clocks_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('suixing.forgetting', true) = 'clocks'
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'what happened to a clock only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER clocks_event_only_grows BEFORE UPDATE OR DELETE ON clocks_event
  FOR EACH STATEMENT EXECUTE FUNCTION clocks_event_only_grows();

-- Nobody may call it: an office must not wipe out what it is late with. Functions of the owner call it that made
-- sure that the person of these files was erased.
CREATE FUNCTION clocks_forget(files uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('suixing.forgetting', 'clocks', true);
  DELETE FROM public.clocks_date_changed c WHERE c.file = ANY (files);
  DELETE FROM public.clocks_event e USING public.clocks_clock c WHERE c.id = e.clock_id AND c.file = ANY (files);
  DELETE FROM public.clocks_clock c WHERE c.file = ANY (files);
  PERFORM set_config('suixing.forgetting', '', true);
END $$;
REVOKE ALL ON FUNCTION clocks_forget(uuid[]) FROM PUBLIC;

CREATE FUNCTION clocks_late(offices text[])
RETURNS TABLE (clock uuid, office text, duty text, bears text, rule text, due_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE over text[];
BEGIN
  over := ARRAY(SELECT o FROM unnest(offices) o WHERE public.access_may_act_for(o)
                OR (public.access_stands_over(o) AND public.access_has_role('supervisor')));
  RETURN QUERY SELECT c.id, c.office, c.duty, c.bears, c.rule, c.due_at FROM public.clocks_clock c
    WHERE c.office = ANY (over) AND c.ended_at IS NULL AND c.breached_at IS NOT NULL;
END $$;
REVOKE ALL ON FUNCTION clocks_late(text[]) FROM PUBLIC;
"""

POLICIES = """
ALTER TABLE clocks_clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON clocks_clock FOR SELECT USING (office = (SELECT access_office()));
CREATE POLICY made ON clocks_clock FOR INSERT WITH CHECK (office = (SELECT access_office()));
CREATE POLICY changed ON clocks_clock FOR UPDATE USING (office = (SELECT access_office()));

ALTER TABLE clocks_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON clocks_event FOR SELECT
  USING (EXISTS (SELECT FROM clocks_clock c WHERE c.id = clocks_event.clock_id));
-- A breach and its escalation are written by the worker alone.
CREATE POLICY made ON clocks_event FOR INSERT
  WITH CHECK (EXISTS (SELECT FROM clocks_clock c WHERE c.id = clocks_event.clock_id)
              AND officer = (SELECT access_officer())
              AND kind IN ('started', 'suspended', 'resumed', 'extended', 'met', 'unmet', 'void'));

ALTER TABLE clocks_date_changed ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON clocks_date_changed FOR SELECT USING (office = (SELECT access_office()));
CREATE POLICY changed ON clocks_date_changed FOR UPDATE USING (office = (SELECT access_office()));
"""

BACK = """
DROP POLICY changed ON clocks_date_changed;
DROP POLICY seen ON clocks_date_changed;
ALTER TABLE clocks_date_changed DISABLE ROW LEVEL SECURITY;
DROP POLICY made ON clocks_event;
DROP POLICY seen ON clocks_event;
ALTER TABLE clocks_event DISABLE ROW LEVEL SECURITY;
DROP POLICY changed ON clocks_clock;
DROP POLICY made ON clocks_clock;
DROP POLICY seen ON clocks_clock;
ALTER TABLE clocks_clock DISABLE ROW LEVEL SECURITY;
DROP FUNCTION clocks_late(text[]);
DROP FUNCTION clocks_forget(uuid[]);
DROP TRIGGER clocks_event_only_grows ON clocks_event;
DROP FUNCTION clocks_event_only_grows();
ALTER TABLE clocks_clock RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_clocks"), ("access", "0003_row_security")]
    operations = [migrations.RunSQL(FUNCTIONS + POLICIES, BACK)]
