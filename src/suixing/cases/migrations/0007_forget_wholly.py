"""With the content of a file go its papers and its messages, at whichever office it lies."""

from django.db import migrations, models

REST = """
-- Papers and messages of files whose content was destroyed; refused for a file that has its key.
CREATE FUNCTION cases_forget_rest(files uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.cases_case WHERE id = ANY (files) AND wrapped_key IS NOT NULL) THEN
    RAISE EXCEPTION 'a file that is held keeps its papers' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.papers_paper p SET wrapped_key = NULL, sealed_name = NULL, removed_at = now()
    FROM public.cases_case c WHERE c.id = ANY (files) AND p.file = c.id AND p.removed_at IS NULL;
  UPDATE public.papers_upload_ticket t SET ended_at = now()
    FROM public.cases_case c WHERE c.id = ANY (files) AND t.file = c.id AND t.ended_at IS NULL;
  -- What has not left yet is still needed: it leaves, and the request to forget it leaves after it.
  UPDATE public.exchange_outbox o SET sealed = NULL
    FROM public.cases_case c WHERE c.id = ANY (files) AND o.pair = c.pair AND o.office = c.office_id
      AND o.sealed IS NOT NULL AND (o.relayed_at IS NOT NULL OR o.refusal <> '');
  UPDATE public.exchange_inbox i SET sealed = NULL
    FROM public.cases_case c WHERE c.id = ANY (files) AND i.pair = c.pair AND i.office = c.office_id
      AND i.sealed IS NOT NULL AND (i.handled_at IS NOT NULL OR i.refused <> '');
END $$;
REVOKE ALL ON FUNCTION cases_forget_rest(uuid[]) FROM PUBLIC;
"""
PERSON = """
CREATE OR REPLACE FUNCTION cases_forget_person(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[];
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'files of a person who is held are not forgotten' USING ERRCODE = 'insufficient_privilege';
  END IF;
  files := ARRAY(SELECT c.id FROM public.cases_case c WHERE c.person_id = subject);
  PERFORM public.clocks_void(files, 'forgotten', 'node');
  UPDATE public.cases_event e SET sealed = NULL WHERE e.case_id = ANY (files);
  UPDATE public.cases_case SET person_id = NULL, wrapped_key = NULL, sealed = NULL, due_at = NULL, turn = 'nobody',
      state = CASE WHEN closed_at IS NULL THEN 'withdrawn' ELSE state END, closed_at = coalesce(closed_at, now()),
      version = version + 1
    WHERE id = ANY (files);
  PERFORM public.cases_forget_rest(files);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_read_lists_along_an_index"),
        ("clocks", "0003_end_by_owner"),
        ("exchange", "0001_exchange"),
        ("papers", "0002_row_security"),
    ]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["id"],
                condition=models.Q(side="asking", joined=True, wrapped_key=None),
                name="case_to_forget",
            ),
        ),
        migrations.RunSQL(REST, "DROP FUNCTION cases_forget_rest(uuid[])"),
        migrations.RunSQL(PERSON, migrations.RunSQL.noop),
    ]
