"""Every format that a desk may hand in gives the same rows, whatever the file is called."""

from datetime import date, datetime
from pathlib import Path

import pytest

from suixing.journeys.intake.sheets import Formula, SheetRow, UnreadableSheet, open_sheet
from suixing.journeys.intake.sheets.cells import identifier_text, is_formula, read_date, text_of
from tests.intake_sheets import mess


def texts(path: Path) -> list[list[str]]:
    with open_sheet(path) as sheet:
        return [[text_of(cell) for cell in row.cells] for row in sheet.rows()]


def expected(count: int = 3) -> list[list[str]]:
    return [[str(value) for value in values] for values in mess.register(count)]


@pytest.mark.parametrize(
    ("suffix", "write"),
    [
        (".xlsx", mess.write_xlsx),
        (".xls", mess.write_xls),
        (".ods", mess.write_ods),
        (".csv", mess.write_csv),
        (".html", mess.write_html),
    ],
)
@pytest.mark.parametrize("named", ["", ".xls", ".xlsx", ".csv"])
def test_the_content_and_not_the_name_decides(tmp_path: Path, suffix: str, write: object, named: str) -> None:
    path = tmp_path / f"登记簿{named or suffix}"
    write(path, mess.register())  # type: ignore[operator]  # one of mess.write_…
    assert texts(path) == expected()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_text_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str, line_end: str
) -> None:
    path = mess.write_csv(
        tmp_path / "r.csv", mess.register(), encoding=encoding, delimiter=delimiter, line_end=line_end
    )
    assert texts(path) == expected()


def test_a_short_gbk_file_that_looks_like_utf8_is_read(tmp_path: Path) -> None:
    # 联通 in GBK is valid UTF-8: the classic of wrong guesses.
    rows = [("联通",), mess.HEADER, mess.person(1)]
    assert texts(mess.write_csv(tmp_path / "r.csv", rows, encoding="gbk"))[0] == ["联通"]


def test_rare_characters_of_gb18030_survive(tmp_path: Path) -> None:
    rows = [mess.HEADER, mess.person(1, "𬱖𠮷·㐂")]
    assert texts(mess.write_csv(tmp_path / "r.csv", rows, encoding="gb18030"))[1][1] == "𬱖𠮷·㐂"


def test_a_web_page_in_gbk_with_merged_cells(tmp_path: Path) -> None:
    path = mess.write_html(tmp_path / "r.xls", mess.register(2), encoding="gb2312", title="龙华区登记簿")
    rows = texts(path)
    assert rows[0] == ["龙华区登记簿"]
    assert rows[1:] == expected(2)


def test_a_web_page_whose_header_spans_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "r.xls"
    path.write_text(
        "<table><tr><td rowspan=2>姓名<td rowspan=2>身份证号<td colspan=2>户籍地<td rowspan=2>同意日期</tr>"
        "<tr><td>省<td>详细地址</tr><tr><td>王芳<td>110101199001010014<td>河北省<td>A镇<td>2024-1-1</table>",
        encoding="utf-8",
    )
    with open_sheet(path) as sheet:
        rows = list(sheet.rows())
        assert sheet.layout.pick(rows[2]).home == "河北省A镇"
        assert sheet.layout.pick(rows[2]).consent_on == "2024-1-1"


def test_quoted_line_breaks_count_as_one_record(tmp_path: Path) -> None:
    rows = [mess.HEADER, mess.person(1, "王\n芳"), [], mess.person(2)]
    with open_sheet(mess.write_csv(tmp_path / "r.csv", rows)) as sheet:
        given = [row for row in sheet.rows() if row.cells]
    assert [row.number for row in given] == [1, 2, 4]
    assert given[1].cells[1] == "王\n芳"


@pytest.mark.parametrize(
    ("suffix", "write"), [(".xlsx", mess.write_xlsx), (".xls", mess.write_xls), (".ods", mess.write_ods)]
)
def test_days_numbers_and_gaps_keep_their_place(tmp_path: Path, suffix: str, write: object) -> None:
    rows = [
        [None, "登记簿"],
        [],
        [None, *mess.HEADER],
        [],
        [None, 7, "王芳", None, 450321196306212655, "河北", date(2024, 7, 30), datetime(2024, 8, 1, 12, 30)],  # noqa: DTZ001
    ]
    path = tmp_path / f"r{suffix}"
    write(path, rows)  # type: ignore[operator]  # one of mess.write_…
    with open_sheet(path) as sheet:
        given = list(sheet.rows())
        assert [row.number for row in given] == [1, 3, 5]
        picked = sheet.layout.pick(given[-1])
    assert picked.name == "王芳"
    assert picked.sex is None
    assert identifier_text(picked.identifier)[1] is True
    assert read_date(picked.arrived) == date(2024, 7, 30)
    assert read_date(picked.consent_on) == date(2024, 8, 1)


@pytest.mark.parametrize(
    ("suffix", "write"), [(".xlsx", mess.write_xlsx), (".ods", mess.write_ods), (".csv", mess.write_csv)]
)
def test_formulas_are_given_as_formulas(tmp_path: Path, suffix: str, write: object) -> None:
    path = tmp_path / f"r{suffix}"
    write(path, [mess.HEADER, (1, "王芳", "女", '=A1&"x"', "河北", "2024-1-1", "2024-1-1")])  # type: ignore[operator]
    with open_sheet(path) as sheet:
        rows = list(sheet.rows())
    assert rows[1].cells[3] == Formula('=A1&"x"')
    assert is_formula(rows[1].cells[3])


