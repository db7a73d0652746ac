"""What a password may not be: short, like the name, or known from leaks. Looked up here, asked of nobody."""

import gzip
import re
from functools import lru_cache
from pathlib import Path

from django.contrib.auth import password_validation
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from pypinyin import lazy_pinyin

from suixing.access.models import Officer
from suixing.kernel.errors import Sentence
from suixing.web.words import in_active_language

SHORTEST = 10
TOO_SHORT = Sentence(
    "密码至少 {least} 个字符。可以用几个不相干的词连起来，又长又好记。",
    "A password has at least {least} characters. A few words that do not belong together are long and easy to keep.",
)
LIKE_THE_NAME = Sentence(
    "密码与您的姓名或登录名太像，请另选一个。",
    "The password is too much like your name or sign-in name; choose another.",
)
LEAKED = Sentence(
    "这个密码曾在泄露的密码中出现，或属于最先被猜的样式，请另选一个。",
    "This password is known from leaks, or of a kind that is guessed first; choose another.",
)
RULES = Sentence(
    "至少 10 个字符；不要与姓名相似，也不要用常见密码、生日或证件号码。",
    "At least 10 characters; not like your name, and no common password, birthday or identity number.",
)

# Syllables and words that Chinese leaks are made of, with nothing but digits or each other around them.
_WORDS = (
    "woaini", "woaiwo", "wode", "aini", "woshi", "nihao", "mima", "baobao", "laopo", "laogong", "mama", "baba",
    "zhongguo", "beijing", "shanghai", "guangdong", "shenzhen", "chongqing", "gongan", "weiji", "weijian", "jiedao",
    "shequ", "admin", "root", "password", "passwd", "test", "qwerty", "qwert", "asdfgh", "asdf", "zxcvbn", "zxcv",
    "qazwsx", "qwe", "asd", "zxc", "abc", "abcd", "iloveyou", "love", "qq", "wx", "weixin", "taobao", "suixing",
    "welcome", "letmein", "hello", "huawei", "xiaomi", "wang", "li", "zhang", "liu", "chen", "yang", "zhao", "huang",
    "zhou", "wu", "xu", "sun", "ma", "zhu", "hu", "lin", "guo", "he", "gao", "a", "aa", "aaa", "x", "z",
)  # fmt: skip
_MADE_OF_WORDS = re.compile(r"(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r"|[0-9]|[!@#$%^&*._+-])+")
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
         "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm")  # fmt: skip
_LETTERS_FOR_SIGNS = str.maketrans({"@": "a", "$": "s", "0": "o", "1": "l", "3": "e", "!": "i", "5": "s"})


class LongEnough:
    """At least ten characters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's call
        if len(password) < SHORTEST:
            raise ValidationError(in_active_language(TOO_SHORT, least=SHORTEST), code="password_too_short")

    def get_help_text(self) -> str:
        return in_active_language(RULES)


class NotTheName:
    """Not like the name, however it is written: characters, or the sound of them."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if not isinstance(user, Officer):
            return
        said = password.lower()
        names = {user.username, *re.split(r"[._-]", user.username), user.name, "".join(lazy_pinyin(user.name))}
        for name in (one.lower() for one in names):
            # A name of which only digits and signs are left over once it is taken out.
            if len(name) >= 2 and name in said and len(re.sub(r"[\W\d_]", "", said.replace(name, ""))) < SHORTEST - 4:
                raise ValidationError(in_active_language(LIKE_THE_NAME), code="password_too_similar")

    def get_help_text(self) -> str:
        return ""


class NotLeaked:
    """Not one of the passwords that leaks are full of, nor one made as they are."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's call
        if is_guessed_first(password):
            raise ValidationError(in_active_language(LEAKED), code="password_too_common")

    def get_help_text(self) -> str:
        return ""


def is_guessed_first(password: str) -> bool:
    """Whether it is known, or made of nothing but known pieces: words, digits, runs on the keyboard, repetition."""
    said = password.strip().lower()
    bare = re.sub(r"[\W\d_]+$", "", re.sub(r"^[\W\d_]+", "", said))
    plain = said.translate(_LETTERS_FOR_SIGNS)
    if {said, plain} & _known() or (len(bare) >= 4 and bare in _known() and len(said) - len(bare) <= 6):
        return True
    if len(set(said)) <= 3 or re.fullmatch(r"(.{1,5})\1+.?", said):
        return True
    # Digits alone are birthdays, telephones, QQ and identity numbers, be a letter or a sign around them.
    if len(re.sub(r"[\d\W_]", "", said)) <= 2 or re.fullmatch(r"\d{17}[\dx]", said):
        return True
    return bool(_MADE_OF_WORDS.fullmatch(said)) or any(said in run for run in _RUNS)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Django's list of twenty thousand passwords from leaks."""
    shipped = Path(password_validation.__file__).resolve().parent / "common-passwords.txt.gz"
    with gzip.open(shipped, "rt", encoding="utf-8") as file:
        return frozenset(line.strip() for line in file)
