"""Routes, outbox, inbox and evidence, and what each office may do with them.

The policies ask ``access_office()``, a function of the database that stands on the same floor: only its name is known
here. No policy for routes: an office adds its own and nobody at a desk reads one (X8).
"""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

SIDES = [("asking", "asking"), ("answering", "answering")]
EVENTS = [
    "submission_acceptance", "submission_rejection", "relay", "relay_failure", "content_consignment",
    "content_handover", "content_handover_failure",
]  # fmt: skip

FUNCTIONS = """
-- Whether an office stands on that side of a pair. The same answer where there is no such pair.
CREATE FUNCTION exchange_stands_on(pair uuid, side text, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.exchange_route r WHERE r.pair = exchange_stands_on.pair
                 AND exchange_stands_on.office = CASE exchange_stands_on.side WHEN 'asking' THEN r.asking
                                                      WHEN 'answering' THEN r.answering END);
END $$;

-- One sender at a time for a side of a pair, until the transaction ends.
CREATE FUNCTION exchange_line_up(pair uuid, side text, office text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.access_may_act_for(office) OR NOT public.exchange_stands_on(pair, side, office) THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(pair::text || side, 5));
  RETURN true;
END $$;

-- Whoever writes it: a message is of the office that stands on its side, so no stranger can take a place in a pair.
CREATE FUNCTION exchange_sender_stands_there() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.exchange_stands_on(NEW.pair, NEW.side, NEW.office) THEN
    RAISE EXCEPTION 'the office does not stand on this side' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sender_stands_there BEFORE INSERT ON exchange_outbox FOR EACH ROW
  EXECUTE FUNCTION exchange_sender_stands_there();

CREATE FUNCTION exchange_ring() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('suixing_exchange', '');
  RETURN NULL;
END $$;
CREATE TRIGGER message_rings AFTER INSERT ON exchange_outbox FOR EACH STATEMENT EXECUTE FUNCTION exchange_ring();

-- An opening is noted once, by the officer who opened it.
CREATE FUNCTION exchange_opening_is_honest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.opened_at IS NOT NULL AND (NEW.opened_at, NEW.opened_by) IS DISTINCT FROM (OLD.opened_at, OLD.opened_by) THEN
    RAISE EXCEPTION 'an opening is noted once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
     AND OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL
     AND (NEW.opened_by IS DISTINCT FROM public.access_officer() OR NEW.opened_at < OLD.arrived_at
          OR OLD.handled_at IS NULL) THEN
    RAISE EXCEPTION 'only who opened a message notes it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER opening_is_honest BEFORE UPDATE OF opened_at, opened_by ON exchange_inbox FOR EACH ROW
  EXECUTE FUNCTION exchange_opening_is_honest();

CREATE FUNCTION exchange_evidence_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'evidence is neither changed nor deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER evidence_stays BEFORE UPDATE OR DELETE ON exchange_evidence FOR EACH ROW
  EXECUTE FUNCTION exchange_evidence_stays();

-- Contents go as far as they did what they were for; NULL where it is not the caller's office.
CREATE FUNCTION exchange_forget(pair uuid, office text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone integer;
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RETURN NULL;
  END IF;
  WITH sent AS (
    UPDATE public.exchange_outbox o SET sealed = NULL
    WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.sealed IS NOT NULL
      AND (o.relayed_at IS NOT NULL OR o.refusal <> '') RETURNING 1
  ), arrived AS (
    UPDATE public.exchange_inbox i SET sealed = NULL
    WHERE i.pair = exchange_forget.pair AND i.office = exchange_forget.office AND i.sealed IS NOT NULL
      AND (i.handled_at IS NOT NULL OR i.refused <> '') RETURNING 1
  )
  SELECT (SELECT count(*) FROM sent) + (SELECT count(*) FROM arrived) INTO gone;
  RETURN gone;
END $$;

ALTER TABLE exchange_route ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_route_opened ON exchange_route FOR INSERT WITH CHECK (asking = (SELECT access_office()));
ALTER TABLE exchange_outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_message_seen ON exchange_outbox FOR SELECT USING (office = (SELECT access_office()));
CREATE POLICY own_message_sent ON exchange_outbox FOR INSERT WITH CHECK (office = (SELECT access_office()));
CREATE POLICY own_message_moved ON exchange_outbox FOR UPDATE
  USING (office = (SELECT access_office()) AND relayed_at IS NULL AND refusal = '')
  WITH CHECK (office = (SELECT access_office()));
CREATE POLICY own_message_taken_back ON exchange_outbox FOR DELETE
  USING (office = (SELECT access_office()) AND relayed_at IS NULL AND refusal = '');
ALTER TABLE exchange_inbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY arrived_seen ON exchange_inbox FOR SELECT USING (office = (SELECT access_office()));
CREATE POLICY arrived_opened ON exchange_inbox FOR UPDATE
  USING (office = (SELECT access_office())) WITH CHECK (office = (SELECT access_office()));
ALTER TABLE exchange_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_evidence_seen ON exchange_evidence FOR SELECT USING (office = (SELECT access_office()));
"""
BACK = """
DROP FUNCTION exchange_forget(uuid, text);
DROP TRIGGER evidence_stays ON exchange_evidence;
DROP FUNCTION exchange_evidence_stays();
DROP TRIGGER opening_is_honest ON exchange_inbox;
DROP FUNCTION exchange_opening_is_honest();
DROP TRIGGER message_rings ON exchange_outbox;
DROP FUNCTION exchange_ring();
DROP TRIGGER sender_stands_there ON exchange_outbox;
DROP FUNCTION exchange_sender_stands_there();
DROP FUNCTION exchange_line_up(uuid, text, text);
DROP FUNCTION exchange_stands_on(uuid, text, text);
"""


