"""What changes between preparing a batch and storing it (G1, REFUSALS "by leave")."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from suixing.access.queries import has_open_tie
from suixing.consent.queries import current_agreement
from suixing.journeys import take_back
from suixing.journeys.intake.judge import Judge
from suixing.journeys.intake.prepare import Hand, Prepared, prepare
from suixing.journeys.intake.sheets.opening import open_sheet
from suixing.journeys.intake.store import Settled, store
from suixing.kernel.ids import new_id
from suixing.people.models import Account, Correction, Person
from suixing.people.queries import find_person, keep_taking_back_out
from suixing.places.actions import open_office
from suixing.places.queries import reader
from tests.cast import FUCHENG, GUANHU, NOW, TODAY, XIUYING, Row, write_csv
from tests.intake.test_take_in import codes, hand_in, outcomes

pytestmark = pytest.mark.usefixtures("node")


def hand(office: str = FUCHENG) -> Hand:
    open_office(code=office, now=NOW)
    return Hand(office, "desk-1", new_id(), current_agreement("registration"), check=False)


def prepared(path: Path, row: Row, by: Hand) -> Prepared:
    with open_sheet(write_csv(path, [row])) as sheet:
        judge = Judge(reader(), TODAY, by.office[:6])
        rows = [judge.judge(one.number, sheet.layout.pick(one)) for one in sheet.rows() if one.number > 1]
    return prepare(rows, by)


def stored(waiting: Prepared, by: Hand) -> list[Settled]:
    return store(waiting, hand=by, now=NOW)


def test_consent_taken_back_meanwhile_is_not_brought_back(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    person = find_person(XIUYING.identifier)
    assert person is not None
    by = hand()
    waiting = prepared(tmp_path / "b.csv", XIUYING.but(telephone="13922222222"), by)
    take_back.withdraw(person=person, office=FUCHENG, by="desk-2", now=NOW)
    rows = stored(waiting, by)
    assert [codes(row) for row in rows] == [["consent.withdrawn"]]
    assert not has_open_tie(person=person, office=FUCHENG)


def test_withdrawal_waits_for_a_batch_that_is_being_stored(tmp_path: Path, plain_sql: "psycopg.Cursor[Any]") -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    person = find_person(XIUYING.identifier)
    assert person is not None

    def withdraw() -> None:
        take_back.withdraw(person=person, office=FUCHENG, by="desk-2", now=NOW)
        connection.close()

    plain_sql.execute("BEGIN")
    keep_taking_back_out(plain_sql, office=FUCHENG)
    with ThreadPoolExecutor(1) as desk:
        waiting = desk.submit(withdraw)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        assert has_open_tie(person=person, office=FUCHENG)
        plain_sql.execute("COMMIT")
        waiting.result(timeout=30)
    assert not has_open_tie(person=person, office=FUCHENG)


def test_account_changed_meanwhile_is_changed_once(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    by = hand()
    changed = XIUYING.but(telephone="13922222222")
    waiting = prepared(tmp_path / "b.csv", changed, by)
    hand_in(write_csv(tmp_path / "c.csv", [changed]))
    assert outcomes(stored(waiting, by)) == ["unchanged"]
    assert Correction.objects.count() == 1


def test_person_taken_in_meanwhile_by_another_office_is_joined(tmp_path: Path) -> None:
    by = hand()
    waiting = prepared(tmp_path / "a.csv", XIUYING, by)
    hand_in(write_csv(tmp_path / "b.csv", [XIUYING]), office=GUANHU)
    assert outcomes(stored(waiting, by)) == ["accepted"]
    assert Person.objects.count() == 1
    assert Account.objects.count() == 2


def test_person_erased_meanwhile_is_not_brought_back(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    person = find_person(XIUYING.identifier)
    assert person is not None
    by = hand()
    waiting = prepared(tmp_path / "b.csv", XIUYING.but(telephone="13922222222"), by)
    take_back.erase(person=person, by="desk-2", now=NOW)
    assert [codes(row) for row in stored(waiting, by)] == [["consent.withdrawn"]]
    assert not Person.objects.exists()


def test_person_erased_elsewhere_meanwhile_is_taken_in_anew(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]), office=GUANHU)
    person = find_person(XIUYING.identifier)
    assert person is not None
    by = hand()
    waiting = prepared(tmp_path / "b.csv", XIUYING, by)  # would join her
    take_back.erase(person=person, by="desk-2", now=NOW)
    assert outcomes(stored(waiting, by)) == ["accepted"]
    assert Person.objects.exclude(pk=person).count() == 1
