"""A second lock: what some offices did stays folded in her session until one more proof is shown, for ten minutes."""

from django.db import migrations, models

LOOK = """CREATE OR REPLACE FUNCTION residents_look(OUT person uuid, OUT session bigint, OUT way text, OUT opens_from text,
  OUT of_offices jsonb, OUT expires_at timestamptz, OUT telephone_blocked boolean, OUT hidden boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NULL THEN
    RETURN;
  END IF;
  IF held.seen_at < clock_timestamp() - interval '1 minute' THEN
    UPDATE public.residents_session s SET seen_at = clock_timestamp() WHERE s.id = held.id;
  END IF;
  person := held.person; session := held.id; way := held.way; of_offices := held.of_offices{less};
  opens_from := to_jsonb(held.opens_from) #>> '{{}}'; expires_at := held.expires_at;
  SELECT coalesce(bool_or(c.telephone_blocked), false), coalesce(bool_or(c.hidden), false)
    INTO telephone_blocked, hidden FROM public.residents_choice c WHERE c.person = held.person;
END $$;
"""
FUNCTIONS = """
-- The offices that stay folded in her session now. Policies ask it; in an officer's session there are none.
CREATE FUNCTION residents_locked_offices() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session;
BEGIN
  IF coalesce(current_setting('suixing.resident', true), '') = '' THEN
    RETURN '{}';
  END IF;
  held := public.residents_seat();
  IF held.person IS NULL OR held.unlocked_until > clock_timestamp() THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(SELECT o.code FROM public.places_office o WHERE o.second_lock);
END $$;

-- As before, and not behind the second lock.
CREATE OR REPLACE FUNCTION residents_opens(moment timestamptz, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (moment >= public.residents_from()
          OR coalesce(moment >= (public.residents_of_offices() ->> office)::timestamptz, false))
     AND NOT coalesce(office = ANY (public.residents_locked_offices()), false);
END $$;

-- A session goes on under a fresh key when one more proof was shown in it, and never else: that opens the lock.
CREATE FUNCTION residents_unlock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.unlocked_until := clock_timestamp() + interval '10 minutes';
  RETURN NEW;
END $$;
CREATE TRIGGER proof_opens_second_lock BEFORE UPDATE OF key ON residents_session FOR EACH ROW
  WHEN (NEW.key <> OLD.key) EXECUTE FUNCTION residents_unlock();

-- She folds it again before the time is over.
CREATE FUNCTION residents_lock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  UPDATE public.residents_session s SET unlocked_until = NULL WHERE s.id = held.id;
END $$;
"""
BACK = LOOK.format(less="") + """
DROP FUNCTION residents_lock();
DROP TRIGGER proof_opens_second_lock ON residents_session;
DROP FUNCTION residents_unlock();
CREATE OR REPLACE FUNCTION residents_opens(moment timestamptz, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN moment >= public.residents_from()
      OR coalesce(moment >= (public.residents_of_offices() ->> office)::timestamptz, false);
END $$;
DROP FUNCTION residents_locked_offices();
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_erasure"), ("places", "0004_second_lock")]
    operations = [
        migrations.AddField("session", "unlocked_until", models.DateTimeField(null=True)),
        migrations.RunSQL(FUNCTIONS, BACK),
        # Nor does her page say that something of such an office is open to her, while it is folded.
        migrations.RunSQL(LOOK.format(less=" - public.residents_locked_offices()"), migrations.RunSQL.noop),
    ]
