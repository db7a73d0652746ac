"""Whatever is handed in ends in a sentence: quickly, in little memory, without a traceback."""

import os
import random
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from suixing.journeys.intake.sheets import UnreadableSheet, open_sheet
from suixing.journeys.intake.sheets.refusals import KINDS, SENTENCES, refuse
from suixing.journeys.intake.sheets.worker import MEMORY_LIMIT
from tests.intake_sheets import mess

Make = Callable[[Path], Path]
SECONDS = 20
MEBIBYTE = 1 << 20


def code_of(path: Path) -> str:
    """The code of the refusal; checks its words on the way."""
    with pytest.raises(UnreadableSheet) as caught, open_sheet(path) as sheet:
        for _ in sheet.rows():
            pass
    sentence = caught.value.sentence
    assert "没有保存任何内容" in sentence.zh
    assert "Nothing was stored" in sentence.en
    assert "{" not in sentence.zh + sentence.en
    assert path.name not in sentence.en
    return caught.value.code


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def content(*parts: bytes | tuple[bytes, int]) -> Make:
    """A file of these bytes; a pair repeats them, so that the large ones exist only while their test runs."""

    def make(folder: Path) -> Path:
        path = folder / "r.xlsx"
        path.write_bytes(b"".join(part if isinstance(part, bytes) else part[0] * part[1] for part in parts))
        return path

    return make


def archive(**members: str) -> Make:
    def make(folder: Path) -> Path:
        path = folder / "r.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in members.items():
                file.writestr(name.replace("__", "/"), text)
        return path

    return make


def ole(stream: str) -> Make:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)
    return content(header + stream.encode("utf-16-le") + bytes(2048))


_CSV_HEADER = ",".join(mess.HEADER).encode()
_CSV_ROW = ",".join(map(str, mess.person(1))).encode()
_RANDOM = random.Random(7)  # noqa: S311 - bytes for a test, no secret


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (content(b""), "empty"),
        (content(b" \r\n\t\r\n,,,\r\n"), "blank"),
        (content("\ufeff".encode()), "blank"),
        (content(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), "not_a_sheet"),
        (content(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)), "not_a_sheet"),
        (content(b"MZ\x90\x00\x03" + bytes(300)), "not_a_sheet"),
        (content(b"\x7fELF" + bytes(300)), "not_a_sheet"),
        (content(_RANDOM.randbytes(50_000)), "not_a_sheet"),
        (content(b"{\\rtf1 text}"), "not_a_sheet"),
        (content(b'<?xml version="1.0"?><note>text</note>'), "not_a_sheet"),
        (
            content(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
            "other_sheet",
        ),
        (content(b"MIME-Version: 1.0\nContent-Type: multipart/related"), "other_sheet"),
        (content(b"<html><body>no table</body></html>"), "blank"),
        (content(b"<html><table><tr><td>a<td>b</table>"), "no_header"),
        (content("随便写的一段话。\n没有表格。\n".encode()), "no_header"),
        (content(_CSV_HEADER.decode().encode("big5", "ignore") + b"\r\n"), "no_header"),
        (archive(word__document="x", **{"[Content_Types].xml": "x"}), "not_a_sheet"),
        (archive(ppt__p="x", **{"[Content_Types].xml": "x"}), "not_a_sheet"),
        (archive(readme="x"), "not_a_sheet"),
        (archive(xl__workbook_bin="x", **{"xl/workbook.bin": "x"}), "other_sheet"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "not_a_sheet"),
        (archive(mimetype=mess.ODS_MIME), "damaged"),
        (archive(**{"[Content_Types].xml": "x"}), "damaged"),
        (ole("EncryptedPackage"), "password"),
        (ole("WordDocument"), "not_a_sheet"),
        (ole("Workbook"), "damaged"),
        (ole("Anything"), "not_a_sheet"),
        (content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "damaged"),
        (content(b"PK\x03\x04" + bytes(500)), "damaged"),
        (content(_CSV_HEADER + b"\r\n" + b"\0" + _CSV_ROW), "nul"),
        (content(_CSV_HEADER + b"\r\n" + _CSV_ROW + b"\xff\r\n"), "encoding"),
        (content(_CSV_HEADER + b"\r\n", (b"x", 1_000_000)), "long_cell"),
        (content(_CSV_HEADER + b"\r\n", (b"x", (6 << 20))), "long_line"),
        (content(_CSV_HEADER + b"\r\n", (b",", 100_000)), "too_many_columns"),
        (content(_CSV_HEADER + b"\r\n", (b"\r\n", 10_000_000)), "blank_run"),
        (content(_CSV_HEADER + b"\r\n", (b",,,,,,,,\n", 10_000_000)), "blank_run"),
        (content((b"\n", 10_000_000)), "blank_run"),
        (content(_CSV_HEADER + b'\r\n1,"' + _CSV_ROW + b"\r\n" + (_CSV_ROW + b"\r\n") * 20), "open_quote"),
        (content(_CSV_HEADER + b'\r\n1,"' + (_CSV_ROW + b"\r\n") * 4000), "long_cell"),
    ],
)
def test_a_file_that_is_no_register(make: Make, code: str, tmp_path: Path) -> None:
    assert code_of(make(tmp_path)) == code


