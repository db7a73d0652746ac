"""What comparing with other nodes found; for the operator of a province or the nation."""

from django.db import migrations, models
from django.db.models import Q

OPERATES = "(SELECT access_has_role('exchange_operator')) AND length((SELECT access_office())) = 2"
POLICY = f"""
ALTER TABLE exchange_statement ENABLE ROW LEVEL SECURITY;
CREATE POLICY statement_for_operator ON exchange_statement FOR SELECT USING ({OPERATES});
"""
POLICY_BACK = "DROP POLICY statement_for_operator ON exchange_statement;"


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0004_witnessed_heads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('round', models.UUIDField()),
                ('node', models.TextField()),
                ('asked', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('messages', models.IntegerField()),
                ('equal', models.BooleanField(null=True)),
                ('complete', models.BooleanField(default=True)),
                ('lacking_there', models.IntegerField(default=0)),
                ('lacking_here', models.IntegerField(default=0)),
                ('evidence', models.IntegerField(default=0)),
                ('conflicts', models.IntegerField(default=0)),
                ('lost', models.IntegerField(default=0)),
                ('settled_at', models.DateTimeField(null=True)),
                ('own', models.JSONField()),
                ('other', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'exchange_statement',
            },
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('round', 'node'), name='one_statement_of_a_round'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['node', 'at'], name='statement_by_node'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=Q(('consigned_at__isnull', False)), fields=['consigned_at'], name='outgoing_by_receipt'),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(condition=~Q(('node', '')), fields=['node', 'arrived_at'], name='incoming_from_node'),
        ),
        migrations.RunSQL(POLICY, POLICY_BACK),
    ]
