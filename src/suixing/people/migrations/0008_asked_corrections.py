"""What a person asks to be put right waits at the office that entered it, and goes with what was entered."""

import django.db.models.deletion
from django.db import migrations, models

FIELDS = [
    ("name", "Name"), ("sex", "Sex"), ("born", "Born"), ("telephone", "Telephone"), ("home_text", "Home"),
    ("current_text", "Current"), ("arrived", "Arrived"), ("other", "Other"),
]  # fmt: skip
OUTCOMES = ["accepted", "declined", "taken_back"]
AT_WORK = "office_id = (SELECT access_office()) AND people_works_with(person_id, office_id)"

RULES = f"""
CREATE FUNCTION people_forget_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.people_asked_correction c WHERE c.account_id = OLD.id;
  RETURN OLD;
END $$;
CREATE TRIGGER asked_goes_with_account BEFORE DELETE ON people_account FOR EACH ROW
  EXECUTE FUNCTION people_forget_asked();

ALTER TABLE people_asked_correction ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_at_work ON people_asked_correction FOR SELECT USING ({AT_WORK});
CREATE POLICY answered_at_work ON people_asked_correction FOR UPDATE
  USING ({AT_WORK} AND outcome = '') WITH CHECK ({AT_WORK} AND outcome IN ('accepted', 'declined'));
"""
BACK = """
DROP POLICY answered_at_work ON people_asked_correction;
DROP POLICY seen_at_work ON people_asked_correction;
DROP TRIGGER asked_goes_with_account ON people_account;
DROP FUNCTION people_forget_asked();
"""
DO_NOTHING = django.db.models.deletion.DO_NOTHING


class Migration(migrations.Migration):
    dependencies = [("people", "0007_her_own_proofs"), ("places", "0003_agreements")]
    operations = [
        migrations.CreateModel(
            name="AskedCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.TextField(choices=FIELDS)),
                ("sealed", models.BinaryField()),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[(one, one.replace("_", " ").title()) for one in OUTCOMES], default=""
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(default="")),
                ("answer", models.BinaryField(null=True)),
                ("account", models.ForeignKey(on_delete=DO_NOTHING, related_name="+", to="people.account")),
                (
                    "office",
                    models.ForeignKey(db_index=False, on_delete=DO_NOTHING, related_name="+", to="places.office"),
                ),
                ("person", models.ForeignKey(on_delete=DO_NOTHING, related_name="+", to="people.person")),
            ],
            options={
                "db_table": "people_asked_correction",
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")), fields=["office"], name="correction_to_be_answered"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="answered_correction_says_how",
                        condition=models.Q(("answered_at", None), ("outcome", ""))
                        | models.Q(("answered_at__isnull", False), ("outcome__in", OUTCOMES)),
                    )
                ],
            },
        ),
        migrations.RunSQL(RULES, BACK),
    ]
