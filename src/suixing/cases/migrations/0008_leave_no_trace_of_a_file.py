"""What hangs on a file goes with it: its clocks with their times, and what papers there were."""

from django.db import migrations

GONE = """
-- Refused for a file that is there: an office must not wipe out what it is late with.
CREATE FUNCTION cases_forget_gone(file_gone uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.cases_case c WHERE c.id = file_gone) THEN
    RAISE EXCEPTION 'a file that is there keeps its clocks and papers' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM public.clocks_forget(ARRAY[file_gone]);
  DELETE FROM public.papers_upload_ticket t WHERE t.file = file_gone;
  DELETE FROM public.papers_paper p WHERE p.file = file_gone;
END $$;
REVOKE ALL ON FUNCTION cases_forget_gone(uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_forget_wholly"),
        ("clocks", "0002_row_security"),
        ("papers", "0002_row_security"),
    ]
    operations = [migrations.RunSQL(GONE, "DROP FUNCTION cases_forget_gone(uuid)")]
