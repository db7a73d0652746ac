"""Newcomers are told what their office offers (P4). Whom is looked up on the day; nobody's lack of a pass is stored.

A newcomer is who came to the place of an office that holds her with her consent, from another city (G3). Not told: who
has a pass that this node issued, who has shown one at that office, and who said that she wants none of it.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
-- As before, and her wishes go too.
CREATE OR REPLACE FUNCTION passes_forget(subject uuid) RETURNS TABLE (list integer, place integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'passes of a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.passes_quiet q WHERE q.person_id = subject;
  DELETE FROM public.passes_presentation p WHERE p.person_id = subject;
  DELETE FROM public.passes_offer o USING public.passes_pass p WHERE p.id = o.pass_id AND p.person_id = subject;
  RETURN QUERY DELETE FROM public.passes_pass p WHERE p.person_id = subject RETURNING p.status_list_id, p.index;
END $$;

CREATE FUNCTION passes_tell_newcomers(today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first date := coalesce((SELECT max(d.day) + 1 FROM public.passes_newcomers_day d), today);
  told integer;
BEGIN
  WITH days AS (
    INSERT INTO public.passes_newcomers_day (day)
      SELECT g::date FROM generate_series(greatest(first, today - 6)::timestamp, today, '1 day') g
      ON CONFLICT DO NOTHING RETURNING day
  ), made AS (
  INSERT INTO public.notices_notice
      (person, kind, office, accounts, channel, created_at, due_at, expires_at, tries, failed)
    SELECT a.person_id, 'newcomer', a.office_id, ARRAY[a.id], '', clock_timestamp(),
           (today + time '10:00') AT TIME ZONE 'Asia/Shanghai', (today + 5 + time '20:00') AT TIME ZONE 'Asia/Shanghai',
           0, ''
    FROM days
    JOIN public.people_residence r ON r.kind = 'current' AND upper_inf(r.during)
         AND lower(r.during) IN (days.day - 30, days.day - 60, days.day - 90)
    JOIN public.people_account a ON a.id = r.account_id AND starts_with(r.division_id, a.office_id)
    JOIN public.people_residence h ON h.account_id = a.id AND h.kind = 'home' AND upper_inf(h.during)
         AND CASE WHEN left(h.division_id, 2) IN ('11', '12', '31', '50')
                  THEN left(h.division_id, 2) <> left(r.division_id, 2)
                  ELSE left(h.division_id, 4) <> left(r.division_id, 4) END
    WHERE EXISTS (SELECT FROM public.access_tie t WHERE t.person = a.person_id AND t.office_id = a.office_id
                    AND t.source = 'registration' AND t.until IS NULL)
      AND NOT EXISTS (SELECT FROM public.passes_pass p
                      WHERE p.person_id = a.person_id AND p.state = 'valid' AND p.valid_until >= today)
      AND NOT EXISTS (SELECT FROM public.passes_presentation s
                      WHERE s.person_id = a.person_id AND s.office_id = a.office_id
                        AND s.verdict IN ('valid', 'status_unknown'))
      AND NOT EXISTS (SELECT FROM public.passes_quiet q
                      WHERE q.person_id = a.person_id AND q.office_id = a.office_id)
    RETURNING 1
  )
  SELECT count(*) INTO told FROM made;
  DELETE FROM public.passes_newcomers_day d WHERE d.day < today - 30;
  DELETE FROM public.passes_quiet q WHERE q.said_on < today - 92;
  RETURN told;
END $$;

ALTER TABLE passes_quiet ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_her_office ON passes_quiet
  USING (passes_quiet.office_id = (SELECT access_office()) AND people_works_with(passes_quiet.person_id, NULL))
  WITH CHECK (passes_quiet.office_id = (SELECT access_office()) AND people_works_with(passes_quiet.person_id, NULL));
"""
BACK = """
DROP POLICY of_her_office ON passes_quiet;
ALTER TABLE passes_quiet DISABLE ROW LEVEL SECURITY;
DROP FUNCTION passes_tell_newcomers(date);
"""
DO_NOTHING = django.db.models.deletion.DO_NOTHING


class Migration(migrations.Migration):
    dependencies = [("passes", "0004_wallets"), ("notices", "0004_newcomers")]
    operations = [
        migrations.CreateModel(
            name="NewcomersDay",
            fields=[("day", models.DateField(primary_key=True, serialize=False))],
            options={"db_table": "passes_newcomers_day"},
        ),
        migrations.CreateModel(
            name="Quiet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_on", models.DateField()),
                (
                    "office",
                    models.ForeignKey(db_index=False, on_delete=DO_NOTHING, related_name="+", to="places.office"),
                ),
                (
                    "person",
                    models.ForeignKey(db_index=False, on_delete=DO_NOTHING, related_name="+", to="people.person"),
                ),
            ],
            options={
                "db_table": "passes_quiet",
                "constraints": [models.UniqueConstraint(fields=("person", "office"), name="one_wish_an_office")],
            },
        ),
        migrations.RunSQL(FUNCTION, BACK),
    ]
