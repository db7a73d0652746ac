"""``suixing intake`` as an office uses it: answers, faults, kill -9."""

import json
import signal
import time
from pathlib import Path

import pytest

from suixing.config.invented import write_register
from tests.cast import CAST, FUCHENG, XIUYING, write_csv
from tests.node.conftest import ask
from tests.nodes import NodeUnderTest

SCREEN = ("--office", FUCHENG, "--today", "2026-11-20")


def test_json_answer_has_the_promised_shape(own_node: NodeUnderTest, tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", [XIUYING, XIUYING.but(consent="", identifier="4.40309E+17")])
    answer = own_node.json("intake", register, *SCREEN, "--json")
    assert answer["counts"] == {"accepted": 1, "unchanged": 0, "updated": 0, "rejected": 1}
    assert set(answer["not_kept"]) == {"婚姻状况", "备注"}
    first, second = answer["rows"]
    assert first["row"] == 2
    assert first["home"].startswith("500233001")
    assert first["current"] == FUCHENG
    assert XIUYING.identifier not in json.dumps(answer)
    assert {problem["code"] for problem in second["problems"]} == {"identifier.damaged", "consent.missing"}
    for problem in second["problems"]:
        assert set(problem) == {"column", "code", "message"}
        assert problem["message"]["zh"]
        assert problem["message"]["en"]


def test_report_is_mended_and_handed_in_again(own_node: NodeUnderTest, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    register = write_csv(tmp_path / "r.csv", [*CAST[1:], XIUYING.but(home="宝山区")])
    own_node.ok("intake", register, *SCREEN, "--report", tmp_path / "mend.xlsx")
    book = load_workbook(tmp_path / "mend.xlsx")
    sheet = book.active
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert not any("已婚" in text for row in cells for text in row)  # a column that is not kept is blanked
    (place,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "宝山区"]
    assert any("县" in text and "county" in text for text in cells[place.row - 1])
    place.value = "上海市宝山区"
    book.save(tmp_path / "mended.xlsx")
    answer = own_node.json("intake", tmp_path / "mended.xlsx", *SCREEN, "--json")
    assert answer["counts"] == {"accepted": 1, "unchanged": 2, "updated": 0, "rejected": 0}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("letter.csv", "亲爱的妈妈：\n今天天气很好。\n".encode()),
        ("nul.csv", "姓名,公民身份号码\n李\x00秀英,1\n".encode()),
        ("broken.csv", "姓名,身份证号,户籍地,同意登记日期\n李,1,".encode() + b"\xff\xfe\xfa,2\n"),
        ("truncated.xlsx", b"PK\x03\x04" + bytes(60)),
    ],
)
def test_file_that_is_no_register_ends_in_a_sentence(
    untouched: NodeUnderTest, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    untouched.refused("intake", path, *SCREEN)
    assert ask(untouched, "SELECT count(*) FROM journal_entry") == 0


def test_check_works_where_no_node_is(bare_node: NodeUnderTest, tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", [*CAST, XIUYING.but(name="", identifier="1")])
    answer = bare_node.json("intake", register, *SCREEN, "--check", "--json")
    assert answer["counts"] == {"accepted": 3, "unchanged": 0, "updated": 0, "rejected": 1}
    assert not (bare_node.home / "node.json").exists()
    assert "suixing node init" in bare_node.refused("intake", register, *SCREEN)
    assert "999999999" in bare_node.refused("intake", register, "--office", "999999999", "--check")


def test_wrong_words_end_in_a_sentence(untouched: NodeUnderTest, tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    untouched.refused("intake", tmp_path / "missing.csv", *SCREEN)
    untouched.refused("intake", register, "--office", "1", "--today", "2026-11-20")
    untouched.refused("intake", register, "--office", FUCHENG, "--today", "yesterday")
    untouched.refused("intake", register, *SCREEN, "--report", register)
    untouched.refused("intake", register, *SCREEN, "--report", tmp_path / "no" / "folder.xlsx")
    assert untouched.json("node", "status", "--json")["people"] == 0


def test_killed_intake_is_run_again_and_ends_like_a_clean_run(whole_node: NodeUnderTest, tmp_path: Path) -> None:
    register = tmp_path / "big.csv"
    rows = 40_000  # four batches: it is killed after the first
    write_register(register, rows, seed=3, living_in=(FUCHENG,))
    running = whole_node.start("intake", register, *SCREEN)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not ask(whole_node, "SELECT count(*) FROM people_person"):
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    left = ask(whole_node, "SELECT count(*) FROM people_person")
    assert 0 < left < rows
    answer = whole_node.json("intake", register, *SCREEN, "--json")["counts"]
    assert answer == {"accepted": rows - left, "unchanged": left, "updated": 0, "rejected": 0}
    for what, expected in (
        ("people_person", rows),
        ("people_identifier", rows),
        ("people_account", rows),
        ("people_residence", 2 * rows),
        ("consent_record", rows),
        ("access_tie", rows),
        ("journal_entry WHERE act = 'person.taken_in'", rows),
    ):
        assert ask(whole_node, f"SELECT count(*) FROM {what}") == expected, what
    assert whole_node.json("intake", register, *SCREEN, "--json")["counts"]["unchanged"] == rows
    whole_node.ok("journal", "verify")


def test_two_intakes_at_once_take_every_person_in_once(whole_node: NodeUnderTest, tmp_path: Path) -> None:
    register = tmp_path / "big.csv"
    write_register(register, 15_000, seed=4, living_in=(FUCHENG,))
    both = [whole_node.start("intake", register, *SCREEN, "--json") for _ in range(2)]
    answers = [json.loads(one.communicate(timeout=240)[0])["counts"] for one in both]
    assert sum(answer["accepted"] for answer in answers) == 15_000
    assert sum(answer["unchanged"] for answer in answers) == 15_000
    assert ask(whole_node, "SELECT count(*) FROM journal_entry WHERE act = 'person.taken_in'") == 15_000
