"""Applying for a pass without a desk: in her own session, or by a mandate of hers; the node opens the case (P1, P2).

Who applies names no person, no office and no case: the database knows whose session or mandate it is.
"""

from django.db import migrations

FUNCTIONS = """
-- The accounts through which an application may go: of offices that hold her, whose new acts are open to who applies;
-- where an office stands for her (its tie is the first one, or confirmed), no other.
CREATE FUNCTION journeys_her_accounts(whose uuid, opens_from timestamptz, of_offices jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE tied bigint[]; standing bigint[];
BEGIN
  SELECT array_agg(a.id ORDER BY a.id),
         array_agg(a.id ORDER BY a.id) FILTER (WHERE public.residents_standing(whose, a.office_id))
    INTO tied, standing FROM public.people_account a
    WHERE a.person_id = whose AND public.residents_tied(whose, a.office_id)
      AND (clock_timestamp() >= opens_from
           OR coalesce(clock_timestamp() >= (of_offices ->> a.office_id)::timestamptz, false));
  RETURN coalesce(standing, tied, '{}'::bigint[]);
END $$;

-- Whether an application of hers is under way, made anywhere on this node.
CREATE FUNCTION journeys_applied(whose uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.residents_application p WHERE p.person = whose AND p.taken_up_at IS NULL)
      OR EXISTS (SELECT FROM public.cases_case c
                 WHERE c.person_id = whose AND c.procedure = 'pass_application' AND c.closed_at IS NULL);
END $$;

-- In her session: lodged, or why not in one word.
CREATE FUNCTION journeys_apply(of_act text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); through bigint[];
BEGIN
  IF held.person IS NULL OR of_act NOT IN ('apply', 'renew', 'lost') THEN
    RETURN 'nothing';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('application of ' || held.person::text, 0));
  through := public.journeys_her_accounts(held.person, held.opens_from, held.of_offices);
  IF cardinality(through) = 0 THEN
    RETURN 'nothing';
  ELSIF public.journeys_applied(held.person) THEN
    RETURN 'open';
  ELSIF public.residents_count(uuid_send(held.person), 'apply') > 5 THEN
    RETURN 'many';
  END IF;
  INSERT INTO public.residents_application (person, act, applicant, accounts, made_at, outcome, wish)
    VALUES (held.person, of_act, 'herself', through, clock_timestamp(), '', '');
  PERFORM public.residents_note('resident.applied', held.person, '{}');
  RETURN 'lodged';
END $$;

-- By a mandate: its one act, once. Whatever is wrong with it is answered alike, and nothing of her is.
CREATE FUNCTION journeys_use_mandate(hash bytea, sealed bytea, digest bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE spent public.residents_mandate;
BEGIN
  IF octet_length(sealed) > 4000 OR octet_length(digest) <> 32 THEN
    RETURN false;
  END IF;
  UPDATE public.residents_mandate m SET used_at = clock_timestamp(), sealed = journeys_use_mandate.sealed
    WHERE m.hash = journeys_use_mandate.hash AND m.used_at IS NULL AND m.ended_at IS NULL
      AND m.expires_at > clock_timestamp()
    RETURNING m.* INTO spent;
  IF spent.id IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO public.residents_application
      (person, act, applicant, mandate, accounts, digest, made_at, outcome, wish)
    VALUES (spent.person, spent.act, 'relative', spent.id,
            public.journeys_her_accounts(spent.person, spent.opens_from, spent.of_offices),
            journeys_use_mandate.digest, clock_timestamp(), '', '');
  PERFORM public.residents_note('resident.mandate_used', spent.person, jsonb_build_object('for', spent.act));
  RETURN true;
END $$;

-- How far what the relative lodged is, for who holds its code: no office, no date and nothing of her.
CREATE FUNCTION journeys_lodged_by_mandate(of_digest bytea) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE told text;
BEGIN
  SELECT CASE WHEN p.taken_up_at IS NULL THEN 'lodged'
              WHEN p.file IS NULL THEN 'not_passed_on'
              WHEN c.state = 'issued' THEN 'issued'
              WHEN c.state = 'withdrawn' OR c.id IS NULL THEN 'ended'
              ELSE 'passed_on' END INTO told
    FROM public.residents_application p LEFT JOIN public.cases_case c ON c.id = p.file
    WHERE p.digest = of_digest AND p.made_at > clock_timestamp() - interval '180 days';
  RETURN told;
END $$;

-- Her applications, the newest first; where one stands, as far as what that office does now is open to her.
CREATE FUNCTION journeys_applications() RETURNS TABLE
  (id bigint, act text, applicant text, made_at timestamptz, outcome text, wish text, side text, joined boolean,
   state text, office text, closed_at timestamptz, due_on date, late boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT p.id, p.act, p.applicant, p.made_at, p.outcome, p.wish, c.side, c.joined, c.state, c.office_id,
      c.closed_at, k.due_on, coalesce(k.breached_at IS NOT NULL, false)
    FROM public.residents_application p
    LEFT JOIN public.cases_case c ON c.id = p.file AND public.residents_opens(c.opened_at, c.office_id)
    LEFT JOIN LATERAL (SELECT * FROM public.clocks_clock o WHERE o.file = c.id AND o.ended_at IS NULL
                       ORDER BY o.due_at LIMIT 1) k ON true
    WHERE p.person = held.person ORDER BY p.made_at DESC LIMIT 20;
END $$;

-- What she wants done in an application of hers: withdrawn, or its office told that the papers are there.
CREATE FUNCTION journeys_wish(number bigint, wanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); found bigint;
BEGIN
  IF wanted NOT IN ('withdraw', 'papers') THEN
    RETURN false;
  END IF;
  UPDATE public.residents_application p SET wish = wanted FROM public.cases_case c
    WHERE p.id = journeys_wish.number AND p.person = held.person AND c.id = p.file AND c.person_id = held.person
      AND c.closed_at IS NULL AND public.residents_opens(c.opened_at, c.office_id)
      AND (wanted = 'withdraw' OR (c.side = 'answering' AND c.state = 'incomplete'))
    RETURNING p.id INTO found;
  IF found IS NOT NULL THEN
    PERFORM public.residents_note(CASE wanted WHEN 'withdraw' THEN 'resident.application_withdrawn'
                                  ELSE 'resident.papers_brought' END, held.person, '{}');
  END IF;
  RETURN found IS NOT NULL;
END $$;

-- Newcomers are not reminded while an application of theirs is under way (P4).
CREATE FUNCTION journeys_not_while_applying() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF public.journeys_applied(NEW.person) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_reminder_while_applying BEFORE INSERT ON notices_notice FOR EACH ROW WHEN (NEW.kind = 'newcomer')
  EXECUTE FUNCTION journeys_not_while_applying();
REVOKE ALL ON FUNCTION journeys_her_accounts(uuid, timestamptz, jsonb), journeys_applied(uuid) FROM PUBLIC;
"""
BACK = """
DROP TRIGGER no_reminder_while_applying ON notices_notice;
DROP FUNCTION journeys_not_while_applying();
DROP FUNCTION journeys_wish(bigint, text);
DROP FUNCTION journeys_applications();
DROP FUNCTION journeys_lodged_by_mandate(bytea);
DROP FUNCTION journeys_use_mandate(bytea, bytea, bytea);
DROP FUNCTION journeys_apply(text);
DROP FUNCTION journeys_applied(uuid);
DROP FUNCTION journeys_her_accounts(uuid, timestamptz, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0008_notices_of_hers"), ("residents", "0006_mandates"),
        ("cases", "0010_files_on_their_way_go_too"), ("clocks", "0005_fix_a_search_path"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
