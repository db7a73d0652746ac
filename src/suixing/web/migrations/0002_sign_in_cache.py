"""Counts of tries and codes that were used, shared by all web processes: the table of Django's database cache."""

from django.db import migrations

MAKE = """
CREATE TABLE sign_in_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX sign_in_cache_by_end ON sign_in_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("web", "0001_form_numbers")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE sign_in_cache")]
