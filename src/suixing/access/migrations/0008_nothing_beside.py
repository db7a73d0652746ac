"""What could be reached beside the policies, shut: each of these was found by trying."""

from django.db import migrations

SHUT = """
-- Without it a temporary table called pg_class could say who owns the ties, and an officer confirm her own.
ALTER FUNCTION access_tie_is_honest() SET search_path = pg_catalog, pg_temp;

-- How many mentions of somebody there are would tell an office that she has not confirmed of other offices.
-- A scalar subquery is looked up row by row; EXISTS could be answered by reading every leaf.
ALTER POLICY mention_of_tied ON journal_mention USING (
  EXISTS (SELECT FROM access_open_tie t WHERE t.person = journal_mention.subject
          AND (t.confirmed_at IS NOT NULL
               OR (SELECT true FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id
                   WHERE l.seq = journal_mention.seq))));

-- What functions of the owner write when it happens, nobody writes who only says so.
CREATE POLICY happened_first ON journal_entry AS RESTRICTIVE FOR INSERT
  WITH CHECK (act <> 'tie.confirmed' AND NOT starts_with(act, 'break_glass.'));
"""
BACK = """
DROP POLICY happened_first ON journal_entry;
ALTER POLICY mention_of_tied ON journal_mention
  USING (EXISTS (SELECT FROM access_open_tie t WHERE t.person = journal_mention.subject));
ALTER FUNCTION access_tie_is_honest() RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_ends_of_ties"), ("journal", "0001_journal")]
    operations = [migrations.RunSQL(SHUT, BACK)]
