"""What each database role may do. Only the owner makes tables; each other role gets what its process needs.

Rows are a matter of the policies in the rooms' migrations. Here are the rights to whole tables, and the
policies that name a role: the bulk intake sees rows of any office, the sign-in role writes entries about
nobody.
"""

import os
from typing import Any

import psycopg
from psycopg import sql

from suixing.config.databases import Databases
from suixing.kernel.errors import Refusal, Sentence

# Not its id, nor the transaction that wrote it: an entry cannot be put before what is sealed.
ENTRY_COLUMNS = "at, act, office, officer, purpose, subjects, detail"
SENT_COLUMNS = "id, pair, side, seq, kind, version, office, created_at, leave_at, urgent"
PLACES = {"places_division": "SELECT", "places_office": "SELECT", "places_division_load": "SELECT"}
AGREEMENTS = {"places_agreement": "SELECT", "places_agreed_limit": "SELECT"}
STATUS_LISTS = {
    # Not the order in which places are given away.
    "passes_status_list": "SELECT (number, used, bits, token, signed_at, expires_at), INSERT,"
    " UPDATE (bits, token, signed_at, expires_at)",
}
CALENDAR = {"clocks_edition": "SELECT", "clocks_notice": "SELECT", "clocks_closure": "SELECT"}
# What moves as a clock runs; whose it is, since when and by which rule never does.
CLOCK_COLUMNS = "due_on, due_at, provisional, floor, edition, breached_at, ended_at, how, version"

