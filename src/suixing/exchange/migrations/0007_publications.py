"""Documents that nodes publish to all others: public, so whoever may read the table reads all of it."""

from django.db import migrations, models
from django.db.models import Q

# Small enough for one signal; a row that is larger would never leave.
BOUND = """
ALTER TABLE exchange_publication ADD CONSTRAINT document_is_small CHECK (octet_length(body) <= 262144);
"""
BOUND_BACK = "ALTER TABLE exchange_publication DROP CONSTRAINT document_is_small;"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_files")]
    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("node", models.TextField()),
                ("name", models.TextField()),
                ("version", models.BigIntegerField()),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "exchange_publication",
                "constraints": [
                    models.UniqueConstraint(fields=("node", "name"), name="one_document_of_a_name"),
                    models.CheckConstraint(condition=Q(version__gt=0), name="document_has_a_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationTold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("node", models.TextField()),
                ("version", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("times", models.IntegerField()),
            ],
            options={
                "db_table": "exchange_publication_told",
                "constraints": [models.UniqueConstraint(fields=("name", "node"), name="document_told_to_node")],
            },
        ),
        migrations.RunSQL(BOUND, BOUND_BACK),
    ]
