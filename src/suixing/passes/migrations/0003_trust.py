"""Whom this node trusts to issue passes: public, so whoever may read these tables reads all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("passes", "0002_row_security")]
    operations = [
        migrations.CreateModel(
            name="IssuerClaim",
            fields=[
                ("iss", models.TextField(primary_key=True, serialize=False)),
                ("node", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "passes_issuer_claim"},
        ),
        migrations.CreateModel(
            name="SignedTrust",
            fields=[
                ("number", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("token", models.TextField()),
                ("digest", models.BinaryField()),
                ("signed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "passes_signed_trust",
                "constraints": [models.CheckConstraint(condition=models.Q(number=1), name="one_signed_trust")],
            },
        ),
    ]
