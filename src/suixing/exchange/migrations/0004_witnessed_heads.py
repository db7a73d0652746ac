"""Heads of journals that nodes saw of each other; which there are is for the operator of a province or the nation."""

from django.db import migrations, models

OPERATES = "(SELECT access_has_role('exchange_operator')) AND length((SELECT access_office())) = 2"
POLICY = f"""
ALTER TABLE exchange_witnessed ENABLE ROW LEVEL SECURITY;
CREATE POLICY witnessed_for_operator ON exchange_witnessed FOR SELECT USING ({OPERATES});
"""
POLICY_BACK = "DROP POLICY witnessed_for_operator ON exchange_witnessed;"


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_counts_for_operators'),
    ]

    operations = [
        migrations.CreateModel(
            name='WitnessedHead',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('node', models.TextField()),
                ('witness', models.TextField()),
                ('number', models.BigIntegerField()),
                ('hash', models.BinaryField()),
                ('keys_number', models.IntegerField()),
                ('keys_hash', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('statement', models.BinaryField()),
                ('signature', models.BinaryField()),
                ('contradicted', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'exchange_witnessed',
            },
        ),
        migrations.AddConstraint(
            model_name='witnessedhead',
            constraint=models.UniqueConstraint(fields=('node', 'witness', 'number', 'hash', 'keys_number', 'keys_hash'), name='witnessed_once'),
        ),
        migrations.RunSQL(POLICY, POLICY_BACK),
    ]
