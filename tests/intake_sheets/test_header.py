"""The header is found wherever it is, and a column is ours only if it speaks of the person of the row."""

from collections.abc import Sequence

import pytest

from suixing.journeys.intake.sheets import (
    CANONICAL,
    FIELDS,
    Cell,
    Field,
    Formula,
    SheetRow,
    UnreadableSheet,
    find_layout,
)
from suixing.journeys.intake.sheets.words import recognise
from tests.intake_sheets import mess


def sheet(*rows: Sequence[Cell], start: int = 1) -> list[SheetRow]:
    return [SheetRow(number, tuple(row)) for number, row in enumerate(rows, start)]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("*姓 名（必填）", "name"),
        ("姓　名", "name"),
        ("姓名\nName", "name"),
        ("姓名(Name)", "name"),
        ("流动人口姓名", "name"),
        ("育龄妇女姓名★", "name"),
        ("Full name", "name"),
        ("性 别", "sex"),
        ("性別", "sex"),
        ("Sex (M/F)", "sex"),
        ("公民身份号码", "identifier"),
        ("居民身份證號碼", "identifier"),
        ("身份证号（18位）", "identifier"),
        ("证件号码", "identifier"),
        ("*有效身份证件号码：", "identifier"),
        ("ＩＤ　Ｎｏ．", "identifier"),
        ("ID card number", "identifier"),
        ("证件类型", "identifier_kind"),
        ("证件种类（下拉选择）", "identifier_kind"),
        ("出生年月日（YYYY-MM-DD）", "born"),
        ("出生日期", "born"),
        ("Date of birth", "born"),
        ("联系电话（手机）", "telephone"),
        ("手机号码", "telephone"),
        ("聯繫電話", "telephone"),
        ("Mobile No.", "telephone"),
        ("户籍地（省市县乡）", "home"),
        ("户口所在地", "home"),
        ("戶籍所在地詳細地址", "home"),
        ("户籍地详细地址（具体到门牌号）", "home"),
        ("流出地", "home"),
        ("身份证地址", "home"),
        ("Household registration address", "home"),
        ("现居住地址", "current"),
        ("現居住地", "current"),
        ("在本市实际居住地址", "current"),
        ("流入地详细地址", "current"),
        ("Current address", "current"),
        ("流入日期", "arrived"),
        ("来深时间", "arrived"),
        ("来本地日期", "arrived"),
        ("流入时间（年月日）", "arrived"),
        ("Date of arrival", "arrived"),
        ("本人同意登记日期", "consent_on"),
        ("知情同意书签署日期", "consent_on"),
        ("同意登记\n日期", "consent_on"),
        ("授权日期", "consent_on"),
        ("Consent date", "consent_on"),
        ("同意方式", "consent_way"),
        ("知情同意方式（书面/口头）", "consent_way"),
        ("Way of consent", "consent_way"),
    ],
)
def test_words_for_our_columns(title: str, field: Field) -> None:
    found = recognise(title)
    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize(
    "title",
    [
        "户籍地邮编",
        "户籍地电话",
        "户主姓名",
        "与户主关系",
        "配偶姓名",
        "配偶身份证号",
        "紧急联系人",
        "紧急联系人电话",
        "出生地",
        "流出日期",
        "登记日期",
        "性别代码",
        "民族",
        "婚姻状况",
        "文化程度",
        "流动原因",
        "备注",
        "户口性质",
        "户籍类型",
        "居住证号码",
        "房东姓名",
        "房主电话",
        "子女姓名",
        "子女出生日期",
        "填表人",
        "填报日期",
        "单位名称",
        "工作单位",
        "单位电话",
        "监护人电话",
        "籍贯",
        "曾用名",
        "户籍地派出所",
        "现居住地邮编",
        "流入原因",
        "流动范围",
        "证件有效期",
        "邮政编码",
        "政治面貌",
        "末次月经日期",
        "离开日期",
        "婚育证明编号",
        "联系人姓名",
        "家庭电话",
        "是否同意",
        "父亲姓名",
        "姓名（配偶）",
        "电话（户主）",
        "身份证号(监护人)",
        "户籍地行政区划代码",
        "电话（户籍地）",
        "姓名（父亲）",
        "Spouse-name",
        "Emergency-contact-phone",
        "Postcode",
        "Mother's-name",
    ],
)
def test_words_that_only_look_like_ours(title: str) -> None:
    assert recognise(title.replace("-", " ")) is None


