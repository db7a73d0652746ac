"""On her own page she takes a consent back, gives it again, and is told on all telephones of what cannot be undone."""

from django.db import migrations, models

WITHDRAW = """
-- She takes back what she agreed to at one office, as far as her session shows it. From here on that office does not
-- see her; a sheet of before does not bring her back (``marks``: one for each number of hers), and what it handed in
-- is destroyed. What it has open for her the node ends next. Gives the files whose keys are gone; NULL where nothing
-- stood.
CREATE FUNCTION journeys_withdraw_own(at_office text, marks bytea[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); gone uuid[];
  today date := (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF held.person IS NULL OR cardinality(marks) <> (
      SELECT count(*) FROM public.people_identifier i WHERE i.person_id = held.person) THEN
    RAISE EXCEPTION 'not her session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Batches that are being stored at this office end first, and new ones wait.
  PERFORM pg_advisory_xact_lock(hashtextextended('taken back at ' || at_office, 0));
  IF NOT EXISTS (SELECT FROM public.consent_record c WHERE c.person_id = held.person AND c.office_id = at_office
                 AND c.withdrawn_at IS NULL AND public.residents_opens(c.recorded_at, c.office_id)) THEN
    RETURN NULL;
  END IF;
  UPDATE public.consent_record c SET withdrawn_at = clock_timestamp()
    WHERE c.person_id = held.person AND c.office_id = at_office AND c.withdrawn_at IS NULL;
  UPDATE public.access_tie t SET until = clock_timestamp()
    WHERE t.person = held.person AND t.office_id = at_office AND t.until IS NULL;
  INSERT INTO public.people_taken_back AS kept (office_id, fingerprint, "on", times)
    SELECT at_office, m, today, 1 FROM unnest(marks) m WHERE octet_length(m) = 32
    ON CONFLICT ON CONSTRAINT taken_back_once_per_office
    DO UPDATE SET "on" = greatest(kept."on", EXCLUDED."on"), times = kept.times + 1;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'consent.withdrawn', at_office, 'resident:self', 'wish_of_the_person',
            ARRAY[held.person], '{}');
  UPDATE public.journeys_intake_run r SET state = 'withdrawn', finished_at = clock_timestamp()
    WHERE r.office_id = at_office AND r.state = 'waiting';
  WITH cleared AS (
    UPDATE public.journeys_intake_file f
      SET wrapped_key = NULL, sealed_name = NULL, destroyed_at = clock_timestamp(), destroyed_for = 'taken_back'
      FROM public.journeys_intake_run r
      WHERE r.id = f.run_id AND r.office_id = at_office AND r.state <> 'running' AND f.destroyed_at IS NULL
      RETURNING f.id)
  SELECT coalesce(array_agg(id), '{}') INTO gone FROM cleared;
  IF cardinality(gone) > 0 THEN
    INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
      VALUES (clock_timestamp(), 'intake.destroyed', NULL, 'node', 'wish_of_the_person', '{}',
              jsonb_build_object('files', cardinality(gone)));
  END IF;
  INSERT INTO public.journeys_letting_go (person, office, at) VALUES (held.person, at_office, clock_timestamp());
  RETURN gone;
END $$;
"""
AGREE = """
-- She agrees again, to the newest text of what she agreed to there before. The tie opens anew, not confirmed.
CREATE FUNCTION journeys_agree_own(at_office text, to_agreement bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); newest boolean;
BEGIN
  IF held.person IS NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('taken back at ' || at_office, 0));
  SELECT a.version = (SELECT max(b.version) FROM public.consent_agreement b WHERE b.purpose = a.purpose) INTO newest
    FROM public.consent_agreement a WHERE a.id = to_agreement;
  IF newest IS NOT TRUE
     OR NOT EXISTS (SELECT FROM public.people_account a WHERE a.person_id = held.person AND a.office_id = at_office)
     OR NOT EXISTS (SELECT FROM public.consent_record c
                    JOIN public.consent_agreement was ON was.id = c.agreement_id
                    JOIN public.consent_agreement wanted ON wanted.id = to_agreement AND wanted.purpose = was.purpose
                    WHERE c.person_id = held.person AND c.office_id = at_office
                      AND public.residents_opens(c.recorded_at, c.office_id))
     OR EXISTS (SELECT FROM public.consent_record c WHERE c.person_id = held.person AND c.office_id = at_office
                AND c.agreement_id = to_agreement AND c.withdrawn_at IS NULL) THEN
    RETURN false;
  END IF;
  INSERT INTO public.consent_record AS kept (person_id, agreement_id, office_id, given_on, way, recorded_at)
    VALUES (held.person, to_agreement, at_office, (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, 'own_page',
            clock_timestamp())
    ON CONFLICT (person_id, office_id, agreement_id, given_on)
    DO UPDATE SET withdrawn_at = NULL, way = EXCLUDED.way, recorded_at = EXCLUDED.recorded_at;
  UPDATE public.access_tie t SET until = NULL, since = clock_timestamp(), confirmed_at = NULL
    WHERE t.person = held.person AND t.office_id = at_office AND t.source = 'registration' AND t.officer IS NULL
      AND t.until IS NOT NULL;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'consent.given', at_office, 'resident:self', 'wish_of_the_person',
            ARRAY[held.person], '{}');
  RETURN true;
END $$;
"""
TELL = """
-- She is to be erased in three days: told at once, and on each day between, whatever she chose.
CREATE FUNCTION journeys_tell_of_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.notices_notice n SET failed = 'replaced'
    WHERE n.person = NEW.person AND n.kind = 'resident.erasure' AND n.sent_at IS NULL AND n.failed = '';
  INSERT INTO public.notices_notice (person, kind, accounts, channel, created_at, due_at, expires_at, tries, failed)
    SELECT NEW.person, 'resident.erasure',
           ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = NEW.person),
           '', clock_timestamp(), clock_timestamp() + make_interval(days => d), NEW.due_at, 0, ''
    FROM unnest(ARRAY[0, 1, 2]) d;
  RETURN NULL;
END $$;
CREATE TRIGGER erasure_is_told AFTER INSERT ON residents_erasure FOR EACH ROW
  EXECUTE FUNCTION journeys_tell_of_erasure();
CREATE TRIGGER erasure_put_off_is_told AFTER UPDATE OF due_at ON residents_erasure FOR EACH ROW
  WHEN (NEW.due_at > OLD.due_at) EXECUTE FUNCTION journeys_tell_of_erasure();

CREATE FUNCTION journeys_tell_no_more_of_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.notices_notice n SET failed = 'cancelled'
    WHERE n.person = OLD.person AND n.kind = 'resident.erasure' AND n.sent_at IS NULL AND n.failed = '';
  RETURN NULL;
END $$;
CREATE TRIGGER erasure_is_off AFTER DELETE ON residents_erasure FOR EACH ROW
  EXECUTE FUNCTION journeys_tell_no_more_of_erasure();
-- No policy: only functions of the owner, and the node, read and write it.
ALTER TABLE journeys_letting_go ENABLE ROW LEVEL SECURITY;
"""
BACK = """
DROP TRIGGER erasure_is_off ON residents_erasure;
DROP TRIGGER erasure_put_off_is_told ON residents_erasure;
DROP TRIGGER erasure_is_told ON residents_erasure;
DROP FUNCTION journeys_tell_no_more_of_erasure();
DROP FUNCTION journeys_tell_of_erasure();
DROP FUNCTION journeys_agree_own(text, bigint);
DROP FUNCTION journeys_withdraw_own(text, bytea[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0009_apply_online"), ("residents", "0007_erasure"), ("consent", "0004_own_page"),
        ("access", "0010_cases_stay_at_their_office"), ("people", "0006_numbers_stay_hers"),
    ]  # fmt: skip
    operations = [
        migrations.CreateModel(
            name="LettingGo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("office", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "journeys_letting_go"},
        ),
        migrations.RunSQL(WITHDRAW + AGREE, migrations.RunSQL.noop),
        migrations.RunSQL(TELL, BACK),
    ]
