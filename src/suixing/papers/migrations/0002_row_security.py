"""Papers are seen by the office that holds them; a phone adds one by its ticket and sees nothing.

A phone has no officer's session, so a function of the owner writes for it. Time, office, file, kind and officer are
those of the ticket and of the database's clock, never what the caller says; what is wrong with a ticket is not told.
"""

from django.db import migrations

FUNCTIONS = """
-- A ticket ends with its time, when it is used up, when the officer ends it, and when she has left or changed office.
CREATE FUNCTION papers_ticket_left(token bytea) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT 10 - t.used FROM public.papers_upload_ticket t
    WHERE t.digest = papers_ticket_left.token AND t.ended_at IS NULL AND t.until > clock_timestamp()
      AND EXISTS (SELECT FROM public.access_officer o WHERE o.username = t.by AND o.is_active
                  AND o.office_id = t.office_id AND o.roles && ARRAY['community_worker', 'desk_officer'])), 0);
END $$;

CREATE FUNCTION papers_keep_by_ticket(
  token bytea, paper uuid, media_type text, size integer, pages integer, mark bytea, wrapped_key bytea, sealed_name bytea
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose_file uuid; at_office text; of_code text; who text; at timestamptz := clock_timestamp(); marked bytea;
BEGIN
  IF public.papers_ticket_left(papers_keep_by_ticket.token) = 0 THEN
    RETURN 'closed';
  END IF;
  -- Two at once wait here for each other; the second looks again at what is left.
  UPDATE public.papers_upload_ticket t SET used = t.used + 1
    WHERE t.digest = papers_keep_by_ticket.token AND t.used < 10 AND t.ended_at IS NULL AND t.until > at
    RETURNING t.file, t.office_id, t.code, t.by INTO whose_file, at_office, of_code, who;
  IF whose_file IS NULL THEN
    RETURN 'closed';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('papers ' || at_office || ':' || whose_file::text, 0));
  marked := sha256(papers_keep_by_ticket.mark || convert_to(at_office || ':' || whose_file::text, 'UTF8'));
  IF EXISTS (SELECT FROM public.papers_paper p WHERE p.file = whose_file AND p.office_id = at_office
             AND p.code = of_code AND p.mark = marked AND p.removed_at IS NULL) THEN
    RETURN 'held';
  END IF;
  IF (SELECT count(*) FROM public.papers_paper p WHERE p.file = whose_file AND p.office_id = at_office
      AND p.removed_at IS NULL) >= 40 THEN
    RETURN 'full';
  END IF;
  INSERT INTO public.papers_paper (id, file, office_id, code, number, media_type, size, pages, mark, wrapped_key,
                                   sealed_name, added_at, added_by)
    VALUES (papers_keep_by_ticket.paper, whose_file, at_office, of_code,
            (SELECT coalesce(max(p.number), 0) + 1 FROM public.papers_paper p
             WHERE p.file = whose_file AND p.office_id = at_office),
            papers_keep_by_ticket.media_type, papers_keep_by_ticket.size, papers_keep_by_ticket.pages, marked,
            papers_keep_by_ticket.wrapped_key, papers_keep_by_ticket.sealed_name, at, 'phone');
  -- In the name of who made the ticket: she answers for it.
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (at, 'paper.kept', at_office, who, 'case', '{}', pg_catalog.jsonb_build_object('way', 'phone'));
  RETURN 'kept';
END $$;
"""

# Her own office, and a post that meets persons: without one there are no offices.
_OWN = "office_id = (SELECT access_office()) AND (SELECT access_offices()) IS NOT NULL"

POLICIES = f"""
ALTER TABLE papers_paper ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON papers_paper FOR SELECT USING ({_OWN});
CREATE POLICY made ON papers_paper FOR INSERT
  WITH CHECK ({_OWN} AND added_by = (SELECT access_officer()) AND removed_at IS NULL);
CREATE POLICY removed ON papers_paper FOR UPDATE USING ({_OWN}) WITH CHECK ({_OWN} AND removed_at IS NOT NULL);

ALTER TABLE papers_upload_ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON papers_upload_ticket FOR SELECT USING ({_OWN});
CREATE POLICY made ON papers_upload_ticket FOR INSERT
  WITH CHECK ({_OWN} AND by = (SELECT access_officer()) AND used = 0 AND until <= now() + interval '16 minutes');
CREATE POLICY ended ON papers_upload_ticket FOR UPDATE USING ({_OWN}) WITH CHECK ({_OWN} AND ended_at IS NOT NULL);
CREATE POLICY dropped ON papers_upload_ticket FOR DELETE USING ({_OWN});
"""

BACK = """
DROP POLICY seen ON papers_upload_ticket;
DROP POLICY made ON papers_upload_ticket;
DROP POLICY ended ON papers_upload_ticket;
DROP POLICY dropped ON papers_upload_ticket;
ALTER TABLE papers_upload_ticket DISABLE ROW LEVEL SECURITY;
DROP POLICY seen ON papers_paper;
DROP POLICY made ON papers_paper;
DROP POLICY removed ON papers_paper;
ALTER TABLE papers_paper DISABLE ROW LEVEL SECURITY;
DROP FUNCTION papers_keep_by_ticket(bytea, uuid, text, integer, integer, bytea, bytea, bytea);
DROP FUNCTION papers_ticket_left(bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_papers"), ("access", "0003_row_security"), ("journal", "0001_journal")]
    operations = [migrations.RunSQL(FUNCTIONS, None), migrations.RunSQL(POLICIES, BACK)]
