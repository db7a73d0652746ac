"""Handles, passkeys, codes, tries, sessions, requests to open everything, choices."""
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('mark', models.BinaryField(primary_key=True, serialize=False)),
                ('used_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'residents_challenge',
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('person', models.UUIDField(primary_key=True, serialize=False)),
                ('telephone_blocked', models.BooleanField(default=False)),
                ('hidden', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'residents_choice',
            },
        ),
        migrations.CreateModel(
            name='Handle',
            fields=[
                ('person', models.UUIDField(primary_key=True, serialize=False)),
                ('handle', models.BinaryField(unique=True)),
            ],
            options={
                'db_table': 'residents_handle',
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.UUIDField()),
                ('kind', models.TextField(choices=[('desk', 'Desk'), ('telephone', 'Telephone')])),
                ('hash', models.BinaryField()),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('opens_from', models.DateTimeField()),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.IntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'residents_code',
                'indexes': [models.Index(fields=['person'], name='own_code_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.UUIDField()),
                ('credential', models.BinaryField(unique=True)),
                ('sealed', models.BinaryField()),
                ('sign_count', models.BigIntegerField()),
                ('name', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('opens_from', models.DateTimeField()),
                ('of_offices', models.JSONField()),
                ('origin', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'residents_passkey',
                'indexes': [models.Index(fields=['person'], name='passkey_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(unique=True)),
                ('person', models.UUIDField()),
                ('way', models.TextField()),
                ('passkey', models.BigIntegerField(null=True)),
                ('opens_from', models.DateTimeField()),
                ('of_offices', models.JSONField()),
                ('origin', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('browser', models.TextField()),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'residents_session',
                'indexes': [models.Index(fields=['person'], name='own_session_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Try',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BinaryField()),
                ('day', models.DateField()),
                ('kind', models.TextField()),
                ('used', models.IntegerField()),
            ],
            options={
                'db_table': 'residents_try',
                'constraints': [models.UniqueConstraint(fields=('mark', 'day', 'kind'), name='one_count_of_own_tries_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Widening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.UUIDField()),
                ('number', models.TextField()),
                ('hash', models.BinaryField()),
                ('origin', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('second_office', models.TextField(null=True)),
                ('second_officer', models.TextField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('opens_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancelled_by', models.TextField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'residents_widening',
                'indexes': [models.Index(fields=['person'], name='widening_by_subject')],
            },
        ),
    ]
