"""She reads what she was told and chooses where; what an office does with a pass of hers cannot be done in silence."""

from django.db import migrations

FUNCTIONS = """
-- Passes were issued: told in the same transaction, ten thousand as well as one.
CREATE FUNCTION journeys_tell_of_passes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)
    SELECT f.person_id, CASE WHEN f.replaces_id IS NULL THEN 'pass.issued' ELSE 'pass.renewed' END, f.office_id,
           ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = f.person_id),
           '', clock_timestamp(), clock_timestamp(), 0, ''
    FROM fresh f;
  RETURN NULL;
END $$;
CREATE TRIGGER pass_is_told AFTER INSERT ON passes_pass REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
  EXECUTE FUNCTION journeys_tell_of_passes();

CREATE FUNCTION journeys_tell_of_revoked_pass() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_notice (person, kind, office, accounts, channel, created_at, due_at, tries, failed)
    VALUES (NEW.person_id, 'pass.revoked', NEW.office_id,
            ARRAY(SELECT a.id FROM public.people_account a WHERE a.person_id = NEW.person_id),
            '', clock_timestamp(), clock_timestamp(), 0, '');
  RETURN NULL;
END $$;
CREATE TRIGGER revoked_pass_is_told AFTER UPDATE OF state ON passes_pass FOR EACH ROW
  WHEN (NEW.state = 'revoked' AND OLD.state <> 'revoked') EXECUTE FUNCTION journeys_tell_of_revoked_pass();

-- What she was told, the newest first. Of a sign-in no office is the author: the beginning of all offices counts.
CREATE FUNCTION journeys_own_notices(before bigint, most integer) RETURNS TABLE
  (id bigint, kind text, office text, channel text, created_at timestamptz, due_at timestamptz, sent_at timestamptz,
   failed text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE her uuid := public.residents_person();
BEGIN
  RETURN QUERY SELECT n.id, n.kind, n.office, n.channel, n.created_at, n.due_at, n.sent_at, n.failed
    FROM public.notices_notice n
    WHERE n.person = her AND n.kind <> 'newcomer' AND n.id < coalesce(before, 9223372036854775807)
      AND public.residents_opens(n.created_at, n.office)
    ORDER BY n.id DESC LIMIT least(most, 200);
END $$;

CREATE FUNCTION journeys_own_notice_way(OUT way text, OUT mark bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT c.way, c.mark INTO way, mark FROM public.notices_choice c WHERE c.person = public.residents_person();
END $$;

-- A session on the word of an office that does not stand for her silences nobody.
CREATE FUNCTION journeys_choose_notice_way(way text, mark bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE her uuid := public.residents_person();
BEGIN
  IF her IS NULL OR public.residents_from() = 'infinity' OR way IS NULL OR way NOT IN ('all', 'one', 'page')
     OR (way = 'one') <> (mark IS NOT NULL) OR octet_length(coalesce(mark, sha256(''))) <> 32 THEN
    RETURN false;
  END IF;
  INSERT INTO public.notices_choice AS held (person, way, mark, chosen_at)
    VALUES (her, journeys_choose_notice_way.way, journeys_choose_notice_way.mark, clock_timestamp())
    ON CONFLICT (person) DO UPDATE SET way = EXCLUDED.way, mark = EXCLUDED.mark, chosen_at = EXCLUDED.chosen_at;
  PERFORM public.residents_note('resident.notices_chosen', her, jsonb_build_object('way', way));
  RETURN true;
END $$;

-- Whose number may be in other hands is told on her pages alone, until she chooses otherwise.
CREATE FUNCTION journeys_tell_here_alone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.notices_choice AS held (person, way, mark, chosen_at)
    VALUES (NEW.person, 'page', NULL, clock_timestamp())
    ON CONFLICT (person) DO UPDATE SET way = 'page', chosen_at = EXCLUDED.chosen_at WHERE held.way = 'all';
  RETURN NULL;
END $$;
CREATE TRIGGER blocked_telephones_are_not_told AFTER INSERT ON residents_choice FOR EACH ROW
  WHEN (NEW.telephone_blocked) EXECUTE FUNCTION journeys_tell_here_alone();
CREATE TRIGGER blocked_telephones_are_told_no_more AFTER UPDATE OF telephone_blocked ON residents_choice FOR EACH ROW
  WHEN (NEW.telephone_blocked AND NOT OLD.telephone_blocked) EXECUTE FUNCTION journeys_tell_here_alone();
"""
BACK = """
DROP TRIGGER blocked_telephones_are_told_no_more ON residents_choice;
DROP TRIGGER blocked_telephones_are_not_told ON residents_choice;
DROP FUNCTION journeys_tell_here_alone();
DROP FUNCTION journeys_choose_notice_way(text, bytea);
DROP FUNCTION journeys_own_notice_way();
DROP FUNCTION journeys_own_notices(bigint, integer);
DROP TRIGGER revoked_pass_is_told ON passes_pass;
DROP FUNCTION journeys_tell_of_revoked_pass();
DROP TRIGGER pass_is_told ON passes_pass;
DROP FUNCTION journeys_tell_of_passes();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0007_own_pages"), ("notices", "0005_chosen_way"), ("passes", "0005_newcomers"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
