"""She chooses where she is told; what became of her passes and of what she asked to be put right is told too."""

from django.db import migrations, models

KINDS = [
    "confirmation.code", "tie.confirmed", "break_glass.opened", "resident.code", "resident.signed_in",
    "resident.widening", "newcomer", "pass.issued", "pass.renewed", "pass.revoked", "correction.answered",
]  # fmt: skip
CHANNELS = [("sms", "sms"), ("letter", "letter"), ("page", "page")]
WAYS = [("all", "all"), ("one", "one"), ("page", "page")]

FUNCTIONS = """
CREATE OR REPLACE FUNCTION notices_forget(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'notices to a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.notices_notice WHERE person = subject;
  DELETE FROM public.notices_choice WHERE person = subject;
END $$;

-- No policy: only functions of the owner write, only the worker reads.
ALTER TABLE notices_choice ENABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_newcomers")]
    operations = [
        migrations.AlterField(
            model_name="notice", name="kind", field=models.TextField(choices=[(one, one) for one in KINDS])
        ),
        migrations.AlterField(
            model_name="notice", name="channel", field=models.TextField(choices=CHANNELS, default="")
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["due_at"],
                condition=models.Q(
                    ("failed", ""), ("kind__in", ["confirmation.code", "resident.code"]), ("sent_at", None)
                ),
                name="notice_with_a_code",
            ),
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("person", models.UUIDField(primary_key=True, serialize=False)),
                ("way", models.TextField(choices=WAYS)),
                ("mark", models.BinaryField(null=True)),
                ("chosen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_choice",
                "constraints": [
                    models.CheckConstraint(
                        name="one_telephone_has_a_mark",
                        condition=models.Q(("mark__isnull", False), ("way", "one"))
                        | models.Q(("mark", None), ("way__in", ["all", "page"])),
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