SERVING = {
    **PLACES,
    "places_agreement": "SELECT, INSERT, UPDATE (valid_until)",
    "places_agreed_limit": "SELECT, INSERT",
    "django_migrations": "SELECT",
    "consent_agreement": "SELECT",
    "journal_block": "SELECT",
    "directory_contact": "SELECT, INSERT, UPDATE",
    "journal_leaf": "SELECT (seq, entry_id)",
    # Not how many entries there are about somebody: that would tell of other offices.
    "journal_mention": "SELECT (subject, seq)",
    "journal_entry": f"SELECT, INSERT ({ENTRY_COLUMNS})",
    "people_person": "SELECT, INSERT, UPDATE (registered_at), DELETE",
    "people_identifier": "SELECT, INSERT, DELETE",
    "people_account": "SELECT, INSERT, UPDATE, DELETE",
    "people_residence": "SELECT, INSERT, UPDATE, DELETE",
    "people_correction": "SELECT, INSERT, DELETE",
    "people_asked_correction": "SELECT, UPDATE (outcome, answered_at, answered_by, answer)",
    "people_mandate": "SELECT, INSERT, UPDATE, DELETE",
    "people_duplicate_decision": "SELECT, INSERT, UPDATE, DELETE",
    "people_taken_back": "SELECT, INSERT, UPDATE",
    "consent_record": "SELECT, INSERT, UPDATE (withdrawn_at, way, recorded_at), DELETE",
    "access_open_tie": "SELECT",
    "access_tie": "SELECT, INSERT (person, office_id, source, since), UPDATE (since, until, confirmed_at), DELETE",
    "access_search_count": "SELECT, INSERT, UPDATE",
    # Written by functions of the owner alone. Not the blind index of who is sought.
    "access_break_glass": "SELECT",
    "access_break_glass_sought": "SELECT (id, request_id, sealed, tie, opened_at, until, closed_at)",
    "access_break_glass_review": "SELECT",
    # Not who asks (X8), and no content: what arrived is handed over by the worker.
    "exchange_route": "INSERT",
    "exchange_outbox": f"SELECT ({SENT_COLUMNS}, relayed_at, refused_at, refusal), INSERT ({SENT_COLUMNS}, sealed),"
    " UPDATE (seq), DELETE",
    "exchange_inbox": "SELECT (id, pair, side, seq, kind, version, office, place, arrived_at, handled_at, refused,"
    " opened_at, opened_by), UPDATE (opened_at, opened_by)",
    "exchange_evidence": "SELECT",
    # What goes along with a message of hers, and how much has come of what goes along with one to her.
    "exchange_leaving_file": "SELECT, INSERT, DELETE",
    "exchange_coming_file": "SELECT (id, message, file, pair, office, octets, came, chunks, refusal)",
    "exchange_node": "SELECT",
    "exchange_node_key": "SELECT",
    "exchange_directory": "SELECT",
    "exchange_far_office": "SELECT",
    # For the operator's pages, and without what a parcel holds.
    "exchange_signal": "SELECT (id, node, kind, urgent, leave_at)",
    "exchange_parcel": "SELECT (id, node, urgent, events, created_at, expires_at, try_at, tries, fault),"
    " UPDATE (try_at)",
    "exchange_dead": "SELECT (id, parcel, node, reason, is_parcel, at, settled_at, settled_as),"
    " UPDATE (settled_at, settled_as)",
    "exchange_transit": "SELECT (id, node, urgent, arrived_at, expires_at, try_at, tries, fault, gone_at),"
    " UPDATE (try_at)",
    "exchange_traffic": "SELECT",
    "exchange_statement": "SELECT",
    "exchange_publication": "SELECT",
    "journeys_intake_run": "SELECT, INSERT, UPDATE (state, finished_at, attempts, refusal_zh, refusal_en)",
    "journeys_intake_file": "SELECT, INSERT, UPDATE (wrapped_key, sealed_name, destroyed_at, destroyed_for)",
    "journeys_handing_over": "SELECT",
    "papers_paper": "SELECT, INSERT, UPDATE (wrapped_key, sealed_name, removed_at)",
    # Not the hash of a token.
    "papers_upload_ticket": "SELECT (id, file, office_id, code, by, made_at, until, used, ended_at), INSERT, "
    "UPDATE (ended_at), DELETE",
    "web_form_number": "SELECT, INSERT, UPDATE, DELETE",
    **CALENDAR,
    "clocks_clock": f"SELECT, INSERT, UPDATE ({CLOCK_COLUMNS})",
    "clocks_event": "SELECT, INSERT",
    "clocks_date_changed": "SELECT, UPDATE (told_at)",
    "cases_case": "SELECT, INSERT, UPDATE, DELETE",
    "cases_event": "SELECT, INSERT, UPDATE (counted, taken_back_at, message, sealed), DELETE",
    "cases_letter": "SELECT, INSERT, UPDATE (printed_at, printed_by, reached_on, channel, noted_by), DELETE",
    "cases_status_link": "SELECT, INSERT, UPDATE (case_id, ended, answer, made_at, expires_at)",
    "cases_sealed_record": "SELECT, INSERT, UPDATE (sealed, replaced_on), DELETE",
    "passes_issuer_key": "SELECT",
    "passes_issuer_claim": "SELECT",
    "passes_signed_trust": "SELECT",
    **STATUS_LISTS,
    "passes_pass": "SELECT, INSERT, UPDATE (state, revoked_at, revoked_for), DELETE",
    "passes_presentation": "SELECT, INSERT, UPDATE, DELETE",
    "passes_quiet": "SELECT, INSERT, DELETE",
    # Neither codes nor tokens, not even as hashes: what a wallet does goes through functions of the owner.
    "passes_offer": "SELECT (id, pass_id, office_id, by, made_at, until, used_at, put_at), INSERT, DELETE",
    "passes_request": "SELECT, INSERT, DELETE",
    "cases_lodged": "INSERT",
    "cases_cover": "SELECT, INSERT, UPDATE, DELETE",
    "cases_answer_template": "SELECT, INSERT, UPDATE, DELETE",
    "cases_calendar_token": "SELECT, INSERT, DELETE",
}
SIGN_IN = {
    **PLACES,
    "access_officer": "SELECT, INSERT, UPDATE",
    "access_officer_session": "SELECT, INSERT, UPDATE, DELETE",
    "access_start_code": "SELECT, INSERT, UPDATE, DELETE",
    "sign_in_cache": "SELECT, INSERT, UPDATE, DELETE",
    "journal_entry": f"INSERT ({ENTRY_COLUMNS})",
}
# Whatever tables sign-in's library brings.
SIGN_IN_PREFIXES = ("account_", "mfa_", "socialaccount_", "django_content_type", "auth_")
INTAKE = {
    **PLACES,
    **AGREEMENTS,
    "django_migrations": "SELECT",
    "places_office": "SELECT, INSERT",
    "consent_agreement": "SELECT",
    # The number and the transaction of an entry, and the newest head: how far the journal is sealed.
    "journal_entry": f"INSERT ({ENTRY_COLUMNS}), SELECT (id, txid)",
    "journal_block": "SELECT",
    "people_person": "SELECT, INSERT, UPDATE (registered_at)",
    "people_identifier": "SELECT, INSERT",
    "people_account": "SELECT, INSERT, UPDATE",
    "people_residence": "SELECT, INSERT, UPDATE, DELETE",
    "people_correction": "SELECT, INSERT",
    "people_taken_back": "SELECT",
    "consent_record": "SELECT, INSERT, UPDATE (withdrawn_at, way, recorded_at)",
    "access_open_tie": "SELECT",
    "access_tie": "SELECT, INSERT (person, office_id, source, since), UPDATE (since, until, confirmed_at)",
    "exchange_route": "SELECT, INSERT",
    "exchange_outbox": "SELECT, INSERT, UPDATE (seq, relayed_at, refused_at, refusal, parcel, resend_at, resends,"
    " consigned_at, sealed, to_forget), DELETE",
    "exchange_inbox": "SELECT, INSERT, UPDATE (handled_at, refused, tries, try_at, fault, opening_told_at)",
    "exchange_evidence": "SELECT, INSERT",
    "directory_contact": "SELECT",
    "exchange_node": "SELECT, INSERT, UPDATE",
    "exchange_node_key": "SELECT, INSERT",
    "exchange_directory": "SELECT, INSERT",
    "exchange_far_office": "SELECT, INSERT, UPDATE, DELETE",
    "exchange_signal": "SELECT, INSERT, UPDATE, DELETE",
    "exchange_parcel": "SELECT, INSERT, UPDATE, DELETE",
    "exchange_dead": "SELECT, INSERT, UPDATE",
    "exchange_transit": "SELECT, INSERT, UPDATE, DELETE",
    "exchange_traffic": "SELECT, INSERT, UPDATE",
    "exchange_leaving_file": "SELECT, UPDATE (wanted, wanted_at, parcel, had_at)",
    "exchange_coming_file": "SELECT, INSERT, UPDATE (wrapped_key, came, asked, try_at, tries, fault, spoiled,"
    " refusal), DELETE",
    "exchange_chunk": "SELECT, INSERT, DELETE",
    "exchange_statement": "SELECT, INSERT, UPDATE",
    "exchange_publication": "SELECT, INSERT, UPDATE",
    "exchange_publication_told": "SELECT, INSERT, UPDATE",
    "exchange_witnessed": "SELECT, INSERT, UPDATE (contradicted), DELETE",
    "journeys_intake_run": "SELECT, UPDATE",
    "journeys_intake_file": "SELECT, INSERT, UPDATE",
    "notices_notice": "SELECT, UPDATE, DELETE",
    "notices_choice": "SELECT",
    # Which papers are there at all, to take what is left of others off the disk.
    "papers_paper": "SELECT (id, removed_at)",
    **CALENDAR,
    "clocks_edition": "SELECT, UPDATE (horizon, settled_at, touched, moved)",
    "clocks_clock": f"SELECT, INSERT, UPDATE ({CLOCK_COLUMNS}, escalated_at)",
    "clocks_event": "SELECT, INSERT",
    "clocks_date_changed": "SELECT, INSERT, UPDATE (after, at)",
    "cases_case": "SELECT, INSERT, UPDATE",
    "cases_event": "SELECT, INSERT, UPDATE",
    "cases_status_link": "SELECT, INSERT, UPDATE",
    "cases_lodged": "SELECT, UPDATE",
    "passes_issuer_key": "SELECT, INSERT, UPDATE (signs_until, withdrawn_at)",
    "passes_issuer_claim": "SELECT, INSERT, UPDATE (node, since)",
    "passes_signed_trust": "SELECT, INSERT, UPDATE",
    **STATUS_LISTS,
    "passes_presentation": "SELECT, UPDATE (checked_at, verdict, sealed, next_check_on)",
    "residents_application": "SELECT, UPDATE (taken_up_at, outcome, file, wish)",
    "journeys_coordination": "SELECT, INSERT, UPDATE",
    "journeys_raised": "SELECT, INSERT, UPDATE",
}
# Functions of the owner that nobody else may call.
SIGN_IN_FUNCTIONS = (
    "access_open_office_below(text, text, timestamptz)",
    "access_end_openings(text)",
    "cases_hand_over(text, text)",
    "journeys_hand_over(text, text, text, timestamptz, integer)",
)
# Those of the owner's functions that policies ask: whose session it is.
SEAT_FUNCTIONS = (
    "access_office()",
    "access_officer()",
    "access_offices()",
    "access_has_role(text)",
    "access_session_hash()",
    # And of policies about her own rows: which person's.
    "residents_from()",
    "residents_locked_offices()",
    "residents_of_offices()",
    "residents_person()",
    "residents_session_hash()",
)
# For registering at a desk and in bulk, for messages of either, and what policies of the tables that both write ask.
REGISTERING_FUNCTIONS = (
    "access_may_act_for(text)",
    "access_stands_over(text)",
    "cases_forget_rest(uuid[])",
    "exchange_forget(uuid, text)",
    "exchange_line_up(uuid, text, text)",
    "people_has_no_account(uuid)",
    "people_issue_paper_code(bigint, bytea, bytea)",
    "passes_note_key(uuid, integer)",
    "passes_take_places(text, integer)",
    "people_look_up(text, bytea[])",
    "people_works_with(uuid, text)",
    "people_wrapped_keys(text, uuid[])",
)
# For officers at their desks only: whoever could make a session must not be able to use it for these.
DESK_FUNCTIONS = (
    "access_ask_break_glass(bytea, bytea, text, text)",
    "access_close_break_glass(bigint)",
    "access_decide_break_glass(bigint, boolean)",
    "access_forget(uuid)",
    "access_may_review(bigint)",
    "access_review_break_glass(bigint, boolean, text)",
    "access_same_house(text, text)",
    "cases_answer(bytea)",
    "cases_due_by_day(bytea)",
    "cases_feed_holds(bytea)",
    "cases_forget_gone(uuid)",
    "cases_forget_person(uuid)",
    "cases_status(bytea)",
    "clocks_late(text[])",
    "exchange_counts_for_operator(timestamptz)",
    "exchange_files_for_operator()",
    "journeys_forget_kept(uuid, text[], timestamptz, timestamptz)",
    "notices_forget(uuid)",
    "notices_send_telephone_code(bigint, bytea, bytea)",
    "passes_forget(uuid)",
    "people_confirm_tie(bigint, text, bytea)",
    "people_forget_codes(uuid)",
    "residents_forget(uuid)",
    "residents_forget_questions(uuid)",
    "residents_make_desk_code(bigint, bytea)",
    "residents_object_at_desk(bigint)",
    "residents_second(bytea, text)",
)
# For her own pages. Each asks whose session it is, or for a proof that needs the node's key.
RESIDENTS_FUNCTIONS = (
    "journeys_behind_lock()",
    "journeys_applications()",
    "journeys_apply(text)",
    "journeys_lodged_by_mandate(bytea)",
    "journeys_agree_own(text, bigint)",
    "cases_own_papers(uuid)",
    "cases_own_waits(uuid)",
    "cases_take_back_own(uuid)",
    "journeys_ask_correction(bigint, text, bytea, date)",
    "journeys_choose_notice_way(text, bytea)",
    "journeys_own_notice_way()",
    "journeys_own_notices(bigint, integer)",
    "journeys_send_resident_code(bytea, bytea, bytea)",
    "journeys_take_back_correction(bigint)",
    "journeys_use_mandate(bytea, bytea, bytea)",
    "journeys_wish(bigint, text)",
    "passes_note_own(uuid, text, integer)",
    "passes_offer_own(uuid, bytea, bytea)",
    "passes_revoke_own(uuid)",
    "journeys_withdraw_own(text, bytea[])",
    "residents_ask_erasure(text)",
    "residents_ask_widening(bytea)",
    "residents_cancel_erasure(bigint)",
    "residents_cancel_widening(bigint)",
    "residents_choose(boolean, boolean)",
    "residents_copied()",
    "residents_end_mandate(bigint)",
    "residents_end_passkey(bigint)",
    "residents_end_session(bigint)",
    "residents_erasures()",
    "residents_give_mandate(text, bytea, integer)",
    "residents_handle()",
    "residents_keep_passkey(bytea, bytea, bigint, text)",
    "residents_links(bigint)",
    "residents_lock()",
    "residents_look()",
    "residents_mandates()",
    "residents_numbers_shown()",
    "residents_passkey_of(bytea)",
    "residents_passkeys()",
    "residents_question(bigint)",
    "residents_questioned(bigint[])",
    "residents_sessions()",
    "residents_show_code(text, bytea, text)",
    "residents_show_passkey(bytea, bytea, bigint, text, text)",
    "residents_sign_in(bytea, text, bytea, text, text)",
    "residents_tree(smallint, bigint, bigint)",
    "residents_widenings()",
)
# For triggers and functions of the owner.
OWNERS_FUNCTIONS = (
    "cases_is_hers(uuid)", "exchange_forget_files(uuid, text)", "exchange_stands_on(uuid, text, text)",
    "residents_both(jsonb, jsonb)",
)  # fmt: skip
# For the worker: papers that go along with a message of a pair, those that came with one; what newcomers are told;
# what wallets were offered and asked for and took too long.
CROSSING_FUNCTIONS = (
    "cases_drop_withdrawn(uuid)",
    "papers_keep_arrived(uuid, uuid, text, uuid, text, uuid, text, integer, integer, bytea, bytea, bytea, timestamptz)",
    "papers_offered_key(uuid, text)",
    "passes_sweep()",
    "passes_tell_newcomers(date)",
)
# For a phone that holds a ticket: no officer's session is asked.
TICKET_FUNCTIONS = (
    "papers_keep_by_ticket(bytea, uuid, text, integer, integer, bytea, bytea, bytea)",
    "papers_ticket_left(bytea)",
)
# For a wallet that holds a code, a token or a request: no officer's session is asked.
WALLET_FUNCTIONS = (
    "passes_answer(bytea, bytea)",
    "passes_asked(bytea)",
    "passes_put_in_wallet(bytea, bytea, text, integer)",
    "passes_redeem_offer(bytea, bytea, bytea)",
    "passes_token_stands(bytea)",
)
OWN_POLICY = "of_the_role"
USUAL_BREAK_GLASS = "4"
LONGEST_BREAK_GLASS = 12
"""Hours; the database refuses more."""

