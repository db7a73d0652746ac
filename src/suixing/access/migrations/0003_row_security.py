"""Who may see which row: the session's officer and office, found by functions that only the owner could change.

``suixing.session`` holds the key of a session. Setting it proves nothing by itself: the functions look for
its hash among the sessions, which the serving role can neither read nor make.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION access_session_hash() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(coalesce(current_setting('suixing.session', true), ''), 'UTF8')), 'hex')
$$;

CREATE FUNCTION access_office() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT o.office_id FROM public.access_officer_session s JOIN public.access_officer o ON o.id = s.officer_id
          WHERE s.session_key = public.access_session_hash() AND s.strong AND s.locked_at IS NULL
            AND s.expire_date > now() AND o.is_active);
END $$;

CREATE FUNCTION access_officer() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT o.username FROM public.access_officer_session s JOIN public.access_officer o ON o.id = s.officer_id
          WHERE s.session_key = public.access_session_hash() AND s.strong AND s.locked_at IS NULL
            AND s.expire_date > now() AND o.is_active);
END $$;

-- The offices whose ties she works with: her own and the villages paired with it (G1). None for a post that
-- does not meet persons.
CREATE FUNCTION access_offices() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT array_agg(f.code) FROM public.access_officer_session s
          JOIN public.access_officer o ON o.id = s.officer_id
          JOIN public.places_office f ON f.code = o.office_id OR f.township_id = o.office_id
          WHERE s.session_key = public.access_session_hash() AND s.strong AND s.locked_at IS NULL
            AND s.expire_date > now() AND o.is_active AND o.roles && ARRAY['community_worker', 'desk_officer']);
END $$;

CREATE FUNCTION access_has_role(wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.access_officer_session s JOIN public.access_officer o ON o.id = s.officer_id
                 WHERE s.session_key = public.access_session_hash() AND s.strong AND s.locked_at IS NULL
                   AND s.expire_date > now() AND o.is_active AND wanted = ANY(o.roles));
END $$;

-- Whether her office stands over another one. For offices and counts only: it opens no person to a superior.
CREATE FUNCTION access_stands_over(other text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own text := public.access_office();
BEGIN
  RETURN own IS NOT NULL AND other <> own AND starts_with(other, own);
END $$;

CREATE FUNCTION access_may_act_for(office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce(office = public.access_office(), false)
      OR session_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'public.access_tie'::regclass)
      OR EXISTS (SELECT FROM public.access_bulk_role WHERE name = session_user);
END $$;

-- Only a function of the owner confirms a tie, opens one for an officer, or opens a closed one still confirmed.
CREATE FUNCTION access_tie_is_honest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF NEW.officer IS NOT NULL
     OR (TG_OP = 'INSERT' AND NEW.confirmed_at IS NOT NULL)
     OR (TG_OP = 'UPDATE' AND NEW.confirmed_at IS NOT NULL
         AND (OLD.confirmed_at IS NULL OR OLD.confirmed_at <> NEW.confirmed_at
              OR (OLD.until IS NOT NULL AND (NEW.until IS NULL OR NEW.until > OLD.until)))) THEN
    RAISE EXCEPTION 'a tie is confirmed by the person only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tie_is_honest BEFORE INSERT OR UPDATE ON access_tie
  FOR EACH ROW EXECUTE FUNCTION access_tie_is_honest();

-- Ties of an erased person go last; nobody can take away the ties of one who is held.
CREATE FUNCTION access_forget(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'ties of a person who is held are closed, not forgotten' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.access_tie WHERE person = subject;
END $$;
"""

# What policies of other tables look at: ties that are open to the officer of the session, found past the table's own
# policy, so that one statement asks once whose session it is.
VIEW = """
CREATE VIEW access_open_tie WITH (security_barrier) AS
  SELECT person, office_id, confirmed_at, officer FROM access_tie
  WHERE office_id = ANY ((SELECT access_offices())::text[]) AND (until IS NULL OR until > now())
    AND (officer IS NULL OR officer = (SELECT access_officer()));
COMMENT ON VIEW access_open_tie IS 'ties that show a person to the officer of the session';
"""
POLICIES = """
ALTER TABLE access_tie ENABLE ROW LEVEL SECURITY;
CREATE POLICY tie_seen ON access_tie FOR SELECT
  USING (office_id = ANY ((SELECT access_offices())::text[])
         AND (officer IS NULL OR officer = (SELECT access_officer())));
CREATE POLICY tie_made ON access_tie FOR INSERT
  WITH CHECK (office_id = (SELECT access_office()) AND source = 'registration');
CREATE POLICY tie_closed ON access_tie FOR UPDATE
  USING (office_id = (SELECT access_office()) AND officer IS NULL)
  WITH CHECK (office_id = (SELECT access_office()));
CREATE POLICY tie_dropped ON access_tie FOR DELETE USING (office_id = (SELECT access_office()));

ALTER TABLE access_search_count ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_budget ON access_search_count
  USING (officer = (SELECT access_officer())) WITH CHECK (officer = (SELECT access_officer()));

ALTER TABLE journal_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY entry_written ON journal_entry FOR INSERT
  WITH CHECK ((office IS NULL OR office = (SELECT access_office())) AND officer = (SELECT access_officer()));
CREATE POLICY entry_own ON journal_entry FOR SELECT
  USING (officer = (SELECT access_officer()));
-- A tie that is not confirmed shows what its own office did, and no other.
CREATE POLICY entry_about_tied ON journal_entry FOR SELECT
  USING (EXISTS (SELECT FROM access_open_tie t WHERE t.person = ANY (journal_entry.subjects)
                 AND (t.confirmed_at IS NOT NULL OR t.office_id = journal_entry.office)));
ALTER TABLE journal_mention ENABLE ROW LEVEL SECURITY;
CREATE POLICY mention_of_tied ON journal_mention FOR SELECT
  USING (EXISTS (SELECT FROM access_open_tie t WHERE t.person = journal_mention.subject));
"""

BACK = """
DROP POLICY mention_of_tied ON journal_mention;
ALTER TABLE journal_mention DISABLE ROW LEVEL SECURITY;
DROP POLICY entry_written ON journal_entry;
DROP POLICY entry_own ON journal_entry;
DROP POLICY entry_about_tied ON journal_entry;
ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY;
DROP POLICY own_budget ON access_search_count;
ALTER TABLE access_search_count DISABLE ROW LEVEL SECURITY;
DROP POLICY tie_seen ON access_tie;
DROP POLICY tie_made ON access_tie;
DROP POLICY tie_closed ON access_tie;
DROP POLICY tie_dropped ON access_tie;
ALTER TABLE access_tie DISABLE ROW LEVEL SECURITY;
DROP VIEW access_open_tie;
DROP TRIGGER tie_is_honest ON access_tie;
DROP FUNCTION access_tie_is_honest();
DROP FUNCTION access_forget(uuid);
DROP FUNCTION access_may_act_for(text);
DROP FUNCTION access_stands_over(text);
DROP FUNCTION access_has_role(text);
DROP FUNCTION access_offices();
DROP FUNCTION access_officer();
DROP FUNCTION access_office();
DROP FUNCTION access_session_hash();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_officers"), ("journal", "0001_journal"), ("places", "0002_office_township")]
    operations = [migrations.RunSQL(FUNCTIONS, None), migrations.RunSQL(VIEW, None), migrations.RunSQL(POLICIES, BACK)]
