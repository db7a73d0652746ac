"""What waits and what was refused, as numbers: an operator of the exchange sees these of all offices, and no row.

A row of the outbox names its office, and who asks is nobody's to know (X8).
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION exchange_counts(now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT to_jsonb(leaving) || to_jsonb(away) || to_jsonb(arrived) || to_jsonb(kept)
  FROM (
    SELECT count(*) FILTER (WHERE o.leave_at > exchange_counts.now) AS held_back,
           count(*) FILTER (WHERE o.leave_at <= exchange_counts.now) AS to_leave,
           count(*) FILTER (WHERE o.leave_at <= exchange_counts.now AND EXISTS (
               SELECT FROM public.exchange_outbox p
               WHERE p.pair = o.pair AND p.side = o.side AND p.seq < o.seq AND p.refusal <> '')) AS behind,
           extract(epoch FROM exchange_counts.now - min(o.leave_at) FILTER (
               WHERE o.leave_at <= exchange_counts.now))::float8 AS oldest_to_leave
    FROM public.exchange_outbox o WHERE o.relayed_at IS NULL AND o.refusal = ''
  ) leaving, (
    SELECT count(*) AS unreceipted,
           extract(epoch FROM exchange_counts.now - min(o.relayed_at))::float8 AS oldest_unreceipted
    FROM public.exchange_outbox o WHERE o.resend_at IS NOT NULL
  ) away, (
    SELECT count(*) AS to_handle, count(*) FILTER (WHERE i.tries > 0) AS tried_again,
           count(*) FILTER (WHERE i.seq > 1 AND NOT EXISTS (
               SELECT FROM public.exchange_inbox p
               WHERE p.pair = i.pair AND p.side = i.side AND p.seq = i.seq - 1)) AS gaps,
           extract(epoch FROM exchange_counts.now - min(i.arrived_at))::float8 AS oldest_to_handle
    FROM public.exchange_inbox i WHERE i.handled_at IS NULL AND i.refused = ''
  ) arrived, (
    SELECT coalesce(max(s.number), 0) AS refused, coalesce(jsonb_agg(
        jsonb_build_object('box', s.box, 'message', s.id, 'kind', s.kind, 'reason', s.reason, 'at', s.at)
        ORDER BY s.at DESC, s.id), '[]') AS stuck
    FROM (
      SELECT r.*, count(*) OVER () AS number FROM (
        SELECT 'outbox' AS box, o.id, o.kind, o.refusal AS reason, o.refused_at AS at FROM public.exchange_outbox o
        WHERE o.refused_at IS NOT NULL
        UNION ALL
        SELECT 'inbox', i.id, i.kind, i.refused, i.arrived_at FROM public.exchange_inbox i WHERE i.refused <> ''
      ) r ORDER BY r.at DESC, r.id LIMIT 100
    ) s
  ) kept
$$;
CREATE FUNCTION exchange_counts_for_operator(now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN public.access_has_role('exchange_operator') AND length(public.access_office()) = 2
         THEN public.exchange_counts(now) END
$$;
"""
FUNCTIONS_BACK = """
DROP FUNCTION exchange_counts_for_operator(timestamptz);
DROP FUNCTION exchange_counts(timestamptz);
"""


class Migration(migrations.Migration):
    """Two functions."""

    dependencies = [("exchange", "0002_between_nodes")]
    operations = [migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK)]
