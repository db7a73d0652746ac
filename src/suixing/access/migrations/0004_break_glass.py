"""Break-glass: one officer asks, one of another office agrees, a superior office reviews (docs/break-glass.md).

Only these functions write the tables. They take officer, office and roles from the session, never from who calls.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
-- A village and the township it is paired with work as one: neither is "another office" to the other.
CREATE FUNCTION access_same_house(one text, other text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(f.township_id, f.code) FROM public.places_office f WHERE f.code = one)
       = (SELECT coalesce(f.township_id, f.code) FROM public.places_office f WHERE f.code = other);
END $$;

-- Whether this session's officer may review the use of a request: a supervisor of the prefecture or province
-- above the office that asked, who had no part in it. Only what was really opened is reviewed.
CREATE FUNCTION access_may_review(request bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN public.access_has_role('supervisor') AND EXISTS (
    SELECT FROM public.access_break_glass b
    JOIN public.access_break_glass_sought s ON s.request_id = b.id
    JOIN public.places_office f ON f.code = public.access_office()
    WHERE b.id = access_may_review.request AND s.opened_at IS NOT NULL AND f.tier IN (1, 2)
      AND public.access_stands_over(b.office) AND b.second_office <> f.code
      AND public.access_officer() <> b.officer AND public.access_officer() <> b.decided_by);
END $$;

CREATE FUNCTION access_ask_break_glass(blind bytea, sealed bytea, reason text, second text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who text := public.access_officer(); own text := public.access_office(); made bigint;
BEGIN
  IF who IS NULL OR NOT public.access_has_role('desk_officer') OR octet_length(blind) <> 32
     OR octet_length(sealed) > 200 THEN
    RAISE EXCEPTION 'only an officer at a desk asks' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF coalesce(public.access_same_house(own, second), true) THEN
    RAISE EXCEPTION 'the second officer belongs to another office' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('break glass of ' || who, 0));
  IF (SELECT count(*) FROM public.access_break_glass b
      WHERE b.officer = who AND b.asked_at > clock_timestamp() - interval '24 hours') >= 10 THEN
    RETURN NULL;
  END IF;
  -- What was never answered is not kept longer than it can be answered.
  UPDATE public.access_break_glass_sought s SET blind = NULL FROM public.access_break_glass b
    WHERE b.id = s.request_id AND s.blind IS NOT NULL AND b.expires_at < clock_timestamp();
  INSERT INTO public.access_break_glass (officer, office, reason, second_office, asked_at, expires_at)
    VALUES (who, own, access_ask_break_glass.reason, second, clock_timestamp(),
            clock_timestamp() + interval '24 hours') RETURNING id INTO made;
  INSERT INTO public.access_break_glass_sought (request_id, blind, sealed)
    VALUES (made, access_ask_break_glass.blind, access_ask_break_glass.sealed);
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'break_glass.asked', own, who, 'exception', '{}', pg_catalog.jsonb_build_object(
            'request', made, 'reason', access_ask_break_glass.reason, 'second', second));
  RETURN made;
END $$;

-- Whether this answer was the one that counts. It tells the second officer nothing about who is sought.
CREATE FUNCTION access_decide_break_glass(request bigint, agree boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who text := public.access_officer(); own text := public.access_office();
  asking text; at_office text; minutes integer; whose uuid; ends timestamptz; made bigint;
BEGIN
  IF who IS NULL OR agree IS NULL
     OR NOT (public.access_has_role('desk_officer') OR public.access_has_role('supervisor')) THEN
    RAISE EXCEPTION 'only a second officer answers' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.access_break_glass b SET decided_at = clock_timestamp(), decided_by = who, agreed = agree
    WHERE b.id = request AND b.second_office = own AND b.officer <> who AND b.decided_at IS NULL
      AND b.expires_at > clock_timestamp() AND NOT public.access_same_house(b.office, own)
    RETURNING b.officer, b.office INTO asking, at_office;
  IF asking IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), CASE WHEN agree THEN 'break_glass.agreed' ELSE 'break_glass.declined' END, own, who,
            'exception', '{}', pg_catalog.jsonb_build_object('request', request));
  SELECT i.person_id INTO whose FROM public.access_break_glass_sought s
    JOIN public.people_identifier i ON i.blind = s.blind WHERE s.request_id = request;
  UPDATE public.access_break_glass_sought s SET blind = NULL WHERE s.request_id = request;
  IF NOT agree OR whose IS NULL OR NOT EXISTS (
      SELECT FROM public.access_officer o WHERE o.username = asking AND o.is_active AND o.office_id = at_office
        AND 'desk_officer' = ANY (o.roles)) THEN
    RETURN true;
  END IF;
  SELECT l.minutes INTO STRICT minutes FROM public.access_time_limit l WHERE l.name = 'break_glass';
  ends := clock_timestamp() + make_interval(mins => minutes);
  INSERT INTO public.access_tie (person, office_id, source, since, confirmed_at, until, officer)
    VALUES (whose, at_office, 'break_glass', clock_timestamp(), clock_timestamp(), ends, asking)
    RETURNING id INTO made;
  UPDATE public.access_break_glass_sought s SET opened_at = clock_timestamp(), until = ends, tie = made
    WHERE s.request_id = request;
  -- In the name of who asked: to her it is opened, and the second officer must not learn whom it is about.
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'break_glass.opened', at_office, asking, 'exception', ARRAY[whose],
            pg_catalog.jsonb_build_object('request', request));
  RETURN true;
END $$;

CREATE FUNCTION access_close_break_glass(request bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who text := public.access_officer(); made bigint; whose uuid; at_office text;
BEGIN
  UPDATE public.access_break_glass_sought s SET closed_at = clock_timestamp(), until = clock_timestamp()
    FROM public.access_break_glass b
    WHERE b.id = s.request_id AND b.id = access_close_break_glass.request AND b.officer = who
      AND s.opened_at IS NOT NULL AND s.closed_at IS NULL AND s.until > clock_timestamp()
    RETURNING s.tie, b.office INTO made, at_office;
  IF made IS NULL THEN
    RETURN false;
  END IF;
  UPDATE public.access_tie t SET until = clock_timestamp() WHERE t.id = made RETURNING t.person INTO whose;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'break_glass.closed', at_office, who, 'exception', array_remove(ARRAY[whose], NULL),
            pg_catalog.jsonb_build_object('request', request));
  RETURN true;
END $$;

CREATE FUNCTION access_review_break_glass(request bigint, justified boolean, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE done bigint;
BEGIN
  IF NOT public.access_may_review(request) THEN
    RETURN false;
  END IF;
  INSERT INTO public.access_break_glass_review (request_id, reviewed_at, officer, office, justified, reason)
    VALUES (access_review_break_glass.request, clock_timestamp(), public.access_officer(), public.access_office(),
            access_review_break_glass.justified, access_review_break_glass.reason)
    ON CONFLICT DO NOTHING RETURNING id INTO done;
  IF done IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'break_glass.reviewed', public.access_office(), public.access_officer(), 'exception',
            '{}', pg_catalog.jsonb_build_object('request', request, 'justified', justified, 'reason', reason));
  RETURN true;
END $$;

INSERT INTO access_time_limit (name, minutes) VALUES ('break_glass', 240);

ALTER TABLE access_time_limit ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_break_glass ENABLE ROW LEVEL SECURITY;
CREATE POLICY asked_by_her ON access_break_glass FOR SELECT USING (officer = (SELECT access_officer()));
CREATE POLICY addressed_to_her_office ON access_break_glass FOR SELECT
  USING (second_office = (SELECT access_office())
         AND ((SELECT access_has_role('desk_officer')) OR (SELECT access_has_role('supervisor'))));
CREATE POLICY to_be_reviewed ON access_break_glass FOR SELECT
  USING ((SELECT access_has_role('supervisor')) AND starts_with(office, (SELECT access_office()))
         AND access_may_review(id));
ALTER TABLE access_break_glass_sought ENABLE ROW LEVEL SECURITY;
CREATE POLICY asked_by_her ON access_break_glass_sought FOR SELECT
  USING (EXISTS (SELECT FROM access_break_glass b WHERE b.id = access_break_glass_sought.request_id
                 AND b.officer = (SELECT access_officer())));
ALTER TABLE access_break_glass_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_a_request_seen ON access_break_glass_review FOR SELECT
  USING (EXISTS (SELECT FROM access_break_glass b WHERE b.id = access_break_glass_review.request_id));
"""
BACK = """
DROP POLICY of_a_request_seen ON access_break_glass_review;
DROP POLICY asked_by_her ON access_break_glass_sought;
DROP POLICY to_be_reviewed ON access_break_glass;
DROP POLICY addressed_to_her_office ON access_break_glass;
DROP POLICY asked_by_her ON access_break_glass;
DROP FUNCTION access_review_break_glass(bigint, boolean, text);
DROP FUNCTION access_close_break_glass(bigint);
DROP FUNCTION access_decide_break_glass(bigint, boolean);
DROP FUNCTION access_ask_break_glass(bytea, bytea, text, text);
DROP FUNCTION access_may_review(bigint);
DROP FUNCTION access_same_house(text, text);
"""