def test_every_field_has_a_canonical_name_that_is_recognised() -> None:
    assert set(CANONICAL) == set(FIELDS)
    for name, words in CANONICAL.items():
        for title in (words.zh, words.en):
            assert recognise(title) == (name, 3)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_columns_is_free(seed: int) -> None:
    rows = sheet(*mess.shuffled(seed, mess.HEADER, mess.people(2)))
    layout = find_layout(rows)
    picked = layout.pick(rows[1])
    assert (picked.name, picked.identifier) == ("王芳", "110101199001010001")
    assert (picked.home, picked.consent_on) == ("河北省石家庄市鹿泉区黄壁庄镇", "2024-08-01")
    assert picked.consent_way is None
    assert layout.not_kept == ("备注",)


def test_a_header_below_titles_and_blank_rows() -> None:
    rows = sheet(
        ["龙华区流入人口登记簿"],
        [],
        ["填报单位：某街道", None, "填报日期：2026年"],
        *[[]] * 40,
        mess.HEADER,
        mess.person(1),
    )
    layout = find_layout(rows)
    assert (layout.header_rows, layout.data_start) == ((44,), 45)
    assert layout.above == {"龙华区流入人口登记簿", "填报单位:某街道", "填报日期:2026年"}


def test_a_group_row_above_tells_whose_columns_these_are() -> None:
    rows = sheet(
        ["序号", "配偶", None, "本人基本情况", None, None, "联系", None, "同意登记日期"],
        [None, "姓名", "身份证号", "姓名", "身份证号", "户籍地", "电话", "备注", None],
        [1, "李强", "110101198801010011", "王芳", "110101199001010014", "河北省", "1", "无", "2024-1-1"],
    )
    layout = find_layout(rows)
    assert layout.header_rows == (1, 2)
    picked = layout.pick(rows[2])
    assert (picked.name, picked.identifier) == ("王芳", "110101199001010014")
    assert (picked.telephone, picked.consent_on) == ("1", "2024-1-1")
    assert layout.not_kept == ("姓名", "身份证号", "备注")


def test_an_address_over_several_columns_below_a_group() -> None:
    rows = sheet(
        ["姓名", "身份证号", "户籍地", None, None, None, "现居住地", None, "同意登记日期"],
        [None, None, "省", "市", "县(区)", "乡镇（街道）", "街道", "详细地址", None],
        [
            "王芳",
            "110101199001010014",
            "河北省",
            "石家庄市",
            "鹿泉区",
            "黄壁庄镇",
            "民治街道",
            "和平路2号",
            "2024-1-1",
        ],
    )
    layout = find_layout(rows)
    assert layout.header_rows == (1, 2)
    picked = layout.pick(rows[2])
    assert picked.home == "河北省石家庄市鹿泉区黄壁庄镇"
    assert picked.current == "民治街道和平路2号"
    assert layout.title("home") == "省、市、县(区)、乡镇（街道）"
    assert layout.not_kept == ()


def test_an_address_over_several_columns_in_one_row() -> None:
    header = [
        "姓名",
        "身份证号",
        "户籍省",
        "户籍市",
        "户籍县（区）",
        "户籍地详细地址",
        "户籍地邮编",
        "同意日期",
    ]
    rows = sheet(
        header,
        ["王芳", "1", "河北省", "石家庄市", "鹿泉区", "黄壁庄镇1号", "050000", "2024-1-1"],
        ["王芳", "1", "河北省", "石家庄市", "鹿泉区", "河北省石家庄市鹿泉区黄壁庄镇1号", None, None],
        ["王芳", "1", "北京市", "北京市", "大兴区", None, None, None],
        ["王芳", "1", "河北省", Formula("=A1"), None, None, None, None],
    )
    layout = find_layout(rows)
    homes = [layout.pick(row).home for row in rows[1:]]
    assert homes[:3] == ["河北省石家庄市鹿泉区黄壁庄镇1号", "河北省石家庄市鹿泉区黄壁庄镇1号", "北京市大兴区"]
    assert homes[3] == Formula("=A1")
    assert layout.not_kept == ("户籍地邮编",)


