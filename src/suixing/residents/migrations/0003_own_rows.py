"""What she sees of her own record, and what she may do with her sessions, passkeys and choices."""

from django.db import migrations

OPENS = """
-- Whether what ``office`` did at ``moment`` is open to her session.
CREATE FUNCTION residents_opens(moment timestamptz, office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN moment >= public.residents_from()
      OR coalesce(moment >= (public.residents_of_offices() ->> office)::timestamptz, false);
END $$;
REVOKE ALL ON FUNCTION residents_opens(timestamptz, text) FROM PUBLIC;
"""
_OPEN = (
    "({at} >= (SELECT residents_from())"
    " OR {at} >= (((SELECT residents_of_offices()) ->> {office})::timestamptz))"
)


def open_to_her(person: str, at: str, office: str) -> str:
    """The condition for a row about ``person`` that ``office`` made at ``at``; all three are columns."""
    return f"{person} = (SELECT residents_person()) AND {_OPEN.format(at=at, office=office)}"


POLICIES = f"""
CREATE POLICY hers ON people_person FOR SELECT USING (id = (SELECT residents_person()));
CREATE POLICY hers ON people_identifier FOR SELECT USING (person_id = (SELECT residents_person()));
CREATE POLICY hers ON people_account FOR SELECT
  USING ({open_to_her("person_id", "entered_at", "office_id")});
CREATE POLICY hers ON journal_entry FOR SELECT
  USING ((SELECT residents_person()) = ANY (subjects) AND {_OPEN.format(at="at", office="office")});
CREATE POLICY hers ON journal_mention FOR SELECT
  USING (subject = (SELECT residents_person())
         AND (SELECT true FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id
              WHERE l.seq = journal_mention.seq));
-- What she does herself is nobody's business at a desk, however far a tie reaches.
ALTER POLICY entry_about_tied ON journal_entry
  USING (officer <> 'resident:self' AND (purpose <> 'case' OR office = ANY ((SELECT access_offices())::text[]))
         AND EXISTS (SELECT FROM access_open_tie t WHERE t.person = ANY (journal_entry.subjects)
                     AND (t.confirmed_at IS NOT NULL OR t.office_id = journal_entry.office)));
"""
NOT_POLICIES = """
ALTER POLICY entry_about_tied ON journal_entry
  USING ((purpose <> 'case' OR office = ANY ((SELECT access_offices())::text[]))
         AND EXISTS (SELECT FROM access_open_tie t WHERE t.person = ANY (journal_entry.subjects)
                     AND (t.confirmed_at IS NOT NULL OR t.office_id = journal_entry.office)));
DROP POLICY hers ON journal_mention;
DROP POLICY hers ON journal_entry;
DROP POLICY hers ON people_account;
DROP POLICY hers ON people_identifier;
DROP POLICY hers ON people_person;
DROP FUNCTION residents_opens(timestamptz, text);
"""

