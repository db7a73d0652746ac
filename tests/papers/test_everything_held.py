"""The export of all that is held: every row is there, over many pages, with its place among them."""

from datetime import date

import pytest

from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.papers.typesetting import typeset
from tests.papers.letters import everything, pages, readings, squeezed, text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_three_hundred_readings_are_all_there(language: str) -> None:
    paper = typeset(everything(readings(300)), language=language)
    said = pages(paper)
    assert len(said) > 3
    assert [n for n in range(300) if f"officer.{n:03}" not in "".join(said)] == []
    for number, page in enumerate(said, start=1):
        place = f"第{number}页，共{len(said)}页" if language == "zh" else f"Page {number} of {len(said)}"
        assert squeezed(place) in squeezed(page)
        assert ("经办人" if language == "zh" else "Officer") in page, "the head of the table stands on every page"


def test_values_of_every_kind_and_beijing_time() -> None:
    who = Section(
        title=Sentence("您是谁", "Who you are"),
        rows=(
            (Sentence("姓名", "Name"), "㛃珺瑶"),
            (Sentence("出生日期", "Born"), date(1992, 8, 11)),
            (Sentence("登记次数", "Times registered"), 2),
            (Sentence("电话", "Telephone"), None),
        ),
    )
    said = " ".join(pages(typeset(everything(who, readings(1)), language="en")))
    for value in ("Name 㛃珺瑶", "Born 1992-08-11", "Times registered 2", "Telephone —", "2026-11-20 09:00"):
        assert squeezed(value) in squeezed(said)


def test_an_empty_part_says_so() -> None:
    empty = Section(title=Sentence("更正", "Corrections"), columns=(Sentence("日期", "Day"),))
    assert squeezed("Corrections Nothing is held.") in text(typeset(everything(empty), language="en"))


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="must have 2 cells"):
        Section(title=Sentence("您是谁", "Who you are"), rows=(("only one",),))


def test_long_words_break_instead_of_running_off_the_page() -> None:
    long = "x" * 400
    part = Section(title=Sentence("地址", "Address"), rows=((Sentence("地址", "Address"), long),))
    assert long in text(typeset(everything(part), language="en"))
