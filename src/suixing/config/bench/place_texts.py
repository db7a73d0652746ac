"""Draws addresses from the published tables and types them as people do, each with what it truly says.

Knows nothing of the reader: the tables are read here with a few lines of their own, and whether a text fits
one place or several is decided by comparing it with every row.
"""

import csv
import io
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

USUAL = ("whole", "with blanks", "without province", "suffixes dropped", "prefix doubled")
HARDER = (
    "county left out",
    "township without suffix",
    "old name of a county",
    "full width or traditional",
    "one character mistyped",
)
_NOT_WRITTEN = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_STREETS = (
    "和平村3组12号",
    "解放路45号2栋301",
    "幸福小区6-2-1",
    "一组",
    "人民路88号",
    "老街12号",
    "二组34号",
    "",
)
_SIMPLIFIED = (
    "东区县镇乡庆龙湾阳陕陇宁广苏泽济贵云庄头岭沟马黄关门兴丰义华汉怀荣凤鸡鹤鲁冈沧莱远连长泾潍闽乐县绥双桥凉丽"
)
_TRADITIONAL = (
    "東區縣鎮鄉慶龍灣陽陝隴寧廣蘇澤濟貴雲莊頭嶺溝馬黃關門興豐義華漢懷榮鳳雞鶴魯岡滄萊遠連長涇濰閩樂縣綏雙橋涼麗"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """One typed address: the township it was drawn from, and how many places of the tables fit its text."""

    text: str
    township: str
    fits: int


@dataclass(frozen=True, slots=True)
class Row:
    """A township with the names above it; a placeholder's name is blank."""

    code: str
    province: str
    prefecture: str
    county: str
    township: str

    @property
    def written(self) -> str:
        """All names in a row."""
        return self.province + self.prefecture + self.county + self.township


class Tables:
    """The published tables as rows of names."""

    def __init__(self) -> None:
        provinces, cities, areas = (_names(name) for name in ("provinces", "cities", "areas"))
        self.rows = []
        for code, name in _table("streets"):
            prefecture = cities[code[:4]]
            county = areas[code[:6]]
            if prefecture in _NOT_WRITTEN or prefecture == county:
                prefecture = ""
            self.rows.append(Row(code, provinces[code[:2]], prefecture, county, name))
        self.by_county = defaultdict(list)
        for row in self.rows:
            self.by_county[row.code[:6]].append(row)

    @cached_property
    def villages(self) -> dict[str, list[str]]:
        """Names of the villages of each township."""
        found = defaultdict(list)
        for code, name in _table("villages"):
            found[code[:9]].append(name)
        return found

    @cached_property
    def same_names(self) -> Counter[tuple[str, ...]]:
        """How often prefecture, county and township are called alike."""
        return Counter((row.prefecture, row.county, row.township) for row in self.rows)

    @cached_property
    def without_county(self) -> Counter[tuple[str, ...]]:
        """How often a township's name occurs in its prefecture, or in its province where none is written."""
        return Counter((row.province, row.prefecture, row.township) for row in self.rows) + Counter(
            (row.province, "", row.township) for row in self.rows if row.prefecture
        )

    @cached_property
    def halves(self) -> dict[tuple[int, int, str], list[Row]]:
        """Rows by either half of their written names: whoever differs in one character shares a half."""
        found = defaultdict(list)
        for row in self.rows:
            text = row.written
            middle = len(text) // 2
            found[len(text), 0, text[:middle]].append(row)
            found[len(text), 1, text[middle:]].append(row)
        return found

    @cached_property
    def old_counties(self) -> dict[str, list[str]]:
        """Former names of counties that became one district or city, by its code."""
        areas = _names("areas")
        found = defaultdict(list)
        for _, name, tier, _, until, successors in _table("counties_history"):
            if tier == "county" and until and len(successors.split()) == 1:
                new = areas[successors]
                if name[-1] in "县市" and new[-1] in "区市" and new != name:
                    found[successors].append(name)
        return found


def _table(name: str) -> list[tuple[str, ...]]:
    raw = (files("suixing.places") / "data" / f"{name}.csv.xz").read_bytes()
    rows = csv.reader(io.StringIO(lzma.decompress(raw).decode("utf-8")))
    next(rows)
    width = 6 if "history" in name else 2
    return [tuple(row[:width]) for row in rows]


def _names(name: str) -> dict[str, str]:
    return {row[0]: row[1] for row in _table(name)}


class Typist:
    """Types townships in every way, the same for the same seed."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables = tables
        self.dice = random.Random(seed)  # noqa: S311 - a repeatable draw, not a secret
        self.characters = sorted({char for row in tables.rows[::7] for char in row.written})
        self.ways: dict[str, Callable[[], Typed | None]] = {
            "whole": self.whole,
            "with blanks": self.with_blanks,
            "without province": self.without_province,
            "suffixes dropped": self.suffixes_dropped,
            "prefix doubled": self.prefix_doubled,
            "county left out": self.county_left_out,
            "township without suffix": self.township_without_suffix,
            "old name of a county": self.old_name,
            "full width or traditional": self.other_script,
            "one character mistyped": self.mistyped,
        }

    def draw(self, way: str, count: int) -> list[Typed]:
        """``count`` addresses typed in one way."""
        found: list[Typed] = []
        while len(found) < count:
            typed = self.ways[way]()
            if typed is not None:
                found.append(typed)
        return found

    def row(self) -> Row:
        """Any township of the country."""
        return self.dice.choice(self.tables.rows)

    def behind(self, row: Row) -> str:
        """Village or street text behind the township; one time in three a village of its own."""
        if self.dice.random() < 0.33:
            villages = self.tables.villages.get(row.code)
            if villages:
                return self.dice.choice(villages) + self.dice.choice(("", "3组", "12号"))
        return self.dice.choice(_STREETS)

    def whole(self) -> Typed:
        """省市县乡 in full."""
        row = self.row()
        return Typed(row.written + self.behind(row), row.code, 1)

    def with_blanks(self) -> Typed:
        """Blanks of both widths between the names."""
        row = self.row()
        blank = self.dice.choice((" ", "　", "  ", " 　"))
        names = [name for name in (row.province, row.prefecture, row.county, row.township) if name]
        return Typed(f"{self.dice.choice(('', ' '))}{blank.join(names)}{self.behind(row)} ", row.code, 1)

    def without_province(self) -> Typed:
        """From the prefecture on."""
        row = self.row()
        fits = self.tables.same_names[row.prefecture, row.county, row.township]
        return Typed(row.prefecture + row.county + row.township + self.behind(row), row.code, fits)

    def suffixes_dropped(self) -> Typed:
        """Province and prefecture without 省, 市, 自治区 and the like."""
        row = self.row()
        province = re.sub(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$", "", row.province)
        prefecture = re.sub(r"(市|地区|盟)$", "", row.prefecture)
        return Typed(province + prefecture + row.county + row.township + self.behind(row), row.code, 1)

    def prefix_doubled(self) -> Typed:
        """The province, or province and prefecture, typed twice."""
        row = self.row()
        prefix = row.province + (row.prefecture if self.dice.random() < 0.4 else "")
        return Typed(prefix + row.written + self.behind(row), row.code, 1)

    def county_left_out(self) -> Typed | None:
        """Province, prefecture and township."""
        row = self.row()
        if row.county == row.prefecture or (not row.prefecture and row.province[-1] != "市"):
            return None
        fits = self.tables.without_county[row.province, row.prefecture, row.township]
        return Typed(row.province + row.prefecture + row.township + self.behind(row), row.code, fits)

    def township_without_suffix(self) -> Typed | None:
        """忠县忠州: fits every township of the county that is called so but for its suffix."""
        row = self.row()
        stem = re.sub(r"(街道|镇|乡)$", "", row.township)
        if stem == row.township or len(stem) < 2 or re.search(r"[族路街]$", stem):
            return None
        text = stem + self.dice.choice(_STREETS)
        same = [other for other in self.tables.by_county[row.code[:6]] if _could_be(text, other.township, stem)]
        return Typed(row.province + row.prefecture + row.county + text, row.code, len(same))

    def old_name(self) -> Typed | None:
        """The county as it was called before it became a district or city."""
        code = self.dice.choice(sorted(self.tables.old_counties))
        row = self.dice.choice(self.tables.by_county[code])
        name = self.dice.choice(self.tables.old_counties[code])
        return Typed(row.province + row.prefecture + name + row.township + self.behind(row), row.code, 1)

    def other_script(self) -> Typed:
        """Traditional characters, or letters, digits and blanks in full width."""
        row = self.row()
        text = row.written + self.behind(row)
        if self.dice.random() < 0.5:
            return Typed(text.translate(str.maketrans(_SIMPLIFIED, _TRADITIONAL)), row.code, 1)
        wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
        return Typed(
            f"{row.province}　{row.prefecture}{row.county}，{row.township}{self.behind(row).translate(wide)}",
            row.code,
            1,
        )

    def mistyped(self) -> Typed:
        """One character of the names replaced by any other of the country's names."""
        row = self.row()
        at = self.dice.randrange(len(row.written))
        typed = row.written[:at] + self.dice.choice(self.characters) + row.written[at + 1 :]
        return Typed(typed + self.behind(row), row.code, len(self.near(typed)))

    def near(self, typed: str) -> set[str]:
        """Townships whose written names differ from a text by one character at most."""
        middle = len(typed) // 2
        shared = self.tables.halves.get((len(typed), 0, typed[:middle]), []) + self.tables.halves.get(
            (len(typed), 1, typed[middle:]), []
        )
        return {row.code for row in shared if sum(a != b for a, b in zip(row.written, typed, strict=True)) <= 1}


def _could_be(text: str, township: str, stem: str) -> bool:
    other = re.sub(r"(街道|镇|乡)$", "", township)
    return text.startswith(other) and len(other) >= len(stem)
