"""Notices, and the triggers that make one in the same transaction as what it tells of: it cannot be left out."""

import django.contrib.postgres.fields
from django.db import migrations, models

FUNCTIONS = """
-- Her tie was confirmed: told on what every other office holds.
CREATE FUNCTION notices_of_confirmed_tie() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)
    VALUES (NEW.person, 'tie.confirmed', NEW.office_id,
            ARRAY(SELECT a.id FROM public.people_account a
                  WHERE a.person_id = NEW.person AND a.office_id <> NEW.office_id),
            '', clock_timestamp(), clock_timestamp(), 0, '');
  RETURN NULL;
END $$;
CREATE TRIGGER tie_confirmed_is_told AFTER UPDATE OF confirmed_at ON access_tie FOR EACH ROW
  WHEN (NEW.confirmed_at IS NOT NULL AND OLD.confirmed_at IS NULL AND NEW.officer IS NULL)
  EXECUTE FUNCTION notices_of_confirmed_tie();

-- Her record was opened by break-glass: told on every telephone held, before anything can be read.
CREATE FUNCTION notices_of_opened_tie() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)
    VALUES (NEW.person, 'break_glass.opened', NEW.office_id,
            ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = NEW.person),
            '', clock_timestamp(), clock_timestamp(), 0, '');
  RETURN NULL;
END $$;
CREATE TRIGGER break_glass_is_told AFTER INSERT ON access_tie FOR EACH ROW
  WHEN (NEW.source = 'break_glass') EXECUTE FUNCTION notices_of_opened_tie();

-- A code to the telephones held before. The same work and no answer, whether one was held or not.
CREATE FUNCTION notices_send_telephone_code(account bigint, hash bytea, sealed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE issued record;
BEGIN
  SELECT * INTO issued FROM public.people_issue_telephone_code(account, hash);
  IF issued.whose IS NULL OR octet_length(sealed) > 2000 THEN
    RETURN;
  END IF;
  -- A code that was asked for again replaces the one that still waits.
  UPDATE public.notices_notice n SET failed = 'replaced', sealed = NULL
    WHERE n.person = issued.whose AND n.kind = 'confirmation.code' AND n.office = public.access_office()
      AND n.sent_at IS NULL AND n.failed = '';
  INSERT INTO public.notices_notice
      (person, kind, office, accounts, sealed, channel, created_at, due_at, expires_at, tries, failed)
    VALUES (issued.whose, 'confirmation.code', public.access_office(), issued.accounts,
            notices_send_telephone_code.sealed, '', clock_timestamp(), clock_timestamp(),
            clock_timestamp() + interval '10 minutes', 0, '');
END $$;

CREATE FUNCTION notices_forget(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'notices to a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.notices_notice WHERE person = subject;
END $$;

-- No policy: only functions of the owner write, only the worker sends.
ALTER TABLE notices_notice ENABLE ROW LEVEL SECURITY;
"""
BACK = """
DROP FUNCTION notices_forget(uuid);
DROP FUNCTION notices_send_telephone_code(bigint, bytea, bytea);
DROP TRIGGER break_glass_is_told ON access_tie;
DROP FUNCTION notices_of_opened_tie();
DROP TRIGGER tie_confirmed_is_told ON access_tie;
DROP FUNCTION notices_of_confirmed_tie();
"""

KINDS = ["confirmation.code", "tie.confirmed", "break_glass.opened"]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_confirmation"), ("access", "0004_break_glass")]
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("kind", models.TextField(choices=[(one, one) for one in KINDS])),
                ("office", models.TextField(null=True)),
                ("accounts", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("sealed", models.BinaryField(null=True)),
                ("channel", models.TextField(choices=[("sms", "sms"), ("letter", "letter")], default="")),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("failed", models.TextField(default="")),
            ],
            options={
                "db_table": "notices_notice",
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed", ""), ("sent_at", None)),
                        fields=["due_at"],
                        name="notice_to_be_sent",
                    ),
                    models.Index(fields=["person"], name="notice_by_subject"),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