SESSIONS = """
-- Her session as pages need it, and that it is in use.
CREATE FUNCTION residents_look(OUT person uuid, OUT session bigint, OUT way text, OUT opens_from text,
  OUT of_offices jsonb, OUT expires_at timestamptz, OUT telephone_blocked boolean, OUT hidden boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NULL THEN
    RETURN;
  END IF;
  IF held.seen_at < clock_timestamp() - interval '1 minute' THEN
    UPDATE public.residents_session s SET seen_at = clock_timestamp() WHERE s.id = held.id;
  END IF;
  person := held.person; session := held.id; way := held.way; of_offices := held.of_offices;
  opens_from := to_jsonb(held.opens_from) #>> '{}'; expires_at := held.expires_at;
  SELECT coalesce(bool_or(c.telephone_blocked), false), coalesce(bool_or(c.hidden), false)
    INTO telephone_blocked, hidden FROM public.residents_choice c WHERE c.person = held.person;
END $$;

CREATE FUNCTION residents_sessions() RETURNS TABLE
  (id bigint, way text, browser text, began_at timestamptz, seen_at timestamptz, opens_from text, is_this boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT s.id, s.way, s.browser, s.began_at, s.seen_at, to_jsonb(s.opens_from) #>> '{}', s.id = held.id
    FROM public.residents_session s
    WHERE s.person = held.person AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
      AND s.seen_at > clock_timestamp() - interval '15 minutes'
    ORDER BY s.began_at DESC;
END $$;

-- Ends one of her sessions, this one where none is named. Nothing is left of it but that it was.
CREATE FUNCTION residents_end_session(number bigint DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); ended bigint;
BEGIN
  UPDATE public.residents_session s SET ended_at = clock_timestamp()
    WHERE s.person = held.person AND s.ended_at IS NULL AND s.id = coalesce(number, held.id) RETURNING s.id INTO ended;
  IF ended IS NOT NULL THEN
    PERFORM public.residents_note('resident.signed_out', held.person, '{}');
    DELETE FROM public.residents_session s
      WHERE s.person = held.person AND s.expires_at < clock_timestamp() - interval '30 days';
  END IF;
  RETURN ended IS NOT NULL;
END $$;

CREATE FUNCTION residents_passkeys() RETURNS TABLE
  (id bigint, name text, made_at timestamptz, used_at timestamptz, opens_from text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  RETURN QUERY SELECT p.id, p.name, p.made_at, p.used_at, to_jsonb(p.opens_from) #>> '{}'
    FROM public.residents_passkey p WHERE p.person = held.person AND p.ended_at IS NULL ORDER BY p.made_at;
END $$;

-- What an authenticator knows her by; drawn when she makes her first passkey.
CREATE FUNCTION residents_handle() RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); found bytea;
BEGIN
  IF held.person IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.residents_handle (person, handle)
    VALUES (held.person, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) ON CONFLICT DO NOTHING;
  SELECT h.handle INTO found FROM public.residents_handle h WHERE h.person = held.person;
  RETURN found;
END $$;

-- A passkey opens what the session opens in which it is made. Ten at most.
CREATE FUNCTION residents_keep_passkey(credential bytea, sealed bytea, counter bigint, name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NULL OR octet_length(credential) <> 32 OR octet_length(sealed) > 4000
     OR (SELECT count(*) FROM public.residents_passkey p WHERE p.person = held.person AND p.ended_at IS NULL) >= 10 THEN
    RETURN false;
  END IF;
  INSERT INTO public.residents_passkey AS kept
      (person, credential, sealed, sign_count, name, made_at, opens_from, of_offices, origin)
    VALUES (held.person, residents_keep_passkey.credential, residents_keep_passkey.sealed, counter,
            left(residents_keep_passkey.name, 40), clock_timestamp(), held.opens_from, held.of_offices, held.origin)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM public.residents_note('resident.passkey_made', held.person, '{}');
  RETURN true;
END $$;

CREATE FUNCTION residents_end_passkey(number bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat(); ended bigint;
BEGIN
  UPDATE public.residents_passkey p SET ended_at = clock_timestamp()
    WHERE p.id = number AND p.person = held.person AND p.ended_at IS NULL RETURNING p.id INTO ended;
  IF ended IS NULL THEN
    RETURN false;
  END IF;
  UPDATE public.residents_session s SET ended_at = clock_timestamp()
    WHERE s.passkey = ended AND s.ended_at IS NULL AND s.id <> held.id;
  PERFORM public.residents_note('resident.passkey_ended', held.person, jsonb_build_object('reason', 'ended'));
  RETURN true;
END $$;

CREATE FUNCTION residents_choose(block_telephone boolean, hide boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NULL OR block_telephone IS NULL OR hide IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO public.residents_choice (person, telephone_blocked, hidden) VALUES (held.person, block_telephone, hide)
    ON CONFLICT (person) DO UPDATE SET telephone_blocked = EXCLUDED.telephone_blocked, hidden = EXCLUDED.hidden;
  PERFORM public.residents_note('resident.chose', held.person, jsonb_build_object('telephone', NOT block_telephone));
  RETURN true;
END $$;

-- She asked for numbers in plain: an entry, whatever her session opens.
CREATE FUNCTION residents_numbers_shown() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NOT NULL THEN
    PERFORM public.residents_note('resident.numbers_shown', held.person, '{}');
  END IF;
END $$;

-- She took a copy of all that is open to her, numbers in plain.
CREATE FUNCTION residents_copied() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.residents_session := public.residents_seat();
BEGIN
  IF held.person IS NOT NULL THEN
    PERFORM public.residents_note('resident.copied', held.person, '{}');
  END IF;
END $$;

-- What is left of her sign-in when she was erased.
CREATE FUNCTION residents_forget(subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_person WHERE id = subject) THEN
    RAISE EXCEPTION 'proofs of a person who is held stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.residents_session WHERE person = subject;
  DELETE FROM public.residents_passkey WHERE person = subject;
  DELETE FROM public.residents_handle WHERE person = subject;
  DELETE FROM public.residents_code WHERE person = subject;
  DELETE FROM public.residents_widening WHERE person = subject;
  DELETE FROM public.residents_choice WHERE person = subject;
  DELETE FROM public.residents_try WHERE mark = uuid_send(subject);
END $$;
"""

