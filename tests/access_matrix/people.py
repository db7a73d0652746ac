"""Whom each office holds in this folder. Each office's people carry a sign that nobody else's have.

So a name or address of theirs is found in whatever page it should not stand in.
"""

from dataclasses import dataclass

from suixing.config.demo_cast import FUCHENG, GUANHU, VILLAGE, ZHONGZHOU
from tests.cast import Row, number

_ORDER = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳"
    "云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜"
)


@dataclass(frozen=True)
class Held:
    """An office and the people it takes in: ``sign`` is in each name and address, ``born`` is their year."""

    office: str
    sign: str
    born: int
    telephone: str
    current: str
    count: int

    def person(self, at: int) -> Row:
        """The ``at``-th of them; numbers from ``count`` on are held nowhere."""
        return Row(
            f"{self.sign}{_ORDER[at]}",
            number(f"510223{self.born}0612{2 * at:03}"),
            home=f"重庆市忠县忠州街道{self.sign}家巷{at + 1}号",
            current=f"{self.current}{self.sign}家路{at + 1}号",
            telephone=f"{self.telephone}{at:04}",
        )

    @property
    def people(self) -> list[Row]:
        return [self.person(at) for at in range(self.count)]

    def marks(self) -> list[str]:
        """What of its people must not stand on a page of another office."""
        return [self.sign, self.telephone, f"510223{self.born}0612"]


TOWNSHIP = Held(FUCHENG, "爨", 1981, "1391001", "广东省深圳市龙华区福城街道", 20)
"""The office of most roles in the table."""
PAIRED = Held(VILLAGE, "鱻", 1982, "1391002", "广东省深圳市龙华区福城街道", 12)
"""A village of that township: a pair (G1)."""
NEIGHBOUR = Held(GUANHU, "麤", 1983, "1391003", "广东省深圳市龙华区观湖街道", 50)
FAR = Held(ZHONGZHOU, "龘", 1984, "1391004", "重庆市忠县忠州街道", 4)
ALL = (TOWNSHIP, PAIRED, NEIGHBOUR, FAR)
