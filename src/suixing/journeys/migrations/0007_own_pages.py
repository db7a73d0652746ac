"""What is told to a person about her own pages, in the same transaction as what it tells of: it cannot be left out."""

from importlib import import_module

from django.db import migrations

open_to_her = import_module("suixing.residents.migrations.0003_own_rows").open_to_her

FUNCTIONS = """
-- A code to telephones that stand for her. The same rows and no answer, whether there is one, or anybody.
CREATE FUNCTION journeys_send_resident_code(blind bytea, hash bytea, sealed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE issued record;
BEGIN
  SELECT * INTO issued FROM public.residents_issue_telephone_code(blind, hash);
  IF issued.whose IS NULL OR octet_length(sealed) > 2000 THEN
    RETURN;
  END IF;
  UPDATE public.notices_notice n SET failed = 'replaced', sealed = NULL
    WHERE n.person = issued.whose AND n.kind = 'resident.code' AND n.sent_at IS NULL AND n.failed = '';
  INSERT INTO public.notices_notice
      (person, kind, accounts, sealed, channel, created_at, due_at, expires_at, tries, failed)
    VALUES (issued.whose, 'resident.code', issued.accounts, journeys_send_resident_code.sealed, '',
            clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '10 minutes', 0, '');
END $$;

-- Somebody signed in with a code: told on every telephone held, but where she does not want any to be asked.
CREATE FUNCTION journeys_tell_of_sign_in() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.residents_choice c WHERE c.person = NEW.person AND c.telephone_blocked) THEN
    INSERT INTO public.notices_notice (person, kind, accounts, channel, created_at, due_at, tries, failed)
      VALUES (NEW.person, 'resident.signed_in',
              ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = NEW.person),
              '', clock_timestamp(), clock_timestamp(), 0, '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sign_in_is_told AFTER INSERT ON residents_session FOR EACH ROW WHEN (NEW.way <> 'passkey')
  EXECUTE FUNCTION journeys_tell_of_sign_in();

-- Everything is to be opened in seven days: told at once, on the third day and on the sixth, whatever she chose.
CREATE FUNCTION journeys_tell_of_widening() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice
      (person, kind, office, accounts, channel, created_at, due_at, expires_at, tries, failed)
    SELECT NEW.person, 'resident.widening', NEW.second_office,
           ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = NEW.person),
           '', clock_timestamp(), clock_timestamp() + make_interval(days => d), NEW.opens_at + interval '1 day', 0, ''
    FROM unnest(ARRAY[0, 3, 6]) d;
  RETURN NULL;
END $$;
CREATE TRIGGER widening_is_told AFTER UPDATE OF approved_at ON residents_widening FOR EACH ROW
  WHEN (NEW.approved_at IS NOT NULL AND OLD.approved_at IS NULL) EXECUTE FUNCTION journeys_tell_of_widening();

CREATE FUNCTION journeys_tell_no_more_of_widening() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.notices_notice n SET failed = 'cancelled'
    WHERE n.person = NEW.person AND n.kind = 'resident.widening' AND n.sent_at IS NULL AND n.failed = '';
  RETURN NULL;
END $$;
CREATE TRIGGER widening_is_off AFTER UPDATE OF cancelled_at ON residents_widening FOR EACH ROW
  WHEN (NEW.cancelled_at IS NOT NULL AND OLD.cancelled_at IS NULL)
  EXECUTE FUNCTION journeys_tell_no_more_of_widening();
"""
POLICY = f"""
CREATE POLICY hers ON consent_record FOR SELECT
  USING ({open_to_her("person_id", "recorded_at", "office_id")});
"""
BACK = """
DROP POLICY hers ON consent_record;
DROP TRIGGER widening_is_off ON residents_widening;
DROP FUNCTION journeys_tell_no_more_of_widening();
DROP TRIGGER widening_is_told ON residents_widening;
DROP FUNCTION journeys_tell_of_widening();
DROP TRIGGER sign_in_is_told ON residents_session;
DROP FUNCTION journeys_tell_of_sign_in();
DROP FUNCTION journeys_send_resident_code(bytea, bytea, bytea);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0006_raised"), ("notices", "0003_own_pages"), ("residents", "0004_widening"),
        ("consent", "0003_not_by_break_glass"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop), migrations.RunSQL(POLICY, BACK)]
