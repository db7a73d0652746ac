"""A trigger's function looks names up where the owner's are, whoever sets it off."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clocks", "0004_tell_superiors_less")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION clocks_event_only_grows() SET search_path = pg_catalog, pg_temp",
            "ALTER FUNCTION clocks_event_only_grows() RESET search_path",
        )
    ]
