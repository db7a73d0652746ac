"""Rule books: the dated rules that cases follow. The data is ``data/books/``; docs/clocks.md describes the format."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from suixing.kernel.errors import Refusal
from suixing.rules import books_faults as faults
from suixing.rules.books_model import (
    Answer,
    AskedIn,
    BookLimit,
    Names,
    Paper,
    Question,
    QuestionKind,
    ReasonList,
    Requirement,
    RuleBook,
    When,
)
from suixing.rules.books_reading import read_books
from suixing.rules.limits import Limit, shorter

__all__ = [
    "Answer",
    "AskedIn",
    "BookLimit",
    "Names",
    "Paper",
    "Question",
    "QuestionKind",
    "ReasonList",
    "Requirement",
    "RuleBook",
    "When",
    "book",
    "book_for",
    "chosen_book",
    "effective_limit",
    "shipped_books",
]


@cache
def shipped_books() -> tuple[RuleBook, ...]:
    """The books that come with Suixing, by code."""
    folder = files("suixing.rules") / "data" / "books"
    return read_books(path.read_text("utf-8") for path in folder.iterdir() if path.name.endswith(".toml"))


def book(code: str) -> RuleBook:
    """The book of a code; ``Refusal`` where there is none."""
    for one in shipped_books():
        if one.code == code:
            return one
    raise Refusal(faults.NO_SUCH_BOOK.format(code=code))


def book_for(*, place: str, on: date) -> RuleBook:
    """The book that a case opened on a day at an office follows; ``place`` is the office's division code.

    The most specific local book, already merged over the one that it extends. Raises ``Refusal`` for a day before the
    first book.
    """
    return chosen_book(shipped_books(), place=place, on=on)


def chosen_book(books: Iterable[RuleBook], *, place: str, on: date) -> RuleBook:
    """``book_for`` among other books than the shipped ones."""
    held = tuple(books)
    fitting = [one for one in held if place.startswith(one.place) and one.is_valid(on)]
    if not fitting:
        first = min((one.valid_from for one in held if place.startswith(one.place)), default="—")
        raise Refusal(faults.NO_BOOK.format(on=on, first=first))
    return max(fitting, key=lambda one: len(one.place))


def effective_limit(book: RuleBook, key: str, agreements: Sequence[Limit] = ()) -> Limit:
    """The limit that holds between two offices: the book's, or an agreed one where that is shorter (X6)."""
    if key not in book.limits:
        raise Refusal(faults.NO_SUCH_LIMIT.format(book=book.code, key=key))
    limit = book.limits[key].limit
    for agreed in agreements:
        limit = shorter(limit, agreed)
    return limit
