"""The refusals held by schema: no table, name, message, act or address has a place for what Suixing refuses (F1-F9).

``forbidden.py`` lists the concepts. What may name one of them stands below, each with its reason: it says that the
thing is *not* kept, or the word means something else there.
"""

import argparse
import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps
from django.urls import get_resolver

from suixing.config.command import parser
from suixing.consent.agreements import AGREEMENTS
from suixing.journeys.intake.problems import MESSAGES
from suixing.journeys.intake.sheets.refusals import SENTENCES
from suixing.journeys.intake.states import TRANSITIONS
from tests.shape.columns import COLUMNS_ABOUT_PERSONS
from tests.shape.forbidden import concepts, search
from tests.shape.source import HOUSE, Module, calls, literal, modules, strings
from tests.shape.test_answer_in_public import patterns

NAME_KEYS = (
    "exchange/nodes/cards.py", "exchange/nodes/chain.py", "exchange/nodes/directory.py", "exchange/nodes/queries.py",
    "exchange/post/nats_pass.py", "exchange/post/wire.py", "exchange/signed.py", "passes/published.py",
    "passes/trusting.py", "config/bench/pass_page.py", "config/bench/passes.py", "passes/formats/cwt.py",
    "passes/formats/jws.py", "passes/formats/sd_jwt.py", "passes/formats/status_list.py",
    "passes/formats/trust_list.py",
)  # fmt: skip
"""Where a signed text names its key."""
WRITE_KEYS = (
    "exchange/nodes/cards.py", "exchange/nodes/fields.py", "exchange/post/nats_pass.py", "exchange/post/wire.py",
    "exchange/signed.py", "passes/overview.py", "passes/published.py", "passes/trusting.py",
    "config/bench/pass_page.py", "config/bench/passes.py", "passes/formats/jws.py", "passes/formats/keys.py",
    "passes/formats/sd_jwt.py", "passes/formats/status_list.py", "passes/formats/trust_list.py",
)  # fmt: skip
"""Where it is a text of the source as well."""
# (file, word): reason. A word is pardoned in one file, never everywhere.
PARDONED_NAMES = {
    ("config/node/lifecycle.py", "child"): "a child process",
    ("journal/subject_map.py", "child"): "a node of a hash tree",
    ("config/node/worker.py", "child"): "a child process",
    **{(name, "kid"): "how a signed text names the key (RFC 7515)" for name in NAME_KEYS},
    ("cases/procedures/complaint.py", "examined"): "a complaint is looked into (A1)",
}
PARDONED_PAGES = {
    ("home.html", "no certificate"): "the promise that no service depends on one",
    **{
        ("about.html", word): "the page of privacy says that it is not kept"
        for word in ("民族", "职业", "学历", "schooling")
    },
    ("about.html", "photograph"): "of a screen: what no software can prevent",
}
PARDONED_STRINGS = {
    **{(name, "kid"): "how a signed text names the key (RFC 7515)" for name in WRITE_KEYS},
    ("config/invented.py", "民族"): "a column of the invented register that must come out as not kept",
    ("config/invented.py", "婚"): "a column of the invented register that must come out as not kept",
    ("places/reading/explore.py", "民族"): "part of the names of townships (民族乡)",
    ("places/reading/forms.py", "民族"): "part of the names of townships (民族乡)",
    **{
        ("journeys/intake/sheets/words.py", word): "a header word by which a column is known to be none of ours"
        for word in (
            "landlord", "employer", "spouse", "husband", "wife", "father", "mother", "child", "房东", "雇主", "配偶",
            "丈夫", "妻子", "子女", "孩子", "婴", "计生", "派出所", "婚", "准生", "生育", "学历", "生育证", "婚育",
        )
    },
    **{
        ("web/public/procedures/registering.py", word): "tells the public that birth registration is for any child (V1)"
        for word in ("child", "mother", "married", "order of birth", "婚", "孩子", "生育")
    },
    **{
        ("web/public/procedures/services.py", word): "tells the public what is free if she asks for it (S1)"
        for word in (
            "antenatal", "contraceptives", "education", "iud", "pregnancy", "sterilisation", "termination",
            "孕", "绝育", "节育", "避孕",
        )
    },
    ("web/cases/wording.py", "生育"): "what the opened page of a birth registration (V1) is called, and no list",
    ("cases/procedures/complaint.py", "examined"): "a complaint is looked into (A1)",
    ("journeys/cases/letter_words.py", "生育"): "the title of the extract that the person is given, for any birth (V1)",
    ("journeys/cases/letter_words.py", "photographs"): "papers may be sent as such, so that nobody need travel (T3)",
    ("web/public/procedures/services.py", "examination"): "says that none is a duty",
    ("web/public/procedures/services.py", "examined"): "says that an office answers for asking for it (A4)",
    ("web/public/procedures/services.py", "no certificate"): "says that none is needed",
    ("journeys/intake/sheets/words.py", "育龄"): "desks title the column of names 育龄妇女姓名; only the name is taken",
}  # fmt: skip

