"""Superiors are told of late clocks without what would tell the procedure; clocks are for those who work on files.

An office that is late to ask or to decide has a registration open: what is its own to do is one kind to its superiors.
"""

from django.db import migrations

_LATE = """
CREATE OR REPLACE FUNCTION clocks_late(offices text[])
RETURNS TABLE (clock uuid, office text, duty text, bears text, rule text, due_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE over text[];
BEGIN
  over := ARRAY(SELECT o FROM unnest(offices) o WHERE public.access_may_act_for(o)
                OR (public.access_stands_over(o) AND public.access_has_role('supervisor')));
  RETURN QUERY SELECT c.id, c.office, {told}, c.due_at FROM public.clocks_clock c
    WHERE c.office = ANY (over) AND c.ended_at IS NULL AND c.breached_at IS NOT NULL;
END $$;
"""
# The same as suixing.clocks.queries.told_above.
_KEPT = "c.duty IN ('answer', 'notify', 'coordinate')"
LATE = _LATE.format(
    told=f"CASE WHEN {_KEPT} THEN c.duty ELSE 'handle' END, c.bears, CASE WHEN {_KEPT} THEN c.rule ELSE '' END"
)
_OWN = "office = (SELECT access_office())"
_AT_WORK = f"{_OWN} AND ((SELECT access_offices()) IS NOT NULL OR (SELECT access_has_role('supervisor')))"
POLICIES = """
ALTER POLICY seen ON clocks_clock USING ({who});
ALTER POLICY made ON clocks_clock WITH CHECK ({who});
ALTER POLICY changed ON clocks_clock USING ({who});
ALTER POLICY seen ON clocks_date_changed USING ({who});
ALTER POLICY changed ON clocks_date_changed USING ({who});
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0003_end_by_owner"), ("access", "0009_nation_and_agreements")]
    operations = [
        migrations.RunSQL(LATE, _LATE.format(told="c.duty, c.bears, c.rule")),
        migrations.RunSQL(POLICIES.format(who=_AT_WORK), POLICIES.format(who=_OWN)),
    ]