def test_a_spouse_with_more_columns_does_not_win() -> None:
    rows = sheet(
        ["配偶信息", None, None, "本人信息", None, None],
        ["姓名", "身份证号", "联系电话", "姓名", "身份证号", "户籍地"],
        ["李强", "110101198801010011", "1", "王芳", "110101199001010014", "河北省"],
    )
    picked = find_layout(rows).pick(rows[2])
    assert (picked.name, picked.telephone) == ("王芳", None)


def test_a_person_below_an_untitled_column_is_no_header() -> None:
    rows = sheet(
        ["姓名", "身份证号", "户籍地", None, "同意日期"],
        ["王芳", "110101199001010014", "河北省", "街道", "2024-1-1"],
    )
    assert find_layout(rows).data_start == 2


def test_a_first_person_is_not_taken_for_a_second_header_row() -> None:
    rows = sheet(["姓名", "证件", "身份证号", "户籍地", "同意日期"], ["省", "身份证", "1", "市", "地址"])
    assert find_layout(rows).header_rows == (1,)


def test_weak_words_count_only_without_a_better_column() -> None:
    both = find_layout(sheet(["姓名", "身份证号", "住址", "现居住地", "户籍"]))
    assert both.columns["current"] == (3,)
    assert both.columns["home"] == (4,)
    assert find_layout(sheet(["姓名", "身份证号", "住址"])).columns["current"] == (2,)


def test_a_missing_consent_column_is_said() -> None:
    layout = find_layout(sheet(["姓名", "身份证号", "户籍地", "现住址", "流入日期"]))
    assert layout.missing == ("consent_on",)
    assert "本人同意登记日期" in layout.notes[0].zh
    assert "Date of consent" in layout.notes[0].en
    assert layout.title("consent_on") == "本人同意登记日期"


@pytest.mark.parametrize("name", ["home", "current", "arrived", "consent_on"])
def test_any_column_without_which_no_row_is_accepted_is_said(name: Field) -> None:
    titles = [words.zh for field, words in CANONICAL.items() if field != name]
    layout = find_layout(sheet(titles))
    assert layout.missing == (name,)
    assert [CANONICAL[name].zh in note.zh for note in layout.notes] == [True]
    assert f"{CANONICAL[name].en}” ({CANONICAL[name].zh}); no row can be accepted without it" in layout.notes[0].en


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "blank"),
        ([[None, "", "  "]], "blank"),
        ([["姓名", "户籍地"]], "no_header"),
        ([["身份证号", "户籍地"]], "no_header"),
        ([["a"]] * 50 + [list(mess.HEADER)], "no_header"),
        ([["x"] * 16_385], "too_many_columns"),
    ],
)
def test_no_header(rows: list[list[mess.Value]], code: str) -> None:
    with pytest.raises(UnreadableSheet) as caught:
        find_layout(sheet(*rows))
    assert caught.value.code == code


def test_short_and_long_rows_are_picked_alike() -> None:
    layout = find_layout(sheet(mess.HEADER))
    assert layout.pick(SheetRow(2, ("1", "王芳"))) == (None,) * 0 + layout.pick(
        SheetRow(2, ("1", "王芳", *[None] * 40))
    )
    assert layout.pick(SheetRow(2, ())).name is None


def test_number_columns_and_our_own_are_no_lost_columns() -> None:
    layout = find_layout(
        sheet(
            [
                "序号",
                "姓名",
                "身份证号",
                "处理结果 Outcome",
                "原因 Reason",
                "原表行号 Original row",
                "民族",
                "民族",
            ]
        )
    )
    assert layout.not_kept == ("民族",)
    assert layout.own == {3, 4, 5}
    assert layout.kept == {0, 1, 2}
