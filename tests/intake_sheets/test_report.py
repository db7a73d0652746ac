"""The report is the office's own sheet, safe to open and fit to be handed in again."""

import stat
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from suixing.journeys.intake.sheets import Sheet, Verdict, is_data_row, open_sheet, report, write_report
from suixing.journeys.intake.sheets.cells import identifier_text, is_formula, text_of
from suixing.kernel.errors import Refusal
from tests.intake_sheets import mess

TITLED: list[Sequence[mess.Value]] = [
    ["龙华区流入人口登记簿"],
    ["填报单位：某街道", None, None, "填报日期：2026年"],
    ["序号", "姓名", "身份证号", "民族", "户籍地", "同意登记日期", "备注"],
    [1, "王芳", "110101199001010014", "汉", "河北省", "2024-1-1", "秘密"],
    [],
    [2, "李强", 450321196306212655, "苗", "河北省", "2024-1-1", None],
    ["序号", "姓名", "身份证号", "民族", "户籍地", "同意登记日期", "备注"],
    [3, None, "110101199001010014", "壮", "=1+1", "@SUM(A1)", "秘密"],
    ["填表人：", "张三", None, "审核人：", None, None, "秘密"],
]


def judge(sheet: Sheet) -> list[Verdict]:
    verdicts = []
    for row in sheet.rows():
        if row.number >= sheet.layout.data_start and is_data_row(row, sheet.layout):
            name = text_of(sheet.layout.pick(row).name)
            good = name == "王芳"
            reasons = [] if good else ["请补填姓名。 Please add the name.", "=HYPERLINK()"]
            verdicts.append(Verdict(row.number, "接受 accepted" if good else "退回 rejected", reasons, not good))
    return verdicts


def report_of(path: Path, *, only_rejected: bool = False) -> Path:
    out = path.parent / "report.xlsx"
    with open_sheet(path) as sheet:
        write_report(out, path, sheet.layout, judge(sheet), only_rejected=only_rejected)
    return out


def cells_of(path: Path) -> dict[int, tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return {number: tuple(row) for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)}


FORMATS: list[tuple[str, Callable[..., Path]]] = [
    ("xlsx", mess.write_xlsx),
    ("xls", mess.write_xls),
    ("ods", mess.write_ods),
    ("csv", mess.write_csv),
    ("html", mess.write_html),
]


@pytest.mark.parametrize(("suffix", "write"), FORMATS)
def test_the_same_rows_with_reasons_and_without_what_is_not_kept(
    suffix: str, write: Callable[..., Path], tmp_path: Path
) -> None:
    typed = [*TITLED]
    if suffix != "xlsx":
        typed[7] = [*typed[7][:4], "河北省", *typed[7][5:]]
    rows = cells_of(report_of(write(tmp_path / f"r.{suffix}", typed)))
    assert rows[1][0] == "龙华区流入人口登记簿"
    assert rows[2][3] == "填报日期：2026年"
    assert rows[3] == (*TITLED[2], "处理结果 Outcome", "原因 Reason")
    assert [str(value) for value in rows[4][:3]] == ["1", "王芳", "110101199001010014"]
    assert (rows[4][3], rows[4][6], rows[4][7]) == (None, None, "接受 accepted")
    assert set(rows[5]) == {None}
    assert rows[6][7:] == ("退回 rejected", "请补填姓名。 Please add the name.\n=HYPERLINK()")
    assert rows[7][:7] == tuple(TITLED[6])
    assert rows[7][7] is None
    assert rows[9][:2] == ("填表人：", "张三")
    assert rows[9][6] is None


