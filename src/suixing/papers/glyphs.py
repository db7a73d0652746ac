"""Which characters the typeface can print, and what stands in a letter instead of one that it cannot."""

import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTCollection

from suixing.papers import scripts

FAMILY = "Noto Sans CJK SC"
TYPEFACE = Path(str(files("noto_cjk_sans_otc"))) / "NotoSansCJK-Regular.ttc"

# Letters of European, Zhuang and Vietnamese names that the Chinese typeface lacks, and all of Kazakh and other Cyrillic
# names, so that no word is set in two typefaces. It lies beside those of other scripts.
LATIN_FAMILY = "Noto Sans"
_CYRILLIC = range(0x0400, 0x0530)
_EUROPEAN = frozenset((*range(0x0100, 0x0250), *_CYRILLIC, *range(0x1E00, 0x1F00)))

# Invisible by nature: direction marks, joiners, unassigned, half of a pair. Printed as nothing they would hide.
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


@cache
def chinese_typeface() -> frozenset[int]:
    """Code points of the Chinese typeface; read once in a process (a quarter of a second)."""
    with TTCollection(str(TYPEFACE), lazy=True) as collection:
        (face,) = [font for font in collection.fonts if font["name"].getDebugName(1) == FAMILY]
        return frozenset(face.getBestCmap())


@cache
def covered() -> frozenset[int]:
    """Code points that can be printed."""
    return chinese_typeface() | _EUROPEAN | scripts.points()


def left_to_latin() -> str:
    """Letters to be taken from the other family; else base and accent would be set apart and read back as two."""
    own = chinese_typeface() - frozenset(_CYRILLIC)
    return "".join(chr(point) for point in sorted(_EUROPEAN) if point not in own)


def printable(text: str) -> tuple[str, list[str]]:
    """The text with ``〔U+2B740〕`` for whatever cannot be printed, and those characters in order.

    Accents typed apart are put on their letter first; ideographs are never changed into others that look alike.
    """
    known = covered()
    out: list[str] = []
    missing: list[str] = []
    signs = _composed(text)
    for before, sign, after in zip([" ", *signs], signs, [*signs[1:], " "], strict=False):
        seen = ord(sign) in known and unicodedata.category(sign) not in _UNSEEN
        if seen or sign == "\n" or scripts.spells(before, sign, after):
            out.append(sign)
        else:
            out.append(code_point(sign))
            missing.append(sign)
    return "".join(out), missing


def code_point(sign: str) -> str:
    """``〔U+2B740〕`` for one character."""
    return f"〔U+{ord(sign):04X}〕"


def description(sign: str) -> str:
    """The code point, and the name that Unicode gives it where that says more: ``〔U+1F600〕 GRINNING FACE``."""
    name = unicodedata.name(sign, "")
    return code_point(sign) if not name or "IDEOGRAPH-" in name else f"{code_point(sign)} {name}"


def _composed(text: str) -> list[str]:
    signs: list[str] = []
    for sign in text.replace("\r\n", "\n").replace("\t", " "):
        if signs and unicodedata.combining(sign):
            together = unicodedata.normalize("NFC", signs[-1] + sign)
            if len(together) == 1:
                signs[-1] = together
                continue
        signs.append(sign)
    return signs
