"""Nodes, parcels between them, and what an operator of the exchange may see of either.

Bodies of parcels, which say nothing without the receiver's key, are for the worker alone all the same.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
-- What has not been receipted by another node must be sent again; it goes once the receipt is there.
CREATE OR REPLACE FUNCTION exchange_forget(pair uuid, office text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone integer;
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RETURN NULL;
  END IF;
  UPDATE public.exchange_outbox o SET to_forget = true
  WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.resend_at IS NOT NULL;
  WITH sent AS (
    UPDATE public.exchange_outbox o SET sealed = NULL
    WHERE o.pair = exchange_forget.pair AND o.office = exchange_forget.office AND o.sealed IS NOT NULL
      AND o.resend_at IS NULL AND (o.relayed_at IS NOT NULL OR o.refusal <> '') RETURNING 1
  ), arrived AS (
    UPDATE public.exchange_inbox i SET sealed = NULL
    WHERE i.pair = exchange_forget.pair AND i.office = exchange_forget.office AND i.sealed IS NOT NULL
      AND (i.handled_at IS NOT NULL OR i.refused <> '') RETURNING 1
  )
  SELECT (SELECT count(*) FROM sent) + (SELECT count(*) FROM arrived) INTO gone;
  RETURN gone;
END $$;
CREATE TRIGGER signal_rings AFTER INSERT ON exchange_signal FOR EACH STATEMENT EXECUTE FUNCTION exchange_ring();
CREATE TRIGGER parcel_rings AFTER INSERT ON exchange_parcel FOR EACH STATEMENT EXECUTE FUNCTION exchange_ring();
CREATE TRIGGER transit_rings AFTER INSERT ON exchange_transit FOR EACH STATEMENT EXECUTE FUNCTION exchange_ring();

-- A key is pinned once: another one of the same number is refused by whoever adds it, and none is changed or removed.
CREATE FUNCTION exchange_key_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a pinned key is neither changed nor deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER key_stays BEFORE UPDATE OR DELETE ON exchange_node_key FOR EACH ROW
  EXECUTE FUNCTION exchange_key_stays();
"""
FUNCTIONS_BACK = """
DROP TRIGGER key_stays ON exchange_node_key;
DROP FUNCTION exchange_key_stays();
DROP TRIGGER transit_rings ON exchange_transit;
DROP TRIGGER parcel_rings ON exchange_parcel;
DROP TRIGGER signal_rings ON exchange_signal;
"""
# Which nodes there are and how their offices are reached is public.
PUBLIC = ("exchange_node", "exchange_node_key", "exchange_directory", "exchange_far_office")
# What is on its way is for the operator of a province or the nation.
OPERATORS = ("exchange_signal", "exchange_parcel", "exchange_dead", "exchange_transit", "exchange_traffic")
CHANGED_BY_OPERATORS = ("exchange_parcel", "exchange_dead", "exchange_transit")
OPERATES = "(SELECT access_has_role('exchange_operator')) AND length((SELECT access_office())) = 2"
POLICIES = "".join(
    [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n" for table in (*PUBLIC, *OPERATORS)]
    + [f"CREATE POLICY {table[9:]}_is_public ON {table} FOR SELECT USING (true);\n" for table in PUBLIC]
    + [f"CREATE POLICY {table[9:]}_for_operator ON {table} FOR SELECT USING ({OPERATES});\n" for table in OPERATORS]
    + [
        f"CREATE POLICY {table[9:]}_settled_by_operator ON {table} FOR UPDATE USING ({OPERATES})"
        f" WITH CHECK ({OPERATES});\n"
        for table in CHANGED_BY_OPERATORS
    ]
)
POLICIES_BACK = "".join(
    [f"DROP POLICY {table[9:]}_settled_by_operator ON {table};\n" for table in CHANGED_BY_OPERATORS]
    + [f"DROP POLICY {table[9:]}_for_operator ON {table};\n" for table in OPERATORS]
    + [f"DROP POLICY {table[9:]}_is_public ON {table};\n" for table in PUBLIC]
)


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_exchange'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdoptedDirectory',
            fields=[
                ('version', models.IntegerField(primary_key=True, serialize=False)),
                ('document', models.TextField()),
                ('adopted_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'exchange_directory',
            },
        ),
        migrations.CreateModel(
            name='Dead',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('parcel', models.UUIDField()),
                ('node', models.TextField()),
                ('reason', models.TextField()),
                ('body', models.BinaryField(null=True)),
                ('is_parcel', models.BooleanField()),
                ('digest', models.BinaryField(unique=True)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_as', models.TextField(default='')),
            ],
            options={
                'db_table': 'exchange_dead',
            },
        ),
        migrations.CreateModel(
            name='FarOffice',
            fields=[
                ('code', models.TextField(db_collation='C', primary_key=True, serialize=False)),
                ('telephone', models.TextField(default='')),
                ('address_zh', models.TextField(default='')),
                ('hours_zh', models.TextField(default='')),
                ('address_en', models.TextField(default='')),
                ('hours_en', models.TextField(default='')),
            ],
            options={
                'db_table': 'exchange_far_office',
            },
        ),
        migrations.CreateModel(
            name='LeavingParcel',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('node', models.TextField()),
                ('body', models.BinaryField()),
                ('urgent', models.BooleanField()),
                ('events', models.IntegerField()),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('try_at', models.DateTimeField()),
                ('tries', models.IntegerField(default=0)),
                ('fault', models.TextField(default='')),
            ],
            options={
                'db_table': 'exchange_parcel',
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('place', models.TextField(db_collation='C', primary_key=True, serialize=False)),
                ('role', models.TextField()),
                ('state', models.TextField(default='active')),
                ('url', models.TextField(default='')),
                ('software', models.TextField(default='')),
                ('roll', models.TextField(default='')),
                ('direct', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField(null=True)),
                ('skew', models.FloatField(null=True)),
            ],
            options={
                'db_table': 'exchange_node',
            },
        ),
        migrations.CreateModel(
            name='NodeKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('statement', models.TextField()),
                ('signature', models.TextField()),
                ('pinned_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'exchange_node_key',
            },
        ),
        migrations.CreateModel(
            name='Traffic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('node', models.TextField()),
                ('way', models.TextField()),
                ('parcels', models.IntegerField(default=0)),
                ('octets', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'exchange_traffic',
            },
        ),
        migrations.CreateModel(
            name='Transit',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('node', models.TextField()),
                ('body', models.BinaryField(null=True)),
                ('urgent', models.BooleanField()),
                ('arrived_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('try_at', models.DateTimeField()),
                ('tries', models.IntegerField(default=0)),
                ('fault', models.TextField(default='')),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'exchange_transit',
            },
        ),
        migrations.CreateModel(
            name='WaitingSignal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('node', models.TextField()),
                ('kind', models.TextField()),
                ('data', models.JSONField()),
                ('urgent', models.BooleanField(default=False)),
                ('leave_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'exchange_signal',
            },
        ),
        migrations.AddField(
            model_name='incoming',
            name='node',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='consigned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='parcel',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='resend_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='resends',
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='to_forget',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='urgent',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('resend_at__isnull', False)), fields=['resend_at'], name='outgoing_to_send_again'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('parcel__isnull', False)), fields=['parcel'], name='outgoing_by_parcel'),
        ),
        migrations.AddIndex(
            model_name='dead',
            index=models.Index(condition=models.Q(('settled_at', None)), fields=['at'], name='dead_to_settle'),
        ),
        migrations.AddIndex(
            model_name='leavingparcel',
            index=models.Index(fields=['try_at'], name='parcel_to_send'),
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'revoked'])), name='node_is_active_or_revoked'),
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['province', 'nation'])), name='node_has_a_role'),
        ),
        migrations.AddField(
            model_name='faroffice',
            name='node',
            field=models.ForeignKey(db_column='place', on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='exchange.node'),
        ),
        migrations.AddField(
            model_name='nodekey',
            name='node',
            field=models.ForeignKey(db_column='place', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='exchange.node'),
        ),
        migrations.AddConstraint(
            model_name='traffic',
            constraint=models.UniqueConstraint(fields=('day', 'node', 'way'), name='one_count_of_a_day'),
        ),
        migrations.AddIndex(
            model_name='transit',
            index=models.Index(condition=models.Q(('gone_at', None)), fields=['node', 'try_at'], name='transit_to_send'),
        ),
        migrations.AddIndex(
            model_name='transit',
            index=models.Index(fields=['arrived_at'], name='transit_by_age'),
        ),
        migrations.AddIndex(
            model_name='waitingsignal',
            index=models.Index(fields=['node', 'leave_at'], name='signal_to_pack'),
        ),
        migrations.AddConstraint(
            model_name='nodekey',
            constraint=models.UniqueConstraint(fields=('node', 'number'), name='one_key_of_a_number'),
        ),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
    ]
