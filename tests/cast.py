"""The steady cast: who they are and where they belong never changes between tests. All invented."""

import csv
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from suixing.rules.identifiers import check_character

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)

FUCHENG = "440309005"
"""Township office at the current place: 广东省深圳市龙华区福城街道."""
GUANHU = "440309001"
"""A neighbouring office of the same district."""
ZHONGZHOU = "500233001"
"""Township office at the home place: 重庆市忠县忠州街道."""

HEADER = ("姓名", "性别", "公民身份号码", "婚姻状况", "户籍地地址", "现居住地址", "流入日期", "联系电话",
          "本人同意登记日期", "备注")  # fmt: skip


def number(first_seventeen: str) -> str:
    """An identity number with its check character."""
    return first_seventeen + check_character(first_seventeen)


@dataclass(frozen=True)
class Row:
    """One person as a desk would type her."""

    name: str
    identifier: str
    sex: str = "女"
    home: str = "重庆市忠县忠州街道和平路3号"
    current: str = "广东省深圳市龙华区福城街道民治大道88号"
    arrived: str = "2025-03-01"
    telephone: str = "13900000001"
    consent: str = "2025-03-05"
    married: str = "已婚"
    remark: str = ""

    def but(self, **changes: str) -> "Row":
        return replace(self, **changes)

    def cells(self) -> tuple[str, ...]:
        return (self.name, self.sex, self.identifier, self.married, self.home, self.current, self.arrived,
                self.telephone, self.consent, self.remark)  # fmt: skip


XIUYING = Row("李秀英", number("51022319850612002"))
MAIMAITI = Row("麦麦提·阿卜杜拉", number("65312519900203001"), sex="男", home="新疆维吾尔自治区喀什地区莎车县")
JUNYAO = Row("㛃珺瑶", number("51023219920811004"), telephone="13900000003")
CAST = (XIUYING, MAIMAITI, JUNYAO)


def write_csv(path: Path, rows: "list[Row] | tuple[Row, ...]") -> Path:
    """A register with one header row; row numbers of people begin at 2."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row.cells() for row in rows)
    return path
