"""Files that cross beside messages: offered by the office that sends, seen as coming by the office that receives.

An office sees its own rows. No page reads what has come of a file: the worker puts it together and hands it on.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_OWN = "office = (SELECT access_office())"
POLICIES = f"""
ALTER TABLE exchange_leaving_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_file_seen ON exchange_leaving_file FOR SELECT USING ({_OWN});
-- With a message of this office that has not left yet, and with no other.
CREATE POLICY own_file_offered ON exchange_leaving_file FOR INSERT WITH CHECK ({_OWN} AND EXISTS (
    SELECT FROM exchange_outbox o WHERE o.id = message AND o.office = (SELECT access_office())
      AND o.pair = exchange_leaving_file.pair AND o.side = exchange_leaving_file.side AND o.relayed_at IS NULL));
CREATE POLICY own_file_taken_back ON exchange_leaving_file FOR DELETE USING ({_OWN});
ALTER TABLE exchange_coming_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_file_coming ON exchange_coming_file FOR SELECT USING ({_OWN});
ALTER TABLE exchange_chunk ENABLE ROW LEVEL SECURITY;
"""
POLICIES_BACK = """
ALTER TABLE exchange_chunk DISABLE ROW LEVEL SECURITY;
DROP POLICY own_file_coming ON exchange_coming_file;
ALTER TABLE exchange_coming_file DISABLE ROW LEVEL SECURITY;
DROP POLICY own_file_taken_back ON exchange_leaving_file;
DROP POLICY own_file_offered ON exchange_leaving_file;
DROP POLICY own_file_seen ON exchange_leaving_file;
ALTER TABLE exchange_leaving_file DISABLE ROW LEVEL SECURITY;
"""
FUNCTIONS = """
-- What has come of files of these pairs, and what was offered in them. For functions of the owner.
CREATE FUNCTION exchange_forget_files(pair uuid, office text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.exchange_chunk k USING public.exchange_coming_file f
    WHERE k.coming_id = f.id AND f.pair = exchange_forget_files.pair AND f.office = exchange_forget_files.office;
  DELETE FROM public.exchange_coming_file f
    WHERE f.pair = exchange_forget_files.pair AND f.office = exchange_forget_files.office;
  DELETE FROM public.exchange_leaving_file f
    WHERE f.pair = exchange_forget_files.pair AND f.office = exchange_forget_files.office;
END $$;
REVOKE ALL ON FUNCTION exchange_forget_files(uuid, text) FROM PUBLIC;

-- Files on their way to offices of this node, as numbers, for the operator of a province or the nation.
CREATE FUNCTION exchange_files_for_operator() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN public.access_has_role('exchange_operator') AND length(public.access_office()) = 2 THEN (
    SELECT jsonb_build_object('coming', count(*) FILTER (WHERE f.refusal = ''), 'spoiled', coalesce(sum(f.spoiled), 0),
                              'refused', count(*) FILTER (WHERE f.refusal <> ''))
    FROM public.exchange_coming_file f) END
$$;
REVOKE ALL ON FUNCTION exchange_files_for_operator() FROM PUBLIC;
"""
FUNCTIONS_BACK = """
DROP FUNCTION exchange_files_for_operator();
DROP FUNCTION exchange_forget_files(uuid, text);
"""


FORGET = """
CREATE OR REPLACE FUNCTION exchange_forget(pair uuid, office text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone integer;
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RETURN NULL;
  END IF;
  PERFORM public.exchange_forget_files(exchange_forget.pair, exchange_forget.office);
  UPDATE public.exchange_outbox o SET to_forget = true
  WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.resend_at IS NOT NULL;
  WITH sent AS (
    UPDATE public.exchange_outbox o SET sealed = NULL
    WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.sealed IS NOT NULL
      AND o.resend_at IS NULL AND (o.relayed_at IS NOT NULL OR o.refusal <> '') RETURNING 1
  ), arrived AS (
    UPDATE public.exchange_inbox i SET sealed = NULL
    WHERE i.pair = exchange_forget.pair AND i.office = exchange_forget.office AND i.sealed IS NOT NULL
      AND (i.handled_at IS NOT NULL OR i.refused <> '') RETURNING 1
  )
  SELECT (SELECT count(*) FROM sent) + (SELECT count(*) FROM arrived) INTO gone;
  RETURN gone;
END $$;
"""
FORGET_BACK = """
CREATE OR REPLACE FUNCTION exchange_forget(pair uuid, office text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone integer;
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RETURN NULL;
  END IF;
  UPDATE public.exchange_outbox o SET to_forget = true
  WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.resend_at IS NOT NULL;
  WITH sent AS (
    UPDATE public.exchange_outbox o SET sealed = NULL
    WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.sealed IS NOT NULL
      AND o.resend_at IS NULL AND (o.relayed_at IS NOT NULL OR o.refusal <> '') RETURNING 1
  ), arrived AS (
    UPDATE public.exchange_inbox i SET sealed = NULL
    WHERE i.pair = exchange_forget.pair AND i.office = exchange_forget.office AND i.sealed IS NOT NULL
      AND (i.handled_at IS NOT NULL OR i.refused <> '') RETURNING 1
  )
  SELECT (SELECT count(*) FROM sent) + (SELECT count(*) FROM arrived) INTO gone;
  RETURN gone;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_statements")]
    operations = [
        migrations.CreateModel(
            name="LeavingFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("message", models.UUIDField()),
                ("file", models.UUIDField()),
                ("pair", models.UUIDField()),
                ("side", models.TextField()),
                ("office", models.TextField()),
                ("source", models.UUIDField()),
                ("octets", models.IntegerField()),
                ("wanted", models.JSONField(default=list)),
                ("wanted_at", models.DateTimeField(null=True)),
                ("parcel", models.UUIDField(null=True)),
                ("had_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "exchange_leaving_file",
                "constraints": [models.UniqueConstraint(fields=("message", "file"), name="file_leaves_once")],
                "indexes": [
                    models.Index(fields=["pair"], name="leaving_file_by_pair"),
                    models.Index(
                        fields=["wanted_at"], condition=Q(wanted_at__isnull=False), name="leaving_file_to_send"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComingFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("message", models.UUIDField()),
                ("file", models.UUIDField()),
                ("pair", models.UUIDField()),
                ("side", models.TextField()),
                ("office", models.TextField()),
                ("node", models.TextField(default="")),
                ("octets", models.IntegerField()),
                ("mark", models.BinaryField()),
                ("wrapped_key", models.BinaryField(null=True)),
                ("chunks", models.IntegerField()),
                ("came", models.IntegerField(default=0)),
                ("asked", models.JSONField(default=list)),
                ("try_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("fault", models.TextField(default="")),
                ("spoiled", models.IntegerField(default=0)),
                ("refusal", models.TextField(default="")),
                ("begun_at", models.DateTimeField()),
            ],
            options={
                "db_table": "exchange_coming_file",
                "constraints": [models.UniqueConstraint(fields=("message", "file"), name="file_comes_once")],
                "indexes": [
                    models.Index(fields=["pair"], name="coming_file_by_pair"),
                    models.Index(fields=["try_at"], condition=Q(refusal=""), name="coming_file_to_try"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileChunk",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "coming",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="pieces",
                        to="exchange.comingfile",
                    ),
                ),
            ],
            options={
                "db_table": "exchange_chunk",
                "constraints": [models.UniqueConstraint(fields=("coming", "number"), name="one_chunk_a_place")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        migrations.RunSQL(FORGET, FORGET_BACK),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
    ]
