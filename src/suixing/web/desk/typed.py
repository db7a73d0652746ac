"""What an officer types, pastes or has typed by a card reader, read the way it was meant and never guessed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from suixing.journeys.intake.judge import COUNTY_DIGITS
from suixing.journeys.intake.problems import MESSAGES
from suixing.journeys.intake.sheets.cells import UNREADABLE, identifier_text, name_text, read_date, text_of
from suixing.kernel.errors import Sentence
from suixing.places.queries import Reader, full_name
from suixing.rules.identifiers import Flaw, Identifier, read_identifier

# Card readers put signs around the number, and some send several parts of the card.
_AROUND = re.compile(r"^[^0-9A-Za-z]+|[^0-9A-Za-z]+$")
_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# "身份证号：110…", or a name beside the number: what chats and sheets give when they are copied from.
_AMONG_WORDS = re.compile(r"(?<![0-9A-Z])(?:[0-9]{17}[0-9X]|[0-9]{15}|[A-Z]{3}[0-9]{12})(?![0-9A-Z])")
_MANY_DIGITS = 6
SHORTEST_NUMBER = 15
LONGEST_NUMBER = 18

# Beside letters and their marks: what stands in names of people here and elsewhere.
_IN_NAMES = frozenset("·.-'’ʼ ,，()（）‐")
_PRIVATE = "Co"
_UNASSIGNED = "Cn"
NOT_A_NAME = Sentence(
    zh="姓名里有不属于姓名的符号（{signs}），未保存。请对照证件重新填写；姓名里可用间隔号“·”、连字符和空格。",
    en="There are signs in the name that belong to no name ({signs}), so nothing was saved. Type it again from the "
    "paper; a middle dot, hyphens and blanks may stand in a name.",
)


def number_text(typed: str) -> str:
    """An identifier as the check of its digits takes it: no blanks, dashes or signs of a reader, X in upper case."""
    folded, _ = identifier_text(typed)
    if _HAN.search(folded):
        among: list[str] = _AMONG_WORDS.findall(folded)
        return among[0] if len(among) == 1 else folded
    return _AROUND.sub("", folded)


def looks_like_number(typed: str) -> bool:
    """Whether a number was meant, however flawed, and not a name."""
    if _HAN.search(typed):
        return not _HAN.search(number_text(typed))  # one stands among words
    return sum(unicodedata.category(sign) == "Nd" for sign in typed) >= _MANY_DIGITS


def read_number(typed: str, *, today: date) -> Identifier | Flaw:
    """Read an identifier from whatever was typed, or its first flaw."""
    return read_identifier(number_text(typed), today=today)


def flaw_sentence(flaw: Flaw) -> Sentence:
    """What is wrong with a number and what to do."""
    return MESSAGES[flaw.value]


def signs_of_no_name(name: str) -> str:
    """The signs, each once, that no name holds: digits, emoji, brackets of programs and the like.

    Characters that this machine does not know yet stay, for rare names are written in those.
    """
    found = dict.fromkeys(sign for sign in name if not _stands_in_names(sign))
    return " ".join(found)


def _stands_in_names(sign: str) -> bool:
    if sign in _IN_NAMES:
        return True
    category = unicodedata.category(sign)
    if category == _UNASSIGNED:
        return bool(_HAN.match(sign))
    return category[0] in "LM" or category == _PRIVATE or sign == "〇"


def has_letters(name: str) -> bool:
    """Whether anything in it can be a name: a letter or character, rare ones included."""
    return any(sign.isalpha() or unicodedata.category(sign) == _PRIVATE or _HAN.match(sign) for sign in name)


def fold(typed: str) -> str:
    """A line with plain digits and signs where full-width ones were typed."""
    return text_of(typed)


def read_name(typed: str) -> str:
    """A name with its dots and blanks as registers keep them."""
    return name_text(typed)


def read_day(typed: str) -> date | None:
    """A day typed as 2026-11-23, 20261123 or 2026年11月23日; None where nobody can be sure which is meant."""
    read = read_date(typed)
    return None if read is UNREADABLE else read


@dataclass(frozen=True, slots=True)
class PlaceTyped:
    """An address as it was understood.

    ``code`` is the division that counts, None where it is not clear; ``candidates`` are (code, whole name) to choose
    from, in which case ``chosen`` is the choice or empty. ``must_choose``: without a choice it is not clear.
    """

    text: str
    code: str | None
    name: str
    candidates: tuple[tuple[str, str], ...]
    chosen: str
    must_choose: bool

    @property
    def flaw(self) -> str:
        """The code of what keeps it from being stored; empty where nothing does."""
        if self.code is not None:
            return ""
        return "place.ambiguous" if self.must_choose else "place.unresolved"


def read_place(text: str, choice: str, *, reader: Reader, within: str | None) -> PlaceTyped:
    """Read an address with what was chosen for it; a choice that does not belong to this text counts for nothing."""
    reading = reader.read(text, within=within)
    candidates = tuple((code, full_name(code)) for code in reading.candidates if len(code) >= COUNTY_DIGITS)
    chosen = choice if any(choice == code for code, _ in candidates) else ""
    code = chosen or reading.code
    if code is not None and len(code) < COUNTY_DIGITS:
        code = None
    return PlaceTyped(
        text=text,
        code=code,
        name=full_name(code) if code else "",
        candidates=candidates,
        chosen=chosen,
        must_choose=reading.status == "ambiguous" and bool(candidates),
    )
