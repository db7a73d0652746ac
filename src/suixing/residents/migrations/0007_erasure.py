"""She asks that she be erased: three days in which any session of hers, and any desk that holds her, cancels it."""

from django.db import migrations, models

FUNCTIONS = """
-- Everything where her session opens everything, or what one office holds where it opens all that this office did.
-- A code to a telephone opens from a day on, and never suffices. One request at a time.
CREATE FUNCTION residents_ask_erasure(at_office text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); asked bigint;
BEGIN
  IF held.person IS NULL THEN
    RETURN false;
  END IF;
  IF NOT (held.opens_from = '-infinity'
          OR coalesce((held.of_offices ->> at_office)::timestamptz = '-infinity', false))
     OR NOT EXISTS (SELECT FROM public.people_account a WHERE a.person_id = held.person
                    AND (at_office IS NULL OR a.office_id = at_office)) THEN
    RETURN false;
  END IF;
  IF public.residents_count(uuid_send(held.person), 'erasure') > 5 THEN
    RETURN false;
  END IF;
  INSERT INTO public.residents_erasure (person, office, asked_at, due_at)
    VALUES (held.person, at_office, clock_timestamp(), clock_timestamp() + interval '3 days')
    ON CONFLICT DO NOTHING RETURNING id INTO asked;
  IF asked IS NULL THEN
    RETURN false;
  END IF;
  PERFORM public.residents_note('resident.erasure_asked', held.person, '{}');
  RETURN true;
END $$;

-- What waits, for every page of hers, however little the session opens.
CREATE FUNCTION residents_erasures() RETURNS TABLE
  (id bigint, office text, asked_at timestamptz, due_at timestamptz, begun boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT e.id, e.office, e.asked_at, e.due_at, e.begun_at IS NOT NULL FROM public.residents_erasure e
    WHERE e.person = held.person;
END $$;

CREATE FUNCTION residents_cancel_erasure(wanted bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); ended bigint;
BEGIN
  DELETE FROM public.residents_erasure e WHERE e.id = wanted AND e.person = held.person AND e.begun_at IS NULL
    RETURNING e.id INTO ended;
  IF ended IS NOT NULL THEN
    PERFORM public.residents_note('resident.erasure_cancelled', held.person, '{}');
  END IF;
  RETURN ended IS NOT NULL;
END $$;

-- As before, and a request that she be erased is cancelled too.
CREATE OR REPLACE FUNCTION residents_object_at_desk(account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose uuid; at_office text;
BEGIN
  SELECT a.person_id, a.office_id INTO whose, at_office FROM public.people_account a
    WHERE a.id = residents_object_at_desk.account AND a.office_id = ANY (public.access_offices());
  IF whose IS NULL OR NOT public.residents_tied(whose, at_office) THEN
    RAISE EXCEPTION 'not an account of the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.residents_widening w SET cancelled_at = clock_timestamp(), cancelled_by = public.access_officer()
    WHERE w.person = whose AND w.cancelled_at IS NULL AND w.used_at IS NULL;
  DELETE FROM public.residents_erasure e WHERE e.person = whose AND e.begun_at IS NULL;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'resident.widening_cancelled', public.access_office(), public.access_officer(),
            'wish_of_the_person', ARRAY[whose], '{}');
END $$;

-- Whoever was erased, in whatever way, waits for it no longer.
CREATE FUNCTION residents_erasure_goes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.residents_erasure e WHERE e.person = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER erasure_goes_with_her AFTER DELETE ON people_person FOR EACH ROW
  EXECUTE FUNCTION residents_erasure_goes();
-- No policy: only functions of the owner, and the node, read and write it.
ALTER TABLE residents_erasure ENABLE ROW LEVEL SECURITY;
"""
BACK = """
DROP TRIGGER erasure_goes_with_her ON people_person;
DROP FUNCTION residents_erasure_goes();
DROP FUNCTION residents_cancel_erasure(bigint);
DROP FUNCTION residents_erasures();
DROP FUNCTION residents_ask_erasure(text);
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0006_mandates"), ("people", "0007_her_own_proofs")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField(unique=True)),
                ("office", models.TextField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "residents_erasure",
                "indexes": [models.Index(fields=["due_at"], name="erasure_by_day")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
