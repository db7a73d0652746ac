"""What the database refuses, it refuses under a name that says what was wrong."""

import re

import pytest
from django.apps import apps
from django.db import connection

from tests.shape.source import modules

# PostgreSQL's own endings; whoever writes a constraint can choose a better name.
CHOSEN_BY_THE_SERVER = re.compile(r"_(check|excl)\d*$")
# Django ends unnamed ones in eight hexadecimal digits; for foreign keys and single unique columns it leaves no choice.
CHOSEN_BY_DJANGO = re.compile(r"_[0-9a-f]{8}(_(uniq|fk|check|idx|fk_\w+))?$")


# What libraries bring is named by them.
BROUGHT = ("account_", "mfa_", "socialaccount_", "auth_", "django_")


def test_constraints_and_indexes_of_models_are_named_in_words() -> None:
    wrong = []
    for model in apps.get_models():
        meta = model._meta
        if meta.db_table.startswith(BROUGHT):
            continue
        for named in (*meta.constraints, *meta.indexes):
            if len(named.name.split("_")) < 2 or not re.fullmatch(r"[a-z]+(_[a-z]+)+", named.name):
                wrong.append(f"{meta.label}: {named.name}")
        if meta.unique_together or getattr(meta, "index_together", ()):
            wrong.append(f"{meta.label}: unique_together cannot be named; use a UniqueConstraint")
    assert wrong == []


@pytest.mark.django_db
def test_constraints_in_the_database_are_named_by_us() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, contype FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x', 'u', 'f')"
        )
        found = cursor.fetchall()
    ours = [(table, name, kind) for table, name, kind in found if not table.startswith(BROUGHT)]
    assert len(ours) > 15
    assert [
        f"{table}: {name}" for table, name, kind in ours if kind in "cx" and CHOSEN_BY_THE_SERVER.search(name)
    ] == []
    assert [f"{table}: {name}" for table, name, kind in ours if kind != "f" and CHOSEN_BY_DJANGO.search(name)] == []


@pytest.mark.django_db
def test_every_foreign_key_is_a_constraint_of_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
        unvalidated = cursor.fetchone()[0]
    assert unvalidated == 0
    assert [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "db_constraint", True) is False
    ] == []


def test_migrations_are_named() -> None:
    names = [module.name.rsplit("/", 1)[-1] for module in modules() if module.is_migration]
    wrong = [name for name in names if name != "__init__.py" and re.search(r"_auto_|_initial\.py$|_\d{8}", name)]
    assert wrong == []
