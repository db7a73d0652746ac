"""Notices about her own pages: a code to sign in, a sign-in, a request to open everything."""

from django.db import migrations, models

KINDS = [
    "confirmation.code", "tie.confirmed", "break_glass.opened", "resident.code", "resident.signed_in",
    "resident.widening",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_older_channels")]
    operations = [
        migrations.AlterField(
            model_name="notice", name="kind", field=models.TextField(choices=[(one, one) for one in KINDS])
        )
    ]
