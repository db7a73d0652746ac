"""Newcomers are told what their office offers; what was sent to them is not kept."""

from django.db import migrations, models

KINDS = [
    "confirmation.code", "tie.confirmed", "break_glass.opened", "resident.code", "resident.signed_in",
    "resident.widening", "newcomer",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_own_pages")]
    operations = [
        migrations.AlterField(
            model_name="notice", name="kind", field=models.TextField(choices=[(one, one) for one in KINDS])
        )
    ]
