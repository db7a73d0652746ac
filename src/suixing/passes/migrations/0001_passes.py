"""Passes: three years to the day, held by the database whoever writes (P3); what was revoked stays revoked."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

RULES = """
-- P3: no office shortens a pass, and none lengthens it; 29 February ends on 28 February.
ALTER TABLE passes_pass ADD CONSTRAINT pass_lasts_three_years
  CHECK (valid_until = (valid_from + interval '3 years')::date);
ALTER TABLE passes_pass ADD CONSTRAINT place_is_in_the_list CHECK (index >= 0 AND index < 131072);
-- No two keys sign at a time.
CREATE UNIQUE INDEX one_key_signs ON passes_issuer_key ((true)) WHERE signs_until IS NULL;
ALTER TABLE passes_status_list ADD CONSTRAINT list_has_its_size
  CHECK (octet_length(order_bytes) = 4 * 131072 AND octet_length(bits) = 131072 / 8 AND used BETWEEN 0 AND 131072);
-- Uncompressed, so that a few octets are read without the rest.
ALTER TABLE passes_status_list ALTER COLUMN order_bytes SET STORAGE EXTERNAL;

CREATE FUNCTION passes_pass_stays_as_issued() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.person_id, NEW.office_id, NEW.valid_from, NEW.valid_until, NEW.status_list_id, NEW.index,
      NEW.issued_at, NEW.sealed) IS DISTINCT FROM
     (OLD.id, OLD.person_id, OLD.office_id, OLD.valid_from, OLD.valid_until, OLD.status_list_id, OLD.index,
      OLD.issued_at, OLD.sealed)
     OR (OLD.state = 'revoked' AND (NEW.state, NEW.revoked_at, NEW.revoked_for) IS DISTINCT FROM
                                   (OLD.state, OLD.revoked_at, OLD.revoked_for)) THEN
    RAISE EXCEPTION 'a pass stays as it was issued, and revoked once it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pass_stays_as_issued BEFORE UPDATE ON passes_pass
  FOR EACH ROW EXECUTE FUNCTION passes_pass_stays_as_issued();

CREATE FUNCTION passes_list_only_grows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.used < OLD.used OR NEW.number <> OLD.number
     OR (NEW.bits <> OLD.bits AND
         (('x' || encode(NEW.bits, 'hex'))::bit varying & ('x' || encode(OLD.bits, 'hex'))::bit varying)
         <> ('x' || encode(OLD.bits, 'hex'))::bit varying) THEN
    RAISE EXCEPTION 'no place is given away twice, and none is valid again' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER list_only_grows BEFORE UPDATE ON passes_status_list
  FOR EACH ROW EXECUTE FUNCTION passes_list_only_grows();
"""
RULES_BACK = """
DROP TRIGGER list_only_grows ON passes_status_list;
DROP FUNCTION passes_list_only_grows();
DROP TRIGGER pass_stays_as_issued ON passes_pass;
DROP FUNCTION passes_pass_stays_as_issued();
ALTER TABLE passes_status_list DROP CONSTRAINT list_has_its_size;
DROP INDEX one_key_signs;
ALTER TABLE passes_pass DROP CONSTRAINT place_is_in_the_list;
ALTER TABLE passes_pass DROP CONSTRAINT pass_lasts_three_years;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0006_numbers_stay_hers'),
        ('places', '0003_agreements'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('number', models.IntegerField(primary_key=True, serialize=False)),
                ('order_bytes', models.BinaryField()),
                ('used', models.IntegerField(default=0)),
                ('bits', models.BinaryField()),
                ('token', models.TextField()),
                ('signed_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'passes_status_list',
            },
        ),
        migrations.CreateModel(
            name='IssuerKey',
            fields=[
                ('number', models.IntegerField(primary_key=True, serialize=False)),
                ('thumbprint', models.TextField()),
                ('public_jwk', models.JSONField()),
                ('since', models.DateTimeField()),
                ('signs_until', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'passes_issuer_key',
                'constraints': [models.UniqueConstraint(fields=('thumbprint',), name='one_row_per_key'), models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('signs_until__isnull', False), _connector='OR'), name='withdrawn_key_signs_no_more')],
            },
        ),
        migrations.CreateModel(
            name='Presentation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_on', models.DateField()),
                ('checked_at', models.DateTimeField()),
                ('verdict', models.TextField()),
                ('sealed', models.BinaryField()),
                ('next_check_on', models.DateField(null=True)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.office')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
            ],
            options={
                'db_table': 'passes_presentation',
                'indexes': [models.Index(condition=models.Q(('next_check_on__isnull', False)), fields=['next_check_on'], name='presentation_by_check')],
                'constraints': [models.UniqueConstraint(fields=('person', 'office'), name='one_presentation_an_office'), models.CheckConstraint(condition=models.Q(('verdict__in', ['valid', 'expired', 'revoked', 'status_unknown', 'not_yet_valid', 'untrusted_issuer', 'forged', 'unreadable'])), name='presentation_has_a_verdict')],
            },
        ),
        migrations.CreateModel(
            name='Pass',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('index', models.IntegerField()),
                ('sealed', models.BinaryField()),
                ('signed_with', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('issued_at', models.DateTimeField()),
                ('state', models.TextField(choices=[('valid', 'Valid'), ('revoked', 'Revoked')], default='valid')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_for', models.TextField(choices=[('lost', 'Lost'), ('asked', 'Asked'), ('mistaken', 'Mistaken'), ('key_withdrawn', 'Key Withdrawn')], null=True)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.office')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('replaces', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='passes.pass')),
                ('status_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='passes.statuslist')),
            ],
            options={
                'db_table': 'passes_pass',
                'indexes': [models.Index(fields=['person'], name='pass_by_person')],
                'constraints': [models.UniqueConstraint(fields=('status_list', 'index'), name='one_pass_a_place'), models.UniqueConstraint(condition=models.Q(('replaces', None), ('state', 'valid')), fields=('person', 'office'), name='one_first_pass_an_office'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', False), ('state', 'valid')), fields=('replaces',), name='one_pass_replaces_another'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_for', None), ('state', 'valid')), models.Q(('revoked_at__isnull', False), ('revoked_for__in', ['lost', 'asked', 'mistaken', 'key_withdrawn']), ('state', 'revoked')), _connector='OR'), name='pass_is_revoked_for_a_reason')],
            },
        ),
        migrations.RunSQL(RULES, RULES_BACK),
    ]
