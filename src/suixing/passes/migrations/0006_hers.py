"""Her own passes on her own pages: those that an office issued since when her session opens what it did.

She has a code made of one, holds it ready for a wallet, and revokes one that is lost. Each is a function of the owner,
which asks whose session it is and writes the entry; no office sees what she does with a pass but that it is revoked.
"""

from django.db import migrations

FUNCTIONS = """
-- A pass of hers that her session opens, locked; no row for any other.
CREATE FUNCTION passes_own(pass uuid) RETURNS public.passes_pass
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.passes_pass;
BEGIN
  SELECT * INTO held FROM public.passes_pass p
    WHERE p.id = passes_own.pass AND p.person_id = public.residents_person()
      AND public.residents_opens(p.issued_at, p.office_id)
    FOR UPDATE;
  RETURN held;
END $$;
REVOKE ALL ON FUNCTION passes_own(uuid) FROM PUBLIC;

-- A form of it was made for her under this key: an entry, and to be made anew where the key is withdrawn.
CREATE FUNCTION passes_note_own(pass uuid, form text, key integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.passes_pass := public.passes_own(pass);
BEGIN
  IF held.id IS NULL OR form NOT IN ('paper', 'screen') THEN
    RETURN false;
  END IF;
  UPDATE public.passes_pass p SET signed_with = array_append(p.signed_with, passes_note_own.key)
    WHERE p.id = held.id AND NOT passes_note_own.key = ANY (p.signed_with)
      AND EXISTS (SELECT FROM public.passes_issuer_key k WHERE k.number = passes_note_own.key);
  PERFORM public.residents_note('pass.printed', held.person_id, jsonb_build_object('form', form));
  RETURN true;
END $$;

-- Held ready for one wallet for 15 minutes; until when. What she held ready before, and no wallet took, ends.
CREATE FUNCTION passes_offer_own(pass uuid, code bytea, tx bytea) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.passes_pass := public.passes_own(pass); at timestamptz := clock_timestamp();
BEGIN
  IF held.id IS NULL OR held.state <> 'valid' OR held.valid_until < (at AT TIME ZONE 'Asia/Shanghai')::date
     OR octet_length(code) <> 32 OR octet_length(tx) <> 32 THEN
    RETURN NULL;
  END IF;
  DELETE FROM public.passes_offer o WHERE o.pass_id = held.id AND o.by = 'resident:self' AND o.used_at IS NULL;
  INSERT INTO public.passes_offer (digest, tx_digest, pass_id, office_id, by, made_at, until, tries)
    VALUES (code, tx, held.id, held.office_id, 'resident:self', at, at + interval '15 minutes', 0);
  PERFORM public.residents_note('pass.offered', held.person_id, '{}');
  RETURN at + interval '15 minutes';
END $$;

-- It is lost: revoked for good. Where its bit stands, which the caller sets in the same transaction; no row where it
-- is not hers or was revoked before.
CREATE FUNCTION passes_revoke_own(pass uuid) RETURNS TABLE (list integer, place integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.passes_pass := public.passes_own(pass);
BEGIN
  IF held.id IS NULL OR held.state <> 'valid' THEN
    RETURN;
  END IF;
  UPDATE public.passes_pass p SET state = 'revoked', revoked_at = clock_timestamp(), revoked_for = 'lost'
    WHERE p.id = held.id;
  PERFORM public.residents_note('pass.revoked', held.person_id, jsonb_build_object('for', 'lost'));
  RETURN QUERY SELECT held.status_list_id, held.index;
END $$;

-- As before; what she made ready herself is an entry of hers, and of no office.
CREATE OR REPLACE FUNCTION passes_put_in_wallet(token bytea, nonce bytea, thumbprint text, signing integer)
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
    RETURNING o.pass_id, CASE WHEN o.by = 'resident:self' THEN NULL ELSE o.office_id END, o.by
    INTO of_pass, at_office, who;
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

-- A pass takes its offers along, also those that the office does not see.
CREATE FUNCTION passes_offers_go_along() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.passes_offer o WHERE o.pass_id = OLD.id;
  RETURN OLD;
END $$;
CREATE TRIGGER offers_go_along BEFORE DELETE ON passes_pass
  FOR EACH ROW EXECUTE FUNCTION passes_offers_go_along();

-- For the worker: what has ended goes, also where nobody makes another one.
CREATE FUNCTION passes_sweep() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone integer;
BEGIN
  WITH offers AS (
    DELETE FROM public.passes_offer o WHERE o.until < clock_timestamp() - interval '1 day' RETURNING 1
  ), requests AS (
    DELETE FROM public.passes_request r WHERE r.until < clock_timestamp() - interval '10 minutes' RETURNING 1
  )
  SELECT (SELECT count(*) FROM offers) + (SELECT count(*) FROM requests) INTO gone;
  RETURN gone;
END $$;
"""
POLICIES = """
CREATE POLICY hers ON passes_pass FOR SELECT
  USING (person_id = (SELECT residents_person())
         AND (issued_at >= (SELECT residents_from())
              OR issued_at >= (((SELECT residents_of_offices()) ->> office_id)::timestamptz)));
-- What she does herself is nobody's business at a desk.
ALTER POLICY seen ON passes_offer USING (office_id = (SELECT access_office()) AND by <> 'resident:self');
ALTER POLICY dropped ON passes_offer USING (office_id = (SELECT access_office()) AND by <> 'resident:self');
"""
BACK = """
ALTER POLICY dropped ON passes_offer USING (office_id = (SELECT access_office()));
ALTER POLICY seen ON passes_offer USING (office_id = (SELECT access_office()));
DROP POLICY hers ON passes_pass;
DROP FUNCTION passes_sweep();
DROP TRIGGER offers_go_along ON passes_pass;
DROP FUNCTION passes_offers_go_along();
DROP FUNCTION passes_revoke_own(uuid);
DROP FUNCTION passes_offer_own(uuid, bytea, bytea);
DROP FUNCTION passes_note_own(uuid, text, integer);
DROP FUNCTION passes_own(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("passes", "0005_newcomers"), ("residents", "0004_widening")]
    operations = [migrations.RunSQL(FUNCTIONS + POLICIES, BACK)]