def xlsx(rows: str, blank_rows: int = 0, spaces: int = 0, **parts: str) -> Make:
    return lambda folder: mess.raw_xlsx(folder / "r.xlsx", rows + "<row/>" * blank_rows + " " * spaces, **parts)


_TEN_LOLS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (xlsx(""), "blank"),
        (xlsx(_FAR), "blank"),
        (xlsx(mess.inline_rows(), state="hidden"), "hidden_only"),
        (xlsx(mess.inline_rows() + '<row r="2"><c r="A2"><v>1</v></c></row>'), "row_order"),
        (xlsx(mess.inline_rows() + '<row r="1048577"><c r="A1"><v>1</v></c></row>'), "too_many_rows"),
        (xlsx(mess.inline_rows() + '<row r="999999999999"/>'), "too_many_rows"),
        (xlsx(mess.inline_rows(), blank_rows=1_100_000), "too_many_rows"),
        (xlsx(mess.inline_rows(), blank_rows=10_000_000), "bomb"),
        (xlsx(mess.inline_rows() + '<row r="9"><c r="XFE9"><v>1</v></c></row>'), "too_many_columns"),
        (xlsx(mess.inline_rows() + '<row r="9"><c r="ZZZZ9"><v>1</v></c></row>'), "too_many_columns"),
        (xlsx(f"<row>{'<c><v>1</v></c>' * 100_000}</row>"), "too_many_columns"),
        (xlsx(mess.inline_rows() + '<row r="x"/>'), "damaged"),
        (xlsx(mess.inline_rows() + '<row r="9"><c r="!9"><v>1</v></c></row>'), "damaged"),
        (xlsx(mess.inline_rows() + '<row r="9"><c r="A9" t="s"><v>77</v></c></row>'), "damaged"),
        (xlsx(mess.inline_rows() + '<row r="9"><c r="A9"><v>one</v></c></row>'), "damaged"),
        (xlsx(mess.inline_rows() + "<row>"), "damaged"),
        (xlsx(mess.inline_rows(), before=_TEN_LOLS), "entities"),
        (xlsx(mess.inline_rows(), before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "entities"),
        (xlsx(mess.inline_rows(), shared="</sst><!DOCTYPE x [<!ENTITY a 'b'>]><sst>"), "damaged"),
        (xlsx(mess.inline_row(1, mess.HEADER) + mess.inline_row(2, ["1", "x" * 1_000_000])), "long_cell"),
        (
            xlsx(
                mess.inline_row(1, mess.HEADER) + '<row r="2"><c r="B2" t="s"><v>0</v></c></row>',
                shared=f"<si><t>{'x' * 1_000_000}</t></si>",
            ),
            "long_cell",
        ),
        (xlsx(mess.inline_rows(), spaces=300 * MEBIBYTE), "bomb"),
        (xlsx(mess.inline_rows(), shared="<si/>" * (6 * MEBIBYTE)), "bomb"),
    ],
)
def test_a_workbook_made_to_harm(make: Make, code: str, tmp_path: Path) -> None:
    assert code_of(make(tmp_path)) == code


def ods(rows: str, **parts: str) -> Make:
    return lambda folder: mess.raw_ods(folder / "r.ods", rows, **parts)


def _repeated(times: int) -> str:
    return mess.ods_table(mess.register()).replace(
        "</table:table>",
        f'<table:table-row table:number-rows-repeated="{times}"><table:table-cell office:value-type="string"'
        ' table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row>'
        "</table:table>",
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (ods(""), "damaged"),
        (ods(mess.ods_table([])), "blank"),
        (ods(mess.ods_table(mess.register()), manifest="<encryption-data/>"), "password"),
        (ods(mess.ods_table(mess.register()), before=_TEN_LOLS), "entities"),
        (ods(_repeated(10_000_000)), "too_many_rows"),
        (ods(_repeated(1_000_000)), "bomb"),
        (ods(mess.ods_table([mess.HEADER, ("1", "x" * 1_000_000)])), "long_cell"),
        (ods(_repeated(1).replace('"16000"', '"100000"')), "too_many_columns"),
        (ods(mess.ods_table(mess.register()) + "<x>"), "damaged"),
    ],
)
def test_an_open_document_made_to_harm(make: Make, code: str, tmp_path: Path) -> None:
    assert code_of(make(tmp_path)) == code


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
@pytest.mark.parametrize(
    ("suffix", "write"), [("xlsx", mess.write_xlsx), ("ods", mess.write_ods), ("xls", mess.write_xls)]
)
def test_a_file_that_was_not_copied_to_its_end(
    suffix: str, write: Callable[..., Path], share: float, tmp_path: Path
) -> None:
    whole = write(tmp_path / f"r.{suffix}", mess.register(300)).read_bytes()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert code_of(path) in ("damaged", "not_a_sheet")


