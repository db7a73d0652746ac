"""What desks type is read as they meant it; what may mean two things is unreadable."""

import time
from datetime import date, datetime

import pytest

from suixing.journeys.intake.sheets import Cell, Formula
from suixing.journeys.intake.sheets.cells import (
    UNREADABLE,
    identifier_text,
    is_formula,
    name_text,
    read_date,
    text_of,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  王芳\t", "王芳"),
        ("\ufeff王\u200b芳\u202e", "王芳"),
        ("１２３ＡＢｃ（）", "123ABc()"),
        ("河北\xa0省\u3000x", "河北 省 x"),
        ("a\x00b\x07c", "abc"),
        ("𬱖𠮷㐂", "𬱖𠮷㐂"),
        ("麦麦提·阿卜杜拉", "麦麦提·阿卜杜拉"),
        ("﨑", "﨑"),
        (13613013910, "13613013910"),
        (13613013910.0, "13613013910"),
        (1.5, "1.5"),
        (4.50321196306213e17, "4.50321196306213E+17"),
        (True, "TRUE"),
        (date(2024, 7, 30), "2024-07-30"),
        (datetime(2024, 7, 30), "2024-07-30"),  # noqa: DTZ001
        (datetime(2024, 7, 30, 8, 5), "2024-07-30 08:05:00"),  # noqa: DTZ001
        (Formula("=A1"), "=A1"),
        ('="0101"', "0101"),
    ],
)
def test_text(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("王　芳", "王芳"),
        (" 王 芳 ", "王芳"),
        ("欧阳 文静", "欧阳文静"),
        *((f"麦麦提{dot}阿卜杜拉", "麦麦提·阿卜杜拉") for dot in "·•‧・.．。∙⋅･"),
        ("麦麦提 · 阿卜杜拉", "麦麦提·阿卜杜拉"),
        ("麦麦提..阿卜杜拉·江", "麦麦提·阿卜杜拉·江"),
        ("𬱖𠮷", "𬱖𠮷"),
        ("John   Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("Ｊｏｈｎ", "John"),
        (None, ""),
    ],
)
def test_names(cell: Cell, name: str) -> None:
    assert name_text(cell) == name


@pytest.mark.parametrize(
    ("cell", "text", "damaged"),
    [
        ("110101199001010014", "110101199001010014", False),
        (" 110101 19900101 001x ", "11010119900101001X", False),
        ("'110101-19900101-0014", "110101199001010014", False),
        ("１１０１０１１９９００１０１００１Ｘ", "11010119900101001X", False),
        ("11010119900101001Х", "11010119900101001X", False),
        ("11010119900101001×", "11010119900101001X", False),
        ("11010119900101001х", "11010119900101001X", False),
        ("1101011990****0014", "1101011990****0014", False),
        ('="110101199001010014"', "110101199001010014", False),
        ("110101900101001", "110101900101001", False),
        (110101900101001, "110101900101001", False),
        ("4.50422E+17", "4.50422E+17", True),
        ("4.50422e17", "4.50422E17", True),
        (450422199001010000, "4.50422199001010E+17", True),
        (4.50422199001010e17, "4.50422199001010E+17", True),
        (1.5, "1.5", True),
        ("H12345678", "H12345678", False),
        (None, "", False),
        ("", "", False),
    ],
)
def test_identifiers(cell: Cell, text: str, damaged: bool) -> None:
    assert identifier_text(cell) == (text, damaged)


def test_a_damaged_number_stays_damaged_when_it_comes_back_as_text() -> None:
    assert identifier_text(identifier_text(450422199001010000)[0])[1]


DAY = date(2024, 7, 30)


@pytest.mark.parametrize(
    "typed",
    [
        "2024-07-30",
        "2024-7-30",
        "2024/7/30",
        "2024.7.30",
        "2024年7月30日",
        "2024年07月30日",
        "2024年7月30",
        "2024年7月30号",
        "20240730",
        " 2024 年 7 月 30 日 ",
        "2024 - 07 - 30",
        "２０２４－０７－３０",
        "２０２４年７月３０日",
        "2024–07–30",
        "2024-07-30 00:00:00",
        "2024/7/30 8:05",
        "2024-07-30T08:05:06",
        "2024-07-30T08:05:06.123Z",
        "2024年7月30日 8时5分",
        "二〇二四年七月三十日",
        "二零二四年七月三十日",
        "二○二四年七月卅日",
        "45503",
        45503,
        45503.75,
        20240730,
        20240730.0,
        date(2024, 7, 30),
        datetime(2024, 7, 30, 23, 59),  # noqa: DTZ001
        '="2024-07-30"',
        "2024-07-30\u200b",
    ],
)
def test_days(typed: Cell) -> None:
    assert read_date(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30",
        "2026年13月1日",
        "去年",
        "2024-7",
        "2024年7月",
        "202407",
        "2024",
        "24.7.30",
        "7/30/2024",
        "30.7.2024",
        "2024-7/30",
        "0000-00-00",
        "99999999",
        "1024-07-30",
        "45503.5天",
        "12345678901234567890",
        "是",
        "同意",
        "/",
        "二〇二四年七月三十二日",
        "二〇二四年十十月一日",
        "00001",
        0,
        1,
        -5,
        3.7e9,
        float("nan"),
        float("inf"),
        True,
        Formula("=TODAY()"),
        "2024-07-30至2024-08-01",
    ],
)
def test_what_is_no_sure_day(typed: Cell) -> None:
    assert read_date(typed) is UNREADABLE


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "\u200b"])
def test_a_blank_is_no_day(blank: Cell) -> None:
    assert read_date(blank) is None


def test_chinese_numbers() -> None:
    assert read_date("一九八五年十月十日") == date(1985, 10, 10)
    assert read_date("一九八五年十二月二十一日") == date(1985, 12, 21)
    assert read_date("一九八五年元月廿一日") == date(1985, 1, 21)


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        (Formula("=1"), True),
        ("=1+1", True),
        (" =1", True),
        ("＝1", True),
        ('="1"', False),
        ("a=b", False),
        ("+86", False),
        (1, False),
    ],
)
def test_formulas(cell: Cell, is_one: bool) -> None:
    assert is_formula(cell) is is_one


def test_days_are_read_fast_enough_for_a_million_rows() -> None:
    typed = [
        f"{year}-{month:02}-{day:02}" for year in range(1950, 2026) for month in range(1, 13) for day in range(1, 29)
    ]
    start = time.perf_counter()
    for _ in range(10):
        for text in typed:
            read_date(text)
    assert (time.perf_counter() - start) / (10 * len(typed)) < 5e-6
