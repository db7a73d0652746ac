"""No person's row is ever skipped; what speaks of nobody is not counted."""

import pytest

from suixing.journeys.intake.sheets import Formula, SheetRow, find_layout, is_data_row
from tests.intake_sheets import mess

TITLE = "龙华区流入人口信息登记簿"
LAYOUT = find_layout([SheetRow(1, (TITLE,)), SheetRow(2, tuple(mess.HEADER))])
NO_NUMBERS = find_layout([SheetRow(1, (TITLE,)), SheetRow(2, tuple(mess.HEADER[1:]))])


@pytest.mark.parametrize(
    "cells",
    [
        mess.person(1),
        (None, "王芳"),
        (1, "王芳", None, None),
        (1, None, None, "110101199001010014"),
        (1, None, None, 4.5e17),
        (1, None, None, "X"),
        (None, None, None, "110101199001010014", None, None, None, "共400人"),
        (1, None, None, None, "河北省石家庄市"),
        (1, None, None, None, None, "2024-07-30"),
        ("合计", "王芳", "女", "110101199001010014"),
        ("备注：", None, None, "110101199001010014"),
        ("备注：", None, None, "110101900101001"),
        (1, "合计", "女", "110101199001010014", "河北", "2024-1-1"),
        (1, "注", "女", None, "河北"),
        (1, "共和", "女", None, "河北"),
        (1, "姓名", "女", "110101199001010014"),
        (1, Formula("=A1"), None, None),
        (1, None, None, Formula("=A1")),
        (1, "12", None, "1"),
        (1, "王芳", "女", "护照E12345678"),
        (1, "日期", "女", "1", "河北"),
    ],
)
def test_a_row_that_may_speak_of_somebody_is_judged(cells: tuple[mess.Value, ...]) -> None:
    assert is_data_row(SheetRow(9, cells), LAYOUT)


@pytest.mark.parametrize(
    "cells",
    [
        (),
        ("", " ", None, "　"),
        (7,),
        (7, None, "女"),
        (7, None, None, None, None, None, None, "以下空白"),
        ("填表人：", None, None, None, "审核人："),
        ("填表人：", None, None, "审核人："),
        ("填表人：张三", None, None, "审核人：李四", None, "填报日期：2026年11月20日"),
        ("单位负责人（签字）：", "张三", None, "审核人:", "李四"),
        (None, "合计", None, "400"),
        ("合计：400人",),
        ("总计", 400),
        (None, "共400人"),
        (None, "第1页，共3页"),
        (None, "以下空白"),
        (None, "——以下空白——"),
        ("说明：红色为必填项，身份证号为18位。",),
        (None, "备注：本表一式两份"),
        (None, "制表：张三"),
        tuple(mess.HEADER),
        ("序号", "姓 名", "性别", "身份证号", "户籍地"),
        ("1", "2", "3", "4", "5", "6", "7", "8"),
        ("（1）", "（2）", "（3）", "（4）", "（5）", "（6）"),
    ],
)
def test_a_row_that_speaks_of_nobody_is_skipped(cells: tuple[mess.Value, ...]) -> None:
    assert not is_data_row(SheetRow(9, cells), LAYOUT)


def test_the_title_once_more_after_a_page_break_is_skipped() -> None:
    assert not is_data_row(SheetRow(9, (TITLE,)), NO_NUMBERS)
    assert is_data_row(SheetRow(9, ("另一个标题",)), NO_NUMBERS)
