"""What an office with a second lock did, entered or has open is not read in her session while the lock is shut."""

from django.db import migrations

# A file that another office has names the one that it asks, or that asks it.
OFFICES = {
    "journal_entry": "ARRAY[office]",
    "people_account": "ARRAY[office_id]",
    "consent_record": "ARRAY[office_id]",
    "cases_case": "ARRAY[office_id, counterpart]",
}
# What hangs on these (residences, links, letters, clocks) is read through them.
LOCK = "\n".join(
    f"CREATE POLICY second_lock ON {table} AS RESTRICTIVE FOR SELECT"
    # So said that the planner knows it to be rare: lists of an office stay read along their index.
    f" USING (({offices} && (SELECT residents_locked_offices())::text[]) IS NOT TRUE);"
    for table, offices in OFFICES.items()
)
COUNT = """
-- How many entries, accounts and files would be open to her without the lock, and until when it is open; of no office.
CREATE FUNCTION journeys_behind_lock(
  OUT entries bigint, OUT accounts bigint, OUT files bigint, OUT unlocked_until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
        locked text[] := public.residents_locked_offices(); sealed_up_to bigint;
BEGIN
  entries := 0; accounts := 0; files := 0;
  IF held.unlocked_until > clock_timestamp() AND EXISTS (SELECT FROM public.places_office o WHERE o.second_lock) THEN
    unlocked_until := held.unlocked_until;
  END IF;
  IF held.person IS NULL OR locked = '{}' THEN
    RETURN;
  END IF;
  SELECT b.watermark_txid INTO sealed_up_to FROM public.journal_block b ORDER BY b.number DESC LIMIT 1;
  SELECT count(*) INTO entries FROM (
      SELECT l.entry_id AS id FROM public.journal_mention m JOIN public.journal_leaf l ON l.seq = m.seq
        WHERE m.subject = held.person
      UNION
      SELECT e.id FROM public.journal_entry e
        WHERE e.txid >= coalesce(sealed_up_to, 0) AND e.subjects @> ARRAY[held.person]
    ) AS about JOIN public.journal_entry e ON e.id = about.id
    WHERE e.office = ANY (locked)
      AND (e.at >= held.opens_from OR e.at >= (held.of_offices ->> e.office)::timestamptz);
  SELECT count(*) INTO accounts FROM public.people_account a
    WHERE a.person_id = held.person AND a.office_id = ANY (locked)
      AND (a.entered_at >= held.opens_from OR a.entered_at >= (held.of_offices ->> a.office_id)::timestamptz
           OR (a.sealed_at >= held.opens_from
               AND a.entered_at BETWEEN a.sealed_at - interval '10 minutes' AND a.sealed_at));
  SELECT count(*) INTO files FROM public.cases_case c
    WHERE c.person_id = held.person AND c.keeper = 'desk' AND ARRAY[c.office_id, c.counterpart] && locked
      AND (c.opened_at >= held.opens_from OR c.opened_at >= (held.of_offices ->> c.office_id)::timestamptz);
END $$;
"""
BACK = "DROP FUNCTION journeys_behind_lock();\n" + "\n".join(
    f"DROP POLICY second_lock ON {table};" for table in OFFICES
)


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0010_own_wishes"), ("residents", "0009_entered_with_a_telephone"), ("cases", "0011_own_pages"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop), migrations.RunSQL(LOCK, BACK)]
