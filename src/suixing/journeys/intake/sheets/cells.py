"""What a desk typed into a cell, read the way the desk meant it, and never guessed."""

import re
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final

from suixing.journeys.intake.sheets.model import Cell, Formula


class Unreadable(Enum):
    """The one value that stands for a date which nobody can be sure of."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE

_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufffe\ufff9\ufffa\ufffb"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(chr(n) for n in range(0x20) if chr(n) not in "\t\n\r\v\f\x1c\x1d\x1e\x1f")
    + "\x7f"
)
_BLANKS = (
    "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u3164"
)
# Only full-width ASCII is folded: the rest of NFKC would rewrite rare characters of names and places.
_PLAIN: dict[int, str | None] = {
    **{ord(mark): None for mark in _INVISIBLE},
    **{ord(blank): " " for blank in _BLANKS},
    **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
}
_ODD = re.compile("[" + re.escape(_INVISIBLE + _BLANKS) + "\uff01-\uff5e]")
_CONSTANT = re.compile(r'="([^"=]*)"')

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = "·•‧・.．。∙⋅･᛫˙ㆍ●｡․"
_NAME_DOT = re.compile(rf"(?<=[{_HAN}])\s*[{re.escape(_DOTS)}]+\s*(?=[{_HAN}])")
_NAME_BLANK = re.compile(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])")
_MANY_BLANKS = re.compile(r"\s{2,}")

_SCIENTIFIC = re.compile(r"[+]?\d(?:\.\d+)?E[+]?\d+", re.IGNORECASE)
_ID_NOISE = re.compile("[\\s\"'`´‘’‚‛“”″′＇＂\\-‐‑‒–—―−﹣_]+")
_ID_FOR_X = str.maketrans(dict.fromkeys("xхХχΧ×✕✖╳ⅹⅩ*＊❌㐅", "X"))


def text_of(cell: Cell) -> str:  # noqa: PLR0911 - one answer for each kind of cell
    """The cell as text, ``""`` if blank: trimmed, full-width ASCII folded, invisible marks gone."""
    if type(cell) is str:
        if not cell.isascii() or not cell.isprintable():
            cell = cell.translate(_PLAIN) if _ODD.search(cell) else cell
        if cell.startswith('="'):
            constant = _CONSTANT.fullmatch(cell)
            cell = constant[1] if constant else cell
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.text if isinstance(cell, Formula) else str(cell)


def _number_text(number: float) -> str:
    """Whole numbers without a point while they are exact, longer ones the way a program shows them."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number).upper()


def is_formula(cell: Cell) -> bool:
    """Whether the cell would be computed: a formula, or text that begins like one.

    The constant ``="110101…"`` is no formula: programs write it so that a number stays text.
    """
    if type(cell) is str:
        return cell[:1] in "=＝ \t\ufeff" and text_of(cell)[:1] == "="
    return isinstance(cell, Formula)


def name_text(cell: Cell) -> str:
    """A name: any dot between Chinese parts becomes ``·``; between Chinese characters no blank stays."""
    text = text_of(cell)
    if text.isalnum():
        return text
    text = _NAME_DOT.sub("·", text)
    return _MANY_BLANKS.sub(" ", _NAME_BLANK.sub("", text))


def identifier_text(cell: Cell) -> tuple[str, bool]:
    """The identifier without blanks, hyphens and quotation marks, and whether a spreadsheet has damaged it.

    A number keeps fifteen digits: a longer one has lost its end, whatever it shows now. Up to fifteen digits
    a number is whole and is given as text.
    """
    if type(cell) is str:
        if len(cell) == 18 and cell.isascii() and cell.isdigit():
            return cell, False
        text = text_of(cell)
        if _SCIENTIFIC.fullmatch(text):
            return text.upper(), True
        text = _ID_NOISE.sub("", text)
        # Only the last place may hold an X; elsewhere a star is a mask and a cross is a slip.
        return text[:-1].upper() + text[-1:].translate(_ID_FOR_X), False
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if isinstance(cell, float) and not cell.is_integer():
            return repr(cell).upper(), True
        return (text_of(cell), False) if abs(cell) < 1e15 else (f"{float(cell):.14E}", True)
    return _ID_NOISE.sub("", text_of(cell)).upper(), False


