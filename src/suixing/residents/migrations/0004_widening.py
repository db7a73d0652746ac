"""Everything is opened to her by a second officer of another office and seven days in which anybody of hers objects."""

from django.db import migrations

FUNCTIONS = """
-- Asked in her session; gives the number that she tells the second officer. A former request that waits ends.
CREATE FUNCTION residents_ask_widening(hash bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); drawn text;
BEGIN
  IF held.person IS NULL OR held.opens_from = '-infinity' OR octet_length(hash) <> 32
     OR public.residents_count(uuid_send(held.person), 'widening') > 3
     OR EXISTS (SELECT FROM public.residents_widening w WHERE w.person = held.person AND w.approved_at IS NOT NULL
                AND w.opens_at > clock_timestamp() AND w.cancelled_at IS NULL) THEN
    RETURN NULL;
  END IF;
  UPDATE public.residents_widening w SET cancelled_at = clock_timestamp(), cancelled_by = 'asked_again'
    WHERE w.person = held.person AND w.approved_at IS NULL AND w.cancelled_at IS NULL;
  drawn := lpad((('x' || encode(substr(uuid_send(gen_random_uuid()), 10, 4), 'hex'))::bit(32)::bigint % 100000000)::text,
                8, '0');
  INSERT INTO public.residents_widening (person, number, hash, origin, asked_at, expires_at)
    VALUES (held.person, drawn, residents_ask_widening.hash, held.origin, clock_timestamp(),
            clock_timestamp() + interval '14 days');
  PERFORM public.residents_note('resident.widening_asked', held.person, '{}');
  RETURN drawn;
END $$;

-- What waits, for her own pages.
CREATE FUNCTION residents_widenings() RETURNS TABLE
  (id bigint, number text, asked_at timestamptz, second_office text, approved_at timestamptz, opens_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT w.id, w.number, w.asked_at, w.second_office, w.approved_at, w.opens_at
    FROM public.residents_widening w
    WHERE w.person = held.person AND w.cancelled_at IS NULL AND w.used_at IS NULL
      AND (w.approved_at IS NOT NULL OR w.expires_at > clock_timestamp())
      AND (w.opens_at IS NULL OR w.opens_at > clock_timestamp() - interval '90 days')
    ORDER BY w.asked_at DESC;
END $$;

-- Whoever has any session of hers objects, however little it opens.
CREATE FUNCTION residents_cancel_widening(wanted bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); ended bigint;
BEGIN
  UPDATE public.residents_widening w SET cancelled_at = clock_timestamp(), cancelled_by = 'resident'
    WHERE w.id = wanted AND w.person = held.person AND w.cancelled_at IS NULL AND w.used_at IS NULL
    RETURNING w.id INTO ended;
  IF ended IS NOT NULL THEN
    PERFORM public.residents_note('resident.widening_cancelled', held.person, '{}');
  END IF;
  RETURN ended IS NOT NULL;
END $$;

-- The second officer, of an office on whose word nothing of the proof stands. Whatever is wrong is answered alike.
CREATE FUNCTION residents_second(blind bytea, told text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own text := public.access_office(); whose uuid; agreed bigint;
BEGIN
  IF public.access_offices() IS NULL THEN
    RAISE EXCEPTION 'no officer who meets persons is signed in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT i.person_id INTO whose FROM public.people_identifier i WHERE i.blind = residents_second.blind;
  IF public.residents_count(convert_to(public.access_officer(), 'UTF8'), 'second') <= 20 THEN
    UPDATE public.residents_widening w SET approved_at = clock_timestamp(), second_office = own,
        second_officer = public.access_officer(), opens_at = clock_timestamp() + interval '7 days'
      WHERE w.person = whose AND w.number = told AND w.approved_at IS NULL AND w.cancelled_at IS NULL
        AND w.expires_at > clock_timestamp() AND cardinality(w.origin) > 0
        AND NOT EXISTS (SELECT FROM unnest(w.origin) o WHERE public.access_same_house(o, own))
      RETURNING w.id INTO agreed;
  END IF;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(),
            CASE WHEN agreed IS NULL THEN 'resident.widening_not_approved' ELSE 'resident.widening_approved' END,
            own, public.access_officer(), 'wish_of_the_person',
            CASE WHEN agreed IS NULL THEN '{}'::uuid[] ELSE ARRAY[whose] END, '{}');
  RETURN agreed IS NOT NULL;
END $$;

-- At a desk that has a tie to her: she comes in person and objects. Whether anything waited is not told.
CREATE FUNCTION residents_object_at_desk(account bigint) RETURNS void
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
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'resident.widening_cancelled', public.access_office(), public.access_officer(),
            'wish_of_the_person', ARRAY[whose], '{}');
END $$;
"""
BACK = """
DROP FUNCTION residents_object_at_desk(bigint);
DROP FUNCTION residents_second(bytea, text);
DROP FUNCTION residents_cancel_widening(bigint);
DROP FUNCTION residents_widenings();
DROP FUNCTION residents_ask_widening(bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_own_rows")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
