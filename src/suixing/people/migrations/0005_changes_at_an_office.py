"""How much changed at an office of late is counted by an index, not by reading all that it holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_names")]
    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["office", "changed_at"], name="account_by_change"),
        ),
    ]