# Tables of libraries: officers' means of signing in. None of them can refer to a person.
BROUGHT = "account|mfa|socialaccount|auth|django"
# Outside of those tables a person appears as an opaque subject of the journal, and nowhere else.
SUBJECTS = {
    ("journal_entry", "subjects"), ("journal_mention", "subject"), ("journal_subject", "subject"),
    # Whose cases the node ends; gone within seconds.
    ("journeys_letting_go", "person"),
}  # fmt: skip
# Keys from other rooms to a person.
REFERS_TO_A_PERSON = {
    "cases_case": "her open cases end when she withdraws her consent, and their content goes when she erases herself",
    "passes_pass": "her passes are revoked and go when she erases herself",
    "passes_presentation": "goes when she erases herself",
    "passes_quiet": "goes when she erases herself",
}
PERSONAL_WORDS = {
    "person", "persons", "people", "subject", "subjects", "holder", "citizen", "resident", "patient", "client",
    "woman",
    "identifier", "identity", "telephone", "phone", "mobile", "address", "born", "birth", "sex", "age", "surname",
    "name",
}  # fmt: skip
# Numbers that lead to no person: a sheet that an office handed in, a file that lies sealed.
NUMBERS_OF_THINGS = {
    ("journeys_intake_run", "id"): "the number of the form with which a sheet was handed in",
    ("journeys_intake_file", "id"): "under which a sealed file lies",
    ("journeys_intake_file", "run_id"): "of which run it is",
    ("journeys_handing_over", "intakes"): "which runs an officer who left handed over",
    ("exchange_route", "pair"): "one request and its answer",
    ("exchange_outbox", "id"): "a message",
    ("exchange_outbox", "pair"): "of which pair",
    ("exchange_inbox", "id"): "a message",
    ("exchange_inbox", "pair"): "of which pair",
    ("exchange_evidence", "message"): "about which message",
    ("exchange_outbox", "parcel"): "in which it left",
    ("exchange_leaving_file", "message"): "with which a paper crosses",
    ("exchange_leaving_file", "file"): "the paper's number on its way",
    ("exchange_leaving_file", "pair"): "of which pair",
    ("exchange_leaving_file", "source"): "under which the sending office's sealed paper lies",
    ("exchange_leaving_file", "parcel"): "in which a piece left",
    ("exchange_coming_file", "message"): "with which a paper crosses",
    ("exchange_coming_file", "file"): "the paper's number on its way",
    ("exchange_coming_file", "pair"): "of which pair",
    ("exchange_statement", "round"): "of comparing with another node",
    ("exchange_signal", "id"): "what a node is told",
    ("exchange_parcel", "id"): "a parcel",
    ("exchange_transit", "id"): "a parcel",
    ("exchange_dead", "parcel"): "a parcel that could not be opened",
    ("journeys_coordination", "clock"): "which limit ran out; read by the node alone",
    ("journeys_coordination", "case"): "the file of the office above, which is about offices and nobody else",
    ("journeys_coordination", "pair"): "under which another node told of a late duty; of no case",
    ("journeys_raised", "clock"): "which limit ran out; read by the node alone",
    ("journeys_raised", "pair"): "under which the nation's office was told of it; of no case",
    ("clocks_clock", "id"): "a running limit",
    ("clocks_clock", "file"): "of which case",
    ("clocks_event", "clock_id"): "of which clock",
    ("clocks_date_changed", "clock_id"): "of which clock",
    ("clocks_date_changed", "file"): "of which case",
}
NAMES_OF_THINGS = {
    ("journeys_intake_file", "sealed_name"): "what the officer called her file, sealed under its key",
    ("directory_contact", "telephone"): "an office's",
    ("directory_contact", "address_zh"): "an office's",
    ("directory_contact", "address_en"): "an office's",
    ("places_division", "name"): "the name of a place",
    ("clocks_clock", "binds_person"): "a floor of the date, of no person in particular",
    ("exchange_publication", "name"): "of a document that a node publishes",
    ("exchange_publication_told", "name"): "of a document that a node publishes",
    ("exchange_far_office", "telephone"): "an office's",
    ("exchange_far_office", "address_zh"): "an office's",
    ("exchange_far_office", "address_en"): "an office's",
    ("places_agreement", "first_telephone"): "an office's",
    ("places_agreement", "second_telephone"): "an office's",
    ("journal_block", "subjects_bits"): "depth of a hash tree",
    ("journal_block", "subjects_count"): "how many opaque ids there are in all",
    ("journal_block", "subjects_root"): "root of a hash tree",
}

