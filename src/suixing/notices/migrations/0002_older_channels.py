"""A confirmed tie is told on older channels and on those she confirmed, not to who joined since with any telephone."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION notices_of_confirmed_tie() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)
    VALUES (NEW.person, 'tie.confirmed', NEW.office_id,
            ARRAY(SELECT a.id FROM public.people_account a
                  WHERE a.person_id = NEW.person AND a.office_id <> NEW.office_id
                    AND EXISTS (SELECT FROM public.access_tie t
                                WHERE t.person = a.person_id AND t.office_id = a.office_id AND t.officer IS NULL
                                  AND (t.id < NEW.id OR t.confirmed_at IS NOT NULL))),
            '', clock_timestamp(), clock_timestamp(), 0, '');
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices")]
    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
