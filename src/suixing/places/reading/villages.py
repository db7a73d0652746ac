"""The village at the end of the divisions: its stem, with or without what kind of committee it has."""

import re
from typing import Literal

from suixing.places.reading.index import Index, Spellings
from suixing.places.reading.posting import VILLAGE_BITS

Outcome = tuple[Literal["resolved", "ambiguous", "unresolved"], int, int, tuple[int, ...]]

_RURAL, _URBAN = 1, 2
_ENDING = re.compile(
    r"社区居民委员会|社区村民委员会|社区居委会|社区村委会|社区|村民委员会|村委员会|村委会|居民委员会|居委会|嘎查|村"
)
# What follows a village whose kind is not written: a house, a group, nothing.
_AFTER_BARE_STEM = re.compile(
    r"$|[0-9]|第?[一二三四五六七八九十]+(?:组|社(?!区)|队|屯|号|村民小组)|组|社[0-9一二三四五]|队"
)
# What shows that 村 belongs to a longer name: 和平村路, 和平村小学.
_NOT_AFTER_VILLAGE = re.compile(r"[东西南北中]?(?:路(?!口)|街(?!口)|巷(?!口)|大道|小学|中学|卫生)")
# What shows that a stem goes on: 朱湾村 in 朱湾村委会, 红旗新村 in 红旗新村第五居委会.
_STEM_GOES_ON = re.compile(r"第?[一二三四五六七八九十]*(?:居委|居民委|社区|村委|委会|民委)")


def village_after(index: Index, body: str, end: int, town: int) -> Outcome:
    """The outcome for a township that was read up to ``end``: a village of its own if the text names one."""
    county, inside = divmod(town, 1000)
    villages: Spellings = index.villages
    stems = villages.prefixes(index.scopes[county] + body[end : end + 30])
    choice: tuple[int, ...] = ()
    for stem in reversed(stems):
        own = [post for post in villages.at(stem) if post // (1000 << VILLAGE_BITS) == inside]
        if not own:
            continue
        close = end + len(stem) - 1
        ending = _ENDING.match(body, close)
        if ending is None and not _may_end(stem, body, close):
            continue
        if ending:
            close = ending.end()
        if _NOT_AFTER_VILLAGE.match(body, close):
            continue
        own = of_kind(own, ending[0] if ending else "")
        codes = tuple(sorted(county * 1_000_000 + (post >> VILLAGE_BITS) for post in own))
        if len(codes) == 1:
            return "resolved", codes[0], close, ()
        choice = choice or codes
    return "resolved", town, end, choice


def _may_end(stem: str, body: str, close: int) -> bool:
    """Whether a village whose kind is not written can end here."""
    if stem[-1] == "村":
        return not _STEM_GOES_ON.match(body, close)
    return _AFTER_BARE_STEM.match(body, close) is not None


def of_kind(posts: list[int], ending: str) -> list[int]:
    """Of namesakes, those whose committee is of the kind that was typed, if that leaves any."""
    if len(posts) == 1 or not ending:
        return posts
    wanted = _RURAL if ending.startswith(("村", "嘎")) else _URBAN
    mask = (1 << VILLAGE_BITS) - 1
    return [post for post in posts if post & mask == wanted] or posts


def village_of_county(index: Index, body: str, end: int, county: int) -> tuple[int, int] | None:
    """Code and end of a village straight after its county, if its kind is written and it has no namesake."""
    villages = index.villages
    for stem in reversed(villages.prefixes(index.scopes[county] + body[end : end + 30])):
        close = end + len(stem) - 1
        ending = _ENDING.match(body, close)
        if ending is None and (stem[-1] != "村" or not _may_end(stem, body, close)):
            continue
        if ending:
            close = ending.end()
        if _NOT_AFTER_VILLAGE.match(body, close):
            continue
        posts = villages.at(stem)
        return (county * 1_000_000 + (posts[0] >> VILLAGE_BITS), close) if len(posts) == 1 else None
    return None