# What can be done to a record, as the journal says it. A new act is written here by hand.
ACTS = {
    "person.taken_in", "person.updated", "person.matched", "person.read", "person.erased", "person.not_found",
    "person.found", "person.corrected", "person.moved", "person.exported", "session.ended",
    "consent.withdrawn", "consent.given",
    "mandate.granted", "mandate.used", "mandate.revoked", "duplicate.decided", "intake.started", "intake.finished",
    "intake.checked", "intake.handed_in", "intake.withdrawn", "intake.tried_again", "intake.refused", "intake.failed",
    "intake.report_taken", "intake.report_read", "intake.destroyed", "node.restored", "node.link_changed",
    "exchange.parcel_retried", "exchange.everything_retried", "exchange.dead_retried", "exchange.dead_dropped",
    "office.contact_changed", "agreement.made", "agreement.ended",
    "officer.signed_in", "officer.signed_out", "officer.sign_in_failed", "officer.factor_changed",
    "officer.start_code_made", "officer.appointed", "officer.renamed", "officer.posts_changed", "officer.left",
    "officer.work_handed_over", "officer.returned",
    "code.issued", "code.asked_for", "tie.confirmed", "tie.not_confirmed", "notice.sent",
    "resident.signed_in", "resident.not_signed_in", "resident.opened_more", "resident.signed_out", "resident.chose",
    "resident.questioned", "office.second_lock_set", "resident.notices_chosen",
    "resident.correction_asked", "resident.correction_taken_back", "correction.accepted", "correction.declined",
    "resident.passkey_made", "resident.passkey_ended", "resident.widening_asked", "resident.widening_cancelled",
    "resident.widening_approved", "resident.widening_not_approved", "resident.numbers_shown",
    "resident.copied", "resident.erasure_asked", "resident.erasure_cancelled", "resident.case_withdrawn",
    "resident.applied", "resident.application_withdrawn", "resident.papers_brought",
    "resident.mandate_given", "resident.mandate_ended", "resident.mandate_used",
    "paper.kept", "paper.opened", "paper.removed", "paper.destroyed", "paper.sent", "paper.ticket_made",
    "paper.ticket_ended", "break_glass.asked", "break_glass.agreed", "break_glass.declined", "break_glass.opened",
    "break_glass.closed", "break_glass.reviewed",
    "case.opened", "case.step", "case.taken_back", "case.received", "case.assigned", "case.read", "case.destroyed",
    "case.evidence_read", "case.letter_printed", "case.letter_reached",
    "pass.issued", "pass.renewed", "pass.reissued", "pass.revoked", "pass.printed", "pass.key_made",
    "pass.key_withdrawn", "pass.shown", "pass.checked",
    "record.found", "record.not_found", "record.corrected", "record.destroyed",
    "answer.kept", "answer.dropped", "cover.set", "cover.ended", "feed.made", "feed.ended",
    "pass.offered", "pass.put_in_wallet",
    "clock.breached", "calendar.notice_loaded", "calendar.closure_added", "calendar.closure_lifted", "calendar.settled",
}  # fmt: skip
PURPOSES = {"registration", "matching", "operation", "wish_of_the_person", "exception", "staff", "case"}

