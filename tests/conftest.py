"""A database with divisions and agreements, empty of people, for every test that asks for ``node``."""

from collections.abc import Iterator

import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from suixing.config.databases import databases_of
from tests.cast import NOW
from tests.emptying import empty, let_pass_triggers
from tests.engine import HOME
from tests.nodes import small_template, template  # noqa: F401 - fixtures for the tests of nodes and of the browser

PEOPLE = (
    "people_asked_correction, people_correction, people_residence, people_account, people_mandate,"
    " people_identifier, people_duplicate_decision, people_taken_back, consent_record, access_tie,"
    " access_search_count, people_person, places_office, people_confirmation_code, people_confirmation_try,"
    " notices_notice, notices_choice, access_break_glass, residents_handle, residents_passkey,"
    " residents_challenge, residents_code, residents_try, residents_session, residents_widening,"
    " residents_choice, residents_erasure, journeys_letting_go, residents_question, residents_mandate,"
    " residents_application"
)

# A busy machine is no fault of what is tested; where time matters a test measures it itself.
settings.register_profile(
    "patient", parent=settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


def empty_people() -> None:
    """Take every person out again; as the owner, who may switch triggers off."""
    from tests.journal.support import empty_journal

    empty(PEOPLE.split(", "))
    empty_journal()


@pytest.fixture(scope="session")
def django_db_setup(
    engine: None,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """One database for the run or worker, made whether a test asks for it by mark or by fixture."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
        let_pass_triggers(databases_of(HOME))
        yield
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 costs as little as it can in this process; nodes under test, which are others, pay its price."""
    with pytest.MonkeyPatch.context() as changed:
        for name, value in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
            changed.setattr(Argon2PasswordHasher, name, value)
        yield


def make_ready() -> None:
    """Divisions, agreements and limits as on a node just made, and nobody in it."""
    from suixing.consent.actions import publish_agreements
    from suixing.passes.actions import prepare
    from suixing.places.actions import load_divisions

    load_divisions(now=NOW)
    publish_agreements()
    prepare(by="node", now=NOW)
    empty_people()
    with connection.cursor() as cursor:
        # What a migration put there goes when a test flushes all tables.
        cursor.execute(
            "INSERT INTO access_time_limit (name, minutes) VALUES ('break_glass', 240) ON CONFLICT DO NOTHING"
        )


def was_flushed() -> bool:
    """Whether a test has emptied all tables since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_time_limit")
        return bool(cursor.fetchone() == (0,))


@pytest.fixture(scope="session")
def left_empty() -> list[bool]:
    """Whether the last test that asked for ``node`` got as far as taking its people out again."""
    return [False]


@pytest.fixture
def node(django_db_setup: None, django_db_blocker: DjangoDbBlocker, left_empty: list[bool]) -> Iterator[None]:
    """Divisions and agreements are there, people are not; commits are real."""
    with django_db_blocker.unblock():
        if not left_empty[0] or was_flushed():
            make_ready()
        left_empty[0] = False
        yield
        empty_people()
        left_empty[0] = True
        connections.close_all()


@pytest.fixture
def plain_sql(node: None) -> Iterator["psycopg.Cursor[tuple[object, ...]]"]:
    """SQL as the owner of the tables, outside Django."""
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=settings["USER"],
        password=settings["PASSWORD"], autocommit=True,
    ) as other, other.cursor() as cursor:  # fmt: skip
        yield cursor
