"""Each office sees its own files, by the post whose work they are; the public sees where one case stands, by its code."""

from django.db import migrations

# Desk files are for the posts that meet persons; complaints and coordination for supervisors.
_POST = """CASE keeper WHEN 'desk' THEN (SELECT access_offices()) IS NOT NULL
           ELSE (SELECT access_has_role('supervisor')) END"""
_OWN = f"office_id = (SELECT access_office()) AND {_POST}"
_OF_CASE = "EXISTS (SELECT FROM cases_case c WHERE c.id = {table}.case_id)"
_DESK = "office_id = (SELECT access_office()) AND (SELECT access_offices()) IS NOT NULL"

POLICIES = f"""
ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON cases_case FOR SELECT USING ({_OWN});
-- What another office asks is written by the node that received it, and so is what the public lodged.
CREATE POLICY made ON cases_case FOR INSERT WITH CHECK ({_OWN} AND side IN ('own', 'asking'));
CREATE POLICY changed ON cases_case FOR UPDATE USING ({_OWN});
-- A registration that has ended leaves nothing by which it could be found (docs/cases.md).
CREATE POLICY dropped ON cases_case FOR DELETE USING ({_OWN} AND procedure = 'registration');

ALTER TABLE cases_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON cases_event FOR SELECT USING ({_OF_CASE.format(table="cases_event")});
CREATE POLICY made ON cases_event FOR INSERT WITH CHECK ({_OF_CASE.format(table="cases_event")}
    AND side = (SELECT c.side FROM cases_case c WHERE c.id = case_id)
    AND (officer = (SELECT access_officer()) OR officer = 'node'));
CREATE POLICY changed ON cases_event FOR UPDATE USING ({_OF_CASE.format(table="cases_event")});
CREATE POLICY dropped ON cases_event FOR DELETE USING ({_OF_CASE.format(table="cases_event")});

ALTER TABLE cases_status_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON cases_status_link FOR SELECT USING (office_id = (SELECT access_office()));
CREATE POLICY made ON cases_status_link FOR INSERT
  WITH CHECK (office_id = (SELECT access_office()) AND {_OF_CASE.format(table="cases_status_link")});
CREATE POLICY changed ON cases_status_link FOR UPDATE USING (office_id = (SELECT access_office()));

ALTER TABLE cases_sealed_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON cases_sealed_record FOR SELECT USING ({_DESK});
CREATE POLICY made ON cases_sealed_record FOR INSERT WITH CHECK ({_DESK});
CREATE POLICY changed ON cases_sealed_record FOR UPDATE USING ({_DESK});
CREATE POLICY dropped ON cases_sealed_record FOR DELETE USING ({_DESK});

ALTER TABLE cases_lodged ENABLE ROW LEVEL SECURITY;
CREATE POLICY made ON cases_lodged FOR INSERT WITH CHECK (true);

ALTER TABLE cases_cover ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_office ON cases_cover USING (office_id = (SELECT access_office()))
  WITH CHECK (office_id = (SELECT access_office()));
ALTER TABLE cases_answer_template ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_office ON cases_answer_template USING ({_DESK}) WITH CHECK ({_DESK});
ALTER TABLE cases_calendar_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_feed ON cases_calendar_token USING (officer = (SELECT access_officer()))
  WITH CHECK (officer = (SELECT access_officer()) AND office_id = (SELECT access_office()));
"""

