"""Offers to wallets and requests to show a pass. Whoever asks for a wallet has no session, so functions of the owner act.

They take time, office and officer from the row and from the database's clock, tell nothing of what is wrong with a
code, and give what a pass can state for a token that is given up by it.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
-- The code and the number for a token: 'ok', 'wrong' or 'closed'. A code that comes again ends the token it gave.
CREATE FUNCTION passes_redeem_offer(code bytea, tx bytea, token bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.passes_offer%ROWTYPE; at timestamptz := clock_timestamp();
BEGIN
  SELECT * INTO held FROM public.passes_offer o WHERE o.digest = passes_redeem_offer.code FOR UPDATE;
  IF held.id IS NULL OR held.until <= at OR held.tries >= 5 OR NOT EXISTS (
       SELECT FROM public.passes_pass p WHERE p.id = held.pass_id AND p.state = 'valid') THEN
    RETURN 'closed';
  END IF;
  IF held.tx_digest <> passes_redeem_offer.tx THEN
    UPDATE public.passes_offer o SET tries = o.tries + 1 WHERE o.id = held.id;
    RETURN 'wrong';
  END IF;
  IF held.used_at IS NOT NULL THEN
    UPDATE public.passes_offer o SET token_until = least(o.token_until, at) WHERE o.id = held.id;
    RETURN 'closed';
  END IF;
  UPDATE public.passes_offer o SET used_at = at, token_digest = passes_redeem_offer.token,
    token_until = at + interval '10 minutes' WHERE o.id = held.id;
  RETURN 'ok';
END $$;

-- Who makes one takes away what has ended: requests at once, offers when no nonce of theirs could count any more.
CREATE FUNCTION passes_drop_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.passes_offer o WHERE o.until < clock_timestamp() - interval '1 day';
  DELETE FROM public.passes_request r WHERE r.until < clock_timestamp() - interval '10 minutes';
  RETURN NULL;
END $$;
CREATE TRIGGER ended_offers_go AFTER INSERT ON passes_offer
  FOR EACH STATEMENT EXECUTE FUNCTION passes_drop_ended();
CREATE TRIGGER ended_requests_go AFTER INSERT ON passes_request
  FOR EACH STATEMENT EXECUTE FUNCTION passes_drop_ended();

-- Whether the token of a wallet is good for a pass now.
CREATE FUNCTION passes_token_stands(token bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM public.passes_offer o JOIN public.passes_pass p ON p.id = o.pass_id
    WHERE o.token_digest = passes_token_stands.token AND o.token_until > clock_timestamp() AND o.put_at IS NULL
      AND p.state = 'valid' AND p.valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date);
END $$;

-- The token for what the pass can state, with her key as it is wrapped by the node's; no row where it is not good.
CREATE FUNCTION passes_put_in_wallet(token bytea, nonce bytea, thumbprint text, signing integer)
RETURNS TABLE (pass uuid, person uuid, valid_from date, valid_until date, list integer, place integer, sealed bytea,
               wrapped_key bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE of_pass uuid; at_office text; who text; held public.passes_pass%ROWTYPE; at timestamptz := clock_timestamp();
BEGIN
  IF passes_put_in_wallet.thumbprint !~ '^[A-Za-z0-9_-]{43}$' THEN
    RAISE EXCEPTION 'not the thumbprint of a key' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE public.passes_offer o SET put_at = at, nonce_digest = passes_put_in_wallet.nonce
    WHERE o.token_digest = passes_put_in_wallet.token AND o.token_until > at AND o.put_at IS NULL
    RETURNING o.pass_id, o.office_id, o.by INTO of_pass, at_office, who;
  SELECT * INTO held FROM public.passes_pass p
    WHERE p.id = of_pass AND p.state = 'valid' AND p.valid_until >= (at AT TIME ZONE 'Asia/Shanghai')::date
    FOR UPDATE;
  IF held.id IS NULL THEN
    RETURN;
  END IF;
  UPDATE public.passes_pass p SET signed_with = array_append(p.signed_with, passes_put_in_wallet.signing)
    WHERE p.id = held.id AND NOT passes_put_in_wallet.signing = ANY (p.signed_with);
  -- In the name of who made the offer: she answers for it.
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (at, 'pass.put_in_wallet', at_office, who, 'wish_of_the_person', ARRAY[held.person_id],
            pg_catalog.jsonb_build_object('holder', passes_put_in_wallet.thumbprint));
  RETURN QUERY SELECT held.id, held.person_id, held.valid_from, held.valid_until, held.status_list_id, held.index,
                      held.sealed, r.wrapped_key FROM public.people_person r WHERE r.id = held.person_id;
END $$;

-- What a desk asks for, as long as nobody has answered.
CREATE FUNCTION passes_asked(token bytea) RETURNS TABLE (nonce text, claims text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT r.nonce, r.claims FROM public.passes_request r
    WHERE r.digest = passes_asked.token AND r.answer IS NULL AND r.until > clock_timestamp();
END $$;

-- The first answer stays; whether this one did.
CREATE FUNCTION passes_answer(token bytea, sealed bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.passes_request r SET answer = passes_answer.sealed
    WHERE r.digest = passes_answer.token AND r.answer IS NULL AND r.until > clock_timestamp();
  RETURN FOUND;
END $$;
"""
POLICIES = """
ALTER TABLE passes_offer ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON passes_offer FOR SELECT USING (office_id = (SELECT access_office()));
-- The office that issued it, at work with her: an emergency opening reads.
CREATE POLICY made ON passes_offer FOR INSERT
  WITH CHECK (office_id = (SELECT access_office()) AND by = (SELECT access_officer()) AND used_at IS NULL AND tries = 0
              AND until <= now() + interval '16 minutes'
              AND EXISTS (SELECT FROM passes_pass p WHERE p.id = pass_id AND p.office_id = passes_offer.office_id
                          AND people_works_with(p.person_id, NULL)));
CREATE POLICY dropped ON passes_offer FOR DELETE USING (office_id = (SELECT access_office()));

ALTER TABLE passes_request ENABLE ROW LEVEL SECURITY;
-- One session's alone: a colleague who found the token would read nothing.
CREATE POLICY own ON passes_request FOR ALL
  USING (office_id = (SELECT access_office()) AND by = (SELECT access_officer())
         AND session = (SELECT access_session_hash()))
  WITH CHECK (office_id = (SELECT access_office()) AND by = (SELECT access_officer())
              AND session = (SELECT access_session_hash()) AND answer IS NULL
              AND until <= now() + interval '11 minutes');
"""
BACK = """
DROP POLICY own ON passes_request;
DROP POLICY dropped ON passes_offer;
DROP POLICY made ON passes_offer;
DROP POLICY seen ON passes_offer;
DROP TRIGGER ended_requests_go ON passes_request;
DROP TRIGGER ended_offers_go ON passes_offer;
DROP FUNCTION passes_drop_ended();
DROP FUNCTION passes_answer(bytea, bytea);
DROP FUNCTION passes_asked(bytea);
DROP FUNCTION passes_put_in_wallet(bytea, bytea, text, integer);
DROP FUNCTION passes_token_stands(bytea);
DROP FUNCTION passes_redeem_offer(bytea, bytea, bytea);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('passes', '0003_trust'),
        ('journal', '0001_journal'),
        ('places', '0003_agreements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField()),
                ('tx_digest', models.BinaryField()),
                ('by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField(db_index=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
                ('token_digest', models.BinaryField(null=True)),
                ('token_until', models.DateTimeField(null=True)),
                ('nonce_digest', models.BinaryField(null=True)),
                ('put_at', models.DateTimeField(null=True)),
                ('held', models.ForeignKey(db_column='pass_id', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='passes.pass')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.office')),
            ],
            options={
                'db_table': 'passes_offer',
                'constraints': [models.UniqueConstraint(fields=('digest',), name='offer_has_a_code'), models.UniqueConstraint(fields=('token_digest',), name='offer_has_a_token'), models.UniqueConstraint(fields=('nonce_digest',), name='proof_counts_once'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('made_at'))), name='offer_ends'), models.CheckConstraint(condition=models.Q(('tries__gte', 0), ('tries__lte', 5)), name='offer_bears_few_tries'), models.CheckConstraint(condition=models.Q(models.Q(('token_digest', None), ('token_until', None), ('used_at', None)), models.Q(('token_digest__isnull', False), ('token_until__isnull', False), ('used_at__isnull', False)), _connector='OR'), name='token_comes_of_a_code'), models.CheckConstraint(condition=models.Q(models.Q(('nonce_digest', None), ('put_at', None)), models.Q(('nonce_digest__isnull', False), ('put_at__isnull', False), ('used_at__isnull', False)), _connector='OR'), name='pass_is_put_by_a_proof')],
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField()),
                ('nonce', models.TextField()),
                ('claims', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('by', models.TextField()),
                ('session', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField(db_index=True)),
                ('answer', models.BinaryField(null=True)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='places.office')),
            ],
            options={
                'db_table': 'passes_request',
                'constraints': [models.UniqueConstraint(fields=('digest',), name='request_has_a_token'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('made_at'))), name='request_ends')],
            },
        ),
        migrations.RunSQL(FUNCTIONS + POLICIES, BACK),
    ]
