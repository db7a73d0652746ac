"""Consent can be given again on her own page."""

from django.db import migrations, models

WAYS = [("phone", "Phone"), ("paper", "Paper"), ("desk", "Desk"), ("sheet", "Sheet"), ("own_page", "Own Page")]


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_not_by_break_glass")]
    operations = [migrations.AlterField(model_name="consentrecord", name="way", field=models.TextField(choices=WAYS))]
