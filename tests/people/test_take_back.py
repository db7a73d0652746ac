"""Withdraw a consent, erase a person (G1, REFUSALS "by leave")."""

from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction

from suixing.access.models import Tie
from suixing.access.queries import has_open_tie
from suixing.consent.models import ConsentRecord
from suixing.journal import queries as journal
from suixing.journal.verification import verify
from suixing.journeys import ledger, take_back
from suixing.people.models import Account, Person, TakenBack
from suixing.people.queries import find_person
from tests.cast import FUCHENG, GUANHU, JUNYAO, NOW, XIUYING, Row, write_csv
from tests.intake.test_take_in import codes, hand_in, outcomes

pytestmark = pytest.mark.usefixtures("node")


@pytest.fixture(autouse=True)
def _no_ledger() -> None:
    (settings.SUIXING_KEYS_DIR / ledger.LEDGER).unlink(missing_ok=True)


def registered(tmp_path: Path, row: Row, *offices: str) -> UUID:
    for office in offices:
        hand_in(write_csv(tmp_path / f"{office}.csv", [row]), office=office)
    person = find_person(row.identifier)
    assert person is not None
    return person


def test_withdrawal_closes_the_tie_of_that_office_only_g1(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG, GUANHU)
    take_back.withdraw(person=person, office=FUCHENG, by="desk-1", now=NOW)
    assert not has_open_tie(person=person, office=FUCHENG)
    assert has_open_tie(person=person, office=GUANHU)


def test_old_sheet_does_not_bring_a_withdrawn_consent_back_g1(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG)
    take_back.withdraw(person=person, office=FUCHENG, by="desk-1", now=NOW)
    _, rows = hand_in(tmp_path / f"{FUCHENG}.csv")
    assert [codes(row) for row in rows] == [["consent.withdrawn"]]
    assert not has_open_tie(person=person, office=FUCHENG)


def test_new_consent_after_a_withdrawal_opens_the_tie_again_g1(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING.but(consent="2025-03-05"), FUCHENG)
    withdrawn = NOW.replace(year=2025, month=6)
    take_back.withdraw(person=person, office=FUCHENG, by="desk-1", now=withdrawn)
    # The withdrawal lies in the past of the record; a later consent is a new one.
    ConsentRecord.objects.update(withdrawn_at=withdrawn)
    take_back.people.mark_taken_back(person=person, offices=[FUCHENG], now=withdrawn)
    take_back.access.close_ties(person=person, office=FUCHENG, now=withdrawn)
    _, rows = hand_in(write_csv(tmp_path / "new.csv", [XIUYING.but(consent="2025-07-01")]))
    assert outcomes(rows) == ["updated"]
    assert has_open_tie(person=person, office=FUCHENG)
    assert ConsentRecord.objects.filter(withdrawn_at=None).count() == 1


def test_erasing_destroys_the_key_and_leaves_only_opaque_ids(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG, GUANHU)
    take_back.erase(person=person, by="desk-1", now=NOW)
    assert not Person.objects.exists()
    assert not Account.objects.exists()
    assert not ConsentRecord.objects.exists()
    assert not Tie.objects.exists()
    assert find_person(XIUYING.identifier) is None
    acts = [told.act for told in journal.entries_about(person)]
    assert acts[-1] == "person.erased"
    assert verify().is_sound


def test_old_sheet_does_not_bring_an_erased_person_back(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG)
    take_back.erase(person=person, by="desk-1", now=NOW)
    _, rows = hand_in(tmp_path / f"{FUCHENG}.csv")
    assert [codes(row) for row in rows] == [["consent.withdrawn"]]
    assert not Person.objects.exists()


def test_office_that_never_held_her_learns_nothing_of_an_erasure(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG)
    take_back.erase(person=person, by="desk-1", now=NOW)
    _, rows = hand_in(write_csv(tmp_path / "other.csv", [XIUYING, JUNYAO]), office=GUANHU)
    assert outcomes(rows) == ["accepted", "accepted"]


def test_mark_of_an_erased_person_leads_nowhere(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG, GUANHU)
    take_back.erase(person=person, by="desk-1", now=NOW)
    marks = [bytes(mark) for mark in TakenBack.objects.values_list("fingerprint", flat=True)]
    assert len(set(marks)) == 2  # one an office, and the two do not meet


def test_replay_erases_who_came_back_with_a_backup(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG)
    with transaction.atomic():
        take_back.erase(person=person, by="desk-1", now=NOW)
        transaction.set_rollback(True)  # the database as a backup from before the erasure has it
    assert Person.objects.filter(pk=person).exists()
    assert take_back.replay(by="console") == 1
    assert not Person.objects.exists()
    assert take_back.replay(by="console") == 0


def test_replay_leaves_a_consent_given_after_the_withdrawal(tmp_path: Path) -> None:
    person = registered(tmp_path, XIUYING, FUCHENG)
    take_back.withdraw(person=person, office=FUCHENG, by="desk-1", now=NOW.replace(year=2024))
    assert ConsentRecord.objects.filter(withdrawn_at=None).count() == 1
    take_back.replay(by="console")
    assert ConsentRecord.objects.filter(withdrawn_at=None).count() == 1


def test_ledger_reaches_every_copy_and_survives_a_torn_line(tmp_path: Path) -> None:
    folder, copy, gone = tmp_path / "keys", tmp_path / "copy", tmp_path / "gone"
    folder.mkdir()
    copy.mkdir()
    ledger.remember_copy(folder, copy)
    ledger.remember_copy(folder, gone)
    line = ledger.TakenBackLine(ledger.ERASED, UUID(int=7), None, NOW)
    assert ledger.append(folder, line) == [gone]
    assert list(ledger.read(copy)) == [line]
    with (folder / ledger.LEDGER).open("a") as file:
        file.write('{"what": "era')
    assert list(ledger.read(folder)) == [line]
    ledger.append(folder, line)
    assert list(ledger.read(folder)) == [line, line]  # the torn line swallows nothing
