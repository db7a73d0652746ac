"""The four sample registers come out with the rows that their truth files name."""

import json
from pathlib import Path

import pytest

from suixing.journeys.intake.sheets import is_data_row, open_sheet
from suixing.journeys.intake.sheets.cells import identifier_text, name_text

SAMPLES = Path(__file__).parents[1] / "samples" / "registers"
NOT_KEPT = ("民族", "婚姻状况", "流动原因", "备注")


@pytest.mark.parametrize("name", ["plain.xlsx", "titled.xlsx", "gbk.csv", "utf8-bom.csv"])
def test_rows_and_columns_are_those_of_the_truth(name: str) -> None:
    truth = json.loads((SAMPLES / f"register-{name.partition('.')[0]}.truth.json").read_text("utf-8"))["rows"]
    expected = {row["row"]: row for row in truth}
    with open_sheet(SAMPLES / f"register-{name}") as sheet:
        layout = sheet.layout
        rows = [row for row in sheet.rows() if row.number >= layout.data_start and is_data_row(row, layout)]
    assert [row.number for row in rows] == list(expected)
    assert layout.not_kept == NOT_KEPT
    assert layout.missing == ()
    for row in rows:
        picked, said = layout.pick(row), expected[row.number]
        problems = {problem["code"] for problem in said["problems"]}
        assert name_text(picked.name) == ("" if "name.missing" in problems else said["name"])
        text, damaged = identifier_text(picked.identifier)
        assert damaged == ("identifier.damaged" in problems)
        if not problems & {"identifier.damaged", "identifier.length", "identifier.checksum"}:
            assert text == said["identifier"]
