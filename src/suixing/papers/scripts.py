"""Scripts of names other than Chinese and European ones, each with a typeface of its own that comes along.

Uyghur, Kazakh and Kyrgyz in Arabic letters, Tibetan, Mongolian with Todo and Manchu, Yi, both scripts of the Dai, Lisu
and Miao. The typesetter joins, stacks and turns round; what it is given is the text as it is kept.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(str(files("suixing.papers"))) / "fonts"

JOINERS = frozenset("\u200c\u200d")
MONGOLIAN_SEPARATOR = "\u180e"
"""Invisible, and part of how a word is spelt; outside of words of these scripts they would hide something."""


@dataclass(frozen=True, slots=True)
class Script:
    """One typeface and the blocks of Unicode that are set in it; ``joins``: letters change shape beside each other."""

    family: str
    file: str
    blocks: tuple[tuple[int, int], ...]
    joins: bool = False

    def holds(self, sign: str) -> bool:
        """Whether a character belongs to a block of this script."""
        return any(first <= ord(sign) <= last for first, last in self.blocks)


SCRIPTS = (
    Script(
        "Noto Sans Arabic", "NotoSansArabic-Regular.ttf",
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)), joins=True,
    ),
    Script("Noto Serif Tibetan", "NotoSerifTibetan-Regular.ttf", ((0x0F00, 0x0FFF),)),
    Script("Noto Sans Mongolian", "NotoSansMongolian-Regular.ttf", ((0x1800, 0x18AF), (0x11660, 0x1167F)), joins=True),
    Script("Noto Sans Yi", "NotoSansYi-Regular.ttf", ((0xA000, 0xA4CF),)),
    Script("Noto Sans Tai Le", "NotoSansTaiLe-Regular.ttf", ((0x1950, 0x197F),)),
    Script("Noto Sans NewTaiLue", "NotoSansNewTaiLue-Regular.ttf", ((0x1980, 0x19DF),)),
    Script("Noto Sans Lisu", "NotoSansLisu-Regular.ttf", ((0xA4D0, 0xA4FF),)),
    Script("Noto Sans Miao", "NotoSansMiao-Regular.ttf", ((0x16F00, 0x16F9F),)),
)  # fmt: skip


@cache
def points() -> frozenset[int]:
    """Code points of these scripts that their typefaces have; read once in a process."""
    found: set[int] = set()
    for script in SCRIPTS:
        with TTFont(str(FOLDER / script.file), lazy=True) as face:
            found.update(point for point in face.getBestCmap() if script.holds(chr(point)))
    return frozenset(found)


def spells(before: str, sign: str, after: str) -> bool:
    """Whether an invisible ``sign`` stands inside a word of a script that is spelt with it, and so hides nothing."""
    if sign not in JOINERS and sign != MONGOLIAN_SEPARATOR:
        return False
    return any(
        script.joins and script.holds(before) and script.holds(after)
        and (sign in JOINERS or script.holds(MONGOLIAN_SEPARATOR))
        for script in SCRIPTS
    )  # fmt: skip


def families() -> list[dict[str, str]]:
    """For the templates: each family, and the characters set in it as the inside of a class of a regular expression."""
    told = []
    for script in SCRIPTS:
        signs = "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in script.blocks)
        told.append({"name": script.family, "signs": signs + ("".join(sorted(JOINERS)) if script.joins else "")})
    return told
