"""Every tab of the worklist is read along an index, however many cases of the other tabs an office has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_nothing_goes_silently")]
    operations = [
        migrations.RemoveIndex("case", "case_by_due"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["office", "keeper", "ours", "due_at", "id"],
                condition=models.Q(closed_at=None),
                name="case_by_due",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["office", "keeper", "due_at", "id"],
                condition=models.Q(closed_at=None, ours=True, assigned_to=""),
                name="case_of_nobody",
            ),
        ),
    ]
