"""That she is to be erased is told, and where she was told of it."""

from django.db import migrations, models

KINDS = [
    "confirmation.code", "tie.confirmed", "break_glass.opened", "resident.code", "resident.signed_in",
    "resident.widening", "newcomer", "pass.issued", "pass.renewed", "pass.revoked", "correction.answered",
    "resident.erasure",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_chosen_way")]
    operations = [
        migrations.AlterField(
            model_name="notice", name="kind", field=models.TextField(choices=[(one, one) for one in KINDS])
        ),
    ]
