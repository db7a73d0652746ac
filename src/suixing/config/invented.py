"""Invented people, for the demonstration and for measuring. No row is about anybody.

Numbers carry real check digits so that the intake judges them like real ones.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from suixing.places.shipped import table
from suixing.rules.identifiers import check_character

HEADER = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "公民身份号码",
    "出生日期",
    "婚姻状况",
    "户籍地地址",
    "现居住地址",
    "流入日期",
    "流动原因",
    "联系电话",
    "本人同意登记日期",
    "备注",
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
GIVEN = "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉兰红建文辉力志斌鑫浩宇欣怡子涵雨晨思远嘉佳俊博慧雪梅琳云帆凯"
LONG_NAMES = ("麦麦提·阿卜杜拉", "古丽努尔·吐尔逊", "次仁卓玛", "娜仁托娅", "欧阳文静", "㛃珺瑶")
STREETS = ("和平路{}号", "解放路{}号2栋301", "幸福小区{}-2-1", "民治大道{}号", "")
ROW_DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Names:
    """Full names of divisions by code, for writing addresses."""

    townships: list[tuple[str, str]]

    @classmethod
    def load(cls) -> "Names":
        provinces = dict(row[:2] for row in table("provinces"))
        cities = dict(row[:2] for row in table("cities"))
        counties = dict(row[:2] for row in table("areas"))
        whole = []
        for code, name, *_ in table("streets"):
            city = cities[code[:4]]
            # Placeholders stand in the tables only; nobody writes them into an address.
            written = "" if city in PLACEHOLDERS else city
            whole.append((code, f"{provinces[code[:2]]}{written}{counties[code[:6]]}{name}"))
        return cls(whole)

    def below(self, *prefixes: str) -> list[str]:
        """Addresses of the townships whose code begins with one of ``prefixes``."""
        return [name for code, name in self.townships if code.startswith(prefixes)]


PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def rows(count: int, *, seed: int, living_in: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """``count`` rows under HEADER, every identifier once; ``living_in`` are codes of townships."""
    dice = random.Random(seed)  # noqa: S311 - invented people need no secrets
    names = Names.load()
    here = names.below(*living_in)
    homes = [(code[:6], name) for code, name in names.townships if not code.startswith(living_in)]
    first_day = date(1950, 1, 1)
    for number in range(1, count + 1):
        county, home = dice.choice(homes)
        # Day and sequence number come from a running number, so that no identifier comes twice.
        born = first_day + timedelta(days=(number * 7919) % 20_000)
        seventeen = f"{county}{born:%Y%m%d}{number // 20_000 * 3 % 1000:03d}"
        identifier = seventeen + check_character(seventeen)
        arrived = ROW_DAY - timedelta(days=dice.randrange(10, 1800))
        agreed = arrived + timedelta(days=dice.randrange(0, 10))
        yield (
            str(number), _name(dice), "男" if int(identifier[16]) % 2 else "女", dice.choice(("汉族", "壮族", "苗族")),
            identifier, born.isoformat(), dice.choice(("未婚", "已婚")), home + _street(dice),
            dice.choice(here) + _street(dice), arrived.isoformat(), dice.choice(("务工", "经商", "随迁", "")),
            f"1{dice.randrange(30, 90)}{dice.randrange(10**7, 10**8)}", agreed.isoformat(), "",
        )  # fmt: skip


def _name(dice: random.Random) -> str:
    if dice.random() < 0.02:
        return dice.choice(LONG_NAMES)
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def _street(dice: random.Random) -> str:
    return dice.choice(STREETS).format(dice.randrange(1, 400))


def write_register(path: Path, count: int, *, seed: int, living_in: tuple[str, ...]) -> None:
    """A register in CSV, UTF-8 with a mark, as a spreadsheet program saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count, seed=seed, living_in=living_in))


def write_messy_register(path: Path, count: int, *, seed: int, living_in: tuple[str, ...]) -> None:
    """A register as desks hand them in: title lines, and every fourth row with something to mend."""
    flaws = ((7, "宝山区"), (9, "2026-02-30"), (4, "4.40309E+17"), (12, ""), (1, ""), (7, "老家"))
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("流入人口信息登记簿",))
        writer.writerow(("填报单位：示例街道办事处",))
        writer.writerow(HEADER)
        for number, row in enumerate(rows(count, seed=seed, living_in=living_in)):
            cells = list(row)
            if number % 4 == 3:
                column, text = flaws[number // 4 % len(flaws)]
                cells[column] = text
            writer.writerow(cells)
        writer.writerow(("填表人：", "", "审核人："))