def test_a_number_kept_as_text_by_a_constant_formula_in_csv(tmp_path: Path) -> None:
    path = mess.write_csv(tmp_path / "r.csv", [mess.HEADER, (1, "王芳", "", '="110101199001010014"', "河北")])
    with open_sheet(path) as sheet:
        cell = list(sheet.rows())[1].cells[3]
    assert not is_formula(cell)
    assert identifier_text(cell) == ("110101199001010014", False)


def test_days_of_the_1904_system(tmp_path: Path) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    row = '<row r="2"><c r="B2" t="str"><v>王芳</v></c><c r="F2" s="1"><v>44040</v></c></row>'
    path = mess.raw_xlsx(
        tmp_path / "r.xlsx",
        mess.inline_row(1, mess.HEADER) + row,
        styles=styles,
        workbook='<workbookPr date1904="1"/>',
    )
    with open_sheet(path) as sheet:
        assert list(sheet.rows())[1].cells[5] == datetime(2024, 7, 29)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ("yyyy/m/d;@", True),
        ("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", True),
        ("[$-804]yyyy年m月d日", True),
        ("General", False),
        ("General&quot;d&quot;", False),
        ("0.00E+00", False),
        ("[Red]0_d", False),
        ("#,##0", False),
        ("@", False),
    ],
)
def test_a_number_is_a_day_if_it_is_shown_as_one(code: str, is_day: bool, tmp_path: Path) -> None:
    styles = f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs>'
    row = '<row r="2"><c r="F2" s="0"><v>45503</v></c></row>'
    path = mess.raw_xlsx(tmp_path / "r.xlsx", mess.inline_row(1, mess.HEADER) + row, styles=styles)
    with open_sheet(path) as sheet:
        assert list(sheet.rows())[1].cells[5] == (datetime(2024, 7, 30) if is_day else 45503)  # noqa: DTZ001


def test_strict_workbooks_and_cells_without_references(tmp_path: Path) -> None:
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values) + "</row>"
        for values in mess.register(1)
    )
    path = mess.raw_xlsx(tmp_path / "r.xlsx", rows, namespace="http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert texts(path) == expected(1)


def test_rich_text_is_joined_and_its_reading_aid_left_out(tmp_path: Path) -> None:
    shared = "<si><r><t>王</t></r><r><t>芳</t></r><rPh><t>WANG</t></rPh></si><si><t>_x0041_甲</t></si>"
    row = '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="E2" t="s"><v>1</v></c></row>'
    path = mess.raw_xlsx(tmp_path / "r.xlsx", mess.inline_row(1, mess.HEADER) + row, shared=shared)
    assert texts(path)[1] == ["", "王芳", "", "", "A甲"]


def test_hidden_sheets_are_passed_over_and_other_registers_named(tmp_path: Path) -> None:
    path = mess.write_xlsx(
        tmp_path / "r.xlsx", mess.register(1), [["说明"]], mess.register(2), mess.register(3), hidden=[0]
    )
    with open_sheet(path) as sheet:
        assert sheet.name == "表3"
        assert len(list(sheet.rows())) == 3
        assert [("表4" in note.zh, "表4" in note.en) for note in sheet.notes if note not in sheet.layout.notes] == [
            (True, True),
            (False, False),
        ]


def test_a_hidden_sheet_of_an_xls_is_passed_over(tmp_path: Path) -> None:
    with open_sheet(mess.write_xls(tmp_path / "r.xls", mess.register(), hidden_first=True)) as sheet:
        assert sheet.name == "登记簿"


def test_a_hidden_table_of_an_ods_is_passed_over(tmp_path: Path) -> None:
    styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    tables = mess.ods_table(mess.register(1), name="藏", style="h") + mess.ods_table(mess.register(2))
    with open_sheet(mess.raw_ods(tmp_path / "r.ods", tables, styles=styles)) as sheet:
        assert sheet.name == "登记簿"
        assert len(list(sheet.rows())) == 3


def test_blank_tail_of_a_formatted_sheet_costs_nothing(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    after = f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    assert texts(mess.raw_ods(tmp_path / "r.ods", mess.ods_table(mess.register(), after=after))) == expected()


def test_a_comment_on_a_cell_is_no_part_of_it(tmp_path: Path) -> None:
    rows = mess.ods_table(mess.register(1)).replace(
        "<text:p>王芳", "<office:annotation><text:p>秘密</text:p></office:annotation><text:p>王芳"
    )
    assert texts(mess.raw_ods(tmp_path / "r.ods", rows)) == expected(1)


def test_rows_can_be_read_again_and_the_reader_ends(tmp_path: Path) -> None:
    sheet = open_sheet(mess.write_xlsx(tmp_path / "r.xlsx", mess.register(20_000)))
    first: list[SheetRow] = list(sheet.rows())
    assert list(sheet.rows()) == first
    half = sheet.rows()
    next(half)
    sheet.close()
    with pytest.raises(UnreadableSheet):
        list(half)


def test_the_estimate_counts_the_rows(tmp_path: Path) -> None:
    for write, suffix in (
        (mess.write_csv, "csv"),
        (mess.write_xlsx, "xlsx"),
        (mess.write_xls, "xls"),
        (mess.write_ods, "ods"),
    ):
        path = tmp_path / f"r.{suffix}"
        write(path, mess.register(40))
        with open_sheet(path) as sheet:
            assert sheet.row_estimate == 41
