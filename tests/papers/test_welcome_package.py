"""The letter for newcomers says everything, on one page, in both languages, and to everybody by her own name."""

import pytest

from suixing.kernel.errors import Sentence
from suixing.papers import wording
from suixing.papers.typesetting import typeset
from tests.cast import CAST
from tests.papers.letters import AGREED, FUCHENG, pages, squeezed, text, welcome

LONG_UYGHUR = "阿卜杜热合曼·麦麦提依明·吐尔逊江·阿不都克里木 Abdurehman Memet’imin Tursunjan Abdukërim"
# Filled by the letter; the words around them are looked for elsewhere.
WITH_VALUES = {"greeting", "agreed_on"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_letter_holds_all_that_it_must_say(language: str) -> None:
    said = text(typeset(welcome(), language=language))
    words: list[Sentence] = [sentence for name, sentence in wording.WELCOME.items() if name not in WITH_VALUES]
    words += [*wording.FREE_AT_AN_OFFICE, *(part for right in wording.RIGHTS for part in right)]
    words += [FUCHENG.name, FUCHENG.opening_hours, AGREED.text, AGREED.way]
    missing = [word.en for word in words if squeezed(word.in_language(language)) not in said]
    assert missing == []
    for value in (FUCHENG.address, FUCHENG.telephone, "王芳 0755-2800 0001", "1024", "7KQ2 M9XD 4HTB"):
        assert squeezed(value) in said
    assert squeezed("2026年11月20日" if language.startswith("zh") else "20 November 2026") in said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*(row.name for row in CAST), LONG_UYGHUR])
def test_one_page_and_her_own_name(language: str, name: str) -> None:
    paper = typeset(welcome(name), language=language)
    greeting = f"{name}，您好！" if language == "zh" else f"Dear {name},"
    assert squeezed(greeting) in text(paper)
    assert len(pages(paper)) == 1
    assert paper.missing == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_large_print_says_the_same_on_more_pages(language: str) -> None:
    large = typeset(welcome(), language=language, large_print=True)
    assert 1 < len(pages(large)) <= 4
    for value in (FUCHENG.address, "7KQ2 M9XD 4HTB", AGREED.way.in_language(language)):
        assert squeezed(value) in text(large)


def test_no_code_no_box() -> None:
    assert "paper code" not in " ".join(pages(typeset(welcome(paper_code=None), language="en")))


@pytest.mark.parametrize("code", ["7KQ2-M9XD-4HTB", "7KQ2M9XD4HT", "7kq2m9xd4htb", ""])
def test_a_code_of_another_shape_is_refused_without_saying_it(code: str) -> None:
    with pytest.raises(ValueError, match="a paper code has 12 signs of 0-9 and A-Z") as refused:
        welcome(paper_code=code)
    assert not code or code not in str(refused.value)


def test_a_letter_shows_nothing_of_itself_to_a_traceback() -> None:
    assert "李秀英" not in repr(welcome())
    assert "7KQ2" not in repr(welcome())