_SECURED = """
    SELECT relname FROM pg_class
    WHERE relrowsecurity AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_NO_ONES = "cardinality(subjects) = 0"


def grant_roles(databases: Databases) -> None:
    """Give every role what it needs and nothing else; repeating it is harmless."""
    serving, door, intake = databases.serving.user, databases.sign_in.user, databases.intake.user
    with databases.owner.connect() as connection, connection.transaction():
        tables = {str(name) for (name,) in connection.execute(_TABLES)}
        brought = {name: "SELECT, INSERT, UPDATE, DELETE" for name in tables if name.startswith(SIGN_IN_PREFIXES)}
        for role, rights in ((serving, SERVING), (door, {**SIGN_IN, **brought}), (intake, INTAKE)):
            _grant(connection, role, rights)
        _let_call(connection, SEAT_FUNCTIONS, serving, door, intake)
        _let_call(connection, REGISTERING_FUNCTIONS, serving, intake)
        _let_call(connection, DESK_FUNCTIONS, serving)
        _let_call(connection, TICKET_FUNCTIONS, serving)
        _let_call(connection, WALLET_FUNCTIONS, serving)
        _let_call(connection, RESIDENTS_FUNCTIONS, serving)
        _let_call(connection, CROSSING_FUNCTIONS, intake)
        _let_call(connection, SIGN_IN_FUNCTIONS, door)
        _let_call(connection, OWNERS_FUNCTIONS)
        for role in (serving, intake):
            # A row's number comes without it; reading a counter would tell whether a hidden row was written.
            connection.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(_name(role)))
            connection.execute(sql.SQL("GRANT USAGE ON SEQUENCE people_account_id_seq TO {}").format(_name(role)))
            database = sql.Identifier(databases.owner.name)
            connection.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, _name(role)))
        secured = [str(name) for (name,) in connection.execute(_SECURED)]
        for table in secured:
            _drop_own(connection, table)
            if table in INTAKE:
                _let(connection, table, intake, "true")
        _let(connection, "journal_entry", door, _NO_ONES)
        # Nor about anybody in the session of an officer, which other policies would let through.
        _let(connection, "journal_entry", door, _NO_ONES, kind="RESTRICTIVE")
        _set_limits(connection)
        connection.execute("DELETE FROM access_bulk_role")
        connection.execute("INSERT INTO access_bulk_role (name) VALUES (%s)", [intake])


def _set_limits(connection: "psycopg.Connection[Any]") -> None:
    """How long break-glass opens a record; in the database, where no page can change it."""
    said = os.environ.get("SUIXING_BREAK_GLASS_HOURS", "").strip() or USUAL_BREAK_GLASS
    if not said.isdecimal() or not 1 <= int(said) <= LONGEST_BREAK_GLASS:
        raise Refusal(
            Sentence(
                zh="SUIXING_BREAK_GLASS_HOURS 须为 1 至 12 的整数；节点未启动，数据未改动。",
                en="SUIXING_BREAK_GLASS_HOURS must be a whole number from 1 to 12. The node was not started and "
                "nothing was changed.",
            )
        )
    connection.execute(
        "INSERT INTO access_time_limit (name, minutes) VALUES ('break_glass', %s)"
        " ON CONFLICT (name) DO UPDATE SET minutes = EXCLUDED.minutes",
        [int(said) * 60],
    )


def _name(role: str) -> sql.Identifier:
    return sql.Identifier(role)


def _grant(connection: "psycopg.Connection[Any]", role: str, rights: dict[str, str]) -> None:
    connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(_name(role)))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_name(role)))
    for table, right in rights.items():
        # The rights are literals of this file.
        statement = sql.SQL(f"GRANT {right} ON {{}} TO {{}}")
        connection.execute(statement.format(sql.Identifier(table), _name(role)))


def _let_call(connection: "psycopg.Connection[Any]", functions: tuple[str, ...], *roles: str) -> None:
    """These roles call the functions, and nobody else. The names are literals of this file."""
    for function in functions:
        connection.execute(sql.SQL(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"))
        for role in roles:
            connection.execute(sql.SQL(f"GRANT EXECUTE ON FUNCTION {function} TO {{}}").format(_name(role)))


def _drop_own(connection: "psycopg.Connection[Any]", table: str) -> None:
    held = connection.execute(
        "SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s AND policyname LIKE %s",
        [table, OWN_POLICY + "%"],
    ).fetchall()
    for (policy,) in held:
        connection.execute(sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(str(policy)), sql.Identifier(table)))


def _let(
    connection: "psycopg.Connection[Any]", table: str, role: str, condition: str, kind: str = "PERMISSIVE"
) -> None:
    statement = f"CREATE POLICY {{}} ON {{}} AS {kind} TO {{}} USING ({condition}) WITH CHECK ({condition})"
    connection.execute(
        sql.SQL(statement).format(
            sql.Identifier(f"{OWN_POLICY}_{kind.lower()}_{role}"[:63]), sql.Identifier(table), _name(role)
        )
    )
