"""Names are looked up by one spelling and by sound: two columns beside the name, filled for everyone who is held."""

from typing import Any

from django.db import migrations, models

from suixing.rules.names import fold_name, pinyin_of

BATCH = 10_000

_NEXT = "SELECT id, name FROM people_account WHERE id > %s ORDER BY id LIMIT %s"
_FILL = """
    UPDATE people_account a SET name_folded = made.folded, name_pinyin = made.pinyin
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made(id, folded, pinyin) WHERE a.id = made.id
"""


def fill(apps: Any, schema_editor: Any, *, batch: int = BATCH) -> None:
    """Make both columns from the names, ``batch`` accounts at a time; memory depends on the batch only."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(_NEXT, [last, batch])
            rows = cursor.fetchall()
            if not rows:
                return
            numbers = [number for number, _ in rows]
            names = [name for _, name in rows]
            cursor.execute(_FILL, [numbers, [fold_name(name) for name in names], [pinyin_of(name) for name in names]])
            last = numbers[-1]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_confirmation")]
    operations = [
        migrations.RemoveIndex(model_name="account", name="account_by_name"),
        migrations.AddField(
            model_name="account",
            name="name_folded",
            field=models.TextField(db_collation="C", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="account",
            name="name_pinyin",
            field=models.TextField(db_collation="C", default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["office", "name_folded", "born"], name="account_by_name"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["office", "name_pinyin", "born"], name="account_by_sound"),
        ),
    ]
