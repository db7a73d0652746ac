"""What the nation's office on another node was told of, and coordination that other nodes asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0005_coordination'),
    ]

    operations = [
        migrations.CreateModel(
            name='Raised',
            fields=[
                ('clock', models.UUIDField(primary_key=True, serialize=False)),
                ('pair', models.UUIDField(unique=True)),
                ('waiting', models.TextField()),
                ('raised_at', models.DateTimeField()),
                ('met_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'journeys_raised',
                'indexes': [models.Index(condition=models.Q(('met_at', None)), fields=['raised_at'], name='raised_open')],
            },
        ),
        migrations.AddField(
            model_name='coordination',
            name='pair',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='coordination',
            index=models.Index(condition=models.Q(('pair__isnull', False)), fields=['pair'], name='coordination_by_pair'),
        ),
        migrations.RunSQL(
            "ALTER TABLE journeys_raised ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE journeys_raised DISABLE ROW LEVEL SECURITY",
        ),
    ]
