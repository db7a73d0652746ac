"""Whom a case is about sees it on her own pages and takes it back there; only an officer writes what happened in it."""

from importlib import import_module

from django.db import migrations, models

open_to_her = import_module("suixing.residents.migrations.0003_own_rows").open_to_her

# Within a CASE, so that lists of an office are read along their index as before and not by a second one for this.
_OPEN = f"""CASE WHEN (SELECT residents_person()) IS NULL THEN false
       ELSE {open_to_her("person_id", "opened_at", "office_id")} END"""
_HER_CASE = """(SELECT residents_person()) IS NOT NULL AND EXISTS (SELECT FROM cases_case c
         WHERE c.id = {case} AND c.person_id = (SELECT residents_person()))"""
_OF_CASE = "EXISTS (SELECT FROM cases_case c WHERE c.id = cases_event.case_id)"
_OFFICER = "(SELECT access_office()) IS NOT NULL AND "

POLICIES = f"""
CREATE POLICY hers ON cases_case FOR SELECT USING (keeper = 'desk' AND {_OPEN});
CREATE POLICY hers ON cases_letter FOR SELECT USING ({_HER_CASE.format(case="cases_letter.case_id")});
CREATE POLICY hers ON clocks_clock FOR SELECT USING ({_HER_CASE.format(case="clocks_clock.file")});
"""
# Whoever sees a case sees what happened in it; who only sees it must not write it.
WRITING = """
ALTER POLICY made ON cases_event WITH CHECK ({officer}{of_case}
    AND side = (SELECT c.side FROM cases_case c WHERE c.id = case_id)
    AND (officer = (SELECT access_officer()) OR officer = 'node'));
ALTER POLICY changed ON cases_event USING ({officer}{of_case});
ALTER POLICY dropped ON cases_event USING ({officer}{of_case});
"""
# What she takes back comes through the function below and no other way.
LODGED = "ALTER POLICY made ON cases_lodged WITH CHECK (of_case IS NULL AND what <> 'own_withdrawal');"
LODGED_BACK = "ALTER POLICY made ON cases_lodged WITH CHECK (true);"
BACK = """
DROP POLICY hers ON clocks_clock;
DROP POLICY hers ON cases_letter;
DROP POLICY hers ON cases_case;
"""

FUNCTIONS = """
-- Whether a file is one about whoever sits here, and open to her.
CREATE FUNCTION cases_is_hers(file uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_case c WHERE c.id = file AND c.keeper = 'desk'
    AND c.person_id = public.residents_person() AND public.residents_opens(c.opened_at, c.office_id));
END $$;

-- What a file of hers waits for that is about somebody else: where it stands, and not a word of whose it is.
CREATE FUNCTION cases_own_waits(file uuid)
RETURNS TABLE (procedure text, side text, state text, turn text, counterpart text, due_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.cases_is_hers(file) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT c.procedure, c.side, c.state, c.turn, c.counterpart, c.due_at FROM public.cases_case c
    WHERE c.parent_id = file AND c.person_id IS DISTINCT FROM public.residents_person()
    ORDER BY c.opened_at, c.id;
END $$;

-- Which papers lie in a file of hers: of what kind, since when, and whether the other office sent them. No key.
CREATE FUNCTION cases_own_papers(file uuid)
RETURNS TABLE (number integer, code text, added_at timestamptz, sent boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.cases_is_hers(file) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT p.number, p.code, p.added_at, p.added_by = 'other office' FROM public.papers_paper p
    JOIN public.cases_case c ON c.id = p.file AND c.office_id = p.office_id
    WHERE p.file = cases_own_papers.file AND p.removed_at IS NULL ORDER BY p.number;
END $$;

-- She takes back what an office has open for her; the node takes the step. Asked twice it is one.
CREATE FUNCTION cases_take_back_own(file uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE at_office text; fresh uuid := gen_random_uuid();
BEGIN
  SELECT c.office_id INTO at_office FROM public.cases_case c
    WHERE c.id = file AND c.closed_at IS NULL AND c.parent_id IS NULL
      AND (c.side <> 'answering' OR NOT c.joined);  -- or nobody but she asks there
  IF at_office IS NULL OR NOT public.cases_is_hers(file) THEN
    RETURN false;
  END IF;
  INSERT INTO public.cases_lodged (id, what, office_id, digest, of_case, lodged_at, refused)
    VALUES (fresh, 'own_withdrawal', at_office, sha256(uuid_send(fresh)), file, clock_timestamp(), '')
    ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM public.residents_note('resident.case_withdrawn', public.residents_person(), '{}');
  END IF;
  RETURN true;
END $$;

-- A registration that she took back on her own pages goes as one that is taken back at the desk (cases.closing).
CREATE FUNCTION cases_drop_withdrawn(file uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases_case c
                 WHERE c.id = file AND c.procedure = 'registration' AND c.state = 'withdrawn') THEN
    RAISE EXCEPTION 'only a registration that was taken back goes so' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.cases_status_link l SET case_id = NULL, ended = 'withdrawn',
      made_at = date_trunc('month', l.made_at, 'Asia/Shanghai'),
      expires_at = date_trunc('month', l.expires_at + interval '31 days', 'Asia/Shanghai')
    WHERE l.case_id = file;
  UPDATE public.cases_case c SET parent_id = NULL WHERE c.parent_id = file;
  UPDATE public.cases_lodged l SET of_case = NULL WHERE l.of_case = file;
  DELETE FROM public.cases_event e WHERE e.case_id = file;
  DELETE FROM public.cases_letter l WHERE l.case_id = file;
  DELETE FROM public.cases_case c WHERE c.id = file;
  PERFORM public.cases_forget_gone(file);
END $$;
REVOKE ALL ON FUNCTION cases_is_hers(uuid), cases_own_waits(uuid), cases_own_papers(uuid), cases_take_back_own(uuid),
  cases_drop_withdrawn(uuid) FROM PUBLIC;
"""
FUNCTIONS_BACK = """
DROP FUNCTION cases_drop_withdrawn(uuid), cases_take_back_own(uuid), cases_own_papers(uuid), cases_own_waits(uuid),
  cases_is_hers(uuid);
"""
KINDS = ["complaint", "appeal", "withdrawal", "own_withdrawal"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_files_on_their_way_go_too"), ("residents", "0004_widening")]
    operations = [
        migrations.AddField("lodged", "of_case", models.UUIDField(null=True)),
        migrations.RemoveConstraint("lodged", "lodged_is_of_a_kind"),
        migrations.AddConstraint(
            "lodged", models.CheckConstraint(name="lodged_is_of_a_kind", condition=models.Q(what__in=KINDS))
        ),
        migrations.AddConstraint(
            "lodged",
            models.UniqueConstraint(
                fields=["of_case"], condition=models.Q(taken_up_at=None), name="taken_back_once_at_a_time"
            ),
        ),
        migrations.RunSQL(POLICIES, BACK),
        migrations.RunSQL(
            WRITING.format(officer=_OFFICER, of_case=_OF_CASE), WRITING.format(officer="", of_case=_OF_CASE)
        ),
        migrations.RunSQL(LODGED, LODGED_BACK),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
    ]