def test_it_can_be_handed_in_again(tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", TITLED)
    with open_sheet(path) as sheet:
        before = [sheet.layout.pick(row) for row in sheet.rows() if is_data_row(row, sheet.layout)]
    first = report_of(path)
    again = tmp_path / "again.xlsx"
    first.rename(again)
    with open_sheet(again) as sheet:
        assert sheet.layout.not_kept == ("民族", "备注")
        assert [
            [text_of(cell) for cell in sheet.layout.pick(row)] for row in sheet.rows() if is_data_row(row, sheet.layout)
        ] == [[text_of(cell) for cell in picked] for picked in before]
    assert cells_of(report_of(again)) == cells_of(again)


def test_nothing_in_it_is_computed_and_identifiers_are_text(tmp_path: Path) -> None:
    out = report_of(mess.write_xlsx(tmp_path / "r.xlsx", TITLED))
    with zipfile.ZipFile(out) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml
        assert "hyperlink" not in xml
    with open_sheet(out) as sheet:
        rows = {row.number: sheet.layout.pick(row) for row in sheet.rows()}
        assert rows[8].home == "=1+1"
        assert is_formula(rows[8].home)
        assert rows[8].consent_on == "@SUM(A1)"
        assert rows[4].identifier == "110101199001010014"
        assert identifier_text(rows[6].identifier) == ("4.50321196306213E+17", True)


def test_it_looks_like_a_sheet_to_work_with(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(report_of(mess.write_xlsx(tmp_path / "r.xlsx", TITLED)))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:I9"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:G1"]
    assert sheet.cell(6, 2).fill.bgColor.rgb != sheet.cell(4, 2).fill.bgColor.rgb or sheet.cell(6, 2).fill.fill_type
    assert sheet.cell(4, 2).fill.fill_type is None
    assert sheet.column_dimensions["C"].width > 18
    assert sheet.cell(6, 3).number_format == "@"


def test_only_what_is_to_be_mended(tmp_path: Path) -> None:
    out = report_of(mess.write_csv(tmp_path / "r.csv", TITLED), only_rejected=True)
    rows = cells_of(out)
    assert rows[3][-1] == "原表行号 Original row"
    assert [rows[number][-1] for number in (4, 5)] == [6, 8]
    assert len(rows) == 5
    with open_sheet(out) as sheet:
        assert sheet.layout.not_kept == ("民族", "备注")


def test_more_rows_than_a_spreadsheet_can_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MAX_SHEET_ROWS", 8)
    path = mess.write_csv(
        tmp_path / "r.csv", [mess.HEADER, *[mess.person(n, "李强" if n > 2 else "王芳") for n in range(12)]]
    )
    out = tmp_path / "report.xlsx"
    with open_sheet(path) as sheet:
        notes = write_report(out, path, sheet.layout, judge(sheet))
    assert notes == (report.TOO_LONG, report.CUT)
    rows = cells_of(out)
    assert len(rows) == 8
    assert rows[2][-1] == 5
    assert rows[8][0] == report.CUT.both()
    with open_sheet(out) as sheet:
        given = [row.number for row in sheet.rows() if row.number > 1 and is_data_row(row, sheet.layout)]
    assert given == [2, 3, 4, 5, 6, 7]


def test_it_never_overwrites_the_register(tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", TITLED)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    with open_sheet(path) as sheet:
        for out in (path, link):
            with pytest.raises(Refusal):
                write_report(out, path, sheet.layout, judge(sheet))
        with pytest.raises(Refusal):
            write_report(tmp_path / "none" / "r.xlsx", path, sheet.layout, judge(sheet))


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", TITLED)
    out = tmp_path / "report.xlsx"
    out.write_text("before")
    with open_sheet(path) as sheet:
        with pytest.raises(ValueError, match="no row 99"):
            write_report(out, path, sheet.layout, [Verdict(99, "", [], True)])
        assert out.read_text() == "before"
        write_report(out, path, sheet.layout, judge(sheet))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["r.csv", "report.xlsx"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_long_text_of_a_csv_is_cut_and_not_lost(tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", [mess.HEADER, (1, "王" * 40_000, "女", "1", "河北")])
    assert len(cells_of(report_of(path))[2][1]) == 32_767
