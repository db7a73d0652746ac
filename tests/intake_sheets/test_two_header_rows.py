"""A header of two rows: its report is handed in again, and it may stand once more at a page break."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from suixing.journeys.intake.sheets import Layout, Picked, SheetRow, Verdict, find_layout, is_data_row, open_sheet
from suixing.journeys.intake.sheets import write_report as write
from suixing.journeys.intake.sheets.cells import text_of
from tests.intake_sheets import mess

GROUPS = ["姓名", "身份证号", "户籍地", None, None, None, None, "现住址", "流入日期", "同意登记日期"]
PARTS = [None, None, "省", "市", "县（区）", "乡镇（街道）", "详细地址", None, None, None]
PLACE = ["四川省", "成都市", "青羊区", "草堂街道", "8号", "广东省深圳市龙华区民治街道"]
FIRST = ["张伟", "110101199001010014", *PLACE, "2024-01-05", "2024-01-06"]
SECOND = [None, "110101199001010030", *PLACE, "2024-01-05", None]
Rows = list[Sequence[mess.Value]]
PLAIN: Rows = [GROUPS, PARTS, FIRST, SECOND]
REMARKED: Rows = [[*GROUPS, "备注"], PARTS, [*FIRST, "无"], [*SECOND, "无"]]
REMARKED_BELOW: Rows = [GROUPS, [*PARTS, "备注"], [*FIRST, "无"], SECOND]
TWICE: Rows = [GROUPS, ["姓名", "身份证号", *PARTS[2:7], *GROUPS[7:]], FIRST, SECOND]
TITLED: Rows = [["流入人口登记簿"], [], ["序号", *GROUPS], [None, *PARTS], [1, *FIRST], [2, *SECOND]]
PAGES: Rows = [[*GROUPS, "备注"], PARTS, [*FIRST, "无"], [*GROUPS, "备注"], PARTS, SECOND]
PEOPLE_GROUPS: Rows = [
    ["序号", "配偶", None, "本人", None, None, "同意登记日期"],
    [None, "姓名", "身份证号", "姓名", "身份证号", "户籍地", None],
    [1, "李强", "110101198801010011", "王芳", "110101199001010014", "河北省", "2024-1-1"],
    ["序号", "配偶", None, "本人", None, None, "同意登记日期"],
    [None, "姓名", "身份证号", "姓名", "身份证号", "户籍地", None],
    [2, None, None, "李娜", None, "河北省", "2024-1-1"],
]
REGISTERS = [PLAIN, REMARKED, REMARKED_BELOW, TWICE, TITLED, PAGES, PEOPLE_GROUPS]


def merged(path: Path, rows: Rows, *, partly: bool = False, blank: bool = False) -> Path:
    """The register with its header merged as spreadsheet programs do; ``blank`` puts empty texts elsewhere."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, "" if value is None and blank else value)
    if not blank:
        sheet.merge_cells("C1:G1")
        for letter in "" if partly else "ABHIJ":
            sheet.merge_cells(f"{letter}1:{letter}2")
    book.save(path)
    return path


def facts(layout: Layout) -> tuple[object, ...]:
    return layout.columns, layout.header_rows, layout.data_start, layout.not_kept, layout.missing, layout.above


def read(path: Path) -> tuple[Layout, list[tuple[int, list[str]]]]:
    """How the register is laid out, and its people: the number of the row and what stands in it."""
    with open_sheet(path) as sheet:
        people = [row for row in sheet.rows() if row.number >= sheet.layout.data_start]
        picked: list[tuple[int, Picked]] = [
            (row.number, sheet.layout.pick(row)) for row in people if is_data_row(row, sheet.layout)
        ]
        return sheet.layout, [(number, [text_of(cell) for cell in cells]) for number, cells in picked]