def message(*fields: tuple[str, "models.Field[Any, Any]"]) -> list[tuple[str, "models.Field[Any, Any]"]]:
    """The columns that a message has on both sides, and more."""
    return [
        ("id", models.UUIDField(primary_key=True, serialize=False)),
        ("pair", models.UUIDField()),
        ("side", models.TextField(choices=SIDES)),
        ("seq", models.IntegerField()),
        ("kind", models.TextField()),
        ("version", models.IntegerField()),
        ("office", models.TextField()),
        ("sealed", models.BinaryField(null=True)),
        *fields,
    ]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0003_row_security")]
    operations = [
        migrations.CreateModel(
            name="Route",
            fields=[
                ("pair", models.UUIDField(primary_key=True, serialize=False)),
                ("asking", models.TextField()),
                ("answering", models.TextField()),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "db_table": "exchange_route",
                "constraints": [
                    models.CheckConstraint(name="two_offices_make_a_pair", condition=~Q(asking=F("answering")))
                ],
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=message(
                ("created_at", models.DateTimeField()),
                ("leave_at", models.DateTimeField()),
                ("relayed_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("refusal", models.TextField(default="", db_default="")),
            ),
            options={
                "db_table": "exchange_outbox",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["pair", "side", "seq"],
                        name="outgoing_in_order",
                        deferrable=models.Deferrable.IMMEDIATE,
                    ),
                    models.CheckConstraint(name="outgoing_has_a_side", condition=Q(side__in=["asking", "answering"])),
                    models.CheckConstraint(name="outgoing_counts_from_one", condition=Q(seq__gte=1)),
                ],
                "indexes": [
                    models.Index(
                        fields=["leave_at"], condition=Q(relayed_at=None, refusal=""), name="outgoing_to_leave"
                    ),
                    models.Index(
                        fields=["refused_at"], condition=Q(refused_at__isnull=False), name="outgoing_refused"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incoming",
            fields=message(
                ("place", models.TextField()),
                ("arrived_at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(null=True)),
                ("refused", models.TextField(default="")),
                ("tries", models.IntegerField(default=0)),
                ("try_at", models.DateTimeField()),
                ("fault", models.TextField(default="")),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by", models.TextField(default="")),
                ("opening_told_at", models.DateTimeField(null=True)),
            ),
            options={
                "db_table": "exchange_inbox",
                "constraints": [
                    models.UniqueConstraint(fields=["side", "pair", "seq"], name="incoming_in_order"),
                    models.CheckConstraint(name="incoming_has_a_side", condition=Q(side__in=["asking", "answering"])),
                    models.CheckConstraint(
                        name="incoming_is_handled_or_refused", condition=Q(handled_at=None) | Q(refused="")
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["try_at"], condition=Q(handled_at=None, refused=""), name="incoming_to_handle"
                    ),
                    models.Index(fields=["pair", "office"], name="incoming_by_pair"),
                    models.Index(fields=["arrived_at"], condition=~Q(refused=""), name="incoming_refused"),
                    models.Index(
                        fields=["opened_at"],
                        condition=Q(opened_at__isnull=False, opening_told_at=None),
                        name="incoming_opening_to_tell",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message", models.UUIDField()),
                ("event", models.TextField(choices=[(one, one) for one in EVENTS])),
                ("at", models.DateTimeField()),
                ("office", models.TextField()),
                ("statement", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={
                "db_table": "exchange_evidence",
                "constraints": [
                    models.UniqueConstraint(fields=["message", "office", "event"], name="one_evidence_of_an_event")
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