_EARLIEST, _LATEST = date(1880, 1, 1), date(2199, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 3654, 73_415  # 1910-01-01 and 2100-12-31; smaller numbers are no dates of ours
_FIRST_TEXT_SERIAL = 10_000

_CLOCK = r"(?:[T ]?\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?[秒分]?Z?)?"
_DATE = re.compile(
    r"(\d{4})(?:"
    r"([-/.\\])(\d{1,2})\2(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})[日号]?"
    r"|(\d\d)(\d\d)"
    rf"){_CLOCK}"
)
_CHINESE_DATE = re.compile(
    "([〇零○一二三四五六七八九]{4})年([元正一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_CHINESE_DIGIT = {"〇": 0, "零": 0, "○": 0, "元": 1, "正": 1} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-") | {"／": "/", "．": ".", "。": ".", "：": ":"})
_INNER_BLANK = re.compile(r"\s+(?=[-/.年月日号\d])|(?<=[-/.年月])\s+")


def read_date(cell: Cell) -> date | Unreadable | None:
    """The day in a cell: ``None`` if blank, ``UNREADABLE`` if nobody can be sure which day is meant.

    Two-digit years and a month without its day are unreadable on purpose, and so is day before month.
    """
    if type(cell) is str:
        return _read_text(cell)
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read_number(cell)
    return UNREADABLE


@lru_cache(maxsize=1 << 17)
def _read_text(typed: str) -> date | Unreadable | None:
    if found := _DATE.fullmatch(typed):
        return _from_match(found)
    text = text_of(typed)
    if not text:
        return None
    if found := _DATE.fullmatch(text):
        return _from_match(found)
    text = text.translate(_DASHES)
    if text.isdigit() and len(text) == 5:
        return _read_number(int(text)) if int(text) >= _FIRST_TEXT_SERIAL else UNREADABLE
    if chinese := _CHINESE_DATE.fullmatch(text.replace(" ", "")):
        return _from_chinese(*chinese.groups())
    found = _DATE.fullmatch(text) or _DATE.fullmatch(_INNER_BLANK.sub("", text))
    return _from_match(found) if found else UNREADABLE


def _from_match(found: re.Match[str]) -> date | Unreadable:
    year, _, *parts = found.groups()
    month, day = (part for part in parts if part is not None)
    return _day(int(year), int(month), int(day))


def _day(year: int, month: int, day: int) -> date | Unreadable:
    try:
        return _plausible(date(year, month, day))
    except ValueError:
        return UNREADABLE


def _plausible(day: date) -> date | Unreadable:
    return day if _EARLIEST <= day <= _LATEST else UNREADABLE


def _read_number(number: int | float) -> date | Unreadable:
    """A serial day number of a spreadsheet, or 20240730 typed as a number."""
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number
        return UNREADABLE
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        # Counted from 30 December 1899: so the 1900 system comes out right behind its false leap day.
        return _SERIAL_ZERO + timedelta(days=int(number))
    whole = int(number)
    if whole == number and 18_800_101 <= whole <= 21_991_231:
        return _day(whole // 10_000, whole // 100 % 100, whole % 100)
    return UNREADABLE


def _from_chinese(year: str, month: str, day: str) -> date | Unreadable:
    months, days = _chinese_number(month), _chinese_number(day)
    if months is None or days is None:
        return UNREADABLE
    return _day(int("".join(str(_CHINESE_DIGIT[digit]) for digit in year)), months, days)


def _chinese_number(text: str) -> int | None:
    """一 to 三十一, with 廿 and 卅; ``None`` for anything else."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not all(part in _CHINESE_DIGIT for part in (tens, ones) if part):
        return None
    value = (_CHINESE_DIGIT.get(tens, 1) * 10 if ten else 0) + (_CHINESE_DIGIT[ones] if ones else 0)
    return value or None