REASONS = ["danger", "herself", "repair"]
FINDINGS = ["needed", "could_wait", "could_ask", "no_ground", "wrong_person"]


def _key() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("access", "0003_row_security"), ("journal", "0001_journal"), ("places", "0002_office_township")]
    operations = [
        migrations.CreateModel(
            name="TimeLimit",
            fields=[("name", models.TextField(primary_key=True, serialize=False)), ("minutes", models.IntegerField())],
            options={
                "db_table": "access_time_limit",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 15), ("minutes__lte", 720)), name="limit_is_within_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", _key()),
                ("officer", models.TextField()),
                ("office", models.TextField(db_collation="C")),
                ("reason", models.TextField(choices=[(one, one) for one in REASONS])),
                ("second_office", models.TextField(db_collation="C")),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(null=True)),
                ("agreed", models.BooleanField(null=True)),
            ],
            options={
                "db_table": "access_break_glass",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", REASONS)), name="break_glass_has_a_listed_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None), ~models.Q(("decided_by", models.F("officer"))), _connector="OR"
                        ),
                        name="nobody_agrees_with_herself",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["officer", "asked_at"], name="break_glass_by_officer"),
                    models.Index(fields=["second_office", "asked_at"], name="break_glass_by_second"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakGlassSought",
            fields=[
                ("id", _key()),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sought", to="access.breakglass"
                    ),
                ),
                ("blind", models.BinaryField(null=True)),
                ("sealed", models.BinaryField()),
                ("tie", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "access_break_glass_sought"},
        ),
        migrations.CreateModel(
            name="BreakGlassReview",
            fields=[
                ("id", _key()),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="access.breakglass"
                    ),
                ),
                ("reviewed_at", models.DateTimeField()),
                ("officer", models.TextField()),
                ("office", models.TextField()),
                ("justified", models.BooleanField()),
                ("reason", models.TextField(choices=[(one, one) for one in FINDINGS])),
            ],
            options={
                "db_table": "access_break_glass_review",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", FINDINGS)), name="review_has_a_listed_reason"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
