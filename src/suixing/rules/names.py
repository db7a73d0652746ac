"""Names compared: one spelling for variants of writing, one for the sound, and what a search by full name asks for.

``fold_name`` brings what one person may be written as to one text: traditional and simplified characters, variants,
full width, blanks, middle dots, letters of either case. ``pinyin_of`` gives the sound, toneless and joined (ü as v),
a family name in its own reading (单 shan, 尉迟 yuchi). Both are stored beside the name and looked up whole: never a
part of a name, never a pattern. docs/names.md tells what is found and what is not.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files

# Family names that are read otherwise than their character: the reading stored, then what else is typed for them.
# The character's own reading is among these where people do read the name so (覃 qin or tan).
_SURNAMES = """
单 shan dan chan;解 xie jie;曾 zeng ceng;仇 qiu chou;区 ou qu;查 zha cha;盖 ge gai;朴 piao pu;任 ren;燕 yan;翟 zhai di;
隗 wei kui;缪 miao mou miu;纪 ji;华 hua;宁 ning;员 yun yuan;贠 yun yuan;秘 bi mi;冼 xian;折 she zhe;重 chong zhong;
乐 yue le;阚 kan han;晁 chao;种 chong zhong;褚 chu zhu;覃 qin tan;召 shao zhao;撒 sa;句 gou ju;繁 po fan;薄 bo bao;
柏 bai bo;祭 zhai ji;都 du dou;能 nai neng;牟 mu mou;宓 mi fu;适 kuo shi;郗 xi chi;谌 chen shen;洗 xian xi;黑 he hei;
哈 ha;钭 tou dou;尉 wei yu;澹 tan dan;炅 gui jiong;乜 nie mie;过 guo;莘 shen xin;佴 nai er;贲 ben;不 fou bu;俞 yu shu;
长 chang zhang;藏 zang cang;逄 pang;幺 yao;车 che ju;
尉迟 yuchi weichi;万俟 moqi wansi wanqi;长孙 zhangsun changsun;澹台 tantai dantai;单于 chanyu danyu shanyu;
拓跋 tuoba taba;鲜于 xianyu;令狐 linghu;乐正 yuezheng lezheng
"""
# Nothing to read differently; known so that they are not taken for a full name.
_OTHER_COMPOUND = """
欧阳 司马 上官 诸葛 夏侯 皇甫 司徒 司空 慕容 宇文 东方 南宫 公孙 轩辕 呼延 赫连 端木 独孤 淳于 申屠 濮阳 太史 闻人
钟离 闾丘 公冶 宗政 太叔 谷梁 西门 百里 第五 梁丘 左丘 东郭 南门 完颜 纳兰 叶赫 爱新觉罗
"""
_LONGEST_READ_AS_SURNAME = 4
_DOTS = "·•・.‧∙⋅●᛫⸱"
_DROPPED = _DOTS + "'’‘ʼ`´-‐‑‒–—,，、;"
_LETTERS = str.maketrans("øđłıŋþð", "odlingtd"[:5] + "td") | {ord("æ"): "ae", ord("œ"): "oe", ord("ə"): "a"}


@lru_cache(maxsize=1)
def _folding() -> dict[int, str | None]:
    """What ``str.translate`` needs to fold: variants of characters, and what does not count."""
    old, new = (files("suixing.rules") / "data" / "variants.txt").read_text("utf-8").split()
    table: dict[int, str | None] = {ord(one): other for one, other in zip(old, new, strict=True)}
    return table | dict.fromkeys(_not_counting())


def _not_counting() -> list[int]:
    """Blanks, control and format characters, variation selectors, middle dots, apostrophes and hyphens."""
    codes = [ord(mark) for mark in _DROPPED]
    for code in (*range(0x3000 + 1), 0xFEFF, *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE01F0)):
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
            codes.append(code)
    return [*codes, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]


@lru_cache(maxsize=1)
def _readings() -> dict[int, str | None]:
    """Syllable by character, and what does not count."""
    table: dict[int, str | None] = dict.fromkeys(_not_counting())
    for line in (files("suixing.rules") / "data" / "readings.txt").read_text("utf-8").splitlines():
        syllable, characters = line.split(" ")
        table |= dict.fromkeys(map(ord, characters), syllable)
    return table


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """All toneless syllables, ü as v."""
    return frozenset(syllable for syllable in _readings().values() if syllable and len(syllable) > 1) | {"a", "e", "o"}


@lru_cache(maxsize=1)
def _surnames() -> dict[str, tuple[str, ...]]:
    """Folded family name: the reading stored, and what else is typed for it."""
    entries = (entry.split() for entry in _SURNAMES.replace("\n", "").split(";"))
    return {fold_name(name): tuple(readings) for name, *readings in entries}


@lru_cache(maxsize=1)
def _first_characters() -> frozenset[str]:
    """First characters of such names as they are typed: where none stands, nothing more is to be looked up."""
    firsts = {name[0] for name in _surnames()}
    return frozenset(firsts | {chr(code) for code, kept in _folding().items() if kept in firsts})


@lru_cache(maxsize=1)
def _typed_for_surnames() -> dict[str, tuple[str, ...]]:
    """What is typed for a family name in another reading: the readings it is stored under."""
    typed: dict[str, list[str]] = {}
    for stored, *others in _surnames().values():
        for other in others:
            if stored not in typed.setdefault(other, []):
                typed[other].append(stored)
    return {other: tuple(stored) for other, stored in typed.items()}


@lru_cache(maxsize=1)
def bare_surnames() -> frozenset[str]:
    """Compound family names, folded, and their readings: alone they are no full name."""
    compound = [name for name in _surnames() if len(name) > 1] + [fold_name(name) for name in _OTHER_COMPOUND.split()]
    read = {reading for name in compound for reading in _surnames().get(name, ())}
    return frozenset(compound) | read | {_read(name) for name in compound}


def _folded_once(text: str) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.casefold().translate(_folding())


def fold_name(text: str) -> str:
    """The spelling under which variants of one name meet; folding it again changes nothing.

    Characters that no table knows (rare ones, extension B, private use) stay as they are.
    """
    folded = _folded_once(text)
    while (again := _folded_once(folded)) != folded:
        folded = again
    return folded


def pinyin_of(text: str) -> str:
    """The sound of a name: toneless syllables joined, ü as v; letters of a Latin name without their marks.

    Blank where a character has no reading that is known: a part of a name is not the name.
    """
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.strip()
    read = _read(text)
    if text[:1] in _first_characters():
        surname, reading = _surname_of(text)
        if surname:
            usual = _read(surname)
            if usual != reading and read.startswith(usual):
                return reading + read[len(usual) :]
    return read


def _surname_of(text: str) -> tuple[str, str]:
    """The family name that a text begins with and its reading, where it is not read as its characters are."""
    folded = fold_name(text)
    if any(dot in text for dot in _DOTS):  # a personal name of several words, spelled by sound
        return "", ""
    for length in (2, 1):
        surname = folded[:length]
        if surname in _surnames() and length < len(folded) <= _LONGEST_READ_AS_SURNAME:
            # The characters as typed: a variant may be read otherwise than what it folds to.
            return text.replace(" ", "")[:length], _surnames()[surname][0]
    return "", ""


def _read(text: str) -> str:
    read = text.translate(_readings())
    if read.isascii() and read.isalpha() and read.islower():
        return read
    return latin_letters(read)


def latin_letters(text: str) -> str:
    """The letters a–z of a text, marks taken off; blank where letters of another script are among them."""
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    letters = []
    for part in parts:
        if part.isascii() and part.isalpha():
            letters.append(part)
        elif unicodedata.category(part) in {"Lo", "Ll", "Lm", "Lu", "Lt", "Co", "Cn", "Cs"}:
            return ""
    return "".join(letters)


def splits_into_syllables(text: str) -> bool:
    """Whether a text of letters can be read as pinyin from end to end."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {start + size for size in range(1, 7) if text[start : start + size] in syllables()}
    return len(text) in reached


def stored_readings(typed: str) -> tuple[str, ...]:
    """Under which readings a family name typed in this one is stored, besides this one."""
    return _typed_for_surnames().get(typed, ())
