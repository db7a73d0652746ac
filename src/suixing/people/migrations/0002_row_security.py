"""What an officer sees of a person: as far as a tie of her office reaches, and never by asking around it."""

from django.db import migrations

# An open tie of her office; what is not confirmed shows only what that office entered (REFUSALS, "by relation").
_TIED = "EXISTS (SELECT FROM access_open_tie t WHERE t.person = {person}{reach})"
_REACH = " AND (t.confirmed_at IS NOT NULL OR t.office_id = {office})"


def tied(person: str, office: str | None = None) -> str:
    """The condition for a row about ``person`` that ``office`` entered; both are columns."""
    return _TIED.format(person=person, reach="" if office is None else _REACH.format(office=office))


_ACCOUNT = "EXISTS (SELECT FROM people_account a WHERE a.id = {table}.account_id{own})"
_OWN = " AND a.office_id = (SELECT access_office())"


def of_account(table: str, *, own: bool) -> str:
    """The condition for a row that belongs to an account she sees, or to one of her own office."""
    return _ACCOUNT.format(table=table, own=_OWN if own else "")


SEEN = {
    "people_person": tied("people_person.id"),
    "people_identifier": tied("people_identifier.person_id"),
    "people_account": tied("people_account.person_id", "people_account.office_id"),
    "people_residence": of_account("people_residence", own=False),
    "people_correction": of_account("people_correction", own=False),
    "people_mandate": tied("people_mandate.person_id"),
    "people_duplicate_decision": "office_id = (SELECT access_office())",
    "people_taken_back": "office_id = (SELECT access_office())",
}
MADE = {
    "people_person": "(SELECT access_office()) IS NOT NULL",
    "people_identifier": "(SELECT access_office()) IS NOT NULL",
    "people_account": "office_id = (SELECT access_office())",
    "people_residence": of_account("people_residence", own=True),
    "people_correction": of_account("people_correction", own=True),
    "people_mandate": tied("people_mandate.person_id"),
    "people_duplicate_decision": "office_id = (SELECT access_office())",
    # A mark says only that an old sheet must not bring somebody back; erasing leaves one at every office.
    "people_taken_back": "(SELECT access_office()) IS NOT NULL",
}
CHANGED = {**MADE, "people_person": tied("people_person.id")}
# Deleting follows seeing: what a confirmed tie shows can be erased at the person's wish, else only one's own.
# A person's row and number go when no account of any office is left.
DROPPED = {
    **SEEN,
    "people_person": "people_has_no_account(people_person.id)",
    "people_identifier": "people_has_no_account(people_identifier.person_id)",
}

FUNCTIONS = """
CREATE FUNCTION people_has_no_account(subject uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM public.people_account WHERE person_id = subject);
END $$;

-- Registering has to know whether a number is held (silent joining). It answers for the caller's own office only.
CREATE FUNCTION people_look_up(office text, blinds bytea[])
RETURNS TABLE (blind bytea, person uuid, account bigint, entered bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RAISE EXCEPTION 'not the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY SELECT i.blind, i.person_id, a.id, a.entered FROM public.people_identifier i
    LEFT JOIN public.people_account a ON a.person_id = i.person_id AND a.office_id = people_look_up.office
    WHERE i.blind = ANY (blinds);
END $$;

-- Keys as they are stored, wrapped by the node's: what an office enters about a person is sealed under hers.
CREATE FUNCTION people_wrapped_keys(office text, persons uuid[])
RETURNS TABLE (person uuid, wrapped_key bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.access_may_act_for(office) THEN
    RAISE EXCEPTION 'not the office of this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY SELECT p.id, p.wrapped_key FROM public.people_person p WHERE p.id = ANY (persons);
END $$;
"""


def statements() -> str:
    """Every policy of the room."""
    lines = []
    for table, seen in SEEN.items():
        lines += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
            f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen});",
            f"CREATE POLICY made ON {table} FOR INSERT WITH CHECK ({MADE[table]});",
            f"CREATE POLICY changed ON {table} FOR UPDATE USING ({CHANGED[table]});",
            f"CREATE POLICY dropped ON {table} FOR DELETE USING ({DROPPED[table]});",
        ]
    return "\n".join(lines)


def undone() -> str:
    """The way back."""
    lines = []
    for table in SEEN:
        lines += [f"DROP POLICY {name} ON {table};" for name in ("seen", "made", "changed", "dropped")]
        lines.append(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;")
    lines += [
        "DROP FUNCTION people_wrapped_keys(text, uuid[]);",
        "DROP FUNCTION people_look_up(text, bytea[]);",
        "DROP FUNCTION people_has_no_account(uuid);",
    ]
    return "\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people"), ("access", "0003_row_security")]
    operations = [migrations.RunSQL(FUNCTIONS, None), migrations.RunSQL(statements(), undone())]
