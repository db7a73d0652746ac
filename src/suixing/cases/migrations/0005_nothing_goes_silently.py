"""Closing a registration names every table that it clears; no row goes because another one went."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_answers")]
    operations = [
        migrations.AlterField(
            "case", "parent",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="pairs", to="cases.case"
            ),
        ),
        migrations.AlterField(
            "caseevent", "case",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cases.case"),
        ),
        migrations.AlterField(
            "letter", "case",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="cases.case"),
        ),
        migrations.AlterField(
            "statuslink", "case",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
    ]  # fmt: skip