PROVING = """
-- Hashes of the journal's tree, for the proof of an entry of hers; they say nothing by themselves.
CREATE FUNCTION residents_tree(of_level smallint, first bigint, after bigint) RETURNS SETOF bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF public.residents_person() IS NULL OR after - first > 256 THEN
    RETURN;
  END IF;
  IF of_level = 0 THEN
    RETURN QUERY SELECT l.hash FROM public.journal_leaf l WHERE l.seq >= first AND l.seq < after ORDER BY l.seq;
  ELSE
    RETURN QUERY SELECT t.hash FROM public.journal_tile t
      WHERE t.level = of_level AND t.number >= first AND t.number < after ORDER BY t.number;
  END IF;
END $$;

-- The links of an entry that she sees: her own in plain, of others the hash only (journal.encoding.link_hash).
CREATE FUNCTION residents_links(entry bigint) RETURNS TABLE (number bigint, previous bytea, hash bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE her uuid := public.residents_person();
BEGIN
  RETURN QUERY
    SELECT CASE WHEN n.subject = her THEN n.number END, CASE WHEN n.subject = her THEN n.previous END,
           CASE WHEN n.subject <> her
                THEN sha256('\\x05'::bytea || uuid_send(n.subject) || int8send(n.number) || n.previous) END
    FROM (
      SELECT s.subject, s.place,
             CASE WHEN s.place = s.earliest THEN coalesce(m.number, 0) ELSE 0 END AS number,
             CASE WHEN s.place = s.earliest THEN coalesce(p.head, decode(repeat('00', 32), 'hex'))
                  ELSE decode(repeat('00', 32), 'hex') END AS previous
      FROM public.journal_entry e
      JOIN public.journal_leaf l ON l.entry_id = e.id
      CROSS JOIN LATERAL (SELECT u.subject, u.place, min(u.place) OVER (PARTITION BY u.subject) AS earliest
                          FROM unnest(e.subjects) WITH ORDINALITY AS u (subject, place)) s
      LEFT JOIN public.journal_mention m ON m.subject = s.subject AND m.seq = l.seq
      LEFT JOIN public.journal_mention p ON p.subject = s.subject AND p.number = m.number - 1
      WHERE e.id = residents_links.entry AND her = ANY (e.subjects) AND public.residents_opens(e.at, e.office)
    ) n ORDER BY n.place;
END $$;
"""
BACK = """
DROP FUNCTION residents_links(bigint);
DROP FUNCTION residents_tree(smallint, bigint, bigint);
DROP FUNCTION residents_forget(uuid);
DROP FUNCTION residents_copied();
DROP FUNCTION residents_numbers_shown();
DROP FUNCTION residents_choose(boolean, boolean);
DROP FUNCTION residents_end_passkey(bigint);
DROP FUNCTION residents_keep_passkey(bytea, bytea, bigint, text);
DROP FUNCTION residents_handle();
DROP FUNCTION residents_passkeys();
DROP FUNCTION residents_end_session(bigint);
DROP FUNCTION residents_sessions();
DROP FUNCTION residents_look();
"""
TABLES = ("handle", "passkey", "challenge", "code", "try", "session", "widening", "choice")
# No policy: only functions of the owner read and write these.
SHUT = "\n".join(f"ALTER TABLE residents_{table} ENABLE ROW LEVEL SECURITY;" for table in TABLES)
OPEN_AGAIN = "\n".join(f"ALTER TABLE residents_{table} DISABLE ROW LEVEL SECURITY;" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("residents", "0002_proofs"), ("access", "0010_cases_stay_at_their_office")]
    operations = [
        migrations.RunSQL(OPENS, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, NOT_POLICIES),
        migrations.RunSQL(SESSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(PROVING, BACK),
        migrations.RunSQL(SHUT, OPEN_AGAIN),
    ]
