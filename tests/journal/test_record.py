"""Writing an entry."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from suixing.journal import actions
from suixing.journal.errors import JournalMisuse
from suixing.journal.models import Entry

NOW = datetime.datetime(2025, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.UTC)
ALICE = uuid.UUID("01890000-0000-7000-8000-00000000a11c")


def entry(**other: object) -> int:
    said: dict[str, object] = {
        "act": "person.read", "office": "500233001", "officer": "console", "purpose": "desk", "now": NOW,
    }  # fmt: skip
    return actions.record(**{**said, **other})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_entry_says_who_did_what_for_which_purpose_about_whom() -> None:
    detail = {"rows": 3, "way": "G1", "when": NOW.date(), "of": [ALICE]}
    number = entry(subjects=[ALICE, ALICE], detail=detail)
    written = Entry.objects.get(id=number)
    assert (written.act, written.office, written.officer, written.purpose) == (
        "person.read", "500233001", "console", "desk",
    )  # fmt: skip
    assert written.at == NOW
    assert written.subjects == [ALICE]
    assert written.detail == {"rows": 3, "way": "G1", "when": "2025-05-06", "of": [str(ALICE)]}


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_a_fault() -> None:
    with pytest.raises(JournalMisuse, match="transaction"):
        entry()


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "Person"}, {"act": "read"}, {"act": "person.read\n"}, {"act": "a." + "b" * 64},
        {"office": ""}, {"officer": "张三"}, {"purpose": "because she asked"},
        {"now": NOW.replace(tzinfo=None)}, {"subjects": ["a"]},
        {"detail": {"name": "张三"}}, {"detail": {"name": "Zhang San"}}, {"detail": {"张": 1}},
        {"detail": {"a": 1.5}}, {"detail": {"a": b"x"}}, {"detail": {"a": "x" * 65}},
        {"detail": {"a": [["x\n"]]}}, {"detail": {"a": 2**63}},
        {"detail": {"a": {"b": {"c": {"d": {}}}}}}, {"detail": {"": 1}}, {"detail": {"a": object()}},
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_what_could_hold_a_name_is_refused_and_not_repeated(wrong: dict[str, object]) -> None:
    with pytest.raises(JournalMisuse) as refused:
        entry(**wrong)
    assert "张三" not in str(refused.value)
    assert "Zhang" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["entry", "leaf", "tile", "mention", "block", "subject", "map_group"])
def test_nothing_in_the_journal_is_deleted_or_truncated(table: str) -> None:
    for statement in (f"DELETE FROM journal_{table}", f"TRUNCATE journal_{table}"):
        with (
            pytest.raises(DatabaseError, match="the journal only grows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["entry", "leaf", "tile", "mention", "block"])
def test_nothing_in_the_journal_is_changed(table: str) -> None:
    column = {"entry": "act", "leaf": "hash", "tile": "hash", "mention": "head", "block": "root"}[table]
    with (
        pytest.raises(DatabaseError, match="the journal only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE journal_{table} SET {column} = {column}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "'Person Read'"), ("act", "'read'"), ("subjects", "ARRAY[NULL]::uuid[]"), ("detail", "'[]'"),
        ("at", "'infinity'"), ("subjects", f"ARRAY[ARRAY['{ALICE}']]::uuid[]"),
    ],
)  # fmt: skip
def test_bulk_inserts_cannot_write_what_cannot_be_sealed(column: str, value: str) -> None:
    given = {"at": "now()", "act": "'a.b'", "officer": "'c'", "purpose": "'p'", "subjects": "'{}'"}
    given[column] = value
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO journal_entry ({','.join(given)}) VALUES ({','.join(given.values())})")
