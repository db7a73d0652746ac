"""The worker passes on papers that officers chose for the other side of a pair, and keeps what arrived; no others.

It reads no row of papers itself: one function gives it the key of a paper that goes along with a message, the other
writes a paper that came with one.
"""

from django.db import migrations

FUNCTIONS = """
-- The wrapped key of a paper that its office offered to the other side of a pair; NULL where it did not, or it is gone.
CREATE FUNCTION papers_offered_key(paper uuid, office text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.wrapped_key FROM public.papers_paper p
  WHERE p.id = papers_offered_key.paper AND p.office_id = papers_offered_key.office AND p.removed_at IS NULL
    AND EXISTS (SELECT FROM public.exchange_leaving_file f
                WHERE f.source = p.id AND f.office = papers_offered_key.office)
$$;

-- A paper that came along with a message to this office; 'held' where the same lies there already.
CREATE FUNCTION papers_keep_arrived(
  message uuid, crossing uuid, at_office text, whose_file uuid, of_code text, paper uuid, media_type text, size integer,
  pages integer, mark bytea, wrapped_key bytea, sealed_name bytea, at timestamptz
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE marked bytea;
BEGIN
  IF NOT EXISTS (SELECT FROM public.exchange_coming_file f WHERE f.message = papers_keep_arrived.message
                 AND f.file = crossing AND f.office = at_office AND f.refusal = '') THEN
    RAISE EXCEPTION 'no such paper is on its way to this office' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('papers ' || at_office || ':' || whose_file::text, 0));
  marked := sha256(papers_keep_arrived.mark || convert_to(at_office || ':' || whose_file::text, 'UTF8'));
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
    VALUES (papers_keep_arrived.paper, whose_file, at_office, of_code,
            (SELECT coalesce(max(p.number), 0) + 1 FROM public.papers_paper p
             WHERE p.file = whose_file AND p.office_id = at_office),
            papers_keep_arrived.media_type, papers_keep_arrived.size, papers_keep_arrived.pages, marked,
            papers_keep_arrived.wrapped_key, papers_keep_arrived.sealed_name, at, 'other office');
  RETURN 'kept';
END $$;
REVOKE ALL ON FUNCTION papers_offered_key(uuid, text), papers_keep_arrived(uuid, uuid, text, uuid, text, uuid, text,
  integer, integer, bytea, bytea, bytea, timestamptz) FROM PUBLIC;
"""
BACK = """
DROP FUNCTION papers_keep_arrived(uuid, uuid, text, uuid, text, uuid, text, integer, integer, bytea, bytea, bytea,
  timestamptz);
DROP FUNCTION papers_offered_key(uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_row_security"), ("exchange", "0006_files")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
