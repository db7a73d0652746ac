"""How a tie is confirmed: by a code of another office, checked by functions of the owner (docs/confirmation.md).

The order of ties is that of their ids, which no other role can choose: days can be written by an office.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

FUNCTIONS = """
-- The accounts that may speak for the person when this tie is to be confirmed: of another office (a village and
-- its township are one), tied before it and still open, and itself the person's first one or confirmed.
CREATE FUNCTION people_vouchers(tie bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT v.id FROM public.access_tie asked
    JOIN public.access_tie held ON held.person = asked.person AND held.source = 'registration'
      AND held.officer IS NULL AND held.until IS NULL AND held.id < asked.id
    JOIN public.people_account v ON v.person_id = held.person AND v.office_id = held.office_id
    WHERE asked.id = people_vouchers.tie AND NOT public.access_same_house(held.office_id, asked.office_id)
      AND (held.confirmed_at IS NOT NULL
           OR held.id = (SELECT min(f.id) FROM public.access_tie f
                         WHERE f.person = asked.person AND f.source = 'registration'));
END $$;
REVOKE ALL ON FUNCTION people_vouchers(bigint) FROM PUBLIC;

-- The open tie of the account's own office, if the officer of this session works with it.
CREATE FUNCTION people_tie_to_confirm(account bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF public.access_offices() IS NULL THEN
    RAISE EXCEPTION 'no officer who meets persons is signed in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN (SELECT t.id FROM public.people_account a
          JOIN public.access_tie t ON t.person = a.person_id AND t.office_id = a.office_id
          WHERE a.id = people_tie_to_confirm.account AND a.office_id = ANY (public.access_offices())
            AND t.source = 'registration' AND t.officer IS NULL AND t.until IS NULL);
END $$;
REVOKE ALL ON FUNCTION people_tie_to_confirm(bigint) FROM PUBLIC;

CREATE FUNCTION people_issue_paper_code(account bigint, hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose uuid; entered_by text;
BEGIN
  SELECT a.person_id, a.office_id INTO whose, entered_by FROM public.people_account a
    WHERE a.id = people_issue_paper_code.account;
  IF entered_by IS NULL OR octet_length(hash) <> 32
     OR NOT (coalesce(entered_by = ANY (public.access_offices()), false)
             OR EXISTS (SELECT FROM public.access_bulk_role b WHERE b.name = session_user)) THEN
    RAISE EXCEPTION 'not an account of the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.people_confirmation_code AS held (person, accounts, kind, hash, issued_at, expires_at, tries)
    VALUES (whose, ARRAY[people_issue_paper_code.account], 'paper', people_issue_paper_code.hash,
            clock_timestamp(), clock_timestamp() + interval '365 days', 0)
    ON CONFLICT (accounts) WHERE kind = 'paper' DO UPDATE SET person = EXCLUDED.person, hash = EXCLUDED.hash,
      issued_at = EXCLUDED.issued_at, expires_at = EXCLUDED.expires_at, tries = 0, used_at = NULL;
END $$;

-- A code for the telephones that were held before; gives their accounts, none where there are none. One row is
-- written either way, so that not even counting rows tells. Only functions of the owner call it.
CREATE FUNCTION people_issue_telephone_code(account bigint, hash bytea, OUT accounts bigint[], OUT whose uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked bigint := public.people_tie_to_confirm(account); at_office text; sent integer;
BEGIN
  SELECT t.person, t.office_id INTO whose, at_office FROM public.access_tie t
    WHERE t.id = asked AND t.confirmed_at IS NULL FOR UPDATE;
  IF whose IS NULL OR octet_length(hash) <> 32 THEN
    whose := NULL;
    RETURN;
  END IF;
  INSERT INTO public.people_confirmation_try AS held (person, office, day, kind, used)
    VALUES (whose, at_office, (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, 'sent', 1)
    ON CONFLICT ON CONSTRAINT one_count_of_tries_a_day DO UPDATE SET used = held.used + 1 RETURNING held.used INTO sent;
  IF sent > 3 THEN
    whose := NULL;
    RETURN;
  END IF;
  accounts := ARRAY(SELECT public.people_vouchers(asked));
  DELETE FROM public.people_confirmation_code c
    WHERE c.person = whose AND c.kind = 'telephone' AND c.for_office = at_office;
  INSERT INTO public.people_confirmation_code (person, accounts, kind, for_office, hash, issued_at, expires_at, tries)
    VALUES (whose, people_issue_telephone_code.accounts, 'telephone', at_office, people_issue_telephone_code.hash,
            clock_timestamp(), clock_timestamp() + interval '10 minutes', 0);
END $$;
REVOKE ALL ON FUNCTION people_issue_telephone_code(bigint, bytea) FROM PUBLIC;

-- Whether the tie of this account's office is confirmed now. Every wrong answer looks like every other.
CREATE FUNCTION people_confirm_tie(account bigint, way text, hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked bigint := public.people_tie_to_confirm(account); whose uuid; at_office text; spent integer; fits bigint;
BEGIN
  SELECT t.person, t.office_id INTO whose, at_office FROM public.access_tie t
    WHERE t.id = asked AND t.confirmed_at IS NULL FOR UPDATE;
  IF whose IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO public.people_confirmation_try AS held (person, office, day, kind, used)
    VALUES (whose, at_office, (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, 'tried', 1)
    ON CONFLICT ON CONSTRAINT one_count_of_tries_a_day DO UPDATE SET used = held.used + 1 RETURNING held.used INTO spent;
  SELECT c.id INTO fits FROM public.people_confirmation_code c
    WHERE c.person = whose AND c.kind = way AND c.hash = people_confirm_tie.hash
      AND c.used_at IS NULL AND c.expires_at > clock_timestamp()
      AND (c.kind = 'paper' OR (c.for_office = at_office AND c.tries < 3))
      AND c.accounts && ARRAY(SELECT public.people_vouchers(asked)) LIMIT 1;
  IF fits IS NULL OR spent > 5 THEN
    UPDATE public.people_confirmation_code c SET tries = c.tries + 1
      WHERE c.person = whose AND c.kind = 'telephone' AND way = 'telephone' AND c.for_office = at_office;
    RETURN false;
  END IF;
  UPDATE public.access_tie t SET confirmed_at = now() WHERE t.id = asked;
  UPDATE public.people_confirmation_code c SET used_at = now()
    WHERE c.id = fits OR (c.person = whose AND c.kind = 'telephone' AND c.for_office = at_office);
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (now(), 'tie.confirmed', public.access_office(), public.access_officer(), 'wish_of_the_person',
            ARRAY[whose], pg_catalog.jsonb_build_object('way', way, 'for', at_office));
  RETURN true;
END $$;

-- What is left of codes when a person was erased.
CREATE FUNCTION people_forget_codes(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'codes of a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.people_confirmation_code WHERE person = subject;
  DELETE FROM public.people_confirmation_try WHERE person = subject;
END $$;

-- Break-glass opens a record for reading: nothing of others is taken away, and no mandate granted, by it.
CREATE FUNCTION people_works_with(subject uuid, entered_by text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.access_bulk_role b WHERE b.name = session_user)
      OR EXISTS (SELECT FROM public.access_tie t WHERE t.person = subject AND t.officer IS NULL
                 AND t.office_id = ANY (public.access_offices()) AND (t.until IS NULL OR t.until > clock_timestamp())
                 AND (t.confirmed_at IS NOT NULL OR entered_by IS NULL OR t.office_id = entered_by));
END $$;
CREATE POLICY not_by_break_glass ON people_account AS RESTRICTIVE FOR DELETE
  USING (people_works_with(person_id, office_id));
CREATE POLICY not_by_break_glass ON people_residence AS RESTRICTIVE FOR DELETE USING (EXISTS (
  SELECT FROM people_account a WHERE a.id = account_id AND people_works_with(a.person_id, a.office_id)));
CREATE POLICY not_by_break_glass ON people_correction AS RESTRICTIVE FOR DELETE USING (EXISTS (
  SELECT FROM people_account a WHERE a.id = account_id AND people_works_with(a.person_id, a.office_id)));
CREATE POLICY granted_at_work ON people_mandate AS RESTRICTIVE FOR INSERT
  WITH CHECK (people_works_with(person_id, NULL));
CREATE POLICY changed_at_work ON people_mandate AS RESTRICTIVE FOR UPDATE USING (people_works_with(person_id, NULL));
CREATE POLICY not_by_break_glass ON people_mandate AS RESTRICTIVE FOR DELETE
  USING (people_works_with(person_id, NULL));

-- No policy: only functions of the owner read and write these.
ALTER TABLE people_confirmation_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_confirmation_try ENABLE ROW LEVEL SECURITY;
"""
BACK = """
DROP POLICY not_by_break_glass ON people_mandate;
DROP POLICY changed_at_work ON people_mandate;
DROP POLICY granted_at_work ON people_mandate;
DROP POLICY not_by_break_glass ON people_correction;
DROP POLICY not_by_break_glass ON people_residence;
DROP POLICY not_by_break_glass ON people_account;
DROP FUNCTION people_works_with(uuid, text);
ALTER TABLE people_confirmation_try DISABLE ROW LEVEL SECURITY;
ALTER TABLE people_confirmation_code DISABLE ROW LEVEL SECURITY;
DROP FUNCTION people_forget_codes(uuid);
DROP FUNCTION people_confirm_tie(bigint, text, bytea);
DROP FUNCTION people_issue_telephone_code(bigint, bytea);
DROP FUNCTION people_issue_paper_code(bigint, bytea);
DROP FUNCTION people_tie_to_confirm(bigint);
DROP FUNCTION people_vouchers(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security"), ("access", "0004_break_glass")]
    operations = [
        migrations.CreateModel(
            name="ConfirmationCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("accounts", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("kind", models.TextField(choices=[("paper", "Paper"), ("telephone", "Telephone")])),
                ("for_office", models.TextField(null=True)),
                ("hash", models.BinaryField()),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "people_confirmation_code",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "paper")), fields=("accounts",), name="one_paper_code_an_account"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "paper"), ("for_office__isnull", False), _connector="OR"),
                        name="telephone_code_is_for_one_office",
                    ),
                ],
                "indexes": [models.Index(fields=["person"], name="code_by_subject")],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("office", models.TextField()),
                ("day", models.DateField()),
                ("kind", models.TextField(choices=[("tried", "Tried"), ("sent", "Sent")])),
                ("used", models.IntegerField()),
            ],
            options={
                "db_table": "people_confirmation_try",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "office", "day", "kind"), name="one_count_of_tries_a_day")
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
