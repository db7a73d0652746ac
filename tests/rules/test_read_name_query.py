"""Read a query by full name: what is looked up, and what is refused."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from suixing.rules.name_queries import (
    BLANK,
    DIGITS,
    MOST_SOUNDS,
    NOT_FULL,
    PATTERN,
    TOO_LONG,
    NameRefused,
    read_name_query,
)
from suixing.rules.names import bare_surnames, fold_name, pinyin_of, syllables

GIVEN = "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉兰红建文辉绿吕女乐"
SURNAMES = "王李张刘陈单解曾仇区查盖朴任吕卢缪翟乐覃"
NAMES = st.builds(lambda first, rest: first + rest, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=3))
TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "v": "ǖǘǚǜ"}

FOUND = [
    ("dan xiongxin", "单雄信"),
    ("danxiongxin", "单雄信"),
    ("shan xiong xin", "单雄信"),
    ("Shàn Xióngxìn", "单雄信"),
    ("shan4 xiong2 xin4", "单雄信"),
    ("jie jin", "解缙"),
    ("wei chi gong", "尉迟恭"),
    ("weichigong", "尉迟恭"),
    ("chang sun wuji", "长孙无忌"),
    ("lv li", "吕丽"),
    ("lu li", "吕丽"),
    ("lü li", "吕丽"),
    ("lu: li", "吕丽"),
    ("LYU LI", "吕丽"),
    ("Lǚ Lì", "吕丽"),
    ("ju ying", "居英"),
    ("jü ying", "居英"),
    ("ou yang", "欧阳"),
    ("maimaiti abudula", "麦麦提·阿卜杜拉"),
    ("zhang yun", "张YUN"),
    ("O'BRIEN JOSE", "O’Brien José"),
    ("müller", "Müller"),
    ("muller", "Müller"),
    ("ivanov", "Ivanov"),
]

REFUSED = [
    ("", BLANK),
    (" · ", BLANK),
    ("王", NOT_FULL),
    ("王·", NOT_FULL),
    ("欧阳", NOT_FULL),
    ("歐陽", NOT_FULL),
    ("wang", NOT_FULL),
    ("wáng", NOT_FULL),
    ("ouyang", NOT_FULL),
    ("w", NOT_FULL),
    ("张%", PATTERN),
    ("张＊", PATTERN),
    ("张?", PATTERN),
    ("zhang_wei", PATTERN),
    ("510223198506120021", DIGITS),
    ("张三3", DIGITS),
    ("zhang33", DIGITS),
    ("王" * 121, TOO_LONG),
]


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_ways_of_typing_lead_to_the_name(typed: str, name: str) -> None:
    query = read_name_query(typed)
    assert pinyin_of(name) in query.sounds or fold_name(name) in query.folded


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_is_no_full_name_is_refused(typed: str, sentence: object) -> None:
    with pytest.raises(NameRefused) as refused:
        read_name_query(typed)
    assert refused.value.sentence == sentence


def test_a_name_of_two_characters_that_is_a_family_name_too_is_found_with_a_blank() -> None:
    assert read_name_query("欧 阳").folded == ("欧阳",)


def test_a_name_whose_beginning_sounds_like_a_family_name_is_not_taken_apart() -> None:
    assert read_name_query("dangli").sounds == ("dangli",)  # 党丽, not 单 and the rest


@given(NAMES)
def test_the_stored_name_is_found_as_written_and_as_it_sounds(name: str) -> None:
    assume(fold_name(name) not in bare_surnames())
    query = read_name_query(name)
    assert fold_name(name) in query.folded
    assert pinyin_of(name) in query.sounds


@given(NAMES, st.randoms(use_true_random=False), st.sampled_from(["", " ", "'", "-"]))
def test_toned_and_spaced_pinyin_finds_the_name(name: str, dice: Random, between: str) -> None:
    given = [pinyin_of(one) for one in name[1:]]
    parts = [pinyin_of(name).removesuffix("".join(given)), *given]
    assume("".join(parts) not in syllables() | bare_surnames())
    typed = between.join(_toned(part, dice) for part in parts)
    query = read_name_query(typed)
    assert pinyin_of(name) in query.sounds
    assert len(query.sounds) <= MOST_SOUNDS


@given(st.text(max_size=140))
def test_any_text_is_answered(text: str) -> None:
    answer = None
    try:
        query = read_name_query(text)
    except NameRefused as refused:
        answer = refused.sentence
    else:
        assert all(query.folded)
        assert all(query.sounds)
    assert answer in {None, BLANK, DIGITS, NOT_FULL, PATTERN, TOO_LONG}


def _toned(syllable: str, dice: Random) -> str:
    for vowel in "aeoiuv":
        if vowel in syllable:
            return syllable.replace(vowel, dice.choice(TONES[vowel]), 1).replace("v", "ü")
    return syllable
