"""Forms that were sent already, each seen by the officer who sent it only."""

from django.db import migrations, models

OWN = """
ALTER TABLE web_form_number ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_forms ON web_form_number
  USING (officer = (SELECT access_officer())) WITH CHECK (officer = (SELECT access_officer()));
"""
NOT_OWN = """
DROP POLICY own_forms ON web_form_number;
ALTER TABLE web_form_number DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0003_row_security")]
    operations = [
        migrations.CreateModel(
            name="FormNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.TextField()),
                ("number", models.TextField()),
                ("content", models.TextField()),
                ("result", models.TextField(default="")),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "db_table": "web_form_number",
                "constraints": [
                    models.UniqueConstraint(fields=("officer", "number"), name="one_use_of_a_form"),
                ],
            },
        ),
        migrations.RunSQL(OWN, NOT_OWN),
    ]
