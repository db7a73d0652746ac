"""With the content of a file goes what is on its way to it and what it offered to the other side."""

from django.db import migrations

REST = """
CREATE OR REPLACE FUNCTION cases_forget_rest(files uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.cases_case WHERE id = ANY (files) AND wrapped_key IS NOT NULL) THEN
    RAISE EXCEPTION 'a file that is held keeps its papers' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.papers_paper p SET wrapped_key = NULL, sealed_name = NULL, removed_at = now()
    FROM public.cases_case c WHERE c.id = ANY (files) AND p.file = c.id AND p.removed_at IS NULL;
  UPDATE public.papers_upload_ticket t SET ended_at = now()
    FROM public.cases_case c WHERE c.id = ANY (files) AND t.file = c.id AND t.ended_at IS NULL;
  PERFORM public.exchange_forget_files(c.pair, c.office_id)
    FROM public.cases_case c WHERE c.id = ANY (files) AND c.pair IS NOT NULL;
  -- What has not left yet is still needed: it leaves, and the request to forget it leaves after it.
  UPDATE public.exchange_outbox o SET sealed = NULL
    FROM public.cases_case c WHERE c.id = ANY (files) AND o.pair = c.pair AND o.office = c.office_id
      AND o.sealed IS NOT NULL AND (o.relayed_at IS NOT NULL OR o.refusal <> '');
  UPDATE public.exchange_inbox i SET sealed = NULL
    FROM public.cases_case c WHERE c.id = ANY (files) AND i.pair = c.pair AND i.office = c.office_id
      AND i.sealed IS NOT NULL AND (i.handled_at IS NOT NULL OR i.refused <> '');
END $$;
"""
REST_BACK = """
CREATE OR REPLACE FUNCTION cases_forget_rest(files uuid[]) RETURNS void
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
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_codes_go_with_their_case"), ("exchange", "0006_files")]
    operations = [migrations.RunSQL(REST, REST_BACK)]