@pytest.mark.parametrize("place", [0.3, 0.6])
def test_a_bit_that_toppled_in_the_middle(place: float, tmp_path: Path) -> None:
    path = mess.write_xlsx(tmp_path / "r.xlsx", mess.register(2000))
    with zipfile.ZipFile(path) as file:
        member = file.getinfo("xl/worksheets/sheet1.xml")
        at = member.header_offset + 100 + int(member.compress_size * place)
    data = bytearray(path.read_bytes())
    data[at] ^= 0x55
    path.write_bytes(data)
    # The checksum is proved before the first row is given.
    with pytest.raises(UnreadableSheet) as caught:
        open_sheet(path)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("way", [0, 1])
def test_an_encrypted_xls(way: int, tmp_path: Path) -> None:
    data = bytearray(mess.write_xls(tmp_path / "r.xls", mess.register()).read_bytes())
    # A FILEPASS record in place of the one that follows the opening record of the workbook.
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    struct.pack_into("<HHH", data, start + 20, 0x2F, struct.unpack_from("<H", data, start + 22)[0], way)
    path = tmp_path / "locked.xls"
    path.write_bytes(data)
    assert code_of(path) == "password"


def test_a_member_with_a_password_in_the_zip(tmp_path: Path) -> None:
    path = mess.write_xlsx(tmp_path / "r.xlsx", mess.register())
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    assert code_of(path) == "password"


def test_members_that_overlap_are_a_bomb(tmp_path: Path) -> None:
    path = mess.write_xlsx(tmp_path / "r.xlsx", mess.register(50))
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 20, len(data))
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    assert code_of(path) == "bomb"


def test_an_xls_with_a_far_corner(tmp_path: Path) -> None:
    rows: list[list[str]] = [["x"], *[[] for _ in range(65_534)], [*[""] * 255, "z"]]
    assert code_of(mess.write_xls(tmp_path / "r.xls", rows)) in ("too_large", "no_header")


def test_not_a_file_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(tmp_path) == "directory"
    assert code_of(tmp_path / "none.xlsx") == "missing"
    assert code_of(tmp_path / "a\0b") == "missing"
    os.mkfifo(tmp_path / "pipe.csv")
    assert code_of(tmp_path / "pipe.csv") == "not_regular"
    path = mess.write_csv(tmp_path / "r.csv", mess.register())

    def refuse_opening(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse_opening)
    assert code_of(path) == "forbidden"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_late_broken_line_is_found_before_the_first_row(encoding: str, tmp_path: Path) -> None:
    line = ",".join(map(str, mess.person(1))).encode(encoding) + b"\n"
    path = tmp_path / "r.csv"
    path.write_bytes(",".join(mess.HEADER).encode(encoding) + b"\n" + line * 900_000 + b"\xff\xff\n" + line * 1000)
    with pytest.raises(UnreadableSheet) as caught:
        open_sheet(path)
    assert caught.value.code == "encoding"
    assert "900002" in caught.value.sentence.zh
    assert encoding.upper() in caught.value.sentence.en


def test_broken_utf8_is_never_read_as_something_else(tmp_path: Path) -> None:
    # Cut so that the bytes would also pass for GB18030, as nonsense.
    text = "name,id number,hukou,consent date\n" + "中文" * 100
    path = tmp_path / "r.csv"
    path.write_bytes(text.encode() + b"\x81\x40")
    assert code_of(path) == "encoding"


def test_a_reader_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suixing.journeys.intake.sheets.opening._START", "import time; time.sleep(60)")
    monkeypatch.setattr("suixing.journeys.intake.sheets.opening._SILENCE_SECONDS", 0.2)
    assert code_of(mess.write_xlsx(tmp_path / "r.xlsx", mess.register())) == "too_slow"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os.abort()", "too_large"),
        ("raise SystemExit(3)", "failed"),
        ("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 9))\nwhile True: pass", "too_slow"),
    ],
)
def test_a_reader_that_dies(program: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suixing.journeys.intake.sheets.opening._START", program)
    assert code_of(mess.write_xlsx(tmp_path / "r.xlsx", mess.register())) == code


def test_the_reader_has_a_limit_of_memory() -> None:
    assert MEMORY_LIMIT < 400 * MEBIBYTE


def test_every_sentence_is_whole_in_both_languages() -> None:
    for code, sentence in SENTENCES.items():
        assert "没有保存任何内容" in sentence.zh, code
        assert "Nothing was stored." in sentence.en, code
        assert sentence.en.count(".") >= 2, code
    for kind in KINDS:
        assert "{" not in refuse("not_a_sheet", kind=kind).sentence.both()
