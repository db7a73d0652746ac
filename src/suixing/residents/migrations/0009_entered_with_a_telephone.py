"""The code to a telephone opens the entry with which that telephone was given.

An entry bears the clock of who wrote it, which is a moment before the database's own (``sealed_at``); ten minutes, as
long as taking a register in lasts, are looked over. Nothing that another office did is opened by that.
"""

from importlib import import_module

from django.db import migrations

open_to_her = import_module("suixing.residents.migrations.0003_own_rows").open_to_her

ACCOUNT = open_to_her("person_id", "entered_at", "office_id")
POLICIES = f"""
ALTER POLICY hers ON people_account USING (({ACCOUNT})
  OR (person_id = (SELECT residents_person()) AND sealed_at >= (SELECT residents_from())
      AND entered_at BETWEEN sealed_at - interval '10 minutes' AND sealed_at));
"""
FUNCTION = """
-- The same for functions: whether an entry of hers is open, by when it was entered or by the telephone given with it.
CREATE FUNCTION residents_opens_entry(entered timestamptz, sealed timestamptz, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN public.residents_opens(entered, office)
      OR (entered BETWEEN sealed - interval '10 minutes' AND sealed AND public.residents_opens(sealed, office));
END $$;
REVOKE ALL ON FUNCTION residents_opens_entry(timestamptz, timestamptz, text) FROM PUBLIC;
"""
BACK = f"""
DROP FUNCTION residents_opens_entry(timestamptz, timestamptz, text);
ALTER POLICY hers ON people_account USING ({ACCOUNT});
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0008_second_lock")]
    operations = [migrations.RunSQL(POLICIES + FUNCTION, BACK)]
