"""Who she is and what her proof opens: decided by functions of the owner, which alone reach the room's tables.

``suixing.resident`` holds the key of her session, as ``suixing.session`` that of an officer; where both are told, the
session is the officer's. A proof opens from a moment on (docs/residents.md).
"""

from django.db import migrations

SEAT = """
CREATE FUNCTION residents_session_hash() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(coalesce(current_setting('suixing.resident', true), ''), 'UTF8')), 'hex')
$$;

-- The session of hers that was told, if it stands: 15 minutes idle end it, and 12 hours.
CREATE FUNCTION residents_seat() RETURNS public.residents_session
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session;
BEGIN
  IF coalesce(current_setting('suixing.resident', true), '') = ''
     OR coalesce(current_setting('suixing.session', true), '') <> '' THEN
    RETURN NULL;
  END IF;
  SELECT * INTO held FROM public.residents_session s
    WHERE s.key = public.residents_session_hash() AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
      AND s.seen_at > clock_timestamp() - interval '15 minutes';
  RETURN held;
END $$;
REVOKE ALL ON FUNCTION residents_seat() FROM PUBLIC;

-- What policies ask: who she is, since when everything is open to her, and since when what single offices did.
CREATE FUNCTION residents_person() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(current_setting('suixing.resident', true), '') = '' THEN
    RETURN NULL;
  END IF;
  RETURN (public.residents_seat()).person;
END $$;
CREATE FUNCTION residents_from() RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((public.residents_seat()).opens_from, 'infinity');
END $$;
CREATE FUNCTION residents_of_offices() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((public.residents_seat()).of_offices, '{}'::jsonb);
END $$;
"""