def check_round_trip(path: Path) -> None:
    layout, people = read(path)
    assert len(people) == 2
    assert len(layout.header_rows) == 2
    verdicts = [Verdict(number, "退回 rejected", ["请改正。 Please mend."], True) for number, _ in people]
    handed_in, handed_in_layout = path, layout
    for name, only_rejected in (("first", False), ("second", False), ("mending", True)):
        report = path.parent / f"{name}.xlsx"
        write(report, handed_in, handed_in_layout, verdicts, only_rejected=only_rejected)
        handed_in, (handed_in_layout, again) = report, read(report)
        assert facts(handed_in_layout) == facts(layout)
        if only_rejected:
            assert [cells for _, cells in again] == [cells for _, cells in people]
        else:
            assert again == people


@pytest.mark.parametrize("rows", REGISTERS)
@pytest.mark.parametrize(
    ("suffix", "write_as"),
    [("xlsx", mess.write_xlsx), ("xls", mess.write_xls), ("ods", mess.write_ods), ("csv", mess.write_csv)],
)
def test_its_report_is_handed_in_again(suffix: str, write_as: Callable[..., Path], rows: Rows, tmp_path: Path) -> None:
    check_round_trip(write_as(tmp_path / f"r.{suffix}", rows))


@pytest.mark.parametrize("rows", [PLAIN, REMARKED])
@pytest.mark.parametrize(("partly", "blank"), [(False, False), (True, False), (False, True)])
def test_merged_and_blank_cells_make_no_difference(rows: Rows, partly: bool, blank: bool, tmp_path: Path) -> None:
    check_round_trip(merged(tmp_path / "r.xlsx", rows, partly=partly, blank=blank))


def layout_of(rows: Rows) -> Layout:
    return find_layout([SheetRow(number, tuple(row)) for number, row in enumerate(rows, 1)])


@pytest.mark.parametrize("rows", REGISTERS)
def test_each_row_of_it_is_skipped_at_a_page_break(rows: Rows) -> None:
    layout = layout_of(rows)
    for number in layout.header_rows:
        typed = rows[number - 1]
        assert not is_data_row(SheetRow(90, tuple(typed)), layout)
        spaced = [f" {value[:1]}　{value[1:]}" if isinstance(value, str) else value for value in typed]
        assert not is_data_row(SheetRow(90, tuple(spaced)), layout)


@pytest.mark.parametrize(
    "cells",
    [
        FIRST,
        SECOND,
        ["张伟", None, "省", "市", "县（区）", "乡镇（街道）", "详细地址"],
        [None, None, "四川省", "市", "县（区）"],
        [None, None, "市", "省"],
        [None, None, "市"],
        [None, None, "省"],
        [None, "1", "省", "市", "县（区）", "乡镇（街道）", "详细地址"],
        [None, None, "省", "市", "县（区）", "乡镇（街道）", "详细地址", None, "2024-01-05"],
    ],
)
def test_a_row_that_says_more_than_the_header_is_judged(cells: Sequence[mess.Value]) -> None:
    assert is_data_row(SheetRow(90, tuple(cells)), layout_of(PLAIN))


def test_a_first_person_with_titles_for_an_address_is_no_header() -> None:
    assert layout_of([GROUPS, ["张伟", None, *PARTS[2:]]]).header_rows == (1,)
    assert layout_of([[*GROUPS, "备注"], [None, "110101199001010014", *PARTS[2:], "备注"]]).header_rows == (1,)


@pytest.mark.parametrize(
    "cells",
    [
        ["张伟", "110101199001010014", None, "2024-01-05", "2024-01-06"],
        ["John", "X", None, "20240105", None],
        ["张伟", None, "市", None, None],
        [None, "110101199001010014", "省", None, None],
    ],
)
def test_a_first_person_without_an_address_is_no_header(cells: Sequence[mess.Value]) -> None:
    titles = ["姓名", "身份证号", "户籍地", "流入日期", "同意登记日期"]
    assert layout_of([titles, cells]).header_rows == (1,)
