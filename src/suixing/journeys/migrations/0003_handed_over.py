"""What an officer who left handed over to whom; done by a function of the owner, in the transaction in which she left."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
-- The open sheets of one who has left become those of her successor. Without a successor nothing changes hands, and
-- the caller learns what would have: whoever handed a sheet in stays in the journal.
CREATE FUNCTION journeys_hand_over(who text, heir text, administrator text, at timestamptz, openings integer)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own text; taken uuid[];
BEGIN
  own := (SELECT o.office_id FROM public.access_officer o WHERE o.username = who AND NOT o.is_active);
  IF own IS NULL OR (heir IS NOT NULL AND NOT EXISTS (
      SELECT FROM public.access_officer o WHERE o.username = heir AND o.is_active AND o.office_id = own)) THEN
    RAISE EXCEPTION 'work goes from one who left to one who stays' USING ERRCODE = 'insufficient_privilege';
  END IF;
  taken := ARRAY(SELECT r.id FROM public.journeys_intake_run r
    WHERE r.office_id = own AND r.officer = who AND (r.state IN ('waiting', 'running')
      -- As long as its sheet is kept, one that broke off can be tried again.
      OR (r.state = 'failed' AND r.handed_in_at > at - interval '30 days'))
    ORDER BY r.handed_in_at, r.id);
  IF heir IS NOT NULL THEN
    UPDATE public.journeys_intake_run r SET officer = heir WHERE r.id = ANY (taken);
  END IF;
  IF heir IS NOT NULL OR cardinality(taken) = 0 THEN
    INSERT INTO public.journeys_handing_over (office_id, officer, successor, handed_by, handed_at, intakes, openings)
      VALUES (own, who, heir, administrator, at, taken, journeys_hand_over.openings);
  END IF;
  RETURN QUERY SELECT unnest(taken);
END $$;
REVOKE EXECUTE ON FUNCTION journeys_hand_over(text, text, text, timestamptz, integer) FROM PUBLIC;

ALTER TABLE journeys_handing_over ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON journeys_handing_over FOR SELECT USING (office_id = (SELECT access_office()));
"""
BACK = """
DROP POLICY seen ON journeys_handing_over;
DROP FUNCTION journeys_hand_over(text, text, text, timestamptz, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0002_row_security"), ("access", "0006_staff")]
    operations = [
        migrations.CreateModel(
            name="HandingOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.TextField()),
                ("successor", models.TextField(null=True)),
                ("handed_by", models.TextField()),
                ("handed_at", models.DateTimeField()),
                (
                    "intakes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                ("openings", models.IntegerField()),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="places.office",
                    ),
                ),
            ],
            options={
                "db_table": "journeys_handing_over",
                "indexes": [models.Index(fields=["office", "officer"], name="handing_over_by_office")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
