"""A .csv that breaks a bound far below its header is refused as well, and at its row."""

from pathlib import Path

import pytest

from suixing.journeys.intake.sheets import UnreadableSheet, open_sheet
from suixing.journeys.intake.sheets.text_file import survey
from tests.intake_sheets import mess


def refusal_of(path: Path) -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as caught:
        open_sheet(path)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("count", [20, 20_000])
def test_a_row_too_wide_is_refused_before_the_first_is_given(
    encoding: str, quoted: bool, count: int, tmp_path: Path
) -> None:
    wide = ["x,y" if quoted else "x", *[""] * 16_384]
    rows = [*mess.register(count), wide, mess.person(1)]
    error = refusal_of(mess.write_csv(tmp_path / "r.csv", rows, encoding=encoding))
    assert error.code == "too_many_columns"
    assert f"Row {count + 2} " in error.sentence.en


def test_a_row_of_a_spreadsheets_width_is_read(tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", [*mess.register(3), [*mess.person(4), *[""] * (16_384 - 8)]])
    with open_sheet(path) as sheet:
        assert sum(1 for _ in sheet.rows()) == 5


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("before", [0, (1 << 20) - 16_384, (1 << 20) - 8_000, (1 << 20) - 1, 3 << 20])
def test_only_long_lines_are_looked_at_closely(line_end: str, before: int, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    short = "a" * (99 - len(line_end) + 1) + line_end
    lead = short * (before // 100)
    path.write_text(lead + "," * 16_000 + line_end + short * 300, newline="")
    assert not survey(path).has_long_lines
    path.write_text(lead + "," * 16_384 + line_end + short * 300, newline="")
    assert survey(path).has_long_lines
    path.write_text(lead + "," * 16_384, newline="")
    assert survey(path).has_long_lines


@pytest.mark.parametrize("blank", ["\r\n", "\n", "\r", ",,,,\r\n"])
@pytest.mark.parametrize("count", [19, 30_000])
def test_the_last_row_before_a_million_blank_ones_is_named(blank: str, count: int, tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", mess.register(count), line_end=blank.lstrip(","))
    with path.open("a", newline="") as file:
        file.write(blank * 1_200_000)
    error = refusal_of(path)
    assert error.code == "blank_run"
    assert f"After row {count + 1} " in error.sentence.en