FUNCTIONS = """
-- Where a case stands, for who holds its code: the procedure's neutral name, whose turn it is, until when. No content.
CREATE FUNCTION cases_status(code bytea)
RETURNS TABLE (procedure text, side text, state text, turn text, office text, counterpart text, opened_at timestamptz,
               closed_at timestamptz, due_on date, provisional boolean, breached boolean, suspended boolean, bears text,
               duty text, part integer, ended text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
  WITH link AS (SELECT l.* FROM public.cases_status_link l WHERE l.digest = code AND l.expires_at > now()),
  shown AS (
    SELECT c.*, 0 AS part FROM link l JOIN public.cases_case c ON c.id = l.case_id
    UNION ALL
    SELECT c.*, 1 FROM link l JOIN public.cases_case c ON c.parent_id = l.case_id)
  SELECT s.procedure, s.side, s.state, s.turn, s.office_id, s.counterpart, s.opened_at, s.closed_at, k.due_on,
         coalesce(k.provisional, false), k.breached_at IS NOT NULL, k.id IS NOT NULL AND k.due_at IS NULL, k.bears,
         k.duty, s.part, ''::text
  FROM shown s LEFT JOIN LATERAL (
    SELECT * FROM public.clocks_clock c WHERE c.file = s.id AND c.ended_at IS NULL ORDER BY c.due_at LIMIT 1) k ON true
  UNION ALL
  SELECT ''::text, ''::text, ''::text, 'nobody'::text, l.office_id, ''::text, l.made_at, NULL, NULL, false, false, false,
         NULL, NULL, 0, l.ended
  FROM link l WHERE l.case_id IS NULL
  ORDER BY 15, 7;
END $$;

-- A calendar feed: how many files are due at this office on which day, and nothing else.
CREATE FUNCTION cases_due_by_day(token bytea) RETURNS TABLE (due_on date, files bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT ((c.due_at AT TIME ZONE 'Asia/Shanghai') - interval '1 microsecond')::date, count(*)
  FROM public.cases_calendar_token t
  JOIN public.access_officer o ON o.username = t.officer AND o.is_active AND o.office_id = t.office_id
  JOIN public.cases_case c ON c.office_id = t.office_id AND c.closed_at IS NULL AND c.ours AND c.due_at IS NOT NULL
  WHERE t.digest = token AND t.until > now()
    AND CASE c.keeper WHEN 'desk' THEN o.roles && ARRAY['community_worker', 'desk_officer']
        ELSE 'supervisor' = ANY (o.roles) END
  GROUP BY 1 ORDER BY 1;
END $$;

-- Whether a calendar feed is one that still holds.
CREATE FUNCTION cases_feed_holds(token bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_calendar_token t
    JOIN public.access_officer o ON o.username = t.officer AND o.is_active AND o.office_id = t.office_id
    WHERE t.digest = token AND t.until > now());
END $$;

-- What offices that she could not name held in their files about somebody who was erased everywhere.
CREATE FUNCTION cases_forget_person(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'files of a person who is held are not forgotten' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM public.clocks_void(ARRAY(SELECT c.id FROM public.cases_case c WHERE c.person_id = subject), 'forgotten', 'node');
  UPDATE public.cases_event e SET sealed = NULL FROM public.cases_case c WHERE c.person_id = subject AND e.case_id = c.id;
  UPDATE public.cases_case SET person_id = NULL, wrapped_key = NULL, sealed = NULL, due_at = NULL, turn = 'nobody',
      state = CASE WHEN closed_at IS NULL THEN 'withdrawn' ELSE state END, closed_at = coalesce(closed_at, now()),
      version = version + 1
    WHERE person_id = subject;
END $$;

-- An officer leaves: her open files become her successor's, or the office's.
CREATE FUNCTION cases_hand_over(who text, heir text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own text; moved bigint;
BEGIN
  own := (SELECT o.office_id FROM public.access_officer o WHERE o.username = who AND NOT o.is_active);
  IF own IS NULL OR (heir <> '' AND NOT EXISTS (
      SELECT FROM public.access_officer o WHERE o.username = heir AND o.is_active AND o.office_id = own)) THEN
    RAISE EXCEPTION 'work goes from one who left to one who stays' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH given AS (UPDATE public.cases_case c SET assigned_to = heir
    WHERE c.office_id = own AND c.assigned_to = who AND c.closed_at IS NULL RETURNING 1)
  SELECT count(*) INTO moved FROM given;
  DELETE FROM public.cases_calendar_token WHERE officer = who;
  DELETE FROM public.cases_cover WHERE office_id = own AND (officer = who OR by = who);
  RETURN moved;
END $$;
REVOKE ALL ON FUNCTION cases_status(bytea), cases_due_by_day(bytea), cases_feed_holds(bytea),
  cases_forget_person(uuid), cases_hand_over(text, text) FROM PUBLIC;
"""
TABLES = (
    "cases_case", "cases_event", "cases_status_link", "cases_sealed_record", "cases_lodged", "cases_cover",
    "cases_answer_template", "cases_calendar_token",
)  # fmt: skip
BACK = "DROP FUNCTION cases_hand_over(text, text), cases_forget_person(uuid), cases_feed_holds(bytea),\n" \
    "  cases_due_by_day(bytea), cases_status(bytea);\n" + "\n".join(
    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
) + "\n" + "\n".join(
    f"DROP POLICY IF EXISTS {name} ON {table};"
    for table in TABLES for name in ("seen", "made", "changed", "dropped", "own_office", "own_feed")
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases"), ("access", "0003_row_security"), ("clocks", "0003_end_by_owner")]
    operations = [migrations.RunSQL(POLICIES + FUNCTIONS, BACK)]
