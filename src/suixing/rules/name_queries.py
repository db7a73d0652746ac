"""What a search by full name asks for: a text typed at a desk becomes whole keys to look up, or is refused.

Characters are looked up as they are written, then as they sound. Letters are looked up as they sound, in every way
that pinyin is typed: with blanks, apostrophes, tones as marks or digits, ü as ü, v, u: or u, and a family name in
the usual reading of its character (dan xiongxin for 单雄信).
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.names import (
    bare_surnames,
    fold_name,
    latin_letters,
    pinyin_of,
    splits_into_syllables,
    stored_readings,
    syllables,
)

LONGEST_QUERY = 120
MOST_SOUNDS = 24
_MOST_UNSURE_VOWELS = 3

_WILDCARD = re.compile(r"[%*?_]")
_SEPARATOR = re.compile(r"[\s'’‘ʼ`´\-‐–·•・.‧,，]+")
_TONE_DIGIT = re.compile(r"(?<=[a-zü:])[0-5](?![0-9])")
_UNSURE_VOWEL = re.compile(r"(?<=[ln])u(?![aio])")
_ROUNDED = re.compile(r"(?<=[jqxy])v")
# As passports have it; n may end a syllable (chenyu), l never does.
_PASSPORT_VOWEL = re.compile(r"(?<=l)yu|(?<=\bn)yu")
_TONES = "\u0300\u0301\u0304\u030c"

BLANK = Sentence("请填写姓名全称。未查找。", "Type the full name. Nothing was searched.")
TOO_LONG = Sentence(
    "姓名超过 120 个字；请只填写姓名全称。未查找。",
    "The name has more than 120 characters; type the full name only. Nothing was searched.",
)
PATTERN = Sentence(
    "不能用 %、*、?、_ 代替部分姓名；请填写姓名全称，或按证件号码查找。未查找。",
    "Signs such as %, *, ? and _ do not stand for a part of a name; type the full name, or search by the number of a "
    "paper. Nothing was searched.",
)
DIGITS = Sentence(
    "姓名中有数字。请只填写姓名全称，或只填写完整的证件号码。未查找。",
    "There are digits in the name. Type the full name only, or the whole number of a paper only. Nothing was searched.",
)
NOT_FULL = Sentence(
    "只有一个字或只有姓；请填写姓名全称。若两字即为全名，请在姓与名之间加空格。未查找。",
    "This is one character or a family name only; type the full name. If it is the full name, put a blank between "
    "family name and given name. Nothing was searched.",
)


class NameRefused(Refusal):
    """What was typed is no full name. Carries no part of it."""


@dataclass(frozen=True, slots=True)
class NameQuery:
    """Keys to look up whole: spellings as ``fold_name`` gives them, sounds as ``pinyin_of`` does."""

    folded: tuple[str, ...]
    sounds: tuple[str, ...]


def read_name_query(text: str) -> NameQuery:
    """What was typed, as keys. Raises NameRefused where it is no full name (REFUSALS, "by relation")."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if len(typed) > LONGEST_QUERY:
        raise NameRefused(TOO_LONG)
    if _WILDCARD.search(typed):
        raise NameRefused(PATTERN)
    if latin_letters(typed):
        return _read_letters(typed)
    if any(character.isdigit() for character in typed):
        raise NameRefused(DIGITS)
    folded = fold_name(typed)
    if not any(character.isalpha() or unicodedata.category(character) == "Co" for character in folded):
        raise NameRefused(BLANK)
    if len(folded) == 1 or (folded in bare_surnames() and not _SEPARATOR.search(typed)):
        raise NameRefused(NOT_FULL)
    sound = pinyin_of(typed)
    return NameQuery((folded,), (sound,) if sound else ())


def _read_letters(typed: str) -> NameQuery:
    lowered = typed.casefold()
    toneless = _TONE_DIGIT.sub("", lowered)
    if any(character.isdigit() for character in toneless):
        raise NameRefused(DIGITS)
    words = [word for word in _SEPARATOR.split(_with_v(toneless)) if word]
    spelled = "".join(words)
    if len(spelled) < 2 or spelled in syllables() or (spelled in bare_surnames() and len(words) == 1):
        raise NameRefused(NOT_FULL)
    sounds = {spelled: None}
    if splits_into_syllables(spelled):
        sounds |= dict.fromkeys(_with_either_vowel(spelled))
    else:  # no pinyin: a name of letters, whose ü is no v
        sounds |= {latin_letters(toneless): None}
    for sound in tuple(sounds):
        sounds |= dict.fromkeys(_with_surname(sound, len(words[0]) if len(words) > 1 else None))
    return NameQuery((fold_name(toneless),), tuple(sounds)[:MOST_SOUNDS])


def _with_v(typed: str) -> str:
    """Tones taken off, ü in its many spellings as v: ``lǜ``, ``lü``, ``lu:``, ``lyu``; but u behind j, q, x and y."""
    parts = unicodedata.normalize("NFD", typed)
    plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    spelled = plain.replace("ü", "v").replace("u:", "v")
    spelled = _PASSPORT_VOWEL.sub("v", spelled)
    words = (latin_letters(word) for word in _SEPARATOR.split(_ROUNDED.sub("u", spelled)))
    return " ".join(word for word in words if word)


def _with_either_vowel(spelled: str) -> list[str]:
    """The same with v for u, wherever lu and nu may be typed for lü and nü."""
    places = [found.start() for found in _UNSURE_VOWEL.finditer(spelled)][:_MOST_UNSURE_VOWELS]
    variants = []
    for vowels in product("uv", repeat=len(places)):
        letters = list(spelled)
        for place, vowel in zip(places, vowels, strict=True):
            letters[place] = vowel
        variants.append("".join(letters))
    return [variant for variant in variants if splits_into_syllables(variant)]


def _with_surname(spelled: str, first_word: int | None) -> list[str]:
    """The same with the reading a family name is stored under; ``first_word`` is where it ends, if that was typed."""
    variants = []
    for length in range(2, min(len(spelled), 9)):
        # Typed syllable by syllable (wei chi gong), a compound name reaches beyond the first word.
        if first_word is not None and length < first_word:
            continue
        rest = spelled[length:]
        for stored in stored_readings(spelled[:length]):
            if splits_into_syllables(rest):
                variants.append(stored + rest)
    return variants