PROOFS = """
-- Whether the word of this office stands for her at all: its tie is open, and her first one or confirmed by her.
CREATE FUNCTION residents_standing(whose uuid, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.access_tie t WHERE t.person = whose AND t.office_id = office
                 AND t.source = 'registration' AND t.officer IS NULL AND t.until IS NULL
                 AND (t.confirmed_at IS NOT NULL
                      OR t.id = (SELECT min(f.id) FROM public.access_tie f
                                 WHERE f.person = whose AND f.source = 'registration')));
END $$;
REVOKE ALL ON FUNCTION residents_standing(uuid, text) FROM PUBLIC;

CREATE FUNCTION residents_tied(whose uuid, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.access_tie t WHERE t.person = whose AND t.office_id = office
                 AND t.source = 'registration' AND t.officer IS NULL AND t.until IS NULL);
END $$;
REVOKE ALL ON FUNCTION residents_tied(uuid, text) FROM PUBLIC;

-- One more try under this mark today; how many that makes.
CREATE FUNCTION residents_count(of_mark bytea, of_kind text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE so_far integer;
BEGIN
  DELETE FROM public.residents_try t WHERE t.day < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date - 7;
  INSERT INTO public.residents_try AS held (mark, day, kind, used)
    VALUES (of_mark, (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, of_kind, 1)
    ON CONFLICT ON CONSTRAINT one_count_of_own_tries_a_day DO UPDATE SET used = held.used + 1
    RETURNING held.used INTO so_far;
  RETURN so_far;
END $$;
REVOKE ALL ON FUNCTION residents_count(bytea, text) FROM PUBLIC;

-- Each office with the earlier of two moments.
CREATE FUNCTION residents_both(one jsonb, other jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(k, m), '{}') FROM (
    SELECT key AS k, to_jsonb(min(value::timestamptz)) AS m
    FROM (SELECT * FROM jsonb_each_text(one) UNION ALL SELECT * FROM jsonb_each_text(other)) AS pairs GROUP BY key
  ) AS merged
$$;

-- Takes a code, if it fits and counts: since when it opens what, and on whose word. No row where it does not.
-- A code opens from the moment it was given. On paper it opens besides all that its own office did, which that
-- office sees anyway. The word of an office that does not stand for her opens what that office did, and no more.
CREATE FUNCTION residents_take_code(whose uuid, way text, hash bytea)
RETURNS TABLE (opens_from timestamptz, of_offices jsonb, origin text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE given timestamptz; stands text[]; at_office text; taken bigint;
BEGIN
  IF way = 'paper' THEN
    UPDATE public.people_confirmation_code c SET used_at = clock_timestamp()
      FROM public.people_account a
      WHERE c.person = whose AND c.kind = 'paper' AND c.own_hash = residents_take_code.hash AND c.used_at IS NULL
        AND c.expires_at > clock_timestamp() AND a.id = c.accounts[1] AND a.person_id = whose
        AND public.residents_tied(whose, a.office_id)
      RETURNING c.issued_at, a.office_id INTO given, at_office;
    IF at_office IS NOT NULL THEN
      RETURN QUERY SELECT CASE WHEN public.residents_standing(whose, at_office) THEN given ELSE 'infinity' END,
        jsonb_build_object(at_office, '-infinity'), ARRAY[at_office];
    END IF;
  ELSIF way = 'desk' THEN
    UPDATE public.residents_code c SET used_at = clock_timestamp()
      FROM public.people_account a
      WHERE c.person = whose AND c.kind = 'desk' AND c.hash = residents_take_code.hash AND c.used_at IS NULL
        AND c.expires_at > clock_timestamp() AND a.id = c.accounts[1] AND a.person_id = whose
        AND public.residents_tied(whose, a.office_id)
      RETURNING c.opens_from, a.office_id INTO given, at_office;
    IF at_office IS NOT NULL THEN
      RETURN QUERY SELECT CASE WHEN public.residents_standing(whose, at_office) THEN given ELSE 'infinity' END,
        jsonb_build_object(at_office, given), ARRAY[at_office];
    END IF;
  ELSIF way = 'telephone' THEN
    UPDATE public.residents_code c SET used_at = clock_timestamp()
      WHERE c.person = whose AND c.kind = 'telephone' AND c.hash = residents_take_code.hash AND c.used_at IS NULL
        AND c.expires_at > clock_timestamp() AND c.tries < 3 AND cardinality(c.accounts) > 0
        AND NOT EXISTS (SELECT FROM public.residents_choice b WHERE b.person = whose AND b.telephone_blocked)
      RETURNING c.opens_from, ARRAY(SELECT a.office_id FROM public.people_account a WHERE a.id = ANY (c.accounts))
        INTO given, stands;
    IF given IS NOT NULL THEN
      RETURN QUERY SELECT given, '{}'::jsonb, stands;
    END IF;
  ELSIF way = 'widening' THEN
    UPDATE public.residents_widening w SET used_at = clock_timestamp()
      WHERE w.person = whose AND w.hash = residents_take_code.hash AND w.approved_at IS NOT NULL
        AND w.opens_at <= clock_timestamp() AND w.opens_at > clock_timestamp() - interval '90 days'
        AND w.cancelled_at IS NULL AND w.used_at IS NULL
      RETURNING w.id, w.origin INTO taken, stands;
    IF taken IS NOT NULL THEN
      RETURN QUERY SELECT '-infinity'::timestamptz, '{}'::jsonb, stands;
    END IF;
  END IF;
END $$;
REVOKE ALL ON FUNCTION residents_take_code(uuid, text, bytea) FROM PUBLIC;

CREATE FUNCTION residents_note(of_act text, whose uuid, said jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), of_act, NULL, 'resident:self', 'wish_of_the_person',
            CASE WHEN whose IS NULL THEN '{}'::uuid[] ELSE ARRAY[whose] END, said);
END $$;
REVOKE ALL ON FUNCTION residents_note(text, uuid, jsonb) FROM PUBLIC;
"""

