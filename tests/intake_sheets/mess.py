"""Registers as desks make them, good and bad. All people are invented."""

import csv
import random
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
import xlwt  # type: ignore[import-untyped]  # it ships no types
from odf import opendocument, table, text  # type: ignore[import-untyped]  # it ships no types

HEADER = ("序号", "姓名", "性别", "公民身份号码", "户籍地地址", "流入日期", "本人同意登记日期", "备注")
ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"
Value = str | int | float | bool | date | datetime | None


def person(number: int, name: str = "王芳") -> tuple[Value, ...]:
    identifier = f"{110101199001010000 + number:018d}"
    return (number, name, "女", identifier, "河北省石家庄市鹿泉区黄壁庄镇", "2024-07-30", "2024-08-01", "无")


def people(count: int) -> list[tuple[Value, ...]]:
    return [person(number) for number in range(1, count + 1)]


def register(count: int = 3) -> list[Sequence[Value]]:
    return [HEADER, *people(count)]


def write_csv(
    path: Path,
    rows: Iterable[Sequence[Value]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    line_end: str = "\r\n",
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return path


def write_xlsx(path: Path, *sheets: Iterable[Sequence[Value]], hidden: Sequence[int] = ()) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": True})
    day = book.add_format({"num_format": "yyyy/m/d;@"})
    for index, rows in enumerate(sheets):
        sheet = book.add_worksheet(f"表{index + 1}")
        if index in hidden:
            sheet.hide()
        else:
            sheet.activate()
            sheet.set_first_sheet()
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif value is not None:
                    sheet.write(row, column, value)
    book.close()
    return path


def write_xls(path: Path, rows: Iterable[Sequence[Value]], *, hidden_first: bool = False) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    if hidden_first:
        book.add_sheet("隐藏").visibility = 1
    sheet = book.add_sheet("登记簿")
    book.set_active_sheet(1 if hidden_first else 0)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, date):
                sheet.write(row, column, value, day)
            elif value is not None:
                sheet.write(row, column, value)
    book.save(str(path))
    return path


def write_ods(path: Path, rows: Iterable[Sequence[Value]]) -> Path:
    document = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="登记簿")
    for values in rows:
        row = table.TableRow()
        for value in values:
            row.addElement(_ods_cell(value))
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))
    return path


def _ods_cell(value: Value) -> table.TableCell:
    if value is None:
        return table.TableCell()
    if isinstance(value, date):
        cell = table.TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int | float):
        cell = table.TableCell(valuetype="float", value=str(value))
    elif value.startswith("="):
        cell = table.TableCell(valuetype="string", formula=f"of:{value}", stringvalue="110101199001010014")
    else:
        cell = table.TableCell(valuetype="string")
    cell.addElement(text.P(text=str(value)))
    return cell


def write_html(path: Path, rows: Iterable[Sequence[Value]], *, encoding: str = "utf-8", title: str = "") -> Path:
    lines = [f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>']
    lines.append("<table border=1>")
    if title:
        lines.append(f"<tr><td colspan=8>{escape(title)}</td></tr>")
    for values in rows:
        cells = "".join(f"<td>{escape('' if value is None else str(value))}</td>" for value in values)
        lines.append(f"<tr>{cells}</tr>")
    path.write_bytes("\n".join([*lines, "</table></body></html>"]).encode(encoding))
    return path


def inline_row(number: int, values: Sequence[Value]) -> str:
    """One row of worksheet XML with its texts in place."""
    cells = "".join(
        f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
        for column, value in enumerate(values)
        if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def inline_rows(count: int = 3) -> str:
    return "".join(inline_row(number, values) for number, values in enumerate(register(count), 1))


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def raw_xlsx(
    path: Path,
    rows: str,
    *,
    shared: str = "",
    before: str = "",
    namespace: str = _MAIN,
    state: str = "visible",
    workbook: str = "",
    styles: str = "",
) -> Path:
    """An .xlsx made by hand, so that all in it can be wrong. ``before`` comes ahead of the sheet's root."""
    relations = (
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{namespace}" xmlns:r="{_OFFICE}">{workbook}<sheets>'
            f'<sheet name="登记簿" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{namespace}">{shared}</sst>')
        archive.writestr("xl/styles.xml", f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>')
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{before}<worksheet xmlns="{namespace}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}'
            "</sheetData></worksheet>",
        )
    return path


def raw_ods(path: Path, rows: str, *, before: str = "", manifest: str = "", styles: str = "") -> Path:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f"{before}<office:document-content {spaces}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f"<office:spreadsheet>{rows}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_table(rows: Iterable[Sequence[Value]], *, name: str = "登记簿", style: str = "", after: str = "") -> str:
    lines = "".join(
        "<table:table-row>"
        + "".join(
            "<table:table-cell/>"
            if value is None
            else f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p>'
            "</table:table-cell>"
            for value in values
        )
        + "</table:table-row>"
        for values in rows
    )
    return f'<table:table table:name="{name}" table:style-name="{style}">{lines}{after}</table:table>'


def shuffled(seed: int, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> list[list[Value]]:
    """The same register with its columns in another order."""
    order = list(range(len(header)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a test's order, no secret
    return [[values[column] for column in order] for values in (header, *rows)]
