"""What a person's own sign-in stands on: since when a telephone is held, and a paper code as she types it herself."""

from django.db import migrations, models
from django.db.models.functions import Now

SINCE = """
UPDATE people_account SET sealed_at = greatest(entered_at, changed_at);

-- By the clock of the database: whoever writes an account cannot say that a telephone was held longer than it was.
CREATE FUNCTION people_sealed_now() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.sealed IS DISTINCT FROM OLD.sealed OR NEW.person_id <> OLD.person_id THEN
    NEW.sealed_at := clock_timestamp();
  ELSE
    NEW.sealed_at := OLD.sealed_at;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER telephone_held_since BEFORE INSERT OR UPDATE ON people_account
  FOR EACH ROW EXECUTE FUNCTION people_sealed_now();
"""
NOT_SINCE = """
DROP TRIGGER telephone_held_since ON people_account;
DROP FUNCTION people_sealed_now();
"""
CODE = """
DROP FUNCTION people_issue_paper_code(bigint, bytea);
CREATE FUNCTION people_issue_paper_code(account bigint, hash bytea, own_hash bytea DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose uuid; entered_by text;
BEGIN
  SELECT a.person_id, a.office_id INTO whose, entered_by FROM public.people_account a
    WHERE a.id = people_issue_paper_code.account;
  IF entered_by IS NULL OR octet_length(hash) <> 32 OR octet_length(own_hash) <> 32
     OR NOT (coalesce(entered_by = ANY (public.access_offices()), false)
             OR EXISTS (SELECT FROM public.access_bulk_role b WHERE b.name = session_user)) THEN
    RAISE EXCEPTION 'not an account of the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.people_confirmation_code AS held
      (person, accounts, kind, hash, own_hash, issued_at, expires_at, tries)
    VALUES (whose, ARRAY[people_issue_paper_code.account], 'paper', people_issue_paper_code.hash,
            people_issue_paper_code.own_hash, clock_timestamp(), clock_timestamp() + interval '365 days', 0)
    ON CONFLICT (accounts) WHERE kind = 'paper' DO UPDATE SET person = EXCLUDED.person, hash = EXCLUDED.hash,
      own_hash = EXCLUDED.own_hash, issued_at = EXCLUDED.issued_at, expires_at = EXCLUDED.expires_at, tries = 0,
      used_at = NULL;
END $$;
"""
NOT_CODE = """
DROP FUNCTION people_issue_paper_code(bigint, bytea, bytea);
CREATE FUNCTION people_issue_paper_code(account bigint, hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'this version prints no codes' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_numbers_stay_hers")]
    operations = [
        migrations.AddField(
            model_name="account", name="sealed_at", field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AddField(
            model_name="confirmationcode", name="own_hash", field=models.BinaryField(null=True),
        ),
        migrations.RunSQL(SINCE, NOT_SINCE),
        migrations.RunSQL(CODE, NOT_CODE),
    ]  # fmt: skip
