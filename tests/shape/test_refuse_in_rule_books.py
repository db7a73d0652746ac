"""No rule book, and no calendar, has a place for what Suixing refuses (F1-F9): every key and every text is walked."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shape.forbidden import search
from tests.shape.source import HOUSE

DATA = HOUSE / "rules" / "data"
BOOKS = sorted((DATA / "books").glob("*"))
NATIONAL = (DATA / "books" / "CN-2009.toml").read_text(encoding="utf-8")


def walked(held: object, where: str) -> Iterator[tuple[str, str]]:
    """Place and text of every key and every value, however deep."""
    if isinstance(held, dict):
        for key, inner in held.items():
            yield f"{where}.{key}", str(key)
            yield from walked(inner, f"{where}.{key}")
    elif isinstance(held, list):
        for inner in held:
            yield from walked(inner, where)
    else:
        yield where, str(held)


def names_and_texts(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Of a book: what is a name, searched in pinyin too, and what is prose."""
    found = list(walked(tomllib.loads(text), "book"))
    return [one for one in found if one[1].isascii() and " " not in one[1]], found


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.name)
def test_no_rule_book_has_a_place_for_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names, texts = names_and_texts(text)
    assert len(texts) > 30
    assert search(names) == set()
    assert search(texts, pinyin=False) == set()
    # Comments too: what is said about a rule is read as the rule.
    assert search([("comment", line) for line in text.splitlines() if line.startswith("#")], pinyin=False) == set()


def test_only_rule_books_lie_among_the_rule_books() -> None:
    assert BOOKS
    assert {path.suffix for path in BOOKS} == {".toml"}


def test_the_calendar_has_no_place_for_it() -> None:
    calendar = json.loads((DATA / "calendar.json").read_text(encoding="utf-8"))
    assert search(walked(calendar, "calendar"), pinyin=False) == set()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (("name_matches", "birth_order"), "F1"),
        (("name_matches", "hunyin_matches"), "not kept"),
        (("姓名与登记是否一致", "是否符合政策内生育"), "F1"),
        (("Does the name agree with the record?", "Is she pregnant?"), "F2"),
        (("household_register", "marriage_certificate"), "not kept"),
        (("[papers.mandate]", "[papers.contraceptive_report]"), "F2"),
        (('zh = "委托书"', 'zh = "孕检报告单"'), "F2"),
        (("expired = {", "unpaid_fee = {"), "F4"),
        (("not_here = {", "landlord_objects = {"), "F5"),
        (("differs = {", "certificate_missing = {"), "F9"),
        (("the papers are false", "the second child"), "F1"),
        (("# --- Papers", "# --- Papers: 孩次"), "F1"),
    ],
)
def test_a_forbidden_entry_would_be_found(change: tuple[str, str], refusal: str) -> None:
    text = NATIONAL.replace(*change)
    assert text != NATIONAL
    names, texts = names_and_texts(text)
    comments = [("comment", line) for line in text.splitlines() if line.startswith("#")]
    found = search(names) | search([*texts, *comments], pinyin=False)
    assert refusal in {one.refusal for one in found}
