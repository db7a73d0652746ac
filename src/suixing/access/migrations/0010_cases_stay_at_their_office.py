"""What an office did in somebody's cases is told at that office: how much it was would tell others what it was for.

Several acts at one instant are the mark of a registration that asks (docs/refusals.md, "by two worlds").
"""

from django.db import migrations

_TIED = """EXISTS (SELECT FROM access_open_tie t WHERE t.person = ANY (journal_entry.subjects)
          AND (t.confirmed_at IS NOT NULL OR t.office_id = journal_entry.office))"""
_ENTRY = """(SELECT true FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id
                   WHERE l.seq = journal_mention.seq)"""
_MENTIONED = "EXISTS (SELECT FROM access_open_tie t WHERE t.person = journal_mention.subject AND {shown})"
POLICIES = f"""
ALTER POLICY entry_about_tied ON journal_entry USING (
  (purpose <> 'case' OR office = ANY ((SELECT access_offices())::text[])) AND {_TIED});
-- No mention without its entry: counting them would tell the same.
ALTER POLICY mention_of_tied ON journal_mention USING ({_MENTIONED.format(shown=_ENTRY)});
"""
BACK = f"""
ALTER POLICY mention_of_tied ON journal_mention
  USING ({_MENTIONED.format(shown=f"(t.confirmed_at IS NOT NULL OR {_ENTRY})")});
ALTER POLICY entry_about_tied ON journal_entry USING ({_TIED});
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_nation_and_agreements")]
    operations = [migrations.RunSQL(POLICIES, BACK)]