_NAMES_IN_DATABASE = """
    SELECT 'column ' || table_name, table_name || ' ' || column_name FROM information_schema.columns
        WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'relation', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'function', proname || ' ' || prosrc FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'type', typname FROM pg_type t WHERE typnamespace = 'public'::regnamespace
    UNION ALL SELECT 'label', enumlabel FROM pg_enum
    UNION ALL SELECT 'check', pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'comment', description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
        WHERE c.relnamespace = 'public'::regnamespace
"""


def names_of_models(all_models: list[type[models.Model]]) -> Iterator[tuple[str, str]]:
    """Everything that a model names: itself, its table, fields, choices, constraints, indexes, texts."""
    for model in all_models:
        meta = model._meta
        label = f"model {meta.label}"
        for name in (model.__name__, meta.db_table, str(meta.verbose_name), str(meta.verbose_name_plural)):
            yield label, name
        for named in (*meta.constraints, *meta.indexes):
            yield label, named.name
        for field in meta.get_fields():
            where = f"{label}.{field.name}"
            yield where, field.name
            for text in ("column", "db_column", "verbose_name", "help_text", "related_name"):
                yield where, str(getattr(field, text, "") or "")
            for value, said in getattr(field, "flatchoices", ()) or ():
                yield where, f"{value} {said}"


def names_in_source(module: Module) -> Iterator[tuple[str, str]]:
    """What a module names for others: itself, classes and their members, functions, keys of objects, keywords."""
    yield module.name, module.name.removesuffix(".py")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield module.name, node.name
        elif isinstance(node, ast.ClassDef):
            yield module.name, node.name
            for member in node.body:
                targets = member.targets if isinstance(member, ast.Assign) else [getattr(member, "target", None)]
                yield from ((module.name, target.id) for target in targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.Dict):
            yield from ((module.name, key) for key in map(literal, node.keys) if key)
        elif isinstance(node, ast.keyword) and node.arg:
            yield module.name, node.arg


def words_of_commands(command: argparse.ArgumentParser, path: str = "suixing") -> Iterator[tuple[str, str]]:
    """Verbs, options and help texts of the whole command line."""
    for action in command._actions:
        yield path, " ".join((*action.option_strings, action.dest, action.metavar or "", action.help or ""))
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield path, f"{choice.dest} {choice.help}"
            for name, inner in action.choices.items():
                yield path, name
                yield from words_of_commands(inner, f"{path} {name}")


def test_no_model_has_a_place_for_it() -> None:
    assert search(names_of_models(apps.get_models())) == set()


@pytest.mark.django_db
def test_no_table_has_a_place_for_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES_IN_DATABASE)
        names = cursor.fetchall()
    assert len(names) > 150
    assert search(names) == set()


