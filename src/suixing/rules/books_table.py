"""A rule book's TOML table, read with care: every value is of the kind that belongs there, or there is a sentence."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules import books_faults as faults
from suixing.rules.limits import Limit, read_limit

# docs/rules.md: how many rules there are under each letter.
RULES = {"T": 5, "G": 4, "P": 7, "V": 5, "X": 8, "S": 6, "B": 2, "A": 6}
OURS = "ours"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,59}(\.[a-z][a-z0-9_]{1,59})?")
_SOURCE = re.compile(r"[A-Z][A-Za-z0-9]{0,9}")
_RULE = re.compile(r"([A-Z])([1-9])")

_Choice = TypeVar("_Choice", bound=StrEnum)


class Table:
    """Part of a rule book: ``where`` names it in every fault. All methods raise ``Refusal``."""

    def __init__(self, held: dict[str, object], *, book: str, where: str) -> None:
        self._held, self._book, self.where = held, book, where

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def only(self, *known: str) -> None:
        """No other keys than these."""
        for key in self._held:
            if key not in known:
                raise Refusal(faults.UNKNOWN_KEY.format(book=self._book, where=self.where, key=short(key)))

    def wrong(self, key: str) -> Refusal:
        """What is missing or of another kind."""
        return Refusal(faults.MISSING.format(book=self._book, where=self.where, key=short(key)))

    def part(self, key: str, *, needed: bool = True) -> "Table":
        """A table in it; empty where there is none and none is needed."""
        held = self._held.get(key, None if needed else {})
        if not isinstance(held, dict):
            raise self.wrong(key)
        return Table(held, book=self._book, where=key if self.where == "book" else f"{self.where}.{key}")

    def parts(self, key: str, *, needed: bool = True) -> dict[str, "Table"]:
        """The tables in a table, by their names."""
        inner = self.part(key, needed=needed)
        for name in inner._held:
            if not (_SOURCE if key == "sources" else _NAME).fullmatch(name):
                raise inner.wrong(name)
        return {name: inner.part(name) for name in inner._held}

    def rows(self, key: str) -> list["Table"]:
        """The tables in a list."""
        held = self._held.get(key)
        if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
            raise self.wrong(key)
        where = f"{self.where}.{key}"
        return [Table(row, book=self._book, where=f"{where}[{number}]") for number, row in enumerate(held, start=1)]

    def names(self) -> list[str]:
        """Its keys."""
        return list(self._held)

    def text(self, key: str) -> str:
        """A text on one line that is not empty."""
        text = self._held.get(key)
        if not isinstance(text, str) or not text.strip() or not text.isprintable():
            raise self.wrong(key)
        return text.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, at least one, none twice."""
        texts = self._held.get(key)
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            raise self.wrong(key)
        if len(set(texts)) != len(texts):
            raise self.wrong(key)
        return tuple(texts)

    def flag(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        flag = self._held.get(key, False)
        if not isinstance(flag, bool):
            raise self.wrong(key)
        return flag

    def day(self, key: str) -> date:
        """A day, written as TOML writes days."""
        day = self._held.get(key)
        if not isinstance(day, date) or isinstance(day, datetime):
            raise self.wrong(key)
        return day

    def limit(self, key: str) -> Limit:
        """A limit as ``read_limit`` reads it."""
        try:
            return read_limit(self.text(key))
        except Refusal as fault:
            raise self.wrong(key) from fault

    def choice(self, key: str, kinds: type[_Choice]) -> _Choice:
        """One of a closed list."""
        try:
            return kinds(self.text(key))
        except ValueError as fault:
            raise self.wrong(key) from fault

    def choices(self, key: str, kinds: type[_Choice]) -> tuple[_Choice, ...]:
        """Some of a closed list."""
        try:
            return tuple(kinds(text) for text in self.texts(key))
        except ValueError as fault:
            raise self.wrong(key) from fault

    def said(self) -> Sentence:
        """Its words in both languages."""
        zh, en = (self._held.get(language) for language in ("zh", "en"))
        if not (isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip()):
            raise Refusal(faults.NOT_SAID.format(book=self._book, where=self.where))
        if not (zh.isprintable() and en.isprintable()):
            raise Refusal(faults.NOT_SAID.format(book=self._book, where=self.where))
        return Sentence(zh=zh.strip(), en=en.strip())

    def rules(self) -> tuple[str, ...]:
        """The rules that the entry carries out, by id."""
        rules = self.texts("rules")
        for rule in rules:
            found = _RULE.fullmatch(rule)
            if not found or int(found[2]) > RULES.get(found[1], 0):
                raise Refusal(faults.UNKNOWN_RULE.format(book=self._book, where=self.where, rule=short(rule)))
        return rules

    def citation(self, sources: dict[str, Sentence]) -> str:
        """Where it is laid down: key and article of one source or more, or ``ours``."""
        cite = self.text("cite")
        for one in cite.split(";"):
            key, _, article = one.strip().partition(" ")
            if key != OURS and not (key in sources and article.strip()):
                raise Refusal(faults.UNKNOWN_SOURCE.format(book=self._book, where=self.where, cite=short(cite)))
        return cite

    def known(self, name: str, listed: object) -> str:
        """A name that stands in another list of the book."""
        if not isinstance(listed, dict) or name not in listed:
            raise Refusal(faults.UNKNOWN_NAME.format(book=self._book, where=self.where, name=short(name)))
        return name


def short(value: object) -> str:
    """What was written, short and without what would move a cursor."""
    return "".join(char if char.isprintable() else "?" for char in str(value)[:60])
