"""Compare names: what variants of writing fold to, and how names sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.rules.names import fold_name, pinyin_of, splits_into_syllables, syllables

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
ANY_NAME = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), HAN), max_size=30)

FOLDED = [
    ("李秀英", "李秀英"),
    ("李 秀　英", "李秀英"),
    ("單雄信", "单雄信"),
    ("區志強", "区志强"),
    ("長孫無忌", "长孙无忌"),
    ("髙明", "高明"),
    ("黃麗", "黄丽"),
    ("吳産", "吴产"),
    ("⽂静", "文静"),  # a radical that copying from a document leaves behind
    ("樂\ufa19", "乐神"),
    ("葛\U000e0100洪", "葛洪"),
    ("麦麦提·阿卜杜拉", "麦麦提阿卜杜拉"),
    ("麦麦提•阿卜杜拉", "麦麦提阿卜杜拉"),
    ("麦麦提・阿卜杜拉", "麦麦提阿卜杜拉"),
    ("麦麦提．阿卜杜拉", "麦麦提阿卜杜拉"),
    ("麦麦提‧阿卜杜拉", "麦麦提阿卜杜拉"),
    ("张ＹＵＮ", "张yun"),
    ("O’Brien, José", "obrienjosé"),
    ("㛃珺瑶", "㛃珺瑶"),
    ("𠮷野", "𠮷野"),
    ("李\ue863", "李\ue863"),
    ("Нурлан", "нурлан"),
]

SOUNDS = [
    ("单雄信", "shanxiongxin"),
    ("單雄信", "shanxiongxin"),
    ("解缙", "xiejin"),
    ("曾国藩", "zengguofan"),
    ("仇英", "qiuying"),
    ("區志強", "ouzhiqiang"),
    ("查良镛", "zhaliangyong"),
    ("盖叫天", "gejiaotian"),
    ("朴树", "piaoshu"),
    ("任正非", "renzhengfei"),
    ("华罗庚", "hualuogeng"),
    ("乐嘉", "yuejia"),
    ("卜凡", "bufan"),
    ("尉迟恭", "yuchigong"),
    ("万俟雪", "moqixue"),
    ("長孫無忌", "zhangsunwuji"),
    ("澹台明", "tantaiming"),
    ("欧阳静", "ouyangjing"),
    ("单于", "shanyu"),  # two characters are family name and given name
    ("王单", "wangdan"),
    ("吕丽", "lvli"),
    ("呂麗", "lvli"),
    ("乾隆", "qianlong"),
    ("㛃珺瑶", "jiejunyao"),
    ("麦麦提·阿卜杜拉", "maimaitiabudula"),
    ("单增·卓玛", "danzengzhuoma"),  # spelled by sound: no family name
    ("次仁卓玛", "cirenzhuoma"),
    ("娜仁托娅", "narentuoya"),
    ("张YUN", "zhangyun"),
    ("O’Brien, José", "obrienjose"),
    ("Łukasz Müller", "lukaszmuller"),
    ("李\ue863", "liyan"),  # 䶮 as GB 18030 of 2000 had it
    ("李\ue001", ""),
    ("Нурлан", ""),
]


@pytest.mark.parametrize(("name", "folded"), FOLDED)
def test_variants_of_writing_fold_to_one_spelling(name: str, folded: str) -> None:
    assert fold_name(name) == folded


@pytest.mark.parametrize(("name", "sound"), SOUNDS)
def test_names_sound_as_people_read_them(name: str, sound: str) -> None:
    assert pinyin_of(name) == sound


@given(ANY_NAME)
def test_folding_again_changes_nothing(name: str) -> None:
    folded = fold_name(name)
    assert fold_name(folded) == folded


@given(ANY_NAME)
def test_a_sound_is_letters_or_nothing(name: str) -> None:
    sound = pinyin_of(name)
    assert not sound or (sound.isascii() and sound.isalpha() and sound.islower())


@given(st.text(HAN, min_size=2, max_size=6))
def test_characters_of_the_common_block_sound_in_syllables(name: str) -> None:
    sound = pinyin_of(name)
    assert not sound or splits_into_syllables(sound) or {"m", "n", "hm"} & {pinyin_of(one) for one in name}


@given(st.text(HAN, min_size=1, max_size=6), st.sampled_from(" \t　·•・‧'-\u200b\ufe00"))
def test_blanks_and_dots_do_not_count(name: str, mark: str) -> None:
    assert fold_name(mark.join(name)) == fold_name(name)


def test_the_tables_cover_what_names_are_written_with() -> None:
    assert len(syllables()) > 400
    unread = [chr(code) for code in range(0x4E00, 0x9FA6) if not pinyin_of(chr(code))]
    assert len(unread) < 100
