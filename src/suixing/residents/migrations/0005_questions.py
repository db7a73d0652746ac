"""Which entries of the journal she questioned. What she wrote is a complaint, and bound to her by nothing here."""

from django.db import migrations, models

FUNCTIONS = """
-- She questions an entry about her that is open to her and of some office; marked once, noted once.
CREATE FUNCTION residents_question(of_entry bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NULL OR NOT EXISTS (
      SELECT FROM public.journal_entry e WHERE e.id = of_entry AND held.person = ANY (e.subjects)
        AND e.office IS NOT NULL AND public.residents_opens(e.at, e.office)) THEN
    RETURN false;
  END IF;
  INSERT INTO public.residents_question (person, entry, asked_at)
    VALUES (held.person, of_entry, clock_timestamp()) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM public.residents_note('resident.questioned', held.person, '{}');
  END IF;
  RETURN true;
END $$;

-- Which of these entries she questioned, as far as they are open to her.
CREATE FUNCTION residents_questioned(of_entries bigint[]) RETURNS TABLE (entry bigint, asked_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT q.entry, q.asked_at FROM public.residents_question q
    JOIN public.journal_entry e ON e.id = q.entry
    WHERE q.person = held.person AND q.entry = ANY (of_entries) AND public.residents_opens(e.at, e.office);
END $$;

-- What is left of her questions when she was erased.
CREATE FUNCTION residents_forget_questions(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'questions of a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.residents_question WHERE person = subject;
END $$;
"""
BACK = """
DROP FUNCTION residents_forget_questions(uuid);
DROP FUNCTION residents_questioned(bigint[]);
DROP FUNCTION residents_question(bigint);
"""
# No policy: only functions of the owner read and write it.
SHUT = "ALTER TABLE residents_question ENABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    dependencies = [("residents", "0004_widening")]
    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("entry", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "residents_question",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "entry"), name="one_mark_for_an_entry_questioned")
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.RunSQL(SHUT, migrations.RunSQL.noop),
    ]
