"""One spelling for reading: simplified characters, half width, no blanks and no punctuation.

Names in the index and texts typed by people go through the same table: it has to be consistent, not pretty.
Every character becomes one or none, so that a position in the plain text is found again in the typed one.
"""

import re
from functools import lru_cache
from importlib.resources import files

# Nobody writes a longer address; what stands behind is rest.
LONGEST_READ = 160

_DROPPED = (
    " \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffd\u00ad\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\x7f\x85"
    "\u3001\u3002\u201c\u201d\u2018\u2019\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015\u300a\u300b\u3008\u3009"
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2026\u00b7\u2022\u30fb\u2027\uff5e\uff61\uff65\u25a1\u25cb\u00d7"
)
# Spellings that the shipped table lacks.
_OTHER_SPELLINGS = {"\u885e": "\u536b", "\u90a8": "\u6751"}


@lru_cache(maxsize=1)
def table() -> dict[int, str | None]:
    """What ``str.translate`` needs: traditional to simplified, full width to half width, separators away."""
    text = (files("suixing.places") / "data" / "traditional.txt").read_text("utf-8")
    traditional, simplified = text.split()
    spellings: dict[int, str | None] = {ord(old): new for old, new in zip(traditional, simplified, strict=True)}
    spellings |= {ord(old): new for old, new in _OTHER_SPELLINGS.items()}
    for code in range(0x21, 0x7F):
        kept = chr(code) if chr(code).isalnum() else None
        spellings[code + 0xFEE0] = kept
        if kept is None:
            spellings[code] = None
    spellings |= dict.fromkeys((*range(0x20), *range(0xD800, 0xE000)))
    spellings |= {ord(dropped): None for dropped in _DROPPED}
    return spellings


@lru_cache(maxsize=1)
def oddity() -> re.Pattern[str]:
    """Finds the first character that the table would change; most texts have none."""
    return re.compile("[" + "".join(re.escape(chr(code)) for code in table()) + "]")


def plain(text: str) -> str:
    """The spelling used for comparison."""
    return text.translate(table())


@lru_cache(maxsize=1)
def _dropped() -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code, kept in table().items() if not kept) + "]")


def position(typed: str, count: int) -> int:
    """Index in the typed text behind its ``count``-th character that the plain text keeps."""
    for dropped in _dropped().finditer(typed):
        if dropped.start() > count:
            break
        count += 1
    return count


@lru_cache(maxsize=1)
def separators() -> str:
    """What stands between the divisions and the rest and belongs to neither."""
    return " \t\r\n\u3000,.;:，。；：、\u00a0"
