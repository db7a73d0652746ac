"""Offices, above all those that treat, whose traces stay folded on a person's own pages until she proves herself anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0003_agreements")]
    operations = [
        migrations.AddField("office", "second_lock", models.BooleanField(db_default=False, default=False)),
    ]