def test_nothing_in_the_source_is_named_for_it() -> None:
    found = search(name for module in modules() for name in names_in_source(module))
    assert {(one.where, one.what, one.refusal) for one in found if (one.where, one.what) not in PARDONED_NAMES} == set()


def test_no_text_of_the_source_speaks_of_it() -> None:
    said = [
        (module.name, text)
        for module in modules()
        if module.name != "consent/agreements.py"
        for _, text in strings(module.tree)
    ]
    found = search(said, pinyin=False)
    left = {(one.where, one.what, one.refusal) for one in found if (one.where, one.what) not in PARDONED_STRINGS}
    assert left == set()


def test_every_pardon_is_still_needed() -> None:
    """A pardon that outlives its word would hide the next one."""
    said = {
        (one.where, one.what)
        for one in search(((m.name, text) for m in modules() for _, text in strings(m.tree)), pinyin=False)
    }
    named = {(one.where, one.what) for one in search(name for module in modules() for name in names_in_source(module))}
    assert set(PARDONED_STRINGS) - said == set()
    assert set(PARDONED_NAMES) - named == set()


def test_the_consent_text_names_it_only_to_say_that_it_is_not_registered() -> None:
    for agreement in AGREEMENTS:
        zh = [one for one in re.split("(?<=[。；])", agreement.zh) if "不登记" not in one]
        en = [one for one in re.split(r"(?<=[.;])\s", agreement.en) if "not registered" not in one]
        assert search([("zh", "".join(zh)), ("en", " ".join(en))], pinyin=False) == set()


def test_no_message_speaks_of_it() -> None:
    said = [(code, text) for code, one in {**MESSAGES, **SENTENCES}.items() for text in (one.zh, one.en)]
    assert search(said, pinyin=False) == set()


def test_pages_name_it_only_where_they_say_what_is_refused() -> None:
    templates = sorted(HOUSE.glob("*/templates/**/*.*"))
    assert templates
    for template in templates:
        assert concepts(template.stem) == set()
        text = re.sub(
            r'<section aria-labelledby="refusals">.*?</section>',
            "",
            template.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        found = search([(template.name, text)], pinyin=False)
        assert {one for one in found if (one.where, one.what) not in PARDONED_PAGES} == set()


def test_no_address_is_named_for_it() -> None:
    addresses = [(address, f"{address} {found.name}") for address, found in patterns(get_resolver())]
    assert search(addresses) == set()


def test_no_command_is_named_for_it() -> None:
    words = list(words_of_commands(parser()))
    assert len(words) > 50
    assert search(words) == set()


def test_only_known_acts_and_purposes_reach_the_journal() -> None:
    acts: set[str] = set()
    purposes: set[str] = set()
    for module in modules():
        for name in ("record", "_record", "_record_matched"):
            for call in calls(module.tree, name):
                given = {keyword.arg: literal(keyword.value) for keyword in call.keywords}
                acts |= {text for text in (given.get("act"), *map(literal, call.args)) if text and "." in text}
                purposes |= {text for text in (given.get("purpose"),) if text}
        for _, text in strings(module.tree):
            if "INSERT INTO public.journal_entry" in text or "residents_note(" in text:
                acts |= set(re.findall(r"'((?:tie|break_glass|resident|pass|consent)\.[a-z_]+)'", text))
            if "FROM person_stage" in text or "FROM pass_stage" in text:
                acts |= set(re.findall(r"'([a-z_]+\.[a-z_]+)'", text))
    acts |= {act for act in TRANSITIONS.values() if act is not None}
    assert acts == ACTS
    assert purposes <= PURPOSES
    assert search(("act", act) for act in ACTS | PURPOSES) == set()


@pytest.mark.django_db
def test_tables_about_persons_hold_exactly_these_columns() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name ~ '^(people|consent|access|notices|papers|cases|passes|residents)_'"
        )
        held: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            held.setdefault(table, set()).add(column)
    assert held == {table: set(columns) for table, columns in COLUMNS_ABOUT_PERSONS.items()}


