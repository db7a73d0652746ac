"""Take in a register (G1, G2; REFUSALS "by relation")."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from suixing.access.models import Tie
from suixing.consent.models import ConsentRecord
from suixing.journal.models import Entry
from suixing.journeys.intake.run import Intake, take_in
from suixing.journeys.intake.store import Settled
from suixing.kernel.errors import Refusal
from suixing.people.models import Account, Correction, Identifier, Person, Residence
from suixing.people.queries import key_of
from tests.cast import CAST, FUCHENG, GUANHU, JUNYAO, MAIMAITI, NOW, TODAY, XIUYING, Row, number, write_csv

pytestmark = pytest.mark.usefixtures("node")
SAMPLES = Path(__file__).parents[1] / "samples" / "registers"


def hand_in(path: Path, office: str = FUCHENG, **options: Any) -> tuple[Intake, list[Settled]]:
    rows: list[Settled] = []
    intake = None
    options = {"by": "desk-1", "today": TODAY, "now": NOW, **options}
    for intake, settled in take_in(path, office=office, **options):  # noqa: B007
        rows += settled
    assert intake is not None
    return intake, rows


def outcomes(rows: list[Settled]) -> list[str]:
    return [row.outcome for row in rows]


def codes(row: Settled) -> list[str]:
    return [problem.code for problem in row.judged.problems]


def contents() -> dict[str, list[Any]]:
    """All that is held about people, without what differs from run to run by nature."""
    return {
        "people": sorted(Person.objects.values_list("id", flat=True)),
        "accounts": sorted(Account.objects.values_list("person", "office", "name", "sex", "born", "changed_at")),
        "residences": sorted(Residence.objects.values_list("account", "kind", "division", "during"), key=str),
        "consents": sorted(ConsentRecord.objects.values_list("person", "office", "given_on", "way", "withdrawn_at")),
        "ties": sorted(Tie.objects.values_list("person", "office", "since", "until"), key=str),
        "corrections": list(Correction.objects.values_list("id", flat=True)),
    }


@pytest.mark.parametrize(
    "name", ["register-plain.xlsx", "register-titled.xlsx", "register-gbk.csv", "register-utf8-bom.csv"]
)
def test_samples_come_out_as_their_truth_says(name: str) -> None:
    truth = json.loads((SAMPLES / name).with_suffix(".truth.json").read_text(encoding="utf-8"))
    intake, rows = hand_in(SAMPLES / name, office=truth["place"])
    came = {row.judged.row: row for row in rows}
    assert came.keys() == {row["row"] for row in truth["rows"]}
    for expected in truth["rows"]:
        row = came[expected["row"]]
        assert row.outcome == expected["outcome"]
        problems = {(problem.column, problem.code) for problem in row.judged.problems}
        assert problems == {(problem["column"], problem["code"]) for problem in expected["problems"]}
        for side in ("home", "current"):
            if expected[side] is not None:
                assert (getattr(row.judged, side) or "").startswith(expected[side])
    accepted = Counter(row["outcome"] for row in truth["rows"])["accepted"]
    assert Person.objects.count() == ConsentRecord.objects.count() == accepted
    assert {"民族", "婚姻状况"} <= set(intake.not_kept)


def test_handing_in_again_changes_nothing(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    assert outcomes(hand_in(register)[1]) == ["accepted"] * 3
    before = contents()
    assert outcomes(hand_in(register)[1]) == ["unchanged"] * 3
    assert contents() == before
    assert Entry.objects.filter(act="person.taken_in").count() == 3


def test_check_writes_nothing_but_its_own_journal_entry(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    assert outcomes(hand_in(register, check=True)[1]) == ["accepted"] * 3
    assert Person.objects.count() == 0
    assert set(Entry.objects.values_list("act", flat=True)) == {"intake.started", "intake.finished"}
    hand_in(register)
    hand_in(register, check=True)
    matched = Entry.objects.get(act="intake.checked")
    assert sorted(matched.subjects) == sorted(Person.objects.values_list("id", flat=True))


def test_row_without_consent_is_not_stored_g1(tmp_path: Path) -> None:
    refused = [XIUYING.but(consent=said) for said in ("", "是", "拒绝")]
    others = [Row(f"王{n}", number(f"5102231985061200{n}"), consent=row.consent) for n, row in enumerate(refused)]
    _, rows = hand_in(write_csv(tmp_path / "r.csv", others))
    # Nothing, "yes" and "refused" read the same: who did not agree is not told apart.
    assert [codes(row) for row in rows] == [["consent.missing"]] * 3
    assert Person.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "同上", "无", "不详", "N/A", "张某某", "王**", "-", "？"])
def test_what_stands_for_no_name_is_no_name(tmp_path: Path, typed: str) -> None:
    _, rows = hand_in(write_csv(tmp_path / "r.csv", [XIUYING.but(name=typed)]))
    assert [codes(row) for row in rows] == [["name.missing"]]


def test_consent_before_her_birth_is_none_g1(tmp_path: Path) -> None:
    _, rows = hand_in(write_csv(tmp_path / "r.csv", [XIUYING.but(consent="1950-01-01")]))
    assert [codes(row) for row in rows] == [["consent.missing"]]


def test_consent_of_a_day_to_come_is_none_yet_g1(tmp_path: Path) -> None:
    _, rows = hand_in(write_csv(tmp_path / "r.csv", [XIUYING.but(consent="2026-11-21")]))
    assert [(problem.column, problem.code) for problem in rows[0].judged.problems] == [
        ("本人同意登记日期", "date.future")
    ]


def test_database_refuses_a_person_without_consent_g1(plain_sql: "psycopg.Cursor[Any]") -> None:
    with pytest.raises(psycopg.errors.IntegrityError, match="G1"):
        plain_sql.execute(
            "INSERT INTO people_person (id, wrapped_key, registered_at) VALUES (gen_random_uuid(), 'x', now())"
        )


def test_last_consent_of_a_person_cannot_be_deleted_g1(tmp_path: Path, plain_sql: "psycopg.Cursor[Any]") -> None:
    hand_in(write_csv(tmp_path / "r.csv", [XIUYING]))
    with pytest.raises(psycopg.errors.IntegrityError, match="G1"):
        plain_sql.execute("DELETE FROM consent_record")


def test_person_held_by_another_office_is_joined_silently(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING, JUNYAO]), office=FUCHENG)
    elsewhere = XIUYING.but(current="广东省深圳市龙华区观湖街道", arrived="2026-01-01", telephone="13911111111")
    _, second = hand_in(write_csv(tmp_path / "b.csv", [elsewhere, MAIMAITI]), office=GUANHU)
    # The known person and the new one answer alike (REFUSALS 2).
    assert outcomes(second) == ["accepted", "accepted"]
    known, new = second
    assert known.judged.problems == new.judged.problems == []
    assert Person.objects.count() == 3
    assert Account.objects.count() == 4
    fucheng = Residence.objects.get(account__office=FUCHENG, account__name="李秀英", kind="current")
    assert fucheng.division_id == FUCHENG
    assert fucheng.during.upper is None  # what another office entered does not show here


def test_second_office_gets_the_same_answers_whoever_is_known(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "b.csv", [XIUYING])
    _, unknown = hand_in(register, office=GUANHU, check=True)
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]), office=FUCHENG)
    _, known = hand_in(register, office=GUANHU, check=True)
    assert [(row.outcome, row.judged.masked, codes(row)) for row in unknown] == [
        (row.outcome, row.judged.masked, codes(row)) for row in known
    ]


def test_fifteen_and_eighteen_digits_are_one_person(tmp_path: Path) -> None:
    old = XIUYING.identifier[:6] + XIUYING.identifier[8:17]
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING.but(identifier=old)]))
    _, rows = hand_in(write_csv(tmp_path / "b.csv", [XIUYING.but(telephone="13922222222")]))
    assert outcomes(rows) == ["updated"]
    assert Person.objects.count() == 1


def test_second_row_with_the_same_number_is_rejected(tmp_path: Path) -> None:
    _, rows = hand_in(write_csv(tmp_path / "r.csv", [XIUYING, XIUYING.but(name="李秀瑛")]))
    assert outcomes(rows) == ["accepted", "rejected"]
    assert codes(rows[1]) == ["duplicate.in_file"]
    assert "2" in rows[1].judged.problems[0].message.en


def test_changed_telephone_keeps_the_old_one_in_the_history(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    _, rows = hand_in(write_csv(tmp_path / "b.csv", [XIUYING.but(telephone="13922222222")]))
    assert outcomes(rows) == ["updated"]
    account = Account.objects.get()
    key = key_of(account.person_id)
    assert key.open_account(bytes(account.sealed)).telephone == "13922222222"
    before = key.open_correction(bytes(Correction.objects.get().sealed))
    assert key.open_account(bytes.fromhex(before["private"])).telephone == "13900000001"


def current_stays() -> list[tuple[str, str, str | None]]:
    return [
        (held.division_id, held.during.lower.isoformat(), held.during.upper and held.during.upper.isoformat())
        for held in Residence.objects.filter(kind="current").order_by("during")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"current": "广东省深圳市龙华区观湖街道", "arrived": "2026-02-01"},
            [(FUCHENG, "2025-03-01", "2026-02-01"), (GUANHU, "2026-02-01", None)],
            id="moved on (G2)",
        ),
        pytest.param({"arrived": "2025-02-01"}, [(FUCHENG, "2025-02-01", None)], id="earlier arrival"),
        pytest.param({"arrived": "2025-06-01"}, [(FUCHENG, "2025-06-01", None)], id="later arrival, same place"),
        pytest.param({"current": "广东省深圳市龙华区观湖街道"}, [(GUANHU, "2025-03-01", None)], id="place corrected"),
    ],
)
def test_changed_residence(
    tmp_path: Path, changes: dict[str, str], expected: list[tuple[str, str, str | None]]
) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    _, rows = hand_in(write_csv(tmp_path / "b.csv", [XIUYING.but(**changes)]))
    assert outcomes(rows) == ["updated"]
    assert current_stays() == expected


def test_earlier_arrival_elsewhere_takes_back_a_move(tmp_path: Path) -> None:
    moved = XIUYING.but(current="广东省深圳市龙华区观湖街道", arrived="2026-02-01")
    for step, row in enumerate((XIUYING, moved, moved.but(arrived="2025-01-01"))):
        hand_in(write_csv(tmp_path / f"{step}.csv", [row]))
    assert current_stays() == [(GUANHU, "2025-01-01", None)]


def test_overlapping_residences_are_refused_by_the_database(tmp_path: Path, plain_sql: "psycopg.Cursor[Any]") -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    with pytest.raises(psycopg.errors.ExclusionViolation):
        plain_sql.execute(
            "INSERT INTO people_residence (account_id, kind, division_id, during)"
            " SELECT account_id, kind, division_id, '[2026-01-01,2026-02-01)' FROM people_residence"
        )


def test_columns_without_use_and_private_fields_are_nowhere_in_plain(
    tmp_path: Path, plain_sql: "psycopg.Cursor[Any]"
) -> None:
    marked = XIUYING.but(married="丧偶MARK1", remark="MARK2备注", telephone="13987654321", home=XIUYING.home + "MARK3")
    hand_in(write_csv(tmp_path / "a.csv", [marked]))
    plain_sql.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_name NOT LIKE 'places%'"
    )
    tables = [str(row[0]) for row in plain_sql.fetchall()]
    for table in tables:
        plain_sql.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
        text = str(plain_sql.fetchall()[0][0])
        for mark in ("MARK1", "MARK2", "MARK3", "13987654321", XIUYING.identifier):
            assert mark not in text, f"{mark} stands in {table}"
            assert mark.encode().hex() not in text, f"{mark} stands in {table}"


def test_names_keep_their_dot_and_rare_characters(tmp_path: Path) -> None:
    typed = [MAIMAITI.but(name="麦麦提•阿卜杜拉"), JUNYAO.but(name=" 㛃　珺瑶 ")]
    hand_in(write_csv(tmp_path / "a.csv", typed))
    assert sorted(Account.objects.values_list("name", flat=True)) == sorted(["麦麦提·阿卜杜拉", "㛃珺瑶"])


def test_unknown_office_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        hand_in(write_csv(tmp_path / "a.csv", [XIUYING]), office="999999999")
    assert "999999999" in refused.value.sentence.zh
    assert Entry.objects.count() == 0


def test_two_people_alike_are_two_people(tmp_path: Path) -> None:
    twin = XIUYING.but(identifier=number("51022319850612004"))
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING, twin]))
    assert Person.objects.count() == 2
    assert Identifier.objects.count() == 2
