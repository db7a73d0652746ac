"""How many ties of an office ended of late is counted by an index of the closed ones alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0006_staff")]
    operations = [
        migrations.AddIndex(
            model_name="tie",
            index=models.Index(
                fields=["office", "until"], condition=models.Q(until__isnull=False), name="tie_by_end"
            ),
        ),
    ]