SIGNING_IN = """
-- A wrong code, a spent one, one too many, nobody held: one answer, and the same rows written.
CREATE FUNCTION residents_sign_in(blind bytea, way text, hash bytea, fresh text, browser text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose uuid; spent integer; proof record;
BEGIN
  IF way NOT IN ('paper', 'desk', 'telephone', 'widening') OR octet_length(hash) <> 32 OR fresh !~ '^[0-9a-f]{64}$'
     OR octet_length(blind) <> 32 THEN
    RETURN false;
  END IF;
  SELECT i.person_id INTO whose FROM public.people_identifier i WHERE i.blind = residents_sign_in.blind;
  spent := public.residents_count(residents_sign_in.blind, 'tried ' || way);
  IF spent <= (CASE WHEN way = 'telephone' THEN 5 ELSE 20 END) THEN
    SELECT * INTO proof FROM public.residents_take_code(whose, way, residents_sign_in.hash);
  ELSE
    SELECT NULL::timestamptz AS opens_from INTO proof;
  END IF;
  IF proof.opens_from IS NULL THEN
    UPDATE public.residents_code c SET tries = c.tries + 1
      WHERE c.person = whose AND c.kind = 'telephone' AND way = 'telephone';
    PERFORM public.residents_note('resident.not_signed_in', whose, jsonb_build_object('way', way));
    RETURN false;
  END IF;
  INSERT INTO public.residents_session
      (key, person, way, opens_from, of_offices, origin, browser, began_at, seen_at, expires_at)
    VALUES (fresh, whose, way, proof.opens_from, proof.of_offices, proof.origin,
            left(residents_sign_in.browser, 60), clock_timestamp(), clock_timestamp(),
            clock_timestamp() + interval '12 hours');
  PERFORM public.residents_note('resident.signed_in', whose, jsonb_build_object('way', way));
  RETURN true;
END $$;

-- In her session: one more proof, which opens what it opens besides. The session goes on under a fresh key.
CREATE FUNCTION residents_show_code(way text, hash bytea, fresh text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); proof record;
BEGIN
  IF held.person IS NULL OR way NOT IN ('paper', 'desk', 'widening') OR fresh !~ '^[0-9a-f]{64}$'
     OR public.residents_count(uuid_send(held.person), 'shown') > 20 THEN
    RETURN false;
  END IF;
  SELECT * INTO proof FROM public.residents_take_code(held.person, way, residents_show_code.hash);
  IF proof.opens_from IS NULL THEN
    PERFORM public.residents_note('resident.not_signed_in', held.person, jsonb_build_object('way', way));
    RETURN false;
  END IF;
  UPDATE public.residents_session s SET key = fresh, opens_from = least(s.opens_from, proof.opens_from),
      of_offices = public.residents_both(s.of_offices, proof.of_offices), seen_at = clock_timestamp(),
      origin = ARRAY(SELECT DISTINCT unnest(s.origin || proof.origin))
    WHERE s.id = held.id;
  PERFORM public.residents_note('resident.opened_more', held.person, jsonb_build_object('way', way));
  RETURN true;
END $$;

-- The passkey with this mark: sealed public key and counter. The mark cannot be made without the node's key.
CREATE FUNCTION residents_passkey_of(credential bytea, OUT sealed bytea, OUT sign_count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT p.sealed, p.sign_count INTO sealed, sign_count FROM public.residents_passkey p
    WHERE p.credential = residents_passkey_of.credential AND p.ended_at IS NULL;
END $$;

-- Signs in, or opens more in her session. What was signed counts once; a counter that went back ends the passkey.
CREATE FUNCTION residents_show_passkey(credential bytea, challenge bytea, counter bigint, fresh text, browser text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); shown public.residents_passkey; fit boolean;
BEGIN
  DELETE FROM public.residents_challenge c WHERE c.used_at < clock_timestamp() - interval '1 hour';
  INSERT INTO public.residents_challenge (mark, used_at) VALUES (challenge, clock_timestamp()) ON CONFLICT DO NOTHING;
  fit := FOUND;
  SELECT * INTO shown FROM public.residents_passkey p
    WHERE p.credential = residents_show_passkey.credential AND p.ended_at IS NULL FOR UPDATE;
  IF shown.person IS NULL OR NOT fit OR fresh !~ '^[0-9a-f]{64}$'
     OR (held.person IS NOT NULL AND held.person <> shown.person) THEN
    RETURN false;
  END IF;
  IF shown.sign_count > 0 AND counter <= shown.sign_count THEN
    UPDATE public.residents_passkey p SET ended_at = clock_timestamp() WHERE p.id = shown.id;
    PERFORM public.residents_note('resident.passkey_ended', shown.person, jsonb_build_object('reason', 'copied'));
    RETURN false;
  END IF;
  UPDATE public.residents_passkey p SET used_at = clock_timestamp(), sign_count = counter WHERE p.id = shown.id;
  IF held.person IS NOT NULL THEN
    UPDATE public.residents_session s SET key = fresh, opens_from = least(s.opens_from, shown.opens_from),
        of_offices = public.residents_both(s.of_offices, shown.of_offices), seen_at = clock_timestamp(),
        passkey = shown.id, origin = ARRAY(SELECT DISTINCT unnest(s.origin || shown.origin))
      WHERE s.id = held.id;
    PERFORM public.residents_note('resident.opened_more', shown.person, jsonb_build_object('way', 'passkey'));
    RETURN true;
  END IF;
  INSERT INTO public.residents_session
      (key, person, way, passkey, opens_from, of_offices, origin, browser, began_at, seen_at, expires_at)
    VALUES (fresh, shown.person, 'passkey', shown.id, shown.opens_from, shown.of_offices, shown.origin,
            left(residents_show_passkey.browser, 60), clock_timestamp(), clock_timestamp(),
            clock_timestamp() + interval '12 hours');
  PERFORM public.residents_note('resident.signed_in', shown.person, jsonb_build_object('way', 'passkey'));
  RETURN true;
END $$;

-- A code that an officer prints for who stands before her: once, within 72 hours. The former one of the account ends.
CREATE FUNCTION residents_make_desk_code(account bigint, hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose uuid; at_office text;
BEGIN
  SELECT a.person_id, a.office_id INTO whose, at_office FROM public.people_account a
    WHERE a.id = residents_make_desk_code.account AND a.office_id = ANY (public.access_offices());
  IF whose IS NULL OR octet_length(hash) <> 32 OR NOT public.residents_tied(whose, at_office) THEN
    RAISE EXCEPTION 'not an account of the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.residents_code c
    WHERE c.kind = 'desk' AND c.used_at IS NULL AND c.accounts = ARRAY[residents_make_desk_code.account];
  INSERT INTO public.residents_code (person, kind, hash, accounts, opens_from, issued_at, expires_at, tries)
    VALUES (whose, 'desk', residents_make_desk_code.hash, ARRAY[residents_make_desk_code.account],
            clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '72 hours', 0);
  INSERT INTO public.journal_entry (at, act, office, officer, purpose, subjects, detail)
    VALUES (clock_timestamp(), 'code.issued', public.access_office(), public.access_officer(), 'wish_of_the_person',
            ARRAY[whose], jsonb_build_object('way', 'desk', 'for', at_office));
END $$;

-- A code to telephones that offices hold whose word stands for her; it opens since the newest of them is held.
-- The same rows are written where nobody is held, where no telephone is, and where she blocked them.
-- Only functions of the owner call it; ``whose`` is null after three sendings a day.
CREATE FUNCTION residents_issue_telephone_code(blind bytea, hash bytea, OUT accounts bigint[], OUT whose uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE since timestamptz;
BEGIN
  IF octet_length(blind) <> 32 OR octet_length(hash) <> 32
     OR public.residents_count(residents_issue_telephone_code.blind, 'sent') > 3 THEN
    RETURN;
  END IF;
  SELECT i.person_id INTO whose FROM public.people_identifier i
    WHERE i.blind = residents_issue_telephone_code.blind;
  SELECT coalesce(array_agg(a.id), '{}'), coalesce(max(a.sealed_at), 'infinity') INTO accounts, since
    FROM public.people_account a
    WHERE a.person_id = whose AND public.residents_standing(whose, a.office_id)
      AND NOT EXISTS (SELECT FROM public.residents_choice b WHERE b.person = whose AND b.telephone_blocked);
  whose := coalesce(whose, gen_random_uuid());
  DELETE FROM public.residents_code c
    WHERE c.kind = 'telephone' AND (c.person = whose OR c.expires_at < clock_timestamp() - interval '1 day');
  INSERT INTO public.residents_code (person, kind, hash, accounts, opens_from, issued_at, expires_at, tries)
    VALUES (whose, 'telephone', residents_issue_telephone_code.hash, residents_issue_telephone_code.accounts, since,
            clock_timestamp(), clock_timestamp() + interval '10 minutes', 0);
END $$;
REVOKE ALL ON FUNCTION residents_issue_telephone_code(bytea, bytea) FROM PUBLIC;
"""
BACK = """
DROP FUNCTION residents_issue_telephone_code(bytea, bytea);
DROP FUNCTION residents_make_desk_code(bigint, bytea);
DROP FUNCTION residents_show_passkey(bytea, bytea, bigint, text, text);
DROP FUNCTION residents_passkey_of(bytea);
DROP FUNCTION residents_show_code(text, bytea, text);
DROP FUNCTION residents_sign_in(bytea, text, bytea, text, text);
DROP FUNCTION residents_note(text, uuid, jsonb);
DROP FUNCTION residents_take_code(uuid, text, bytea);
DROP FUNCTION residents_both(jsonb, jsonb);
DROP FUNCTION residents_count(bytea, text);
DROP FUNCTION residents_tied(uuid, text);
DROP FUNCTION residents_standing(uuid, text);
DROP FUNCTION residents_of_offices();
DROP FUNCTION residents_from();
DROP FUNCTION residents_person();
DROP FUNCTION residents_seat();
DROP FUNCTION residents_session_hash();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0001_residents"), ("people", "0007_her_own_proofs"), ("access", "0010_cases_stay_at_their_office"),
    ]  # fmt: skip
    operations = [
        migrations.RunSQL(SEAT, migrations.RunSQL.noop),
        migrations.RunSQL(PROOFS, migrations.RunSQL.noop),
        migrations.RunSQL(SIGNING_IN, BACK),
    ]
