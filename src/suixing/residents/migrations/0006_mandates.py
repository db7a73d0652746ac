"""Applications that she makes on her own pages, and mandates for one act that she gives there (P1, P2)."""

from datetime import timedelta

import django.contrib.postgres.fields
from django.db import migrations, models

FUNCTIONS = """
-- A mandate for one act, within what the session opens in which it is given. Five that stand at most, ten a day.
CREATE FUNCTION residents_give_mandate(of_act text, hash bytea, days integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NULL OR of_act NOT IN ('apply', 'renew', 'lost') OR octet_length(hash) <> 32
     OR days IS NULL OR days < 1 OR days > 30
     OR public.residents_count(uuid_send(held.person), 'mandate') > 10
     OR (SELECT count(*) FROM public.residents_mandate m WHERE m.person = held.person AND m.ended_at IS NULL
         AND m.used_at IS NULL AND m.expires_at > clock_timestamp()) >= 5 THEN
    RETURN false;
  END IF;
  DELETE FROM public.residents_mandate m
    WHERE m.person = held.person AND m.expires_at < clock_timestamp() - interval '365 days';
  INSERT INTO public.residents_mandate AS kept (person, act, hash, opens_from, of_offices, made_at, expires_at)
    VALUES (held.person, of_act, residents_give_mandate.hash, held.opens_from, held.of_offices, now(),
            now() + make_interval(days => days))
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM public.residents_note('resident.mandate_given', held.person, jsonb_build_object('for', of_act));
  RETURN true;
END $$;

-- Those she gave, the newest first, and who used which.
CREATE FUNCTION residents_mandates() RETURNS TABLE
  (id bigint, act text, made_at timestamptz, expires_at timestamptz, ended_at timestamptz, used_at timestamptz,
   sealed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT m.id, m.act, m.made_at, m.expires_at, m.ended_at, m.used_at, m.sealed
    FROM public.residents_mandate m WHERE m.person = held.person ORDER BY m.made_at DESC LIMIT 20;
END $$;

-- Ended before it was used, in whichever session of hers.
CREATE FUNCTION residents_end_mandate(number bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); ended bigint;
BEGIN
  UPDATE public.residents_mandate m SET ended_at = clock_timestamp()
    WHERE m.id = number AND m.person = held.person AND m.ended_at IS NULL AND m.used_at IS NULL
    RETURNING m.id INTO ended;
  IF ended IS NOT NULL THEN
    PERFORM public.residents_note('resident.mandate_ended', held.person, '{}');
  END IF;
  RETURN ended IS NOT NULL;
END $$;

-- With her row goes what she asked for and whom she let ask: whoever erases her, and by whichever way.
CREATE FUNCTION residents_forget_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.residents_application WHERE person = OLD.id;
  DELETE FROM public.residents_mandate WHERE person = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER what_she_asked_goes_with_her AFTER DELETE ON people_person FOR EACH ROW
  EXECUTE FUNCTION residents_forget_asked();

-- No policy: only functions of the owner read and write these, and the worker takes applications up.
ALTER TABLE residents_mandate ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_application ENABLE ROW LEVEL SECURITY;
"""
BACK = """
DROP TRIGGER what_she_asked_goes_with_her ON people_person;
DROP FUNCTION residents_forget_asked();
DROP FUNCTION residents_end_mandate(bigint);
DROP FUNCTION residents_mandates();
DROP FUNCTION residents_give_mandate(text, bytea, integer);
"""
ACT = models.Q(act__in=("apply", "renew", "lost"))


class Migration(migrations.Migration):
    dependencies = [("residents", "0005_questions")]
    operations = [
        migrations.CreateModel(
            name="OwnMandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("act", models.TextField()),
                ("hash", models.BinaryField(unique=True)),
                ("opens_from", models.DateTimeField()),
                ("of_offices", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "residents_mandate",
                "indexes": [models.Index(fields=["person"], name="own_mandate_by_subject")],
                "constraints": [
                    models.CheckConstraint(name="own_mandate_is_for_one_act", condition=ACT),
                    models.CheckConstraint(
                        name="own_mandate_expires",
                        condition=models.Q(expires_at__lte=models.F("made_at") + timedelta(days=30)),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("act", models.TextField()),
                ("applicant", models.TextField()),
                ("mandate", models.BigIntegerField(null=True)),
                ("accounts", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("digest", models.BinaryField(null=True, unique=True)),
                ("made_at", models.DateTimeField()),
                ("taken_up_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(default="")),
                ("file", models.UUIDField(null=True)),
                ("wish", models.TextField(default="")),
            ],
            options={
                "db_table": "residents_application",
                "indexes": [
                    models.Index(fields=["person"], name="application_by_subject"),
                    models.Index(
                        fields=["made_at"], condition=models.Q(taken_up_at=None) | ~models.Q(wish=""),
                        name="application_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(name="application_is_for_one_act", condition=ACT),
                    models.CheckConstraint(
                        name="application_is_by_somebody",
                        condition=models.Q(applicant__in=("herself", "relative")),
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]  # fmt: skip