@pytest.mark.django_db
def test_no_other_table_refers_to_a_person() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, udt_name FROM information_schema.columns WHERE table_schema = 'public'"
            f" AND table_name !~ '^(people|consent|access|notices|papers|cases|passes|residents|{BROUGHT})_'"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            " AND confrelid::regclass::text ~ '^(people_|access_tie)'"
            " AND conrelid::regclass::text !~ '^(people|consent)_'"
        )
        keys = cursor.fetchall()
    assert {table for (table,) in keys} == set(REFERS_TO_A_PERSON)
    by_type = {(table, column) for table, column, kind in columns if kind.strip("_") == "uuid"}
    by_name = {(table, column) for table, column, _ in columns if PERSONAL_WORDS & set(column.split("_"))}
    assert by_type == SUBJECTS | set(NUMBERS_OF_THINGS)
    assert by_name - SUBJECTS - set(NAMES_OF_THINGS) == set()


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("birth_order", "F1"), ("birthOrder", "F1"), ("policy_status", "F1"), ("quota_left", "F1"), ("孩次", "F1"),
        ("jihuawai", "F1"), ("PREGNANCY_WEEK", "F2"), ("pregnant", "F2"), ("iud_fitted", "F2"), ("孕周", "F2"),
        ("huai_yun", "F2"), ("huaiyun_date", "F2"), ("避孕方式", "F2"), ("sterilised_on", "F2"),
        ("termination_date", "F2"),
        ("abortion", "F2"), ("last_menses", "F2"), ("next_check_up", "F3"), ("查环", "F3"), ("fee_due", "F4"),
        ("fine", "F4"), ("socialMaintenanceFee", "F4"), ("社会抚养费", "F4"), ("fakuan", "F4"), ("landlord_id", "F5"),
        ("房东姓名", "F5"), ("reported_by", "F5"), ("consent_waived", "F6"), ("one_vote_veto", "F8"),
        ("certificate_missing", "F9"), ("marital_status", "not kept"), ("ethnicity", "not kept"),
        ("民族", "not kept"),
        ("minzu", "not kept"), ("education_level", "not kept"), ("employer", "F5"), ("children", "not kept"),
    ],
)  # fmt: skip
def test_a_forbidden_name_would_be_found(name: str, refusal: str) -> None:
    assert refusal in {letter for _, letter in concepts(name)}


@pytest.mark.parametrize(
    "name",
    [
        "define", "refined_at", "feedback", "feed", "coffee", "aborted", "abort_transaction", "terminator", "final",
        "studied", "medium", "confine", "header_tail", "penultimate", "行政区划", "环境变量", "审核环节", "comparity",
    ],
)  # fmt: skip
def test_an_innocent_name_passes(name: str) -> None:
    assert concepts(name) == set()


@isolate_apps("suixing.people")
def test_a_forbidden_model_would_be_found() -> None:
    class Visit(models.Model):
        week = models.IntegerField(help_text="孕周")
        note = models.TextField(db_column="contraceptive")
        state = models.TextField(choices=[("a", "within policy"), ("b", "other")])

        class Meta:
            app_label = "people"
            constraints = [models.CheckConstraint(name="fee_is_paid", condition=models.Q(week__gt=0))]

    assert {(one.what, one.refusal) for one in search(names_of_models([Visit]))} == {
        ("孕", "F2"),
        ("contraceptive", "F2"),
        ("within policy", "F1"),
        ("fee", "F4"),
    }


@pytest.mark.django_db
def test_a_forbidden_column_would_be_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_account ADD COLUMN hunyin_state text")
        cursor.execute(_NAMES_IN_DATABASE)
        found = search(cursor.fetchall())
    assert {(one.where, one.what) for one in found} == {("column people_account", "hunyin")}
